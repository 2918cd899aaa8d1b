"""What survives a restart, and a ``kill -9``."""

import asyncio
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.playground import Playground, StoreInUse, start
from tests.bot.playground.conftest import Api, Json
from tests.bot.playground.test_media import upload
from tests.journeys.stage import Stage

GO = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}


@asynccontextmanager
async def running(store: Path) -> AsyncIterator[tuple[Api, Stage]]:
    world = Playground(store)
    served = await start(world)
    async with Stage(served.url) as stage:
        yield Api(served.url, stage.session), stage
    await served.stop()
    world.close()


async def test_chats_people_commands_and_clock_survive_a_restart(tmp_path: Path) -> None:
    store = tmp_path / "playground.sqlite3"
    async with running(store) as (api, stage):
        person = await stage.post("/playground/people", {"first_name": "Noor", "zone": "UTC"})
        await stage.post("/playground/people/7001/send", {"text": "/start"})
        await api("sendMessage", chat_id=7001, text="<b>Hi</b>", parse_mode="HTML", reply_markup=GO)
        await api("setMyCommands", commands=[{"command": "book", "description": "Book"}])
        await api("setMyName", name="Northside")
        await stage.advance(3600)
        await stage.post("/playground/people/7001/block", {"blocked": True})
        before = await stage.get("/playground/state")
    async with running(store) as (api, stage):
        after = await stage.get("/playground/state")
        assert after["chats"] == before["chats"]
        assert after["people"] == before["people"]
        assert person in after["people"]
        assert after["bot"]["first_name"] == "Northside"
        assert after["offset"] == 3600
        assert await api.refusal("sendMessage", chat_id=7001, text="x") == (
            "Forbidden: bot was blocked by the user"
        )


async def test_pending_updates_survive_and_their_numbers_go_on(tmp_path: Path) -> None:
    store = tmp_path / "playground.sqlite3"
    async with running(store) as (api, stage):
        for text in ("one", "two"):
            await stage.post("/playground/people/7001/send", {"text": text})
        first, second = await api("getUpdates")
        await api("getUpdates", offset=second["update_id"])
    async with running(store) as (api, stage):
        assert await api("getUpdates") == [second]
        await api("getUpdates", offset=second["update_id"] + 1)
    async with running(store) as (api, stage):
        await stage.post("/playground/people/7001/send", {"text": "three"})
        (third,) = await api("getUpdates")
        assert third["update_id"] == first["update_id"] + 2
        assert third["message"]["message_id"] == 3


async def test_a_press_can_be_answered_after_a_restart(tmp_path: Path) -> None:
    store = tmp_path / "playground.sqlite3"
    async with running(store) as (api, stage):
        await stage.post("/playground/people/7001/send", {"text": "/start"})
        await api("sendMessage", chat_id=7001, text="x", reply_markup=GO)
        place = {"message_id": 2, "row": 0, "column": 0}
        query = (await stage.post("/playground/people/7001/tap", place))["query_id"]
    async with running(store) as (api, _stage):
        assert await api("answerCallbackQuery", callback_query_id=query) is True


async def test_files_survive(tmp_path: Path) -> None:
    store = tmp_path / "playground.sqlite3"
    async with running(store) as (api, stage):
        await stage.post("/playground/people/7001/send", {"text": "/start"})
        answer = await upload(api, "sendDocument", {"document": ("a.txt", b"notes")}, chat_id=7001)
        file_id = answer["result"]["document"]["file_id"]
    async with running(store) as (api, _stage):
        path = (await api("getFile", file_id=file_id))["file_path"]
        async with api.session.get(f"{api.url}/file/bot{api.token}/{path}") as response:
            assert await response.read() == b"notes"


async def test_a_webhook_survives(tmp_path: Path) -> None:
    store = tmp_path / "playground.sqlite3"
    async with running(store) as (api, _stage):
        await api("setWebhook", url="http://127.0.0.1:1/hook", allowed_updates=["message"])
    async with running(store) as (api, _stage):
        info = await api("getWebhookInfo")
        assert info["url"] == "http://127.0.0.1:1/hook"
        assert info["allowed_updates"] == ["message"]


async def test_the_id_of_a_deleted_message_is_not_given_again(tmp_path: Path) -> None:
    store = tmp_path / "playground.sqlite3"
    async with running(store) as (api, stage):
        await stage.post("/playground/people/7001/send", {"text": "/start"})
        await api("sendMessage", chat_id=7001, text="x")
        await api("deleteMessage", chat_id=7001, message_id=2)
    async with running(store) as (api, _stage):
        assert (await api("sendMessage", chat_id=7001, text="y"))["message_id"] == 3


def test_one_file_belongs_to_one_playground(tmp_path: Path) -> None:
    store = tmp_path / "playground.sqlite3"
    first = Playground(store)
    with pytest.raises(StoreInUse):
        Playground(store)
    first.close()
    Playground(store).close()


def test_a_given_offset_overrules_the_stored_one(tmp_path: Path) -> None:
    store = tmp_path / "playground.sqlite3"
    first = Playground(store, clock_offset=60)
    first.clock_moved()
    first.close()
    second = Playground(store)
    assert second.clock.offset == 60
    second.close()
    third = Playground(store, clock_offset=0)
    assert third.clock.offset == 0
    third.close()


SERVER = """
import asyncio, sys
from pathlib import Path
from bot.playground import Playground, start

async def main():
    served = await start(Playground(Path(sys.argv[1]), rates=None))
    print(served.url, flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


async def launch(store: Path) -> tuple[asyncio.subprocess.Process, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", SERVER, str(store), stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    return process, (await process.stdout.readline()).decode().strip()


async def test_what_was_answered_survives_kill_9(tmp_path: Path) -> None:
    store = tmp_path / "playground.sqlite3"
    process, url = await launch(store)
    answered: list[Json] = []
    async with Stage(url) as stage:
        await stage.post("/playground/people/7001/send", {"text": "/start"})
        api = Api(url, stage.session)

        async def chatter() -> None:
            while True:
                answered.append(await api("sendMessage", chat_id=7001, text=f"{len(answered)}"))

        talking = asyncio.create_task(chatter())
        async with asyncio.timeout(30):
            while len(answered) < 10:  # noqa: ASYNC110 - it is a list
                await asyncio.sleep(0.02)
        process.send_signal(signal.SIGKILL)
        await process.wait()
        await asyncio.gather(talking, return_exceptions=True)
    process, url = await launch(store)
    async with Stage(url) as stage:
        chat = (await stage.get("/playground/state"))["chats"]["7001"]
        assert chat["messages"][1 : len(answered) + 1] == answered
        updates = await Api(url, stage.session)("getUpdates")
        assert [update["message"]["text"] for update in updates] == ["/start"]
    process.terminate()
    await process.wait()
