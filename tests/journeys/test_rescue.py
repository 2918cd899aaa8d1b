"""A coach falls ill: everybody who is booked gets an answer at once, and the card fills up."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from storage.transactions import Database
from tests.coachbook import Coachbook
from tests.journeys.chat import Chat
from tests.journeys.script import play
from tests.journeys.stage import Stage
from tests.journeys.the_proposal import REQUEST
from tests.journeys.the_week import LENA, MONDAY

pytestmark = pytest.mark.usefixtures("coachbook")

ANFRAGE = """
    Lena says /book
    Lena sees Was möchtest du buchen?
    Lena taps Coaching session
    Lena sees Zu wem möchtest du?
    Lena taps Anna Berg
    Lena sees Welcher Tag?
    Lena taps 8
    Lena sees um wie viel Uhr?
    Lena taps 14:30
    Lena sees Soll ich das buchen?
    Lena taps Anfrage senden
    Lena sees Anfrage gesendet
    Anna sees Lena Fuchs would like a session
"""
APPROVE = """
    Anna taps ✓ Approve
    Anna sees Confirmed
"""
ILL = """
    Anna says I am ill today
    Anna sees 2 bookings are in that time [✓ Save and tell them] [Cancel all] [‹ Back]
"""


async def test_a_coach_is_ill_and_everybody_answers_in_their_own_way(
    stage: Stage, mia: Chat, anna: Chat
) -> None:
    lena = await stage.chat(LENA)
    await play(REQUEST + ANFRAGE, mia, anna, lena)
    await play(
        """
        Anna says /leave 8.5.
        Anna sees 2 bookings are in that time [✓ Save and tell them] [Cancel all]
        Anna taps ✓ Save and tell them
        Anna is told Saved, and they are being told
        Anna sees 0 of 2 answered
        Mia sees Anna Berg can’t make it, sorry [Tue 6 May, 10:00] [Another time] [Cancel it]
        Lena sees Anna Berg kann leider nicht [Andere Zeit] [Absagen]
        Mia taps Tue 6 May, 10:00
        Mia sees Confirmed ✓
        Anna sees ✓ Mia Keller, Thu 8 May, 10:00: moved to Tue 6 May, 10:00
        Lena taps Absagen
        Lena sees absagen?
        """,
        mia,
        anna,
        lena,
    )


async def test_a_crash_and_impatient_taps_save_one_leave_and_one_offer_each(
    stage: Stage, coachbook: Coachbook, mia: Chat, anna: Chat, database: Database
) -> None:
    lena = await stage.chat(LENA)
    await play(REQUEST + APPROVE + ANFRAGE + APPROVE, mia, anna, lena)
    await stage.advance_to(MONDAY + timedelta(days=3) - timedelta(hours=1))
    await play(ILL, anna)
    plan = anna.last()
    for _ in range(2):
        await anna.tap_data(_data(plan, "Save and tell them"), plan["message_id"])
    await asyncio.sleep(0.01)
    coachbook.kill()
    coachbook.launch()
    offer = await lena.expect("Anna Berg kann leider nicht", timeout=40)
    await mia.expect("Anna Berg can’t make it, sorry", timeout=40)
    await anna.expect("of 2 answered", timeout=40)
    first = _data(offer, "Selbe Zeit bei Ben Okoro")
    for _ in range(2):
        await lena.tap_data(first, offer["message_id"])
    coachbook.kill()
    coachbook.launch()
    await lena.expect("Bestätigt ✓", timeout=40)
    await anna.expect("1 of 2 answered", timeout=40)
    async with database.read() as reader:
        [counted] = await reader.fetch(
            "SELECT (SELECT count(*) FROM audit WHERE action = 'take_leave'),"
            " (SELECT count(*) FROM rescues),"
            " (SELECT count(*) FROM outbox WHERE kind = 'rescue_offer'),"
            " (SELECT count(*) FROM audit WHERE action = 'take_cover')"
        )
    assert tuple(counted) == (1, 1, 2, 1)


def _data(message: dict[str, Any], label: str) -> str:
    keys = [key for row in message["reply_markup"]["inline_keyboard"] for key in row]
    return str(next(key["callback_data"] for key in keys if key["text"].endswith(label)))
