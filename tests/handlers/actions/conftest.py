"""Fixtures for tests of the actions."""

import pytest

from storage.transactions import Database
from tests.house import House, Plan, open_house


@pytest.fixture
async def house(database: Database) -> House:
    """A business with one coach and a few customers."""
    return await open_house(database, Plan(customers=5))
