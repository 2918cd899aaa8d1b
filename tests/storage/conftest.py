"""What the tests of the store share."""

import pytest

from storage.transactions import Database
from tests.house import House, open_house


@pytest.fixture
async def house(database: Database) -> House:
    """A business with one coach and one customer."""
    return await open_house(database)
