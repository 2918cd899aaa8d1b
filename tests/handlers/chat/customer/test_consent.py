"""A coach asks before a booking for a customer is final, and reads the outcome."""

from collections.abc import Sequence
from typing import Any

import pytest

from domain.messages.notices import Channel
from domain.roles import SYSTEM
from handlers.actions.business import upkeep
from handlers.buttons.links import CoachCard, ShowAppointment
from handlers.chat.admin.settings.ask_first import BusinessAskFirst, CoachAskFirst
from handlers.wording.words import words_for
from storage.people import people
from storage.people.people import TelegramProfile
from storage.transactions import Database
from tests.handlers.doorstep import ALEX, ANNA, MIA, Visitor
from tests.handlers.notices.rendered import render
from tests.house import NOW, House, open_house


@pytest.fixture
async def house(database: Database) -> House:
    return await open_house(database)


async def rows(house: House, sql: str, *values: object) -> Sequence[Any]:
    return await house.database.write(lambda w: w.fetch(sql, *values))


async def set_to_ask(house: House) -> None:
    """An admin sets that, for everybody."""
    alex = Visitor(house.database, ALEX, "Alex")
    page = await alex.press(BusinessAskFirst())
    assert "It is booked at once, and the customer is told." in page
    page = await alex.press(alex.key("Ask the customer"))
    assert "the time is held for them until they accept or decline" in page
    own = await alex.press(CoachAskFirst(house.coach.id))
    assert "When Anna Berg books for a customer" in own
    assert "the time is held for them" in own
    assert "Business default" in alex.labels()


async def ask_mia(house: House, anna: Visitor) -> int:
    """Anna asks Mia, whose contact she has; the id of the held appointment."""
    await house.database.write(
        lambda w: people.register(w, TelegramProfile(MIA, "Mia", language="de"))
    )
    await anna.type("/today")
    await anna.press(anna.key("Book for a customer"))
    contact = {"phone_number": "+1", "first_name": "Mia", "user_id": MIA}
    await anna.send(contact=contact)
    await anna.press(anna.key("8"))
    look = await anna.press(anna.key("09:00"))
    assert "Mia is asked first. The time is held for them until Tue, 6 May 2031, 09:00" in look
    card = await anna.press(anna.key("✓ Ask now"))
    assert anna.toast() == "Asked ✓ The time is held for Mia."
    assert "<b>Waiting to be accepted ⏳</b>" in card
    assert "Mia can accept until Tue, 6 May 2031, 09:00" in card
    assert "Withdraw" in anna.labels()
    [[id_]] = await rows(house, "SELECT max(id) FROM appointments")
    return int(id_)


@pytest.mark.parametrize(
    ("ways", "look"),
    [
        (frozenset({Channel.PUSH}), "Mia is asked first. The time is held for them until"),
        (frozenset[Channel](), "It is confirmed at once. I cannot reach Mia"),
    ],
)
async def test_who_has_an_app_and_no_telegram_is_asked_there_if_it_tells_them(
    house: House, ways: frozenset[Channel], look: str
) -> None:
    await set_to_ask(house)
    anna = Visitor(house.database, ANNA, "Anna", ways=ways)
    mia = await house.database.write(lambda w: people.register(w, TelegramProfile(MIA, "Mia")))
    await anna.type("/today")
    await anna.press(anna.key("Book for a customer"))
    contact = {"phone_number": "+1", "first_name": "Mia", "user_id": MIA}
    await anna.send(contact=contact)
    await anna.press(anna.key("8"))
    without = (
        "UPDATE people SET telegram_id = NULL, unreachable_since = $1 WHERE id = $2",
        "INSERT INTO push_subscriptions (person_id, channel, target, added_at, digest)"
        " VALUES ($2, 'push', 'x', $1, 'x')",
    )
    for change in without:
        await rows(house, change, NOW, mia.id)

    assert look in await anna.press(anna.key("09:00"))
    await anna.press(anna.key("✓ Ask now" if ways else "✓ Book now"))

    assert ("Asked ✓" in anna.toast()) == bool(ways)


async def notice_text(house: House, kind: str, language: str) -> str:
    [[facts]] = await rows(house, f"SELECT facts FROM outbox WHERE kind = '{kind}'")
    return render(kind, facts, words_for(language), None).text


async def test_accepted_in_german_below_the_news_of_it(house: House) -> None:
    await set_to_ask(house)
    anna, mia = Visitor(house.database, ANNA, "Anna"), Visitor(house.database, MIA, "Mia")
    mia.person |= {"language_code": "de"}
    id_ = await ask_mia(house, anna)

    news = await notice_text(house, "asked", "de")
    assert "Anna Berg hat eine Zeit für dich ausgesucht. Passt sie dir?" in news
    assert "für dich reserviert. Sag zu, dann ist sie gebucht." in news
    await mia.press(ShowAppointment(id_))
    assert mia.labels()[:2] == ["✓ Zusagen", "Ablehnen"]
    yes = mia.key("✓ Zusagen")
    card = await mia.press(yes)
    assert "Bestätigt" in card
    assert mia.toast() == "Gebucht ✓ Anna Berg bekommt Bescheid."
    await mia.press(yes)

    assert "Mia has accepted ✓" in await notice_text(house, "ask_taken", "en")
    assert "Confirmed ✓" in await anna.press(CoachCard(id_))


async def test_declined_and_lapsed_both_read_so(house: House) -> None:
    await set_to_ask(house)
    anna, mia = Visitor(house.database, ANNA, "Anna"), Visitor(house.database, MIA, "Mia")
    first = await ask_mia(house, anna)
    await mia.press(ShowAppointment(first))
    no = mia.key("Decline")
    assert "Declined" in await mia.press(no)
    assert "<b>Mia declined ✕</b>" in await anna.press(CoachCard(first))
    assert "Declined" in await mia.press(no)

    second = await ask_mia(house, anna)
    [[until]] = await rows(house, f"SELECT held_until FROM appointments WHERE id = {second}")
    await upkeep.expire(house.database, actor=SYSTEM, now=until)
    assert "Expired without an answer" in await anna.press(CoachCard(second))
    assert "did not answer: the time is free again" in await notice_text(
        house, "ask_unanswered", "en"
    )
    mia.now = until
    assert "Expired without an answer" in await mia.press(ShowAppointment(second))
    assert "Accept" not in "".join(mia.labels())
