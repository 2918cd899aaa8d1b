"""Somebody whose bot retries updates, and what it could not handle."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from telegram import Update

from domain.roles import Role
from handlers.chat.everyone.menu import SetLanguage
from storage.business import dead_letters
from storage.people import people
from storage.transactions import Writer
from tests.handlers.doorstep import BOT, MIA, NOW, Visitor, hand_to
from tests.house import House

FAULT = "Traceback (most recent call last):\n  …\nValueError: <b>odd</b>\n"


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
