"""A coach books for a customer: each update comes three times, and some are forged or old."""

from datetime import timedelta
from functools import partial

import pytest

from handlers.buttons.book_for_links import BookFor, ForConfirm, ForMonth, ForNew, ForService
from handlers.buttons.press import Press, unpack
from storage.people import people
from storage.people.people import TelegramProfile
from storage.transactions import Database
from tests.handlers.at_least_once import ANNA, MIA, NOW, Chat
from tests.handlers.doorstep import Visitor
from tests.handlers.http.api.booked import second_service
from tests.house import House, open_house

COUNTS = "SELECT (SELECT count(*) FROM people WHERE first_name = $1), count(*) FROM appointments"


@pytest.fixture
async def opened(database: Database) -> House:
    return await open_house(database)


@pytest.fixture
def anna(database: Database, opened: House) -> Chat:
    return Chat(database, ANNA, "Anna")


async def counts(database: Database, name: str) -> list[int]:
    async with database.read() as reader:
        [[persons, sessions]] = await reader.fetch(COUNTS, name)
    return [persons, sessions]


async def test_somebody_new_is_written_down_once_and_booked_once(
    anna: Chat, opened: House, database: Database
) -> None:
    await anna.press(BookFor(opened.coach.id))
    await anna.type("Zoë")
    new = anna.keys["New customer: Zoë"]
    # Of one service in one length nobody is asked.
    month = await anna.tap("New customer: Zoë")
    assert month.startswith("Coaching for Zoë")

    pressed = unpack(new)
    assert pressed is not None
    other = Visitor(database, ANNA, "Anna")
    await other.press(pressed)
    assert "out of date" in other.toast()
    assert await counts(database, "Zoë") == [1, 0]

    await anna.press(unpack_first(anna, "fd"))
    look = await anna.press(unpack_first(anna, "ft"))
    assert "I cannot reach Zoë" in look
    confirm = unpack_first(anna, "fk")
    card = await anna.press(confirm)
    assert card.startswith("<b>Confirmed ✓")
    assert "✕ Zoë has no chat with me yet" in card
    assert anna.toast == "Booked ✓", "that they are not told was said before"
    await anna.press(confirm)
    assert await counts(database, "Zoë") == [1, 1]


async def test_a_shared_contact_is_who_has_written_to_us(
    anna: Chat, opened: House, database: Database
) -> None:
    await Chat(database, MIA, "Mia").command("/start")
    await anna.press(BookFor(opened.coach.id))

    month = await anna.share(MIA, "My Mia")

    assert month.startswith("Coaching for Mia")
    assert await counts(database, "My Mia") == [0, 0]


async def test_nobody_books_for_themself_or_whom_they_do_not_know(
    anna: Chat, opened: House
) -> None:
    await anna.press(BookFor(opened.coach.id))
    assert "I cannot book for Anna here" in await anna.share(ANNA, "Me")

    stranger = opened.customer.id
    for who in (stranger, opened.coach_person.id, 2**62, 0, -1):
        ids = opened.service.id, opened.coach.id, who
        for press in (
            ForService(opened.coach.id, who),
            ForMonth(*ids, NOW.date()),
            ForConfirm(*ids, 1, 1),
        ):
            assert "I cannot find that any more" in await anna.press(press)


async def test_what_cannot_be_a_name_is_asked_again(anna: Chat, opened: House) -> None:
    await anna.press(BookFor(opened.coach.id))

    for text in ("x" * 4096, "\u200b\u2800"):
        assert "Who is the booking for?" in await anna.type(text)
    assert "\u202e" not in await anna.type("\u202eZoë 🎈")


async def test_a_key_of_a_list_that_was_left_does_nothing(
    anna: Chat, opened: House, database: Database
) -> None:
    await anna.press(BookFor(opened.coach.id))
    other = Visitor(database, ANNA, "Anna")

    await other.press(ForNew(opened.coach.id))

    assert "out of date" in other.toast()
    assert [method for method, _ in other.calls] == ["answerCallbackQuery"]
    assert await counts(database, "") == [0, 0]


def unpack_first(chat: Chat, tag: str) -> Press:
    """The press of the first key with this tag."""
    data = next(one for one in chat.keys.values() if one.split(":")[1] == tag)
    pressed = unpack(data)
    assert pressed is not None
    return pressed


async def test_an_old_look_at_something_else_is_not_answered_with_what_is_there(
    database: Database, opened: House
) -> None:
    profile = TelegramProfile(MIA, "Mia")
    mia = await database.write(partial(people.register, profile=profile))
    session = await opened.book(customer_id=mia.id, starts_at=NOW + timedelta(days=1))
    massage = await second_service(opened)
    anna = Visitor(database, ANNA, "Anna")

    minute = int(session.starts_at.timestamp()) // 60
    card = await anna.press(ForConfirm(massage, opened.coach.id, mia.id, minute, 0))

    assert card.startswith("<b>Not booked: Mia already has this at that time.")
    assert "Coaching" in card
    assert "Massage" not in card
