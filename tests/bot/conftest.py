"""What tests of the process share."""

from collections.abc import AsyncIterator

import pytest

from bot import playground
from bot.clock import Clock
from bot.playground import Playground
from bot.transport import Telegram, open_session
from storage.transactions import Database
from tests.bot.post_office import Post


@pytest.fixture
async def post(database: Database) -> AsyncIterator[Post]:
    """A post office with nothing to deliver yet."""
    world = Playground()
    server = await playground.start(world)
    async with open_session() as session:
        made = Post(database, world, Telegram(session, server.url, world.token, Clock()))
        yield made
        await made.close()
    await server.stop()
    world.close()
