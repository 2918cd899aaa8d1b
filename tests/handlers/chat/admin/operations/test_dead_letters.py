"""Admins read what the bot could not handle, and have it handled again."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from telegram import Update
from telegram.error import Forbidden

from domain.roles import Role
from handlers.buttons.status_links import DeadLetters
from handlers.chat.admin.operations.status import (
    RetryAll,
    RetryDeadLetter,
    SaveDeadLetter,
    ShowDeadLetter,
)
from storage import audit
from storage.business import dead_letters
from storage.people import people
from storage.transactions import Database
from tests.handlers.chat.admin.operations.dead_letter_desk import (
    FAULT,
    add_dead_letter,
    language_press,
    visitor,
)
from tests.handlers.doorstep import ALEX, BOT, LENA, MIA, hand_to
from tests.house import House, open_house


@pytest.fixture
async def house(database: Database) -> House:
    return await open_house(database)


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
