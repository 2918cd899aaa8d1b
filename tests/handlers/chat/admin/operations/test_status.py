"""The team looks at the business at a glance, admins at the bot and what it could not handle."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from telegram import Update
from telegram.error import Forbidden

from domain.appointments.appointment import Status
from domain.messages.notices import Lane, NoticeKind
from domain.roles import SYSTEM, Role
from handlers.actions.appointments import outcome
from handlers.actions.business import upkeep
from handlers.buttons.status_links import DeadLetters, ShowStatus, ShowUnreachable
from handlers.chat.admin.operations.status import (
    RetryAll,
    RetryDeadLetter,
    SaveDeadLetter,
    ShowDeadLetter,
)
from handlers.chat.everyone.menu import SetLanguage
from storage import audit
from storage.business import dead_letters
from storage.messages import outbox, reach
from storage.messages.outbox import OutboxMessage
from storage.people import people
from storage.people.people import TelegramProfile
from storage.transactions import Database, Writer
from tests.handlers.doorstep import ALEX, BOT, LENA, MIA, NOW, Visitor, hand_to
from tests.house import House, acting, open_house

FAULT = "Traceback (most recent call last):\n  …\nValueError: <b>odd</b>\n"


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


async def visitor(house: House, number: int, name: str, role: Role | None = None) -> Visitor:
    """Somebody who has been here, whose bot retries updates with their own handlers."""
    user = Visitor(house.database, number, name)
    await user.type("/start")
    if role is not None:

        async def give(writer: Writer) -> None:
            known = await people.by_telegram_id(writer, number)
            assert known is not None
            await people.set_role(writer, known.id, role)

        await house.database.write(give)

    async def again(update: Mapping[str, Any]) -> None:
        await hand_to(user._handlers, Update.de_json(dict(update), BOT))

    user.bot.context = replace(user.bot.context, redispatch=again, since=NOW)
    return user


def language_press(mia: Visitor) -> dict[str, Any]:
    """Mia has asked for German."""
    message = {"message_id": 9, "date": 0, "chat": mia.chat}
    data = SetLanguage("de").pack()
    query = {"id": "1", "chat_instance": "1", "data": data, "message": message}
    return {"update_id": 77_000_001, "callback_query": {"from": mia.person, **query}}


async def add_dead_letter(house: House, update: Mapping[str, Any], number: int = MIA) -> int:
    """The letter of an update that could not be handled."""

    async def work(writer: Writer) -> int:
        person = await people.by_telegram_id(writer, number)
        return await dead_letters.add(
            writer,
            at=NOW,
            person_id=person.id if person else None,
            telegram_id=number,
            letter=update,
            error=FAULT,
        )

    return await house.database.write(work)


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


async def test_what_could_not_be_handled_is_read_and_handled_again(house: House) -> None:
    alex, mia = await visitor(house, ALEX, "Alex"), await visitor(house, MIA, "Mia")
    number = await add_dead_letter(house, language_press(mia))
    await alex.type("/status")
    assert "1 message or tap could not be handled" in await alex.press(
        alex.key("Could not be handled: 1")
    )
    screen = await alex.press(alex.key(f"Mon 5 May · Mia · no. {number}"))
    assert "Button: <code>1:ls:de</code>" in screen
    assert "<code>ValueError: &lt;b&gt;odd&lt;/b&gt;</code>" in screen
    await alex.press(alex.key("All of it as a file"))
    assert b"77000001" in alex.uploads[-1]
    assert FAULT.encode() in alex.uploads[-1]

    screen = await alex.press(alex.key("Handle it again"))
    assert "✓ Handled:" in screen
    assert alex.toast() == "Handled. The sender has been answered."
    async with house.database.read() as reader:
        person = await people.by_telegram_id(reader, MIA)
        lines = await audit.of(reader, "dead_letter", number)
    assert person is not None
    assert person.chosen_language == "de"
    [line] = lines
    assert (line.before, line.after) == (
        {"handled": False},
        {"handled": True, "person": person.id},
    )
    await alex.press(RetryDeadLetter(number))
    assert alex.toast() == "It has already been handled."
    assert "Everything that came could be handled." in await alex.press(DeadLetters(9))
    assert "handled again" in await alex.type("/audit")


async def test_all_that_waits_is_handled_again_once_confirmed_and_never_by_itself(
    house: House,
) -> None:
    alex, mia = await visitor(house, ALEX, "Alex"), await visitor(house, MIA, "Mia")
    await add_dead_letter(house, language_press(mia))
    assert "Handle 1 again" not in alex.labels()
    broken = await add_dead_letter(house, {"update_id": 5, "message": {}})
    # The press that asked for all of them, which failed, too.
    query = {"id": "1", "chat_instance": "1", "data": RetryAll().pack()}
    message = {"message_id": 9, "date": 0, "chat": alex.chat}
    own = {"from": alex.person, "message": message, **query}
    await add_dead_letter(house, {"update_id": 77_000_002, "callback_query": own}, ALEX)

    async def again(update: Mapping[str, Any]) -> None:
        if update["update_id"] == 5:
            raise ValueError("odd")
        sender = mia if update["update_id"] == 77_000_001 else alex
        await hand_to(sender._handlers, Update.de_json(dict(update), BOT))

    alex.bot.context = replace(alex.bot.context, redispatch=again)
    await alex.press(DeadLetters())
    assert "Handle all 3 messages and taps again?" in await alex.press(
        alex.key("Handle all 3 again")
    )
    screen = await alex.press(alex.key("Handle them again"))
    assert alex.toast() == "Handled: 2. Failed again: 1."
    assert "1 message or tap could not be handled" in screen
    assert f"Mon 5 May · {MIA} · no. {broken}" not in alex.labels()
    async with house.database.read() as reader:
        person = await people.by_telegram_id(reader, MIA)
        assert list(await dead_letters.waiting_ids(reader)) == [broken]
    assert person is not None
    assert person.chosen_language == "de"


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


async def test_two_admins_at_once_have_it_done_once(house: House) -> None:
    mia = await visitor(house, MIA, "Mia")
    admins = [await visitor(house, n, "A", Role.ADMIN) for n in (ALEX, LENA)]
    number = await add_dead_letter(house, language_press(mia))
    both, arrived = asyncio.Event(), []

    async def together(update: Mapping[str, Any]) -> None:
        arrived.append(update)
        if len(arrived) == 2:
            both.set()
        await both.wait()
        await hand_to(mia._handlers, Update.de_json(dict(update), BOT))

    for one in admins:
        one.bot.context = replace(one.bot.context, redispatch=together)
    await asyncio.gather(*(one.press(RetryDeadLetter(number)) for one in admins))
    async with house.database.read() as reader:
        assert len(await audit.of(reader, "dead_letter", number)) == 1
        [[n]] = await reader.fetch("SELECT count(*) FROM audit WHERE action = 'choose_language'")
    assert n == 1


async def test_what_fails_again_waits_still_and_says_why(house: House) -> None:
    alex, mia = await visitor(house, ALEX, "Alex"), await visitor(house, MIA, "Mia")
    number = await add_dead_letter(house, language_press(mia))

    async def raise_value_error(update: Mapping[str, Any]) -> None:
        raise ValueError("x" * 500)

    alex.bot.context = replace(alex.bot.context, redispatch=raise_value_error)
    assert "It is waiting." in await alex.press(RetryDeadLetter(number))
    assert alex.toast().startswith("It failed again, and is still waiting: ValueError: xxx")
    assert len(alex.toast()) <= 200

    async def raise_forbidden(update: Mapping[str, Any]) -> None:
        raise Forbidden("bot was blocked by the user")

    alex.bot.context = replace(alex.bot.context, redispatch=raise_forbidden)
    assert "✓ Handled:" in await alex.press(RetryDeadLetter(number))


async def test_a_letter_that_is_gone_too_old_or_of_nobody_is_answered(house: House) -> None:
    alex = await visitor(house, ALEX, "Alex")
    old = await add_dead_letter(house, {}, 123456)
    assert "it cannot be handled any more" in await alex.press(ShowDeadLetter(old))
    await alex.press(RetryDeadLetter(old))
    assert "cannot be handled any more" in alex.toast()
    for press in (ShowDeadLetter(2**62), RetryDeadLetter(0), SaveDeadLetter(-1)):
        alex.calls.clear()
        assert await alex.press(press)
