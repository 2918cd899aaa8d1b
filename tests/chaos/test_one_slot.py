"""200 people want the same slot in the same moment."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot import seed
from domain.appointment import Appointment
from domain.catalogue import Approval, Catalogue
from domain.hours import instant_of
from domain.refusals import SlotTaken
from domain.slots import check_start
from domain.spans import epoch, moment
from handlers.actions import booking
from storage import appointments, catalogue, outbox, people
from storage.people import Person, Profile
from storage.transactions import Database
from tests.journeys.chat import Chat
from tests.journeys.conftest import Coachbook
from tests.journeys.stage import Stage

CROWD = 200
NOW = datetime(2031, 5, 5, 7, 0, tzinfo=UTC)


@pytest.fixture
async def offered(database: Database) -> Catalogue:
    await seed.plant(database, "EUR", NOW)
    async with database.read() as reader:
        return await catalogue.load(reader)


async def test_one_of_200_books_and_the_others_are_offered_the_nearest(
    database: Database, database_url: str, offered: Catalogue
) -> None:
    anna = next(c for c in offered.coaches.values() if c.approval is Approval.MANUAL)
    service = next(s for s in offered.offered_services if s.minutes == 60)
    start = instant_of(NOW.date() + timedelta(days=3), 10 * 60, anna.tz)
    assert start is not None
    crowd = [await _register(database, 10_000 + n) for n in range(CROWD)]
    replicas = [database, Database(database_url), Database(database_url)]
    wish = booking.Wish(service.id, anna.id, moment(start), service.price)

    async def attempt(n: int, person: Person) -> Appointment | SlotTaken:
        try:
            return await booking.book(
                replicas[n % 3], offered, wish, person=person, key=f"u:{n}", now=NOW
            )
        except SlotTaken as taken:
            return taken

    outcomes = await asyncio.gather(*(attempt(n, person) for n, person in enumerate(crowd)))
    for replica in replicas[1:]:
        await replica.close()

    booked = [outcome for outcome in outcomes if isinstance(outcome, Appointment)]
    assert len(booked) == 1
    async with database.read() as reader:
        busy = await appointments.busy(
            reader, (anna.id,), moment(start - 86400), moment(start + 86400)
        )
        waiting = await outbox.backlog(reader, NOW)
    assert len(busy[anna.id]) == 1
    assert sum(waiting.due.values()) == 1, "one request for the coach"
    for refused in outcomes:
        if isinstance(refused, SlotTaken):
            assert len(refused.nearest) == 3
            for near in refused.nearest:
                check_start(service, anna, busy[anna.id], near, epoch(NOW))


async def test_through_the_whole_bot_199_hear_that_it_is_just_taken(
    stage: Stage, coachbook: Coachbook, database: Database
) -> None:
    await stage.advance_to(NOW)
    leader = await stage.chat(7001)
    for deed in ("/book", "Coaching session", "Anna Berg", "8", "10:00"):
        await (leader.send(deed) if deed == "/book" else leader.tap(deed))
        await leader.expect("")
    confirm = leader.last()["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    crowd = [await stage.newcomer(f"Customer {n}") for n in range(CROWD)]
    await asyncio.gather(*(_greet(chat) for chat in crowd))

    await asyncio.gather(*(c.tap_data(confirm, c.last()["message_id"]) for c in crowd))
    answers = await asyncio.gather(*(chat.toast(timeout=60) for chat in crowd))

    assert sorted(answers) == ["", *["Just taken, sorry!"] * (CROWD - 1)]
    for chat in crowd:
        await chat.expect("", timeout=60)
    titles = [chat.last()["text"].split("\n")[0] for chat in crowd]
    assert sum(title.startswith("Request sent") for title in titles) == 1
    taken = [chat for chat in crowd if chat.last()["text"].startswith("Somebody was a moment")]
    assert len(taken) == CROWD - 1
    for chat in taken:
        assert len(chat.last()["reply_markup"]["inline_keyboard"]) == 5, "three times and ways on"
    assert not coachbook.events("update.fault")


async def _greet(chat: Chat) -> None:
    await chat.send("/start")
    await chat.expect("Hello", timeout=60)


async def _register(database: Database, number: int) -> Person:
    profile = Profile(number, f"Customer {number}")
    return await database.write(lambda writer: people.register(writer, profile, is_admin=False))
