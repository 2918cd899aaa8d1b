"""Somebody who hammers buttons is slowed down, and told so once."""

import asyncio
from time import thread_time
from typing import Any

import pytest

from bot.intake.flood import BURST, MANY_PEOPLE, Counts, Flood
from storage.people import people
from storage.people.people import TelegramProfile
from storage.transactions import Database, Writer
from tests.bot.intake.hammering import LENA, MIA, SLOWED, CallRecorder, none, press


class Stopwatch:
    """Monotonic seconds that pass when told to."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def watch() -> Stopwatch:
    return Stopwatch()


@pytest.fixture
def counts(watch: Stopwatch) -> Counts:
    return Counts(2.0, watch)


def message(number: int, chat: int = MIA) -> dict[str, Any]:
    user = {"id": MIA, "is_bot": False, "first_name": "Mia", "language_code": "de"}
    return {"update_id": number, "message": {"from": user, "chat": {"id": chat}, "text": "hi"}}


def now_or_past(answer: float | None, watch: Stopwatch) -> bool:
    return answer is not None and answer <= watch.seconds


def test_twenty_at_once_are_handled_at_once(counts: Counts, watch: Stopwatch) -> None:
    assert all(now_or_past(counts.weigh(MIA, 50), watch) for _ in range(BURST))


def test_two_a_second_are_never_too_fast(counts: Counts, watch: Stopwatch) -> None:
    for _ in range(1_000):
        assert now_or_past(counts.weigh(MIA, 0), watch)
        watch.seconds += 0.5


def test_what_comes_faster_waits_half_a_second_longer_each(
    counts: Counts, watch: Stopwatch
) -> None:
    for _ in range(BURST):
        counts.weigh(MIA, 50)

    waits = [counts.weigh(MIA, 50) for _ in range(3)]

    assert [wait - watch.seconds for wait in waits if wait] == pytest.approx([0.5, 1.0, 1.5])


def test_no_more_wait_than_may_until_the_person_has_rested(
    counts: Counts, watch: Stopwatch
) -> None:
    for _ in range(BURST + 50):
        assert counts.weigh(MIA, 50) is not None
    assert counts.weigh(MIA, 50) is None
    watch.seconds += 25.5
    assert now_or_past(counts.weigh(MIA, 50), watch), "as time passes, some are handled again"
    assert counts.weigh(MIA, 50) is None

    watch.seconds += 20

    assert all(now_or_past(counts.weigh(MIA, 50), watch) for _ in range(BURST))
    assert counts.weigh(MIA, 50) is not None


def test_each_person_is_counted_alone(counts: Counts) -> None:
    for _ in range(200):
        counts.weigh(MIA, 0)

    assert counts.weigh(MIA, 0) is None
    assert counts.weigh(LENA, 0) == 0.0


def test_people_who_have_rested_are_forgotten(counts: Counts, watch: Stopwatch) -> None:
    for person in range(20 * MANY_PEOPLE):
        counts.weigh(person + 1, 0)
        watch.seconds += 0.001

    assert len(counts) <= MANY_PEOPLE + 1


def test_weighing_an_update_takes_less_than_five_microseconds_of_the_processor() -> None:
    async def measure() -> float:
        flood = Flood(2.0, call=none, reply=none, language="en")
        update, rounds = press(1), []
        for _ in range(5):
            begun = thread_time()
            for person in range(1, 10_001):
                flood.weigh(person, update, polled=True)
            rounds.append((thread_time() - begun) / 10_000)
        return min(rounds)

    assert asyncio.run(measure()) < 5e-6


async def test_the_sentence_comes_once_and_every_press_is_answered(watch: Stopwatch) -> None:
    recorder = CallRecorder()
    flood = Flood(2.0, call=recorder.call, reply=recorder.call, language="en", stopwatch=watch)
    for number in range(200):
        if flood.weigh(MIA, press(number), polled=True) is None:
            await flood.dismiss(MIA, press(number))

    texts = [payload["text"] for _, payload in recorder.calls if "text" in payload]
    assert len(texts) == 1
    assert SLOWED in texts[0]
    assert len(recorder.calls) == 200 - BURST


async def test_who_writes_too_much_reads_it_in_their_language_and_groups_read_nothing(
    watch: Stopwatch,
) -> None:
    recorder = CallRecorder()
    flood = Flood(2.0, call=recorder.call, reply=recorder.call, language="en", stopwatch=watch)
    for number in range(100):
        if flood.weigh(MIA, message(number), polled=True) is None:
            await flood.dismiss(MIA, message(number, chat=MIA if number > 50 else -100))
            watch.seconds += 0.1

    assert {(method, payload["chat_id"]) for method, payload in recorder.calls} <= {
        ("sendMessage", MIA)
    }
    assert all("viel auf einmal" in payload["text"] for _, payload in recorder.calls)


async def test_the_sentence_is_in_the_language_that_was_chosen_not_in_telegrams(
    database: Database, watch: Stopwatch
) -> None:
    async def choose(writer: Writer) -> None:
        mia = await people.register(writer, TelegramProfile(MIA, "Mia", language="en"))
        await people.set_language(writer, mia.id, "de")

    await database.write(choose)
    nowhere = Database("postgresql://nobody@127.0.0.1:1/nothing")
    texts = {}
    for name, store in (("chosen", database), ("away", nowhere)):
        recorder = CallRecorder()
        flood = Flood(
            2.0,
            call=recorder.call,
            reply=recorder.call,
            language="en",
            database=store,
            stopwatch=watch,
        )
        for number in range(BURST + 5):
            if flood.weigh(MIA, press(number), polled=True) is None:
                await flood.dismiss(MIA, press(number))
        texts[name] = next(payload["text"] for _, payload in recorder.calls)
    await nowhere.close()

    assert "viel auf einmal" in texts["chosen"]
    assert SLOWED in texts["away"]


@pytest.mark.parametrize(
    "update",
    [
        {"update_id": 1},
        {"update_id": 1, "message": {"from": {"id": 5}, "chat": "x"}},
        {"update_id": 1, "message": {"from": {"id": 5}}, "callback_query": "x"},
        {"update_id": 1, "message": {"chat": {"id": 5}}},
        {"update_id": 1, "callback_query": {"from": {"id": 5}}},
    ],
)
async def test_an_update_of_a_strange_shape_is_no_trouble(update: dict[str, Any]) -> None:
    recorder = CallRecorder()
    flood = Flood(2.0, call=recorder.call, reply=recorder.call, language="en")
    for _ in range(100):
        if flood.weigh(5, update, polled=True) is None:
            await flood.dismiss(5, update)
    for ready_at in (0.0, 1.0):
        assert await flood.wait(5, update, ready_at) <= 5.0
