"""Starting over where the bot is somebody else's: the chats go, and its own memory stays."""

from pathlib import Path

from bot.playground import Playground, start
from tests.bot.playground.conftest import Api
from tests.bot.playground.test_media import upload
from tests.journeys.stage import Stage

GO = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}


async def test_people_chats_files_and_clock_start_over_and_numbers_go_on(tmp_path: Path) -> None:
    store = tmp_path / "playground.sqlite3"
    world = Playground(store, rates=None)
    served = await start(world)
    async with Stage(served.url) as stage:
        api = Api(served.url, stage.session)
        before = await stage.get("/playground/state")
        await stage.post("/playground/people", {"first_name": "Noor", "zone": "UTC"})
        await api("setMyCommands", commands=[{"command": "book", "description": "Book"}])
        await stage.post("/playground/people/7001/send", {"text": "/start"})
        await stage.post("/playground/people/7001/block", {"blocked": True})
        await stage.post("/playground/people/7001/start", {})
        await upload(api, "sendDocument", {"document": ("a.txt", b"notes")}, chat_id=7001)
        prompt = await api("sendMessage", chat_id=7001, text="x", reply_markup=GO)
        place = {"message_id": prompt["message_id"], "row": 0, "column": 0}
        query = (await stage.post("/playground/people/7001/tap", place))["query_id"]
        updates = await api("getUpdates")
        await stage.advance(86_400)

        events = await stage.session.get(f"{served.url}/playground/events")
        answer = await stage.post("/playground/start-over", {})
        # Listeners are disconnected, and see another world when they come back.
        assert (await events.content.read()).endswith(b"\n\n")

        after = await stage.get("/playground/state")
        assert after["world"] == answer["world"] != before["world"]
        assert after["people"] == before["people"]
        assert all(not chat["messages"] for chat in after["chats"].values())
        assert after["chats"]["7001"]["commands"] == [{"command": "book", "description": "Book"}]
        assert after["offset"] == 0
        assert await api("getUpdates") == []
        assert "query is too old" in await api.refusal(
            "answerCallbackQuery", callback_query_id=query
        )
        assert "initiate conversation" in await api.refusal("sendMessage", chat_id=7001, text="x")

        await stage.post("/playground/people/7001/send", {"text": "/start"})
        (update,) = await api("getUpdates")
        assert update["update_id"] == updates[-1]["update_id"] + 1
        assert update["message"]["message_id"] == prompt["message_id"] + 1
        another = await stage.post("/playground/people", {"first_name": "Lea", "zone": "UTC"})
        assert another["id"] == 7102
        last = await stage.get("/playground/state")
    await served.stop()
    world.close()

    kept = Playground(store)
    assert kept.id == last["world"]
    assert [one.profile() for one in kept.chats.people()] == last["people"]
    mia = kept.chats.get(7001)
    assert mia is not None
    assert [message["text"] for message in mia.messages.values()] == ["/start"]
    assert dict(kept.store.all("file")) == {}
    kept.close()
