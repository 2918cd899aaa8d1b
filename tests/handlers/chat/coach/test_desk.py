"""A coach's desk in English, while each update comes three times, the first to a process that dies;
a whole day of it, in German, is a journey."""

from domain.appointments.appointment import Appointment
from handlers.buttons.links import CoachCard
from storage.transactions import Database
from tests.handlers.at_least_once import ANNA, Chat
from tests.handlers.chat.seeded import booked, house

__all__ = ("booked", "house")
KEPT = """
SELECT (SELECT count(*) FROM customer_notes), (SELECT count(*) FROM leaves WHERE block),
    (SELECT count(*) FROM audit WHERE action = 'approve')
"""


async def test_summary_card_note_and_an_hour_kept_free(
    house: Database, booked: Appointment
) -> None:
    anna = Chat(house, ANNA, "Anna")
    assert "Morning: none" in await anna.command("/summary")
    assert "When do you want your morning summary?" in await anna.tap("Morning: none")
    assert "Morning: 07:30" in await anna.type("7:30")

    assert "New: first visit" in await anna.press(CoachCard(booked.id))
    assert "Confirmed ✓" in await anna.tap("Approve")
    await anna.tap("History and notes")
    assert "Only you will see it" in await anna.tap("Write a note")
    assert "(only you see it):\nLikes tea" in await anna.type("Likes tea")

    assert "For: dentist" in await anna.type("block tomorrow 14-15 dentist")
    assert "Remove the block" in anna.keys
    async with house.read() as reader:
        assert [tuple(row) for row in await reader.fetch(KEPT)] == [(1, 1, 1)]
