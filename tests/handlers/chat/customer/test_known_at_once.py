"""People the coach knows are confirmed at once, and read so before; all others ask. In two
languages, while each update comes three times, the first time to a process that dies."""

from datetime import UTC, datetime

import pytest

from domain.services.service import Approval
from handlers.buttons.links import PickSlot
from storage.services import catalogue
from storage.transactions import Database
from tests.handlers.at_least_once import MIA, Chat
from tests.handlers.chat.seeded import house
from tests.handlers.doorstep import LENA

__all__ = ("house",)
SESSION, ANNA = 2, 1
THURSDAY = int(datetime(2031, 5, 8, 7, 0, tzinfo=UTC).timestamp()) // 60  # nine, in Berlin
A_DAY = 1440
BOOKED = "SELECT status, count(*) FROM appointments WHERE coach_id = $1 GROUP BY 1 ORDER BY 1"


@pytest.mark.parametrize(
    ("person", "name", "language", "asks", "request_receipt", "books", "booking_receipt"),
    [
        (MIA, "Mia", "en", "Send request", "Request sent ✓", "Book now", "Booked ✓"),
        (LENA, "Lena", "de", "Anfrage senden", "Anfrage gesendet ✓", "Jetzt buchen", "Gebucht ✓"),
    ],
)
async def test_the_first_time_one_asks_and_later_one_books(
    house: Database,
    person: int,
    name: str,
    language: str,
    asks: str,
    request_receipt: str,
    books: str,
    booking_receipt: str,
) -> None:
    known = Approval.KNOWN
    await house.write(lambda writer: catalogue.update_coach(writer, ANNA, approval=known))
    chat = Chat(house, person, name, language)
    await chat.command("/start")

    await chat.press(PickSlot(SESSION, ANNA, 0, THURSDAY))
    assert request_receipt in await chat.tap(asks)
    # It has taken place.
    await house.write(lambda w: w.fetch("UPDATE appointments SET status = 'completed'"))
    await chat.press(PickSlot(SESSION, ANNA, 0, THURSDAY + A_DAY))
    assert booking_receipt in await chat.tap(books)

    async with house.read() as reader:
        became = [tuple(row) for row in await reader.fetch(BOOKED, ANNA)]
    assert became == [("completed", 1), ("confirmed", 1)]
