"""Times are offered back and forth, held meanwhile, and a request has a deadline."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from storage import audit
from storage.transactions import Database
from tests.coachbook import Coachbook
from tests.journeys.chat import Chat
from tests.journeys.script import play
from tests.journeys.stage import Stage
from tests.journeys.the_proposal import PROPOSE, REQUEST
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
    Lena taps 10:00
    Lena sees Soll ich das buchen?
    Lena taps Anfrage senden
    Lena sees Anna Berg kann bis Di., 6. Mai 2031, 09:00 Uhr (Berlin) antworten
    Anna sees Please answer by Tue, 6 May 2031, 09:00 (Berlin) [✓ Approve]
"""


async def test_an_offer_that_nobody_takes_lapses_and_the_request_stands(
    stage: Stage, mia: Chat, anna: Chat
) -> None:
    await play(REQUEST + PROPOSE, mia, anna)
    card = mia.last()
    await stage.advance_to(MONDAY + timedelta(days=1))
    await play(
        """
        Mia sees Your request stands as it was [Show my appointment]
        Anna sees Nothing has changed with Mia Keller [✓ Approve] [Propose times]
        """,
        mia,
        anna,
    )
    await mia.tap_data(_data(card, "Fri 9 May, 16:00"), card["message_id"])
    await play(
        """
        Mia is told That time can no longer be chosen, sorry
        Mia sees That time can no longer be chosen [Move it] [Suggest other times]
        """,
        mia,
    )


async def test_a_request_is_answered_late_and_lapses_with_other_times_through_a_kill(
    stage: Stage, coachbook: Coachbook, anna: Chat
) -> None:
    lena = await stage.chat(LENA)
    await play(ANFRAGE, lena, anna)
    card = anna.last()
    await stage.to_next()
    await play("Anna sees ⏳ Lena Fuchs is still waiting for your answer [✓ Approve]", anna)
    nudged = anna.last()
    # The bot is dead when it lapses, and both hear of it from the one that starts next.
    coachbook.kill()
    await stage.advance_to(MONDAY + timedelta(days=1))
    await coachbook.start()
    await play(
        """
        Lena sees ✕ Anna Berg hat leider nicht rechtzeitig geantwortet [Bei irgendwem]
        Anna sees ✕ Lapsed: the request of Lena Fuchs was not answered in time
        """,
        lena,
        anna,
    )
    for shown in (card, nudged):
        await anna.tap_data(_data(shown, "✓ Approve"), shown["message_id"])
        await play("Anna is told This request ended without an answer", anna)
    free = _labels(lena.last())
    assert free[-2:] == ["Noch einmal buchen", "Bei irgendwem"]
    await play(
        f"""
        Lena taps {free[0]}
        Lena sees Soll ich das buchen?
        Lena taps Anfrage senden
        Lena sees Anfrage gesendet
        """,
        lena,
    )


async def test_a_crash_and_impatient_taps_in_the_middle_leave_one_answer(
    stage: Stage, coachbook: Coachbook, anna: Chat, database: Database
) -> None:
    lena = await stage.chat(LENA)
    await play(
        ANFRAGE
        + """
        Lena taps Andere Zeiten vorschlagen
        Lena sees Andere Zeiten bei Anna Berg [9]
        Lena taps 9
        Lena sees Tippe auf eine Zeit
        Lena taps 09:00
        Lena sees Du schlägst vor: [✓ 09:00]
        Lena taps 16:00
        Lena sees [Diese 2 Zeiten vorschlagen]
        """,
        lena,
        anna,
    )
    marked = lena.last()
    for _ in range(2):
        await lena.tap_data(_data(marked, "Diese 2 Zeiten vorschlagen"), marked["message_id"])
    await asyncio.sleep(0.01)
    coachbook.kill()
    coachbook.launch()
    await lena.expect("Wartet auf eine Antwort von Anna Berg zu deinen Zeiten", timeout=40)
    suggestion = await anna.expect("Lena Fuchs suggests other times", timeout=40)
    for label in ("Fri 9 May, 16:00", "Fri 9 May, 09:00", "None of these"):
        await anna.tap_data(_data(suggestion, label), suggestion["message_id"])
    coachbook.kill()
    coachbook.launch()
    await lena.expect("Anna Berg hat eine deiner Zeiten genommen ✓", timeout=40)
    assert "Fr., 9. Mai 2031, 16:00" in lena.last()["text"]
    async with database.read() as reader:
        [[session]] = await reader.fetch("SELECT id FROM appointments WHERE version > 1")
        done = [entry.action for entry in await audit.of(reader, "appointment", session)]
        [[held]] = await reader.fetch("SELECT count(*) FROM claims WHERE reason = 'proposal'")
    assert (done, held) == (["book", "suggest", "accept"], 0)


async def test_times_are_proposed_for_what_is_confirmed_and_it_stays_meanwhile(
    mia: Chat, anna: Chat
) -> None:
    await play(
        REQUEST
        + """
        Anna taps ✓ Approve
        Anna sees Confirmed [Move session] [Propose times]
        Mia sees Good news
        """
        + PROPOSE.replace("[✓ As requested] [✕ Decline] [Propose times]", "[Move session]")
        + """
        Mia taps None of these
        Mia is told I am telling your coach
        Mia sees Confirmed ✓ [Move it]
        Anna sees Mia Keller can make none of your other times [Move session]
        """,
        mia,
        anna,
    )
    assert "Thu, 8 May 2031, 10:00" in mia.last()["text"]


def _data(message: dict[str, Any], label: str) -> str:
    keys = [key for row in message["reply_markup"]["inline_keyboard"] for key in row]
    return str(next(key["callback_data"] for key in keys if key["text"].endswith(label)))


def _labels(message: dict[str, Any]) -> list[str]:
    return [key["text"] for row in message["reply_markup"]["inline_keyboard"] for key in row]
