"""What becomes of an update that cannot be handled, or not be answered."""

import asyncio
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import pytest
from sqlalchemy import select
from telegram.error import BadRequest, Forbidden, NetworkError, TimedOut

from bot.intake.faults import without_nul
from bot.intake.intake import RETRY_SOON, TRIES_TO_REPLY, NotYet, pauses
from bot.intake.update_reader import Raw
from bot.playground import Playground
from storage.business import dead_letters
from storage.messages.backlog import backlog_at
from storage.people import people
from storage.people.people import TelegramProfile
from storage.tables.outbox import outbox as table
from storage.transactions import Database
from tests.bot.intake.arrivals import LENA, MIA, Diary, Open, message, press, said_to


def test_however_long_something_was_away_an_update_is_tried_five_seconds_after_it_is_back() -> None:
    waits = [max(pause, RETRY_SOON) for pause in islice(pauses(), 1_000)]

    assert waits == sorted(waits)
    assert waits[0] < waits[-1] < 5, "ever more seldom, and never seldom"


async def test_a_fault_of_ours_is_kept_with_its_update_and_acknowledged(
    open_intake: Open, database: Database, world: Playground
) -> None:
    async def process(update: Raw) -> None:
        raise ZeroDivisionError("a slot of no length")

    await open_intake(process).accept(message(41, text="book\0me"))

    async with database.read() as reader:
        [letter] = await dead_letters.waiting(reader)
    assert letter.update == without_nul(message(41, text="bookme"))
    assert letter.telegram_id == MIA
    assert "ZeroDivisionError: a slot of no length" in letter.error
    assert "in process" in letter.error


async def test_admins_hear_of_faults_once_an_hour_and_how_many_wait(
    open_intake: Open, database: Database
) -> None:
    async def process(update: Raw) -> None:
        raise ZeroDivisionError("a slot of no length")

    alex = await database.write(
        lambda w: people.register(w, TelegramProfile(7003, "Alex"), appoint=True)
    )
    intake = open_intake(process)
    for number in (1, 2, 3):
        await intake.accept(message(number))

    async with database.read() as reader:
        backlog = await backlog_at(reader, datetime(2026, 5, 2, tzinfo=UTC))
        rows = await reader.rows(select(table.c.recipient_id, table.c.kind, table.c.facts))
    assert sum(backlog.due.values()) == 1
    assert [tuple(row) for row in rows] == [(alex.id, "dead_letters", {"waiting": 1})]


async def test_the_apology_for_a_fault_is_in_the_persons_language(
    open_intake: Open, database: Database, world: Playground
) -> None:
    async def process(update: Raw) -> None:
        raise KeyError("oops")

    async def choose(writer: Any) -> None:
        mia = await people.register(writer, TelegramProfile(MIA, "Mia", language="en"))
        await people.set_language(writer, mia.id, "de")

    await database.write(choose)
    intake = open_intake(process)
    await intake.accept(message(1, language_code="en"))
    await intake.accept(message(2, LENA, language_code="de"))

    [to_mia], [to_lena] = said_to(world, MIA), said_to(world, LENA)
    assert to_mia == to_lena
    assert "fault.apology" not in to_mia


async def test_a_press_that_fails_stops_its_spinner(open_intake: Open, world: Playground) -> None:
    chat = world.chats.get(MIA)
    assert chat is not None
    shown = world.chats.add(chat, world.profile.user(), {"text": "menu"})
    query = world.press(chat, shown, "1:h")

    async def process(update: Raw) -> None:
        raise KeyError("oops")

    update = press(1)
    update["callback_query"]["id"] = query
    await open_intake(process).accept(update)

    assert "answercallbackquery" in {call["method"].lower() for call in world.calls}
    assert len(said_to(world, MIA)) == 2


async def test_a_fault_in_one_persons_update_touches_nobody_else(open_intake: Open) -> None:
    diary = Diary(0.01)

    async def process(update: Raw) -> None:
        if update["update_id"] % 3 == 0:
            raise RuntimeError("boom")
        await diary.process(update)

    intake = open_intake(process)
    await asyncio.gather(*(intake.accept(message(n, person=n)) for n in range(1, 31)))

    assert len([line for line in diary.lines if line[0] == "done"]) == 20


@pytest.mark.parametrize(
    "error",
    [
        Forbidden("Forbidden: bot was blocked by the user"),
        BadRequest("Bad Request: chat not found"),
    ],
)
async def test_someone_who_blocked_the_bot_or_left_telegram_is_no_fault(
    open_intake: Open, error: Exception, database: Database
) -> None:
    async def process(update: Raw) -> None:
        raise error

    await open_intake(process).accept(message(1))

    async with database.read() as reader:
        assert await dead_letters.count(reader) == 0


@pytest.mark.parametrize("trouble", [NetworkError("Bad Gateway"), TimedOut()])
async def test_a_reply_that_telegram_does_not_take_makes_the_update_come_again(
    open_intake: Open, trouble: Exception, database: Database
) -> None:
    async def process(update: Raw) -> None:
        raise trouble

    intake = open_intake(process)
    for _ in range(TRIES_TO_REPLY - 1):
        with pytest.raises(NotYet):
            await intake.accept(message(1))
    await intake.accept(message(1))

    async with database.read() as reader:
        assert await dead_letters.count(reader) == 1


async def test_a_reply_that_telegram_refuses_is_a_fault_at_once(
    open_intake: Open, database: Database
) -> None:
    async def process(update: Raw) -> None:
        raise BadRequest("Can't parse entities")

    await open_intake(process).accept(message(1))

    async with database.read() as reader:
        assert await dead_letters.count(reader) == 1
