"""A person shares their number, each time with a process that dies before its reply."""

import pytest

from domain.accounts.identity import Identity
from domain.roles import Door
from handlers.actions.people.customers import add_customer
from handlers.buttons.links import EditZone, ShowProfile
from handlers.buttons.press import Press
from handlers.chat.customer.browse import Near
from handlers.chat.everyone.menu import SetLanguage
from handlers.chat.everyone.profile import EditPhone
from storage.people import identities, people
from storage.transactions import Database
from tests.handlers.at_least_once import MIA, Chat
from tests.handlers.doorstep import NOW, Visitor
from tests.house import House, open_house

NUMBER = "+15550100"
NOT_THAT_WAY = "That does not tell me which number is yours."


@pytest.fixture
async def house(database: Database) -> House:
    return await open_house(database)


async def holder(database: Database) -> int | None:
    async with database.read() as reader:
        return await identities.holder(reader, Identity.phone(NUMBER))


async def the_id(database: Database, telegram_id: int) -> int:
    async with database.read() as reader:
        person = await people.by_telegram_id(reader, telegram_id)
    assert person is not None
    return person.id


async def test_a_number_is_shared_shown_and_removed(database: Database) -> None:
    mia = Chat(database, MIA, "Mia")
    assert "Phone: none." in await mia.command("/profile")
    await mia.tap("Share my number")
    # As Telegram sends it: with the country, without the plus.
    assert f"Phone: {NUMBER}" in await mia.share(MIA, "Mia", NUMBER.lstrip("+"))
    assert await holder(database) == await the_id(database, MIA)

    await mia.tap("Share my number")
    assert "Phone: none." in await mia.tap("Remove my number")
    assert await holder(database) is None


async def test_what_was_booked_for_the_number_is_there_at_once(house: House) -> None:
    customer = await add_customer(
        house.database,
        "Mia",
        [Identity.phone(NUMBER)],
        actor=house.coach_person.at(Door.CHAT),
        key="k",
        now=NOW,
    )
    await house.book(customer_id=customer.person.id, starts_at=NOW.replace(day=8, hour=9))
    mia = Chat(house.database, MIA, "Mia")
    await mia.command("/profile")
    await mia.tap("Share my number")

    shown = await mia.share(MIA, "Mia", NUMBER)

    assert shown.startswith("<b>1 session was booked for you by telephone</b>")
    assert "Anna Berg" in " ".join([await mia.tap("Show my sessions"), *mia.keys])


async def test_a_number_that_is_typed_or_somebody_elses_shows_nothing(database: Database) -> None:
    mia = Chat(database, MIA, "Mia")
    await mia.command("/profile")
    await mia.tap("Share my number")

    assert NOT_THAT_WAY in await mia.type(NUMBER)
    assert NOT_THAT_WAY in await mia.share(7004, "Ben", NUMBER)

    assert await holder(database) is None
    assert "Phone: none." in await mia.type("‹ Back")


async def test_ones_own_number_counts_whatever_was_asked(database: Database) -> None:
    mia = Chat(database, MIA, "Mia")
    await mia.command("/start")

    assert f"Phone: {NUMBER}" in await mia.share(MIA, "Mia", NUMBER)


async def test_the_key_that_shares_a_number_comes_below_the_question_and_goes_with_the_answer(
    database: Database,
) -> None:
    mia = Visitor(database, MIA, "Mia")
    await mia.press(EditPhone())

    [*_, (method, payload)] = mia.calls
    assert method == "sendMessage"
    share, back = (row[0] for row in payload["reply_markup"]["keyboard"])
    assert share == {"text": "📱 Share my phone number", "request_contact": True}
    before = len(mia.calls)
    await mia.type(back["text"])

    gone, card, _ = mia.calls[before:]
    assert gone[1]["reply_markup"] == {"remove_keyboard": True}
    assert gone[1]["text"] == "All right, nothing has changed."
    assert "Phone: none." in card[1]["text"]


def taken_keys(visitor: Visitor) -> list[str]:
    """The messages that gave the keyboard back."""
    return [
        payload["text"]
        for method, payload in visitor.calls
        if method == "sendMessage" and payload.get("reply_markup") == {"remove_keyboard": True}
    ]


LEFT = "<i>I’m no longer waiting for an answer to my earlier question.</i>"


@pytest.mark.parametrize("asking", [EditPhone(), Near()])
async def test_the_keys_go_when_the_question_is_left_by_a_command(
    database: Database, asking: Press
) -> None:
    mia = Visitor(database, MIA, "Mia")
    await mia.press(asking)

    shown = await mia.type("/profile")

    assert taken_keys(mia) == [LEFT]
    assert LEFT not in shown
    await mia.type("/profile")
    assert taken_keys(mia) == [LEFT]


async def test_the_keys_go_when_the_question_is_left_by_a_button(database: Database) -> None:
    mia = Visitor(database, MIA, "Mia")
    await mia.press(EditPhone())

    await mia.press(ShowProfile())

    assert taken_keys(mia) == [LEFT]


async def test_the_keys_go_when_another_question_takes_its_place(database: Database) -> None:
    mia = Visitor(database, MIA, "Mia")
    await mia.press(EditPhone(), below=9)

    await mia.press(EditZone(), below=10)

    assert taken_keys(mia) == [LEFT]


async def test_the_keys_go_with_the_language_they_are_in(database: Database) -> None:
    mia = Visitor(database, MIA, "Mia")
    await mia.press(EditPhone(), below=9)

    await mia.press(SetLanguage("de"), below=10)

    [left] = taken_keys(mia)
    assert left != LEFT
    assert "Frage" in left


async def test_a_button_elsewhere_leaves_the_question_and_its_keys(database: Database) -> None:
    mia = Visitor(database, MIA, "Mia")
    await mia.press(EditPhone(), below=9)

    await mia.press(ShowProfile(), below=10)

    assert taken_keys(mia) == []
    assert "Phone: none." in await mia.type("‹ Back")
