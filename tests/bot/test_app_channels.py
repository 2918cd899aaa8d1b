"""The process with every way set up: it starts, and hears what providers say."""

from pathlib import Path

import aiohttp

from bot.playground import PlaygroundServer
from storage.transactions import Database
from tests.bot.outside import get
from tests.bot.settings.test_channel_settings import TWILIO, key_file
from tests.coachbook import free_port
from tests.journeys.conftest import coachbook_process, plant, playground, stage, world
from tests.journeys.stage import Stage
from tests.providers import say

__all__ = ["playground", "stage", "world"]


async def test_it_starts_with_every_way_and_takes_receipts(
    playground: PlaygroundServer,
    stage: Stage,
    database: Database,
    database_url: str,
    tmp_path: Path,
) -> None:
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    process = coachbook_process(
        playground.url,
        database_url,
        tmp_path,
        PUBLIC_URL=address,
        FCM_KEY_FILE=key_file(tmp_path),
        VAPID_SUBJECT="mailto:desk@example.org",
        **TWILIO,
    )
    process.port, process.url = port, address
    process.environ["COACHBOOK_HTTP_PORT"] = str(port)
    await plant(database, stage)
    try:
        await process.start()
        assert (await get(f"{address}/readyz"))[0] == 200
        async with aiohttp.ClientSession() as session:
            receipt = {"MessageSid": "SM1", "MessageStatus": "delivered"}
            assert await say(session, address, 7, public=address, **receipt) == 204
            assert await say(session, address, 7, public=address, token="x", **receipt) == 403
            async with session.get(f"{address}/api/v1/notifications/ways") as answer:
                assert answer.status == 401
    finally:
        process.kill()
