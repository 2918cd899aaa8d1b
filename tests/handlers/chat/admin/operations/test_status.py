"""The team looks at the business at a glance, admins at the bot and what it could not handle."""

from datetime import timedelta

import pytest

from domain.appointments.appointment import Status
from domain.messages.notices import Lane, NoticeKind
from domain.roles import SYSTEM, Role
from handlers.actions.appointments import outcome
from handlers.actions.business import upkeep
from handlers.buttons.status_links import ShowStatus, ShowUnreachable
from handlers.chat.admin.operations.status import (
    RetryDeadLetter,
)
from storage.messages import outbox, reach
from storage.messages.outbox import OutboxMessage
from storage.people import people
from storage.people.people import TelegramProfile
from storage.transactions import Database, Writer
from tests.handlers.chat.admin.operations.dead_letter_desk import (
    add_dead_letter,
    language_press,
    visitor,
)
from tests.handlers.doorstep import ALEX, LENA, NOW, Visitor
from tests.house import House, acting, open_house


@pytest.fixture
async def house(database: Database) -> House:
    return await open_house(database)


async def test_what_is_over_without_a_word_is_named_as_that_at_a_glance(house: House) -> None:
    alex = await visitor(house, ALEX, "Alex", Role.ADMIN)
    session = await house.book(starts_at=NOW + timedelta(hours=1))
    assert "1 still to come" in await alex.type("/admin")
    alex.now = session.ends_at
    for _ in range(2):  # before and after the clock has ended it
        shown = await alex.type("/admin")
        assert "1 over, not yet answered" in shown
        assert "took place" not in shown
        assert "to come" not in shown
        await upkeep.complete_past(house.database, actor=SYSTEM, now=alex.now)
    await outcome.record(
        house.database,
        session.id,
        Status.COMPLETED,
        actor=acting(house.coach_person),
        key="o",
        now=alex.now,
    )
    shown = await alex.type("/admin")
    assert "✓ 1 took place" in shown
    assert "not yet answered" not in shown


async def test_a_glance_says_today_what_waits_and_what_is_wrong_to_whom_it_concerns(
    house: House,
) -> None:
    alex = await visitor(house, ALEX, "Alex")
    lena = await visitor(house, LENA, "Lena", Role.MANAGER)
    overview = await alex.type("/admin")
    assert "No bookings in this period." in overview
    assert "No requests are waiting for an answer." in overview
    assert "✓ Nothing is wrong." in overview
    await house.book(status=Status.PENDING, starts_at=NOW + timedelta(hours=5))
    await add_dead_letter(house, language_press(lena), LENA)

    async def late(writer: Writer) -> None:
        due = NOW - timedelta(hours=3)
        reminder = OutboxMessage(
            "late", house.customer.id, NoticeKind.REMINDER, {}, Lane.REMINDER, due
        )
        await outbox.enqueue(writer, [reminder])
        gone = await people.register(writer, TelegramProfile(7999, "Gone"))
        await writer.fetch("UPDATE people SET unreachable_since = $2 WHERE id = $1", gone.id, NOW)

    await house.database.write(late)
    overview = await alex.type("/admin")
    for part in (
        "Mon, 5 May 2031",
        "<b>1 booking</b>",
        "⏳ 1 request has been waiting for a coach’s answer",
        "⚠ 1 message or tap could not be handled",
        "⚠ 1 reminder is late, by 3 hours",
        "1 person cannot be reached on Telegram",
    ):
        assert part in overview
    assert {"Could not be handled: 1", "People", "Who did what", "Closed days"} <= set(
        alex.labels()
    )
    overview = await lena.type("/admin")
    assert "1 reminder is late" in overview
    assert "handled" not in overview
    assert {"People", "Coaches", "Complaints"} <= set(lena.labels())
    assert not {"Who did what", "The bot’s status", "Roles", "Closed days"} & set(lena.labels())
    assert "<b>Mon, 5 May 2031</b>" in await lena.press(lena.key("Today’s bookings"))
    assert "Only admins can do that" in await lena.press(ShowStatus())
    assert "Only admins can do that" in await lena.press(RetryDeadLetter(1))


async def test_the_status_says_what_waits_and_since_when(house: House) -> None:
    alex = await visitor(house, ALEX, "Alex")
    status = await alex.type("/status")
    for part in ("Version ", "tables 00", "Running since ", "Database: ", "none that I know of"):
        assert part in status
    assert "Reminders and summaries: none" in status
    alex.person["language_code"] = "de"
    assert "Alles in Ordnung" in await alex.press(ShowStatus())


async def test_whom_telegram_does_not_reach_is_listed_with_why_and_since_when(
    house: House,
) -> None:
    alex = await visitor(house, ALEX, "Alex")
    assert "Everyone can be reached." in await alex.press(ShowUnreachable(7))

    async def lose(writer: Writer) -> None:
        await reach.set_unreachable(writer, house.customer.id, NOW - timedelta(days=2))
        await people.add(writer, "Paper <b>Paul</b>", "paul@example.org", NOW)
        for number in range(8):
            named = await people.register(writer, TelegramProfile(7900 + number, f"N{number}"))
            await reach.set_never_met(writer, named.id, NOW - timedelta(days=3))

    await house.database.write(lose)
    screen = await alex.type("/status")
    assert screen.index("10 people cannot be reached") < screen.index("Version ")
    screen = await alex.press(alex.key("Cannot be reached: 10"))
    assert "Paper &lt;b&gt;Paul&lt;/b&gt;: without Telegram" in screen
    assert "has an e-mail address" in screen
    assert "Customer 0: has blocked me or left Telegram, noticed Sat, 3 May" in screen
    assert "N7: has never pressed Start" in screen
    assert "N0: has never pressed Start" in await alex.press(ShowUnreachable(1))
    assert "<b>N1</b>" in await alex.press(alex.key("N1"))
    lena = await visitor(house, LENA, "Lena", Role.MANAGER)
    assert "Only admins can do that" in await lena.press(ShowUnreachable())
    by_mail = Visitor(house.database, ALEX, "Alex", mails=True)
    screen = await by_mail.press(ShowUnreachable())
    assert "9 people cannot be reached on Telegram" in screen
    assert "Paul" not in screen  # he has never been there, and is written to
