"""The API as programs meet it: real HTTP, on a real database."""

from collections.abc import AsyncIterator

import pytest

from storage.transactions import Database
from tests.handlers.http.api.programs import Api, serve
from tests.house import House, Plan, open_house


@pytest.fixture
async def house(database: Database) -> House:
    """A business with one coach and a few customers."""
    return await open_house(database, Plan(customers=3))


@pytest.fixture
async def api(database: Database, house: House) -> AsyncIterator[Api]:
    """The API of that business."""
    async with serve(database) as served:
        yield served
