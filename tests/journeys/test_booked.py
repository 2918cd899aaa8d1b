"""What becomes of a booked session, as the people in it see it."""

from datetime import UTC, datetime

import pytest

from tests.journeys.chat import Chat
from tests.journeys.script import play
from tests.journeys.stage import Stage
from tests.journeys.the_week import BOOK

pytestmark = pytest.mark.usefixtures("coachbook")


def key_of(chat: Chat, label: str) -> str:
    """What the first key with this label in the chat sends when pressed."""
    return next(
        str(key["callback_data"])
        for message in chat.messages.values()
        for row in message.get("reply_markup", {}).get("inline_keyboard", [])
        for key in row
        if key["text"] == label
    )


async def test_a_customer_moves_and_cancels_and_the_coach_hears_of_it(
    stage: Stage, mia: Chat, anna: Chat
) -> None:
    await play(
        BOOK
        + """
        Anna taps Approve
        Mia sees Good news
        Mia says /appointments
        Mia sees Your upcoming sessions [Thu 8 May, 10:00 · Coaching session] [Past and cancelled]
        Mia taps Thu 8 May, 10:00
        Mia sees Confirmed ✓ [Move it] [Cancel it] [Calendar file]
        Mia taps Move it
        Mia sees Coaching session with Anna Berg [9] [‹ Back]
        Mia taps 9
        Mia sees Fri, 9 May 2031
        Mia taps 15:00
        Mia sees Move the session? [✓ Move it]
        Mia taps ✓ Move it
        Mia is told Moved
        Mia sees Confirmed ✓ [Move it]
        Anna sees Mia Keller has moved the session
        Mia taps Cancel it
        Mia sees Cancel this session? [Yes, cancel it] [No, keep it]
        Mia taps Yes, cancel it
        Mia sees Cancelled [Book again]
        Anna sees Mia Keller has cancelled
        """,
        mia,
        anna,
    )
    # Both reminders of the first time and of the second would be due by now.
    await stage.advance(6 * 86400)
    await mia.expect_silence(2.0)


async def test_it_is_too_late_to_cancel_past_the_notice(
    stage: Stage, mia: Chat, anna: Chat
) -> None:
    await play(BOOK + "Anna taps Approve\nMia sees Good news", mia, anna)
    cancel = key_of(mia, "Cancel it")
    await stage.advance_to(datetime(2031, 5, 8, 6, 0, tzinfo=UTC))
    await play("Mia sees Reminder", mia)
    await mia.tap_data(cancel, mia.last()["message_id"])
    await play(
        "Mia sees until Wed, 7 May 2031, 22:00 (Berlin) [Ask Anna Berg to cancel] [‹ Back]",
        mia,
    )


async def test_who_may_no_longer_move_hears_so_before_choosing_a_time(
    stage: Stage, mia: Chat, anna: Chat
) -> None:
    await play(BOOK + "Anna taps Approve\nMia sees Good news", mia, anna)
    await stage.to_next()
    await play("Mia sees Reminder [Move it]", mia)
    move = key_of(mia, "Move it")
    await stage.advance_to(datetime(2031, 5, 8, 6, 0, tzinfo=UTC))
    await mia.tap_data(move, mia.last()["message_id"])
    await play("Mia sees too late to move this session [Ask Anna Berg for another time]", mia)
    await play("Mia taps ‹ Back\nMia sees Booking code [Calendar file]", mia)


async def test_no_calendar_is_given_a_session_that_was_cancelled(mia: Chat, anna: Chat) -> None:
    await play(BOOK + "Anna taps Approve\nMia sees Good news", mia, anna)
    await play("Mia taps Show my appointment\nMia sees Confirmed ✓ [Calendar file]", mia)
    file, shown = key_of(mia, "Calendar file"), mia.last()["message_id"]
    await play("Mia taps Cancel it\nMia taps Yes, cancel it\nMia sees Cancelled", mia)

    await mia.tap_data(file, shown)

    await play("Mia is told This session was cancelled already", mia)
    assert not any("document" in message for message in mia.messages.values())


async def test_a_coach_moves_and_calls_off_and_the_customer_hears_of_it(
    mia: Chat, anna: Chat
) -> None:
    await play(
        BOOK
        + """
        Anna taps Approve
        Anna sees Confirmed [Move session]
        Mia sees Good news
        Anna taps Move session
        Anna sees Coaching session with Mia Keller, now Thu 8 May, 10:00 [‹ Back]
        Anna taps 9
        Anna sees Fri, 9 May 2031
        Anna taps 15:00
        Anna sees Move the session?
        Anna taps ✓ Move it
        Anna sees Confirmed [Move session]
        Mia sees Anna Berg has moved your session [Show my appointment]
        Anna taps Cancel session
        Anna sees Cancel this session? [Cancel without a reason]
        Anna taps Cancel without a reason
        Anna sees Cancelled
        Mia sees Anna Berg had to cancel, sorry [Book again]
        """,
        mia,
        anna,
    )


async def test_a_request_that_nobody_answers_expires(stage: Stage, mia: Chat, anna: Chat) -> None:
    await play(BOOK, mia)
    await stage.advance_to(datetime(2031, 5, 8, 8, 1, tzinfo=UTC))
    await play("Mia sees Anna Berg did not answer in time, sorry [Book again]", mia)
    await play("Anna taps Approve\nAnna is told This request ended without an answer", anna)


async def test_an_answered_request_cannot_be_answered_again(mia: Chat, anna: Chat) -> None:
    await play(BOOK + "Anna sees Mia Keller would like a session", mia, anna)
    request = anna.last()
    approve, decline = (
        key["callback_data"] for key in request["reply_markup"]["inline_keyboard"][0]
    )
    await anna.tap_data(approve, request["message_id"])
    await play("Anna sees Confirmed", anna)
    await anna.tap_data(decline, request["message_id"])
    await play("Anna is told This session is confirmed already", anna)
    await mia.expect("Good news")


async def test_the_day_of_a_coach(mia: Chat, anna: Chat) -> None:
    await play(
        """
        Anna says /today
        Anna sees No sessions on this day. [Tue 6 May]
        Anna says /requests
        Anna sees No requests are waiting
        """
        + BOOK
        + """
        Anna says /requests
        Anna sees All times are Berlin time. [Mia Keller · Thu 8 May, 10:00]
        Anna taps Mia Keller · Thu 8 May, 10:00
        Anna sees Request [✓ Approve]
        Anna taps ‹ Back
        Anna sees Thu, 8 May 2031 (Berlin) [10:00 Mia Keller]
        """,
        mia,
        anna,
    )


async def test_who_is_too_late_asks_the_coach_once_and_the_coach_decides(
    stage: Stage, mia: Chat, anna: Chat
) -> None:
    await play(BOOK + "Anna taps Approve\nMia sees Good news", mia, anna)
    await stage.advance_to(datetime(2031, 5, 8, 6, 0, tzinfo=UTC))
    await play(
        """
        Mia sees Reminder
        Mia says /appointments
        Mia sees Your upcoming sessions
        Mia taps Coaching session
        Mia sees Confirmed ✓ [Ask Anna Berg for another time] [Ask Anna Berg to cancel]
        Mia taps Ask Anna Berg to cancel
        Mia is told I am asking Anna Berg. The session stands until there is an answer.
        Anna sees Mia Keller asks you to cancel this session [Move session] [Cancel session]
        Mia taps Ask Anna Berg to cancel
        Mia is told Anna Berg has been asked already.
        Anna taps Cancel session
        Anna taps Cancel without a reason
        Anna sees Cancelled
        Mia sees Anna Berg had to cancel, sorry
        """,
        mia,
        anna,
    )
    await anna.expect_silence()
