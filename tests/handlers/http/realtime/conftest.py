"""A business, and one replica at which others follow what changes there."""

from collections.abc import AsyncIterator

import pytest

from storage.transactions import Database
from tests.handlers.http.realtime.listening import Replica, replica
from tests.house import House, Plan, open_house


@pytest.fixture
async def house(database: Database) -> House:
    """A business with one coach and a few customers."""
    return await open_house(database, Plan(customers=3))


@pytest.fixture
async def served(database: Database, house: House) -> AsyncIterator[Replica]:
    """One replica of it."""
    async with replica(database) as one:
        yield one
