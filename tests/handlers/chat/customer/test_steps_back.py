"""Back, on the way to a booking, leads to the choice made last and never past one."""

import pytest

from domain.services.terms import Length
from storage.services import catalogue
from storage.transactions import Database
from tests.handlers.at_least_once import MIA, Chat
from tests.handlers.chat.seeded import house

__all__ = ("house",)
SESSION = 2
HOW_LONG, WITH_WHOM = "<b>Coaching session</b>: how long?", "Who would you like to see?"


@pytest.fixture
async def mia(house: Database) -> Chat:
    chat = Chat(house, MIA, "Mia")
    await chat.command("/book")
    return chat


def begins(chat: Chat, text: str) -> str:
    return next(label for label in chat.keys if label.startswith(text))


async def test_from_the_calendar_to_the_coaches_and_from_there_to_the_services(mia: Chat) -> None:
    await mia.tap(begins(mia, "Coaching session"))
    await mia.tap(begins(mia, "Anna Berg"))

    assert WITH_WHOM in await mia.tap("‹ Back")
    assert "What would you like to book?" in await mia.tap("‹ Back")


async def test_each_of_length_coach_and_calendar_is_one_step(mia: Chat, house: Database) -> None:
    lengths = (Length(30, 5000), Length(90, 12000))
    await house.write(lambda w: catalogue.update_service(w, SESSION, lengths=lengths))
    await mia.tap(begins(mia, "Coaching session"))
    await mia.tap(begins(mia, "90 min"))
    await mia.tap(begins(mia, "Anna Berg"))

    assert WITH_WHOM in await mia.tap("‹ Back")
    assert HOW_LONG in await mia.tap("‹ Back")
    assert "What would you like to book?" in await mia.tap("‹ Back")


async def test_lengths_of_a_coach_who_was_chosen_first_are_left_for_what_they_do(
    mia: Chat, house: Database
) -> None:
    lengths = (Length(30, 5000), Length(90, 12000))
    await house.write(lambda w: catalogue.update_service(w, SESSION, lengths=lengths))
    await mia.tap("By coach")
    await mia.tap("Anna Berg")
    does = mia.screens[-1]
    await mia.tap(begins(mia, "Coaching session"))

    assert await mia.tap("‹ Back") == does


async def test_who_named_nobody_is_back_at_the_times_of_all_coaches(mia: Chat) -> None:
    await mia.tap(begins(mia, "Coaching session"))
    await mia.tap(begins(mia, "Anyone free"))
    await mia.tap("12")
    shown, offered = mia.screens[-1], list(mia.keys)
    await mia.tap(next(label for label in offered if ":" in label))

    assert await mia.tap("‹ Back") == shown
    assert list(mia.keys) == offered
