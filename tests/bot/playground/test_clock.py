"""The clock that the page moves."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.playground import Backstage, Playground, start
from tests.bot.playground.conftest import Api
from tests.journeys.stage import Stage


async def test_the_clock_goes_forward_by_seconds(stage: Stage, world: Playground) -> None:
    before = world.now()
    moved = await stage.advance(3600)
    assert moved["offset"] == 3600
    assert moved["now"] == pytest.approx(before + 3600, abs=5)
    assert (await stage.get("/playground/state"))["offset"] == 3600


async def test_the_clock_goes_to_a_moment(stage: Stage, world: Playground) -> None:
    moment = datetime.fromtimestamp(world.now(), UTC) + timedelta(days=3)
    moved = await stage.advance_to(moment)
    assert moved["now"] == pytest.approx(moment.timestamp(), abs=5)


async def test_the_clock_goes_back_to_real_time(stage: Stage) -> None:
    await stage.advance(3600)
    assert (await stage.reset_clock())["offset"] == 0


async def test_a_moved_clock_is_told_to_the_page(api: Api, stage: Stage) -> None:
    async with stage.session.get(f"{api.url}/playground/events") as events:
        await events.content.readuntil(b"\n\n")
        await stage.advance(60)
        event = await events.content.readuntil(b"\n\n")
    assert b'"type":"clock"' in event
    assert b'"offset":60' in event


async def test_the_clock_goes_to_what_is_due_next() -> None:
    world = Playground()
    due: list[datetime] = [datetime.fromtimestamp(world.now(), UTC) + timedelta(hours=23)]

    async def next_due() -> datetime | None:
        return due[0] if due else None

    served = await start(world, backstage=Backstage(next_due=next_due))
    async with Stage(served.url) as stage:
        assert (await stage.get("/playground/state"))["can_jump_to_next"] is True
        moved = await stage.to_next()
        assert moved["now"] == pytest.approx(due[0].timestamp(), abs=5)
        # What is already due is no reason to move.
        assert (await stage.to_next())["offset"] == moved["offset"]
        due.clear()
        async with stage.session.post(
            f"{served.url}/playground/clock", json={"to": "next"}
        ) as response:
            assert response.status == 409
    await served.stop()
    world.close()


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({"advance": -1}, "The clock only goes forward: give a number of seconds from 0 up."),
        ({"advance": 1e12}, "The clock goes twenty years ahead at most."),
        ({"advance": "soon"}, '"advance" has to be a number.'),
        ({"to": "2030-01-01T00:00:00"},
         "Give the moment with its zone, such as 2026-10-25T02:30:00+02:00."),
        ({}, '"to" has to be a text.'),
    ],
)  # fmt: skip
async def test_the_clock_refuses_nonsense(
    api: Api, stage: Stage, body: dict[str, object], sentence: str
) -> None:
    async with stage.session.post(f"{api.url}/playground/clock", json=body) as response:
        assert (response.status, await response.json()) == (400, {"error": sentence})
