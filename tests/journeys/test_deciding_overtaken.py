"""A coach who declines or calls off while the customer moves the session to another time."""

import asyncio

import pytest
from sqlalchemy import text

from storage.appointments import appointments
from storage.transactions import Database
from tests.journeys.chat import Chat
from tests.journeys.script import play
from tests.journeys.stage import Stage
from tests.journeys.the_week import BOOK

pytestmark = pytest.mark.usefixtures("coachbook")

REQUEST = BOOK + "Anna sees Mia Keller would like a session [✓ Approve] [✕ Decline]\n"
CONFIRMED = (
    REQUEST + "Anna taps Approve\nAnna sees Confirmed [Cancel session]\nMia sees Good news\n"
)
DECLINES = "Anna taps Decline\nAnna sees Decline this request? [Decline without a reason]\n"
CALLS_OFF = "Anna taps Cancel session\nAnna sees Cancel this session? [Cancel without a reason]\n"
MIA_MOVES = """
    Mia taps Move it
    Mia sees Coaching session with Anna Berg [13]
    Mia taps 13
    Mia sees Tue, 13 May 2031
    Mia taps 11:00
    Mia sees Move the session? [✓ Move it]
    Mia taps ✓ Move it
    Mia is told Moved
    Anna sees Mia Keller has moved the session
"""
CONFIRMED_MOVES = "Mia taps Show my appointment\nMia sees Confirmed ✓ [Move it]\n" + MIA_MOVES
NOT_DECLINED = "Nothing was declined: this has changed since. Please look again."
NOT_CALLED_OFF = "Nothing was cancelled: this has changed since. Please look again."


async def test_no_request_is_declined_at_a_time_that_the_coach_has_not_seen(
    mia: Chat, anna: Chat, database: Database
) -> None:
    await play(REQUEST + DECLINES + MIA_MOVES, mia, anna)
    await play(
        f"""
        Anna taps Decline without a reason
        Anna is told {NOT_DECLINED}
        Anna sees Request [✓ Approve] [✕ Decline] [Propose times]
        """,
        anna,
    )
    await _stands(mia, database, "pending")
    await play(DECLINES, anna)
    await play("Anna taps Decline without a reason\nAnna sees Declined", anna)
    await mia.expect("Anna Berg cannot take this request")


async def test_a_reason_for_a_request_that_has_moved_declines_nothing_and_says_so(
    mia: Chat, anna: Chat, database: Database
) -> None:
    await play(REQUEST + DECLINES + MIA_MOVES, mia, anna)
    await _move_is_noted(database)
    await anna.send("I am away on Thursday")
    await anna.tap("Decline with this reason")
    await anna.expect(NOT_DECLINED, buttons=["✓ Approve", "✕ Decline"])
    shown = anna.last()["text"]
    assert "Request" in shown
    assert "Tue, 13 May 2031, 11:00" in shown
    await _stands(mia, database, "pending")
    await play("Anna says I am away on Tuesday too\nAnna sees did not understand that", anna)


async def test_a_reason_that_is_too_long_is_not_asked_for_again_once_the_request_has_moved(
    mia: Chat, anna: Chat, database: Database
) -> None:
    await play(REQUEST + DECLINES + MIA_MOVES, mia, anna)
    await _move_is_noted(database)
    await anna.send("x" * 301)
    await anna.tap("Decline with this reason")
    await anna.expect(NOT_DECLINED, buttons=["✓ Approve", "✕ Decline"])
    await _stands(mia, database, "pending")


async def test_a_question_that_does_not_say_what_it_showed_takes_no_reason(
    mia: Chat, anna: Chat, database: Database
) -> None:
    """A replica of the release before asked it."""
    await play(REQUEST + DECLINES, mia, anna)
    forget = text("UPDATE conversations SET facts = facts - 'version'")
    await database.write(lambda writer: writer.run(forget))
    await anna.send("I am away on Thursday")
    await anna.expect(NOT_DECLINED, buttons=["✓ Approve", "✕ Decline"])
    await mia.expect_silence()


async def test_no_session_is_called_off_at_a_time_that_the_coach_has_not_seen(
    mia: Chat, anna: Chat, database: Database
) -> None:
    await play(CONFIRMED + CALLS_OFF + CONFIRMED_MOVES, mia, anna)
    await play(
        f"""
        Anna taps Cancel without a reason
        Anna is told {NOT_CALLED_OFF}
        Anna sees Confirmed ✓ [Move session] [Cancel session]
        """,
        anna,
    )
    await _stands(mia, database, "confirmed")
    await play(CALLS_OFF, anna)
    await play("Anna says I am away\nAnna sees Cancelled", anna)
    await mia.expect("Reason: I am away")


async def test_a_reason_for_a_session_that_has_moved_calls_nothing_off_and_says_so(
    mia: Chat, anna: Chat, database: Database
) -> None:
    await play(CONFIRMED + CALLS_OFF + CONFIRMED_MOVES, mia, anna)
    await _move_is_noted(database)
    await anna.send("I am away on Thursday")
    await anna.tap("Cancel with this reason")
    await anna.expect(NOT_CALLED_OFF, buttons=["Move session", "Cancel session"])
    assert "Tue, 13 May 2031, 11:00" in anna.last()["text"]
    await _stands(mia, database, "confirmed")


@pytest.mark.parametrize(
    ("before", "moves", "label", "shown"),
    [
        (REQUEST, MIA_MOVES, "✕ Decline", "Request"),
        (CONFIRMED, CONFIRMED_MOVES, "Cancel session", "Confirmed ✓"),
    ],
    ids=["decline", "call off"],
)
async def test_an_older_card_is_shown_as_it_is_now_before_anybody_is_asked_why(
    mia: Chat, anna: Chat, before: str, moves: str, label: str, shown: str
) -> None:
    await play(before, mia, anna)
    card = anna.last()
    keys = [key for row in card["reply_markup"]["inline_keyboard"] for key in row]
    [pressed] = [key["callback_data"] for key in keys if key["text"] == label]
    await play(moves, mia, anna)
    await anna.tap_data(pressed, card["message_id"])
    await play("Anna is told This has changed since. Please look again.", anna)
    await anna.expect(shown, buttons=[label])
    assert "13 May 2031, 11:00" in anna.messages[card["message_id"]]["text"]


async def test_who_says_that_they_will_come_makes_no_card_an_older_one(
    mia: Chat, anna: Chat, stage: Stage
) -> None:
    await play(CONFIRMED, mia, anna)
    await stage.to_next()
    await play("Mia sees Reminder [✓ I will be there]", mia)
    await play(CALLS_OFF, anna)
    await play("Mia taps I will be there\nMia is told Thank you", mia)
    await play("Anna taps Cancel without a reason\nAnna sees Cancelled", anna)


async def _move_is_noted(database: Database) -> None:
    """Wait until the bot knows that its news has come below the question: until then, what is typed
    is taken as the answer."""
    sent = "SELECT count(*) FROM outbox WHERE kind = 'moved_by_customer' AND state = 'sent'"
    async with asyncio.timeout(30):
        while True:
            async with database.read() as reader:
                [[count]] = await reader.fetch(sent)
            if count:
                return
            await asyncio.sleep(0.02)


async def _stands(mia: Chat, database: Database, status: str) -> None:
    """It is as the customer moved it, and the customer is told nothing."""
    await mia.expect_silence()
    code = mia.last()["text"].split("code: ")[1][:6]
    async with database.read() as reader:
        [appointment] = await appointments.by_code(reader, code)
    assert (appointment.status, appointment.wall_start.isoformat()) == (
        status,
        "2031-05-13T11:00:00",
    )
