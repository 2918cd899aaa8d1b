"""Reminders: sent late rather than never, and never about what is no longer true."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.appointments.appointment import Appointment
from storage.appointments import appointments
from storage.people import people
from storage.transactions import Database
from tests.coachbook import Coachbook
from tests.journeys.chat import Chat
from tests.journeys.script import play
from tests.journeys.stage import Stage

MIA = 7001
ATTEND = "✓ I will be there"


def keys(message: dict[str, Any]) -> list[dict[str, str]]:
    """The buttons under a message."""
    return [key for row in message["reply_markup"]["inline_keyboard"] for key in row]


async def pick_slot(chat: Chat, calendar: dict[str, Any], which: int) -> None:
    """A time on the last free day but one: the horizon may cut the last one short."""
    days = [key["text"] for key in keys(calendar) if key["text"].isdigit()]
    await chat.tap(days[-2])
    day = await chat.expect("what time")
    await chat.tap([key["text"] for key in keys(day) if key["text"][:2].isdigit()][which])


async def book(chat: Chat) -> None:
    """A session with Ben, who confirms at once."""
    await chat.send("/book")
    await chat.tap("Intro call")
    await chat.tap("Ben Okoro")
    await chat.expect("Which day")
    await chat.tap("›")
    await pick_slot(chat, await chat.expect("Which day"), 0)
    await chat.expect("Shall I book this")
    await chat.tap("Book now")
    await chat.expect("Booking code")


async def coming(database: Database) -> Appointment:
    """Mia's one session."""
    async with database.read() as reader:
        mia = await people.by_telegram_id(reader, MIA)
        assert mia is not None
        long_ago = datetime(2020, 1, 1, tzinfo=UTC)
        [appointment] = await appointments.of_customer(
            reader, mia.id, long_ago, past=False, limit=5, offset=0
        )
    return appointment


async def outbox_of(
    database: Database, appointment: Appointment
) -> dict[str, tuple[str, str | None]]:
    """State and error of the messages about a session, by key."""
    async with database.read() as reader:
        rows = await reader.fetch(
            "SELECT key, state, error FROM outbox WHERE appointment_id = $1 AND lane = 1",
            appointment.id,
        )
    return {key.split(":")[0] + f":{key.split(':')[2]}": (state, why) for key, state, why in rows}


async def wait_for_reminders(database: Database, appointment: Appointment, *wanted: str) -> None:
    """Wait until these reminders are no longer waiting."""
    deadline = asyncio.get_running_loop().time() + 30
    while True:
        states = await outbox_of(database, appointment)
        if all(states[name][0] not in {"waiting", "sending"} for name in wanted):
            return
        assert asyncio.get_running_loop().time() < deadline, states
        await asyncio.sleep(0.1)


@pytest.mark.usefixtures("monday")
@pytest.mark.timeout(180)
async def test_a_reminder_that_fell_due_while_the_bot_was_down_goes_out_when_it_is_back(
    coachbook: Coachbook, stage: Stage, database: Database
) -> None:
    mia = await stage.chat(MIA)
    await book(mia)
    appointment = await coming(database)
    coachbook.kill()
    await stage.advance_to(appointment.starts_at - timedelta(hours=10))
    before = len(mia.messages)

    await coachbook.start()

    await wait_for_reminders(database, appointment, "reminder_24h:1")
    await mia.expect("Ben Okoro")
    assert len(mia.messages) == before + 1
    assert (await outbox_of(database, appointment))["reminder_1h:1"] == ("waiting", None)


@pytest.mark.usefixtures("monday")
@pytest.mark.timeout(180)
async def test_a_reminder_of_a_session_that_began_while_the_bot_was_down_does_not(
    coachbook: Coachbook, stage: Stage, database: Database
) -> None:
    mia = await stage.chat(MIA)
    await book(mia)
    appointment = await coming(database)
    coachbook.kill()
    await stage.advance_to(appointment.starts_at + timedelta(minutes=5))
    before = len(mia.messages)

    await coachbook.start()

    await wait_for_reminders(database, appointment, "reminder_24h:1", "reminder_1h:1")
    assert {state for state, _ in (await outbox_of(database, appointment)).values()} == {"dropped"}
    assert len(mia.messages) == before


@pytest.mark.usefixtures("monday")
@pytest.mark.timeout(180)
async def test_no_reminder_of_a_cancelled_session_is_ever_sent(
    coachbook: Coachbook, stage: Stage, database: Database
) -> None:
    mia = await stage.chat(MIA)
    await book(mia)
    appointment = await coming(database)
    await mia.tap("Cancel it")
    await mia.expect("")
    await mia.tap("Yes")
    await mia.expect("ancelled")
    before = len(mia.messages)

    await stage.advance_to(appointment.starts_at - timedelta(hours=10))
    await wait_for_reminders(database, appointment, "reminder_24h:1")
    await stage.advance_to(appointment.starts_at - timedelta(minutes=30))
    await wait_for_reminders(database, appointment, "reminder_1h:1")

    assert {state for state, _ in (await outbox_of(database, appointment)).values()} == {"dropped"}
    assert len(mia.messages) == before


@pytest.mark.usefixtures("monday")
@pytest.mark.timeout(180)
async def test_a_moved_session_is_reminded_of_at_its_new_time_only(
    coachbook: Coachbook, stage: Stage, database: Database
) -> None:
    mia = await stage.chat(MIA)
    await book(mia)
    first = await coming(database)
    await mia.tap("Move it")
    await pick_slot(mia, await mia.expect("Which day"), -1)
    await mia.expect("Move the session?")
    await mia.tap("✓ Move it")
    await mia.expect("Booking code")
    moved = await coming(database)
    assert moved.starts_at > first.starts_at
    before = len(mia.messages)

    await stage.advance_to(moved.starts_at - timedelta(minutes=30))
    old, new = first.version, moved.version
    both = [f"reminder_{name}:{version}" for name in ("24h", "1h") for version in (old, new)]
    await wait_for_reminders(database, moved, *both)

    states = await outbox_of(database, moved)
    assert [name for name, (state, _) in states.items() if state == "sent"] == [
        f"reminder_1h:{new}"
    ]
    assert len(mia.messages) == before + 1


@pytest.mark.usefixtures("monday")
@pytest.mark.timeout(180)
async def test_who_looks_for_another_time_and_comes_back_can_still_say_that_they_will_be_there(
    coachbook: Coachbook, stage: Stage, database: Database
) -> None:
    mia = await stage.chat(MIA)
    await book(mia)
    appointment = await coming(database)
    await play("Mia says /appointments\nMia sees Your upcoming sessions", mia)
    await mia.tap("Intro call")
    receipt = await mia.expect("Booking code")
    assert ATTEND not in [key["text"] for key in keys(receipt)], "nobody has asked yet"
    await stage.advance_to(appointment.starts_at - timedelta(hours=23))
    await wait_for_reminders(database, appointment, "reminder_24h:1")

    await play(
        f"""
        Mia sees Booking code [{ATTEND}] [Move it]
        Mia taps Move it
        Mia sees Which day [‹ Back]
        Mia taps ‹ Back
        Mia sees Booking code [{ATTEND}] [Move it]
        Mia taps {ATTEND}
        Mia sees Booking code [Move it]
        """,
        mia,
    )

    assert (await coming(database)).attending_at is not None
    assert ATTEND not in [key["text"] for key in keys(mia.last())]
