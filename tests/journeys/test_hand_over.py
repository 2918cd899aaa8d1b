"""A coach hands a session over, a colleague takes it, and the customer is told."""

import asyncio
from typing import Any

import pytest

from storage.transactions import Database
from tests.coachbook import Coachbook
from tests.journeys.chat import Chat
from tests.journeys.script import play
from tests.journeys.stage import Stage
from tests.journeys.the_week import BEN, LENA

pytestmark = pytest.mark.usefixtures("coachbook")

BOOKED = """
    Mia says /book
    Mia sees What would you like to book?
    Mia taps Coaching session
    Mia sees Who would you like to see?
    Mia taps Anna Berg
    Mia sees Coaching session with Anna Berg
    Mia taps 8
    Mia sees what time?
    Mia taps 14:00
    Mia sees Shall I book this?
    Mia taps Send request
    Mia sees Request sent
    Anna sees Mia Keller would like a session
    Anna taps ✓ Approve
    Anna sees Confirmed ✓ [Hand over]
    Mia sees Confirmed
"""
GEBUCHT = """
    Lena says /book
    Lena sees Was möchtest du buchen?
    Lena taps Coaching session
    Lena sees Zu wem möchtest du?
    Lena taps Anna Berg
    Lena sees Welcher Tag?
    Lena taps 8
    Lena sees um wie viel Uhr?
    Lena taps 15:30
    Lena sees Soll ich das buchen?
    Lena taps Anfrage senden
    Lena sees Anfrage gesendet
    Anna sees Lena Fuchs would like a session
"""
ASK = """
    Anna taps Hand over
    Anna sees Who could take it over? [Ben Okoro · free then]
    Anna taps Ben Okoro · free then
    Anna sees Nothing changes before they say yes [Ask Ben Okoro]
    Anna taps Ask Ben Okoro
    Anna sees Ben Okoro is asked to take it over [Take the question back]
    Ben sees Can you take over
"""


async def test_a_colleague_takes_one_over_and_leaves_the_other(
    stage: Stage, coachbook: Coachbook, mia: Chat, anna: Chat, database: Database
) -> None:
    ben, lena = await stage.chat(BEN), await stage.chat(LENA)
    await play(BOOKED + ASK, mia, anna, ben)
    question = ben.last()
    for _ in range(2):
        await ben.tap_data(_data(question, "Take over"), question["message_id"])
    await asyncio.sleep(0.01)
    coachbook.kill()
    coachbook.launch()
    notice = await mia.expect("Ben Okoro takes your session over", timeout=40)
    assert _data(notice, "Cancel it")
    await ben.expect("Confirmed ✓", timeout=40)
    await anna.expect("Mia Keller’s session is taken over ✓", timeout=40)
    await play(
        GEBUCHT
        + """
        Anna says /requests
        Anna sees wait
        Anna taps Lena Fuchs · Thu 8 May, 15:30
        Anna sees Request ⏳ [Hand over]
        """
        + ASK
        + """
        Ben taps No
        Ben sees All right, Anna Berg keeps the session
        Anna sees Lena Fuchs’s session is not taken over [Ask somebody else] [✓ Approve]
        """,
        lena,
        anna,
        ben,
    )
    async with database.read() as reader:
        [counted] = await reader.fetch(
            "SELECT (SELECT count(*) FROM audit WHERE action = 'take_over'),"
            " (SELECT count(*) FROM outbox WHERE kind = 'handed_over'),"
            " (SELECT count(*) FROM claims WHERE reason = 'proposal')"
        )
    assert tuple(counted) == (1, 1, 0)


def _data(message: dict[str, Any], label: str) -> str:
    keys = [key for row in message["reply_markup"]["inline_keyboard"] for key in row]
    return str(next(key["callback_data"] for key in keys if key["text"].endswith(label)))
