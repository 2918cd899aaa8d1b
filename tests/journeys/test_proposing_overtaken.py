"""Proposed times that something overtakes, and presses that come too late, twice or from others."""

from datetime import UTC, datetime
from typing import Any

import pytest

from handlers.buttons.proposal_keys import RefuseProposed, TakeProposed
from handlers.chat.coach.requests.marks import SendMarked
from storage.appointments import appointments
from storage.appointments import calendar as stored_calendar
from storage.transactions import Database
from tests.journeys.chat import Chat
from tests.journeys.script import play
from tests.journeys.stage import Stage
from tests.journeys.the_proposal import PROPOSE, REQUEST
from tests.journeys.the_week import LENA, MONDAY

JUNE = datetime(2031, 6, 1, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("coachbook")


async def test_a_newer_proposal_begins_with_the_marks_of_the_older_and_replaces_it(
    mia: Chat, anna: Chat
) -> None:
    await play(REQUEST + PROPOSE, mia, anna)
    older = mia.last()
    await play(
        """
        Anna taps Propose times
        Anna sees You propose: [•9•] [•12•] [Propose these 3 times]
        Anna taps •9•
        Anna sees [✓ 09:00] [✓ 16:00]
        Anna taps ✓ 09:00
        Anna sees [09:00] [Propose these 2 times]
        Anna taps Propose these 2 times
        Anna sees Waiting for the customer to choose
        Mia sees Anna Berg proposes other times [Fri 9 May, 16:00] [Mon 12 May, 11:30]
        """,
        mia,
        anna,
    )
    await mia.tap_data(_data(older, "None of these"), older["message_id"])
    await play("Mia is told This has changed since\nMia sees Anna Berg proposes", mia)
    await mia.tap_data(_data(older, "Fri 9 May, 09:00"), older["message_id"])
    await play(
        """
        Mia is told That time can no longer be chosen, sorry
        Mia sees no longer be chosen [Fri 9 May, 16:00] [Mon 12 May, 11:30] [None of these]
        """,
        mia,
    )


async def test_what_is_on_offer_is_held_from_others_until_it_is_answered(
    stage: Stage, mia: Chat, anna: Chat
) -> None:
    lena = await stage.chat(LENA)
    looks = """
        Lena says /book
        Lena sees Was möchtest du buchen?
        Lena taps Coaching session
        Lena sees Zu wem möchtest du?
        Lena taps Anna Berg
        Lena sees Welcher Tag?
        Lena taps 9
        Lena sees um wie viel Uhr? [10:30]
        """
    await play(REQUEST + PROPOSE + looks, mia, anna, lena)
    assert "They are held for you until Tue, 6 May 2031, 09:00 (Berlin)" in mia.last()["text"]
    assert "Held for Mia Keller until Tue, 6 May 2031, 09:00" in anna.last()["text"]
    held = {"09:00", "16:00"}
    assert not held & set(_labels(lena))
    await play("Mia taps Fri 9 May, 16:00\nMia sees Booked ✓" + looks, mia, anna, lena)
    assert held & set(_labels(lena)) == {"09:00"}


async def test_a_time_that_is_taken_before_it_is_sent_loses_its_mark(
    stage: Stage, mia: Chat, anna: Chat
) -> None:
    lena = await stage.chat(LENA)
    before = PROPOSE.split("    Anna taps Propose these 3 times", maxsplit=1)[0]
    await play(
        REQUEST
        + before
        + """
        Lena says /book
        Lena sees Was möchtest du buchen?
        Lena taps Coaching session
        Lena sees Zu wem möchtest du?
        Lena taps Anna Berg
        Lena sees Welcher Tag?
        Lena taps 9
        Lena sees um wie viel Uhr?
        Lena taps 16:00
        Lena sees Soll ich das buchen?
        Lena taps Anfrage senden
        Anna sees Lena
        """,
        mia,
        anna,
        lena,
    )
    [calendar] = [m for m in anna.messages.values() if "Propose these 3" in str(m)]
    await anna.tap_data(_data(calendar, "Propose these 3 times"), calendar["message_id"])
    await play(
        """
        Anna is told That is not all free any more. Nothing was sent
        Anna sees Which day? [•9•] [•12•] [Propose these 2 times]
        """,
        anna,
    )


@pytest.mark.parametrize(
    ("answer", "toast"),
    [("✓ As requested", "This session is confirmed already"), ("✕ Decline", "was declined")],
)
async def test_an_answer_to_the_request_itself_ends_the_proposal(
    mia: Chat, anna: Chat, answer: str, toast: str
) -> None:
    await play(REQUEST + PROPOSE, mia, anna)
    card = mia.last()
    await play(f"Anna taps {answer}", anna)
    if answer == "✕ Decline":
        await play("Anna taps Decline without a reason", anna)
    await mia.expect("Good news" if answer == "✓ As requested" else "cannot take this request")
    for label in ("Fri 9 May, 16:00", "None of these"):
        await mia.tap_data(_data(card, label), card["message_id"])
        await play(f"Mia is told {toast}", mia)


async def test_a_customer_who_cancels_leaves_nothing_to_propose_for(mia: Chat, anna: Chat) -> None:
    await play(
        REQUEST
        + """
        Anna taps Propose times
        Anna sees Which day?
        Mia taps Cancel it
        Mia sees Cancel this session?
        Mia taps Yes, cancel it
        Mia sees Cancelled
        Anna sees Mia Keller has cancelled
        Anna taps 9
        Anna is told This session was cancelled already
        Anna sees Cancelled
        """,
        mia,
        anna,
    )


async def test_a_proposal_that_nobody_answers_ends_with_the_request(
    stage: Stage, mia: Chat, anna: Chat
) -> None:
    await play(REQUEST + PROPOSE, mia, anna)
    await stage.advance_to(datetime(2031, 5, 8, 8, 1, tzinfo=UTC))
    await play(
        """
        Mia sees Your request has ended: none of the times Anna Berg proposed [Book again]
        Mia taps Fri 9 May, 16:00
        Mia is told This request ended without an answer
        """,
        mia,
    )


async def test_an_impatient_customer_books_once(mia: Chat, anna: Chat, database: Database) -> None:
    await play(REQUEST + PROPOSE, mia, anna)
    card = mia.last()
    for _ in range(3):
        await mia.tap_data(_data(card, "Fri 9 May, 16:00"), card["message_id"])
    await play("Mia sees Booked ✓\nAnna sees Mia Keller has chosen", mia, anna)
    await anna.expect_silence()
    code = mia.last()["text"].split("code: ")[1][:6]
    async with database.read() as reader:
        [appointment] = await appointments.by_code(reader, code)
    assert appointment.version == 3, "requested, proposed, chosen"


async def test_other_peoples_requests_cannot_be_proposed_for_or_answered(
    stage: Stage, mia: Chat, anna: Chat, database: Database
) -> None:
    lena = await stage.chat(LENA)
    await play(REQUEST + PROPOSE, mia, anna)
    await play("Lena says /start\nLena sees Hallo Lena", lena)
    async with database.read() as reader:
        anna_id = next(iter(await stored_calendar.busy(reader, (1, 2, 3), MONDAY, JUNE)))
        [request] = await stored_calendar.requests(reader, anna_id, MONDAY)
    start = int(request.proposed[0].timestamp()) // 60
    for press in (
        TakeProposed(request.id, start),
        RefuseProposed(request.id, request.version),
        SendMarked(request.id, start, 0, 0),
        SendMarked(request.id, 0, 0, 0),
        SendMarked(request.id, 10**17, -5, 3),
    ):
        await lena.tap_data(press.pack(), lena.last()["message_id"])
        await lena.toast()
        assert "Mia" not in lena.last()["text"], press
    for forged, text in (
        (SendMarked(request.id, 0, 0, 0), "Which day?"),
        (SendMarked(request.id, 10**17, -5, 3), "Propose it anyway?"),
    ):
        await anna.tap_data(forged.pack(), anna.last()["message_id"])
        await anna.expect(text)
    async with database.read() as reader:
        assert await stored_calendar.requests(reader, anna_id, MONDAY) == [request]


def _labels(chat: Chat) -> list[str]:
    return [key["text"] for row in chat.last()["reply_markup"]["inline_keyboard"] for key in row]


def _data(message: dict[str, Any], label: str) -> str:
    rows = message["reply_markup"]["inline_keyboard"]
    return str(next(k["callback_data"] for row in rows for k in row if k["text"] == label))
