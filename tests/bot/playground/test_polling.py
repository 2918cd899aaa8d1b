"""``getUpdates``: waiting, confirming, and never two at once."""

import asyncio
import time

import pytest

from bot.playground import Playground
from bot.playground.updates import LONGEST_POLL
from tests.bot.playground.conftest import Api
from tests.bot.playground.polls import a_poll_waits
from tests.journeys.stage import Stage

PATIENCE = 30  # seconds for an answer, and less than the longest poll


async def say(stage: Stage, *texts: str) -> None:
    for text in texts:
        await stage.post("/playground/people/7001/send", {"text": text})


async def texts(api: Api, **params: object) -> list[str]:
    return [update["message"]["text"] for update in await api("getUpdates", **params)]


async def test_updates_stay_until_they_are_confirmed(api: Api, stage: Stage) -> None:
    await say(stage, "one", "two")
    first, second = await api("getUpdates")
    assert second["update_id"] == first["update_id"] + 1
    assert await texts(api) == ["one", "two"]
    assert await texts(api, offset=second["update_id"]) == ["two"]
    assert await texts(api, offset=0) == ["two"]
    assert await texts(api, offset=second["update_id"] + 1) == []


async def test_a_limit_takes_the_oldest(api: Api, stage: Stage) -> None:
    await say(stage, "one", "two", "three")
    assert await texts(api, limit=2) == ["one", "two"]


async def test_a_negative_offset_forgets_all_but_the_last(api: Api, stage: Stage) -> None:
    await say(stage, "one", "two", "three")
    assert await texts(api, offset=-1) == ["three"]
    assert await texts(api) == ["three"]


async def test_a_long_poll_ends_with_the_first_update(
    api: Api, stage: Stage, world: Playground
) -> None:
    poll = asyncio.create_task(texts(api, timeout=LONGEST_POLL))
    await a_poll_waits(world)
    assert not poll.done()
    await say(stage, "one")
    assert await asyncio.wait_for(poll, PATIENCE) == ["one"]


async def test_a_long_poll_ends_by_itself(api: Api) -> None:
    begun = time.monotonic()
    assert await asyncio.wait_for(texts(api, timeout=1), PATIENCE) == []
    assert time.monotonic() - begun >= 0.9


async def test_a_second_poller_ends_the_first(api: Api, stage: Stage, world: Playground) -> None:
    first = asyncio.create_task(api.answer("getUpdates", timeout=LONGEST_POLL))
    await a_poll_waits(world)
    second = asyncio.create_task(texts(api, timeout=LONGEST_POLL))
    assert await asyncio.wait_for(first, PATIENCE) == {
        "ok": False,
        "error_code": 409,
        "description": "Conflict: terminated by other getUpdates request; make sure that only one "
        "bot instance is running",
    }
    await say(stage, "one")
    assert await asyncio.wait_for(second, PATIENCE) == ["one"]


async def test_a_moved_clock_ends_the_poll_with_nothing(
    api: Api, stage: Stage, world: Playground
) -> None:
    poll = asyncio.create_task(texts(api, timeout=LONGEST_POLL))
    await a_poll_waits(world)
    await stage.advance(60)
    assert await asyncio.wait_for(poll, PATIENCE) == []


async def test_unasked_kinds_do_not_come(api: Api, stage: Stage) -> None:
    await api("getUpdates", allowed_updates=["message"])
    await say(stage, "one")
    await stage.post("/playground/people/7001/block", {"blocked": True})
    # Left out, the last setting stays.
    assert [list(update)[1] for update in await api("getUpdates")] == ["message"]
    await api("getUpdates", allowed_updates=[])
    await stage.post("/playground/people/7001/block", {"blocked": False})
    kinds = [list(update)[1] for update in await api("getUpdates")]
    assert kinds == ["message", "my_chat_member"]


async def test_a_press_waits_150_seconds_and_a_message_a_day(
    api: Api, stage: Stage, mia: int, world: Playground, monkeypatch: pytest.MonkeyPatch
) -> None:
    markup = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
    sent = await api("sendMessage", chat_id=mia, text="x", reply_markup=markup)
    place = {"message_id": sent["message_id"], "row": 0, "column": 0}
    await stage.post(f"/playground/people/{mia}/tap", place)
    real = world.clock.real()
    for after, kinds in ((149, ["message", "callback_query"]), (151, ["message"]), (86_401, [])):
        monkeypatch.setattr(world.clock, "real", lambda later=after: real + later)
        assert [list(update)[1] for update in await api("getUpdates")] == kinds
