"""The door to real time, as in the playground: for this machine only."""

import asyncio
from pathlib import Path

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.doors.realtime_door import RealtimeDoor
from bot.playground.local_access import local_only
from bot.settings.settings import Settings
from bot.timing.clock import Clock
from handlers.http.metrics import Metrics
from storage.transactions import Database
from tests.handlers.http.realtime.listening import Program, key_of, note, until
from tests.house import Plan, open_house


async def test_the_door_opens_for_this_machine_and_lets_everybody_go_when_it_closes(
    database: Database, tmp_path: Path
) -> None:
    house = await open_house(database, Plan())
    settings = Settings.read({"COACHBOOK_DATA_DIR": str(tmp_path)})
    door = RealtimeDoor(settings, database, Clock(), Metrics(), guard=local_only)
    door.wake()  # nobody has come yet
    database.on_recorded.append(door.wake)
    app = web.Application()
    app.router.add_get("/socket.io/", door.answer)
    token = await key_of(database, house.coach_person)
    async with TestServer(app) as served, aiohttp.ClientSession() as session:
        where = served.make_url("/socket.io/?EIO=4&transport=websocket")
        statuses = []
        for headers in ({"Host": "book.example.org"}, {"Origin": "https://evil.example"}, {}):
            async with session.get(where, headers=headers) as answer:
                statuses.append(answer.status)
        door.taking = True
        program = await Program().connect(str(served.make_url("")).rstrip("/"), token)
        await program.ready()
        await note(house, "set_hours", "coach", house.coach.id, coach_id=house.coach.id)
        await until(lambda: len(program.events) == 1)

        async with asyncio.timeout(30):
            await door.close()
        await until(lambda: not program.io.connected)
        await program.close()

    # To the last one it was not open yet.
    assert statuses == [403, 403, 503]
