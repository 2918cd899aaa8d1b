"""The clock on its way: past nothing that happens, and never back into the past."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from bot.playground import Backstage, Playground, start, time_travel
from bot.playground.time_travel import NO_WAY_BACK, NOTHING_DUE
from tests.bot.playground.conftest import Api
from tests.journeys.stage import Stage

HOUR, DAY = 3600.0, 86_400.0


class Diary:
    """A bot that polls, and writes to Mia whenever one of its moments has come."""

    def __init__(self, world: Playground) -> None:
        self._world = world
        self.due: list[datetime] = []
        self.silent: list[datetime] = []
        self.changed_until = 0.0

    def plan(self, *hours: float) -> None:
        self.due += [self._at(hour) for hour in hours]

    def plan_silently(self, *hours: float) -> None:
        self.silent += [self._at(hour) for hour in hours]

    def _at(self, hour: float) -> datetime:
        return datetime.fromtimestamp(self._world.now(), UTC) + timedelta(hours=hour)

    async def next_due(self) -> datetime | None:
        return min(self.due, default=None)

    async def next_change(self) -> datetime | None:
        return min(self.due + self.silent, default=None)

    async def changed_after(self, moment: datetime) -> bool:
        return self.changed_until > moment.timestamp()

    async def live(self, api: Api) -> None:
        while True:
            await api("getUpdates", timeout=1)
            now = datetime.fromtimestamp(self._world.now(), UTC)
            self.silent = [at for at in self.silent if at > now]
            for at in [at for at in self.due if at <= now]:
                await api("sendMessage", chat_id=7001, text=f"{at:%H:%M}")
                self.due.remove(at)


@asynccontextmanager
async def running(*, bot: bool = True) -> AsyncIterator[tuple[Stage, Diary, Playground]]:
    world = Playground(rates=None)
    diary = Diary(world)
    served = await start(
        world,
        backstage=Backstage(
            next_due=diary.next_due,
            next_change=diary.next_change,
            changed_after=diary.changed_after,
        ),
    )
    async with Stage(served.url) as stage:
        await stage.post("/playground/people/7001/send", {"text": "/start"})
        living = asyncio.create_task(diary.live(Api(served.url, stage.session)))
        if bot:
            await has_polled(world)
        else:
            living.cancel()
        yield stage, diary, world
        living.cancel()
        await asyncio.gather(living, return_exceptions=True)
    await served.stop()
    world.close()


async def has_polled(world: Playground) -> None:
    """Wait until the bot has asked for updates."""
    async with asyncio.timeout(30):
        while not world.updates.polled_lately():  # noqa: ASYNC110 - it is told to nobody
            await asyncio.sleep(0.001)


def message_times(world: Playground) -> list[float]:
    """When the bot's messages came, in simulated seconds."""
    chat = world.chats.get(7001)
    assert chat is not None
    return [message["date"] for message in chat.messages.values() if message["from"]["is_bot"]]


async def test_a_day_stops_at_every_message_that_is_due_on_it() -> None:
    async with running() as (stage, diary, world):
        begin = world.now()
        diary.plan(1, 2, 2, 23, 25)
        moved = await stage.advance(DAY)
        hours = [round((date - begin) / HOUR, 1) for date in message_times(world)]
        assert hours == [1, 2, 2, 23]
        assert moved["offset"] == DAY
        moved = await stage.advance(2 * HOUR)
        assert len(message_times(world)) == 5
        assert moved["offset"] == DAY + 2 * HOUR


async def test_the_next_message_is_reached_past_what_nobody_sees() -> None:
    async with running() as (stage, diary, world):
        begin = world.now()
        diary.plan_silently(1, 2)
        diary.plan(3, 4)
        await stage.to_next()
        assert [round((date - begin) / HOUR, 1) for date in message_times(world)] == [3]
        assert diary.silent == []
        await stage.to_next()
        assert len(message_times(world)) == 2
        async with stage.session.post(
            f"{stage.base_url}/playground/clock", json={"to": "next"}
        ) as response:
            assert (response.status, await response.json()) == (409, {"error": NOTHING_DUE})


async def test_where_no_message_is_due_the_next_is_what_happens_by_itself() -> None:
    async with running() as (stage, diary, world):
        begin = world.now()
        diary.plan_silently(2)
        await stage.to_next()
        assert diary.silent == []
        assert round((world.now() - begin) / HOUR, 1) == 2


async def test_a_leap_passes_what_is_due() -> None:
    async with running() as (stage, diary, world):
        begin = world.now()
        diary.plan(1, 2)
        await stage.post("/playground/clock", {"advance": DAY, "leap": True})
        for _ in range(1500):
            await asyncio.sleep(0.02)
            if len(message_times(world)) == 2:
                break
        assert min(message_times(world)) - begin >= DAY - 1


async def test_without_a_bot_the_clock_waits_for_nobody() -> None:
    async with running(bot=False) as (stage, diary, world):
        world.updates._polled_at = -1e9
        diary.plan(1, 2)
        async with asyncio.timeout(time_travel.PATIENCE):
            assert (await stage.advance(DAY))["offset"] == DAY


async def test_two_journeys_at_once_go_one_after_the_other() -> None:
    async with running() as (stage, diary, world):
        diary.plan(1, 25)
        await asyncio.gather(stage.advance(DAY), stage.advance(DAY))
        assert world.clock.offset == 2 * DAY
        assert len(message_times(world)) == 2


async def test_real_time_comes_back_as_long_as_nothing_has_happened() -> None:
    async with running() as (stage, _diary, _world):
        await stage.advance(DAY)
        assert (await stage.reset_clock())["offset"] == 0


@pytest.mark.parametrize("what", ["message", "press", "edit", "delete", "record"])
async def test_whatever_happened_ahead_keeps_real_time_from_coming_back(what: str) -> None:
    async with running() as (stage, diary, world):
        api = Api(stage.base_url, stage.session)
        keyboard = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
        sent = await api("sendMessage", chat_id=7001, text="x", reply_markup=keyboard)
        place = {"chat_id": 7001, "message_id": sent["message_id"]}
        await stage.advance(DAY)
        match what:
            case "message":
                await stage.post("/playground/people/7001/send", {"text": "hi"})
            case "press":
                tap = {"message_id": sent["message_id"], "row": 0, "column": 0}
                await stage.post("/playground/people/7001/tap", tap)
            case "edit":
                await api("editMessageText", text="y", **place)
            case "delete":
                await api("deleteMessage", **place)
            case _:
                diary.changed_until = world.now()
        body = {"reset": True}
        async with stage.session.post(f"{stage.base_url}/playground/clock", json=body) as response:
            assert (response.status, await response.json()) == (409, {"error": NO_WAY_BACK})
        assert world.clock.offset == DAY


async def test_once_real_time_has_caught_up_it_may_come_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with running() as (stage, _diary, world):
        await stage.advance(HOUR)
        await stage.post("/playground/people/7001/send", {"text": "hi"})
        real = world.clock.real()
        monkeypatch.setattr(world.clock, "real", lambda: real + HOUR + 1)
        assert (await stage.reset_clock())["offset"] == 0
        assert world.clock.latest > 0
