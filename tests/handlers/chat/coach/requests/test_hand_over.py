"""A coach hands a session over: what all three read, and what old taps do."""

from datetime import UTC, datetime

from bot.playground.sample_people import CAST
from domain.appointments.appointment import Appointment
from handlers.buttons.handover_keys import GiveNow, HandOver, RefuseHandOver, TakeOver, Withdraw
from handlers.buttons.links import CoachCard
from handlers.chat.cards.redrawing import draw
from handlers.chat.coach.requests.hand_over import AskNow, LookAt
from handlers.wording.words import words_for
from storage.appointments import appointments
from storage.appointments.cards import CardSide, Redrawing
from storage.transactions import Database
from tests.handlers.chat.seeded import TEN, book, house
from tests.handlers.doorstep import ALEX, ANNA, BEN, MIA, NOW, Visitor

__all__ = ["house"]
# Thursday afternoon, when Ben works, too.
AT_THREE = datetime(2031, 5, 8, 13, 0, tzinfo=UTC)


def visitors(house: Database) -> tuple[Visitor, Visitor, Visitor]:
    return Visitor(house, ANNA, "Anna"), Visitor(house, BEN, "Ben"), Visitor(house, MIA, "Mia")


async def as_it_is(house: Database, booked: Appointment) -> Appointment:
    async with house.read() as reader:
        appointment = await appointments.by_id(reader, booked.id)
    assert appointment is not None
    return appointment


async def test_a_colleague_is_asked_and_takes_it_over(house: Database) -> None:
    booked = await book(house, AT_THREE)
    anna, ben, mia = visitors(house)
    await anna.press(CoachCard(booked.id))
    assert "Who could take it over?" in await anna.press(anna.key("Hand over"))
    assert "Nothing changes before they say yes" in await anna.press(
        anna.key("Ben Okoro · free then")
    )
    assert "Give to Ben Okoro at once" not in anna.labels()
    card = await anna.press(anna.key("Ask Ben Okoro"))
    assert "Ben Okoro is asked to take it over and can answer until" in card
    assert "Take the question back" in anna.labels()
    appointment = await as_it_is(house, booked)
    # The question is found again without the message that asked.
    assert "You are asked to take over 1 session" in await ben.type("/requests")
    [question] = [label for label in ben.labels() if label.endswith("yours?")]
    assert "Anna Berg" in await ben.press(show := ben.key(question))
    assert ben.key("Take over") == TakeOver(booked.id, appointment.version)
    assert "You are not asked any more" in await anna.press(show)
    for _ in range(2):
        assert "Confirmed ✓" in await ben.press(TakeOver(booked.id, appointment.version))
    assert "You are not asked any more" in await ben.press(
        RefuseHandOver(booked.id, appointment.version)
    )
    assert "You are not asked any more" in await ben.press(show)
    assert "No requests are waiting" in await ben.type("/requests")
    assert "handed this session over to Ben Okoro" in await anna.press(CoachCard(booked.id))
    assert "handed this session over to Ben Okoro" in await anna.press(Withdraw(booked.id))
    receipt = await mia.type(booked.code)
    assert "Coach: Ben Okoro" in receipt
    assert "you can move or cancel it until it begins" in receipt


async def test_who_is_not_free_has_a_reason_and_old_taps_an_answer(house: Database) -> None:
    booked = await book(house, TEN)  # in the morning, when Ben does not work
    anna, ben, _ = visitors(house)
    screen = await anna.press(HandOver(booked.id))
    assert "Nobody else is free then" in screen
    assert "Ben Okoro: does not work then" in screen
    ben_id = (await coach_ids(house))["Ben Okoro"]
    assert "Nobody else is free then" in await anna.press(LookAt(booked.id, ben_id))
    refused = await anna.press(AskNow(booked.id, ben_id))
    assert "Ben Okoro cannot take it over" in refused
    assert "does not work then" in refused
    assert "cannot take it over" in await anna.press(AskNow(booked.id, 999))
    assert "Only managers and admins" in await anna.press(GiveNow(booked.id, ben_id))
    for press in (TakeOver(booked.id, 1), TakeOver(10**12, 1), RefuseHandOver(booked.id, 10**9)):
        assert "You are not asked any more" in await ben.press(press)


async def test_the_team_decides_in_their_own_language(house: Database) -> None:
    booked = await book(house, AT_THREE)
    ben_id = (await coach_ids(house))["Ben Okoro"]
    alex = Visitor(house, ALEX, "Alex")
    alex.person["language_code"] = "de"
    assert "Du kannst es auch gleich entscheiden" in await alex.press(LookAt(booked.id, ben_id))
    assert "Bestätigt" in await alex.press(alex.key("Gleich an Ben Okoro geben"))
    assert "Bestätigt" in await alex.press(GiveNow(booked.id, ben_id))


async def test_cards_of_before_are_drawn_as_theirs_no_more(house: Database) -> None:
    booked = await book(house, AT_THREE)
    anna, ben, _ = visitors(house)
    ben_id = (await coach_ids(house))["Ben Okoro"]
    await anna.press(AskNow(booked.id, ben_id))
    coach_id = booked.coach_id

    async def card_text(visitor: Visitor, chat: int, side: CardSide) -> str:
        async with house.read() as reader:
            [[person]] = await reader.fetch("SELECT id FROM people WHERE telegram_id = $1", chat)
        card = Redrawing(person, chat, 9, 1, side, coach_id, booked.id, NOW, NOW, False)
        drawing = await draw(visitor.bot, card)
        assert drawing is not None
        return drawing.screen.text

    assert "Can you take over Mia’s session?" in await card_text(ben, BEN, CardSide.COLLEAGUE)
    appointment = await as_it_is(house, booked)
    await ben.press(TakeOver(booked.id, appointment.version))
    assert "handed this session over" in await card_text(anna, ANNA, CardSide.COACH)
    assert words_for("en").text("handover.over") in await card_text(ben, BEN, CardSide.COLLEAGUE)


async def coach_ids(house: Database) -> dict[str, int]:
    assert {"Anna", "Ben"} <= {one.first_name for one in CAST}
    async with house.read() as reader:
        rows = await reader.fetch("SELECT name, id FROM coaches")
    return {row[0]: row[1] for row in rows}
