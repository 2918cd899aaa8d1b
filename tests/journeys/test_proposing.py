"""A coach proposes other times, as the coach and the customer see it."""

import pytest

from tests.journeys.chat import Chat
from tests.journeys.script import play
from tests.journeys.stage import Stage
from tests.journeys.the_proposal import PROPOSE, REQUEST

pytestmark = pytest.mark.usefixtures("coachbook")


async def test_the_customer_takes_a_proposed_time_with_one_tap(
    stage: Stage, mia: Chat, anna: Chat
) -> None:
    await play(
        REQUEST
        + PROPOSE
        + """
        Mia taps Fri 9 May, 16:00
        Mia sees Booked ✓ See you there! [Move it] [Cancel it] [Calendar file]
        Anna sees Mia Keller has chosen one of your times ✓ [Move session]
        Mia says /appointments
        Mia sees Your upcoming sessions [Fri 9 May, 16:00 · Coaching session]
        """,
        mia,
        anna,
    )
    assert "Before: Thu, 8 May 2031, 10:00 (Berlin)" in anna.last()["text"]
    await stage.to_next()
    await play("Mia sees Reminder: your session with Anna Berg", mia)
    assert "Fri, 9 May 2031, 16:00" in mia.last()["text"]


async def test_whoever_likes_none_of_the_times_keeps_the_request(mia: Chat, anna: Chat) -> None:
    await play(
        REQUEST
        + PROPOSE
        + """
        Mia taps None of these
        Mia is told I am telling your coach
        Mia sees Waiting for Anna Berg to answer [Move it] [Cancel it]
        Anna sees Mia Keller can make none of your other times [✓ Approve] [Propose times]
        Anna taps Approve
        Anna sees Confirmed
        Mia sees Good news: Anna Berg has confirmed
        """,
        mia,
        anna,
    )
    assert "Thu, 8 May 2031, 10:00" in mia.last()["text"]


async def test_the_customer_asks_for_a_time_of_their_own_instead(mia: Chat, anna: Chat) -> None:
    await play(
        REQUEST
        + PROPOSE
        + """
        Mia taps Another time
        Mia sees Other times with Anna Berg [13] [‹ Back]
        Mia taps 13
        Mia sees Tue, 13 May 2031: tap a time to mark it
        Mia taps 15:00
        Mia sees You suggest: [✓ 15:00] [Suggest this time]
        Mia taps 16:00
        Mia sees [✓ 15:00] [✓ 16:00] [Suggest these 2 times]
        Mia taps Suggest these 2 times
        Mia is told Sent ✓ Anna Berg answers with one tap
        Mia sees Waiting for Anna Berg to answer your other times [Suggest other times]
        Anna sees Mia Keller suggests other times [Tue 13 May, 15:00] [✓ As requested]
        Anna taps Tue 13 May, 16:00
        Anna is told Booked there ✓
        Anna sees Confirmed [Move session]
        Mia sees Anna Berg has taken one of your times ✓ [Show my appointment]
        """,
        mia,
        anna,
    )


async def test_marks_are_taken_away_and_there_are_three_at_most(mia: Chat, anna: Chat) -> None:
    await play(
        REQUEST
        + """
        Anna taps Propose times
        Anna sees Other times for Mia Keller
        Anna taps 9
        Anna sees tap a time to mark it
        Anna taps 09:00
        Anna sees [✓ 09:00] [Propose this time]
        Anna taps 10:00
        Anna sees [✓ 10:00] [Propose these 2 times]
        Anna taps 16:00
        Anna sees [✓ 16:00] [Propose these 3 times]
        Anna taps 15:00
        Anna is told 3 times are marked already
        Anna taps ✓ 10:00
        Anna sees [10:00] [Propose these 2 times]
        Anna taps ✓ 09:00
        Anna sees [09:00] [Propose this time]
        Anna taps ✓ 16:00
        Anna sees tap a time to mark it
        """,
        anna,
        mia,
    )
    assert not any("Propose" in label for label in _labels(anna))
    await play(
        """
        Anna taps ‹ Back
        Anna sees Which day?
        Anna taps ‹ Back
        Anna sees Request [✓ Approve] [Propose times]
        """,
        anna,
    )


async def test_proposing_starts_from_the_list_of_requests_too(mia: Chat, anna: Chat) -> None:
    await play(
        REQUEST
        + """
        Anna says /requests
        Anna sees 1 request is waiting for you
        Anna taps Mia Keller · Thu 8 May, 10:00
        Anna sees Request [Propose times]
        """
        + PROPOSE
        + """
        Anna says /requests
        Anna sees Nothing waits for you [Mia Keller · Thu 8 May, 10:00 · proposed]
        Mia says /appointments
        Mia sees other times proposed
        Mia taps Thu 8 May, 10:00
        Mia sees Anna Berg proposes other times [Fri 9 May, 16:00] [None of these] [Cancel it]
        """,
        mia,
        anna,
    )


def _labels(chat: Chat) -> list[str]:
    return [key["text"] for row in chat.last()["reply_markup"]["inline_keyboard"] for key in row]
