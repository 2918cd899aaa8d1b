"""What people type in free words, on Monday, 5 May 2031. Mia has a session on Thursday at ten."""

from datetime import timedelta

import pytest

from domain.appointments.appointment import Appointment
from handlers.buttons.links import ShowMonth
from handlers.chat.parts.day import PickDay
from storage.transactions import Database
from tests.handlers.chat.seeded import TEN, booked, house
from tests.handlers.doorstep import ANNA, MIA, Visitor

__all__ = ["booked", "house"]


def speaker(house: Database, language: str) -> Visitor:
    mia = Visitor(house, MIA, "Mia")
    mia.person["language_code"] = language
    return mia


@pytest.mark.parametrize(
    ("typed", "reply"),
    [
        ("can I come tomorrow at 5?", "Tue 6 May, 17:00"),
        ("can we meet at 3pm?", "Mon 5 May, 15:00"),
        ("is Ben free on Thursday afternoon for an intro call?", "Thu, 8 May 2031"),
        ("Thursday at 3, coaching", "Thu, 8 May 2031, 15:00"),
        ("I would like to book coaching with Anna on Friday", "Fri, 9 May 2031"),
        ("book a coaching session with Anna, Friday at 10", "Fri, 9 May 2031, 10:00"),
        ("do you have anything next week", "Mon 12 May – Sun, 18 May 2031"),
        ("any coaching with Ben next week?", "Coaching session with Ben"),
        ("help", "What I can do"),
        ("thanks!", "You’re welcome!"),
        ("thank you so much", "You’re welcome!"),
        ("Coaching session", "Who would you like to see?"),
        ("book a coaching session with Ben", "Coaching session with Ben"),
        ("is Anna free?", "What would you like to book with Anna"),
        ("how much is a coaching session?", "What would you like to book?"),
        ("where are you?", "Address: Linden Street 12"),
        ("when is my next session?", "Your upcoming sessions"),
        ("Tuesday does not work for me", "Your upcoming sessions"),
        ("I am running late", "Your upcoming sessions"),
        ("so, can we meet tomorrow?", "Tue, 6 May 2031"),
        ("see you tomorrow", "did not understand"),
        ("my knee hurts", "did not understand"),
    ],
)
async def test_free_words_lead_where_they_mean(
    house: Database, booked: Appointment, typed: str, reply: str
) -> None:
    assert reply in await speaker(house, "en").type(typed)


@pytest.mark.parametrize(
    ("typed", "reply"),
    [
        ("Kann ich morgen um 5 zum Coaching kommen?", "Di., 6. Mai 2031, 17:00"),
        ("kann ich am Freitag um 10 kommen", "Fr., 9. Mai, 10:00"),
        ("Passt Freitag um 3?", "Fr., 9. Mai, 15:00"),
        ("die Sitzung morgen um 15 Uhr", "Di., 6. Mai, 15:00"),
        ("hast du morgen was frei", "Di., 6. Mai 2031"),
        ("Hilfe", "Das kann ich"),
        ("Danke", "Gern geschehen!"),
        ("Coaching session", "Zu wem möchtest du?"),
        ("Was kostet das?", "Was möchtest du buchen?"),
        ("Wo seid ihr?", "Hausregeln"),
        ("Wann ist mein nächster Termin?", "Deine nächsten"),
        ("Dienstag geht nicht", "Deine nächsten"),
        ("Ich kann am Dienstag nicht", "Deine nächsten"),
        ("ich verspäte mich", "Deine nächsten"),
    ],
)
async def test_free_words_lead_where_they_mean_in_german(
    house: Database, booked: Appointment, typed: str, reply: str
) -> None:
    assert reply in await speaker(house, "de").type(typed)


async def test_who_runs_late_gets_the_receipt_on_which_to_say_so(
    house: Database, booked: Appointment
) -> None:
    await house.write(lambda w: w.fetch("UPDATE appointments SET status = 'confirmed'"))
    mia, anna = speaker(house, "en"), Visitor(house, ANNA, "Anna")
    mia.now = anna.now = booked.starts_at - timedelta(minutes=20)
    await mia.type("I am running late")
    assert "I’ll be 10 min late" in mia.labels()
    assert "Thu, 8 May 2031" in await anna.type("I am running late")


async def test_if_the_coach_they_saw_last_cannot_whoever_can_is_offered(
    house: Database, booked: Appointment
) -> None:
    mia = speaker(house, "en")
    reply = await mia.type("coaching tomorrow at 5")
    assert reply.startswith("Anna Berg cannot take you then, but Ben Okoro can.")
    assert "Coach: Ben Okoro" in reply
    reply = await mia.type("coaching on Saturday")
    assert reply.startswith("Anna Berg has nothing free that day, but somebody else does.")
    assert "09:00" in mia.labels()
    # Anna herself where she can, where she was named, and where nobody can.
    assert "Coach: Anna Berg" in await mia.type("coaching on Friday at 3")
    outside = "That time lies outside the working hours of Anna Berg."
    assert (await mia.type("coaching tomorrow at 5 with Anna")).startswith(outside)
    assert (await mia.type("coaching on Sunday at 5")).startswith(outside)


@pytest.mark.parametrize(
    ("language", "typed", "start"),
    [
        ("en", "can we do 3pm instead?", "Thu, 8 May 2031, 15:00"),
        ("en", "how about Friday 3pm", "Fri, 9 May 2031, 15:00"),
        ("en", "I would prefer Friday at 3", "Fri, 9 May 2031, 15:00"),
        ("de", "können wir um 15 Uhr?", "Do., 8. Mai 2031, 15:00"),
        ("de", "wie wäre es mit Freitag um 10", "Fr., 9. Mai 2031, 10:00"),
    ],
)
async def test_free_words_move_a_session(
    house: Database, booked: Appointment, language: str, typed: str, start: str
) -> None:
    mia = speaker(house, language)
    await mia.press(ShowMonth(booked.service_id, booked.coach_id, booked.id, TEN.date()))
    assert start in await mia.type(typed)
    assert type(mia.key(mia.labels()[0])).__name__ == "ConfirmMove"


async def test_what_is_not_understood_leaves_a_move_open(
    house: Database, booked: Appointment
) -> None:
    mia = speaker(house, "en")
    ids = booked.service_id, booked.coach_id, booked.id
    await mia.press(ShowMonth(*ids, TEN.date()))
    reply = await mia.type("whenever the moon is full")
    assert reply.startswith("Sorry, I did not understand that. You can tap a day or a time")
    assert "now Thu 8 May, 10:00" in reply
    assert "Fri, 9 May 2031, 15:00" in await mia.type("Friday 3pm")
    friday = TEN.date() + timedelta(days=1)
    await mia.press(PickDay(*ids, friday, ""))
    assert "what time?" in await mia.type("whenever the moon is full")
    assert "Fri, 9 May 2031, 15:00" in await mia.type("15:00")


async def test_days_together_turn_the_calendar_of_a_move(
    house: Database, booked: Appointment
) -> None:
    mia = speaker(house, "en")
    ids = booked.service_id, booked.coach_id, booked.id
    await mia.press(ShowMonth(*ids, TEN.date()))
    assert "now Thu 8 May, 10:00" in await mia.type("do you have anything next month?")
    assert mia.labels()[:2] == ["‹ May", "Jun 2031"]
