"""The life of an update: in order, and acknowledged last."""

import asyncio
import random
from collections.abc import Mapping
from typing import Any

import pytest

from bot.intake import intake as intakes
from bot.intake.intake import NotYet
from bot.intake.update_reader import Raw
from storage.faults import DatabaseAway
from tests.bot.intake.arrivals import LENA, Diary, Open, message, press


async def test_a_message_and_a_press_of_one_person_are_handled_one_after_the_other(
    open_intake: Open,
) -> None:
    diary = Diary(0.02)
    intake = open_intake(diary.process)

    await asyncio.gather(*(intake.accept(u) for u in (message(1), press(2), message(3))))

    assert diary.lines == [(what, n) for n in (1, 2, 3) for what in ("begun", "done")]


async def test_different_people_are_served_at_the_same_time(open_intake: Open) -> None:
    diary = Diary(0.05)
    intake = open_intake(diary.process)

    await asyncio.gather(*(intake.accept(message(n, person=n)) for n in range(1, 201)))

    assert 30 <= diary.most_at_once <= 64


async def test_random_traffic_keeps_everyones_order(open_intake: Open) -> None:
    draw = random.Random(3)
    seen: dict[int, list[int]] = {}

    async def process(update: Raw) -> None:
        number = update["update_id"]
        await asyncio.sleep(draw.random() / 100)
        body = update.get("message") or update["callback_query"]
        seen.setdefault(body["from"]["id"], []).append(number)

    intake = open_intake(process)
    people_of = [draw.randrange(1, 12) for _ in range(300)]
    updates = [
        press(n, person) if draw.random() < 0.5 else message(n, person)
        for n, person in enumerate(people_of)
    ]

    await asyncio.gather(*(intake.accept(update) for update in updates))

    assert all(numbers == sorted(numbers) for numbers in seen.values())
    assert sum(map(len, seen.values())) == 300


async def test_nothing_is_kept_of_people_who_are_done(open_intake: Open) -> None:
    intake = open_intake(Diary().process)
    for n in range(500):
        await intake.accept(message(n, person=n))

    assert (len(intake._queues), len(intake._tasks), len(intake._tries)) == (0, 0, 0)


async def test_a_copy_that_arrives_meanwhile_is_not_handled_a_second_time(
    open_intake: Open,
) -> None:
    diary = Diary(0.05)
    intake = open_intake(diary.process)

    await asyncio.gather(intake.accept(press(1)), intake.accept(press(1)))

    assert diary.lines == [("begun", 1), ("done", 1)]


async def test_an_update_is_not_acknowledged_while_the_database_is_away(open_intake: Open) -> None:
    async def process(update: Raw) -> None:
        raise DatabaseAway("no route")

    with pytest.raises(NotYet) as refused:
        await open_intake(process).accept(message(1))

    assert refused.value.reason == "database_away"


async def test_a_polled_update_waits_for_the_database_and_the_persons_next_one_behind_it(
    open_intake: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    away, order = 2, []

    async def process(update: Raw) -> None:
        nonlocal away
        if away:
            away -= 1
            raise DatabaseAway("no route")
        order.append(update["update_id"])

    intake = open_intake(process)
    monkeypatch.setattr(intakes, "RETRY_SOON", 0.1)
    tasks = [intake.take(message(1)), intake.take(message(2))]
    other = intake.take(message(3, person=LENA))
    await asyncio.gather(*tasks, other)

    assert order.index(1) < order.index(2)


async def test_closing_lets_what_is_in_flight_finish(open_intake: Open) -> None:
    diary = Diary(0.1)
    intake = open_intake(diary.process)
    task = intake.take(message(1))
    await asyncio.sleep(0.02)

    await intake.close(5)

    assert task.done()
    assert diary.lines[-1] == ("done", 1)


async def test_closing_gives_up_what_takes_too_long_and_does_not_acknowledge_it(
    open_intake: Open,
) -> None:
    intake = open_intake(Diary(30).process)
    polled = intake.take(message(1))
    pushed = asyncio.create_task(intake.accept(message(2, LENA)))
    await asyncio.sleep(0.02)

    await intake.close(0.05)

    assert polled.cancelled()
    with pytest.raises(NotYet):
        await pushed


async def test_closing_does_not_wait_for_a_database_that_is_away(open_intake: Open) -> None:
    async def process(update: Raw) -> None:
        raise DatabaseAway("no route")

    intake = open_intake(process)
    task = intake.take(message(1))
    await asyncio.sleep(0.02)

    async with asyncio.timeout(30):
        await intake.close(300)

    assert isinstance(task.exception(), NotYet)


@pytest.mark.parametrize(
    "update",
    [
        {"update_id": 1},
        {"update_id": 1, "message": {}},
        {"update_id": 1, "callback_query": {"id": "1", "data": "x"}},
        {"update_id": 1, "message": None},
        {"update_id": 1, "message": {"from": "nobody", "chat": {"id": "x"}, "text": ""}},
        {"update_id": 1, "poll": {"id": "1"}},
    ],
)
async def test_an_update_of_a_strange_shape_is_handled_like_any_other(
    open_intake: Open, update: Mapping[str, Any]
) -> None:
    diary = Diary()

    await open_intake(diary.process).accept(update)

    assert diary.lines == [("begun", 1), ("done", 1)]
