"""In a group the bot names its private chat, and decides nothing."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from telegram.error import BadRequest, Forbidden

from domain.appointments.appointment import Appointment
from handlers.buttons.links import EditZone
from storage.people import people
from storage.transactions import Database
from tests.handlers.chat.seeded import booked, house
from tests.handlers.doorstep import MIA, Visitor

GROUP = {"id": -4100, "type": "group", "title": "Yoga on Mondays"}

__all__ = ["booked", "house"]


async def test_in_a_group_the_way_into_a_private_chat_is_shown_once_a_minute(
    house: Database,
) -> None:
    mia = Visitor(house, MIA, "Mia")
    for text in ("/start", "/book", "/book@OtherBot", "hello"):
        await mia.type(text, chat=GROUP)
    assert mia.calls == []
    assert "I book in private" in await mia.type("/start@coachbook s_1", chat=GROUP)
    method, sent = mia.calls[-1]
    assert (method, sent["chat_id"]) == ("sendMessage", GROUP["id"])
    [[key]] = sent["reply_markup"]["inline_keyboard"]
    assert key["url"] == "https://t.me/coachbook?start=s_1"
    assert await mia.type("/book@Coachbook", chat=GROUP) == ""
    mia.now += timedelta(minutes=1)
    assert "I book in private" in await mia.type("/book@Coachbook", chat=GROUP)
    assert mia.calls[-1][1]["reply_markup"]["inline_keyboard"][0][0]["url"].endswith("/coachbook")
    async with house.read() as reader:
        assert await people.by_telegram_id(reader, MIA) is None


async def test_a_press_in_a_group_is_told_where_to_go_and_decides_nothing(
    house: Database, booked: Appointment
) -> None:
    mia = Visitor(house, MIA, "Mia")
    await mia.press(EditZone(), chat=GROUP)
    assert [method for method, _ in mia.calls] == ["answerCallbackQuery"]
    assert mia.toast() == "I only work in a private chat. Please write to @coachbook."


@pytest.mark.parametrize("error", [Forbidden("kicked"), BadRequest("not enough rights")])
async def test_a_group_in_which_the_bot_may_not_write_is_left_in_peace(
    house: Database, error: Exception
) -> None:
    mia = Visitor(house, MIA, "Mia")

    async def refuse(method: str, payload: Mapping[str, Any]) -> Any:
        raise error

    mia.bot.call = refuse
    assert await mia.type("/start@coachbook", chat=GROUP) == ""
