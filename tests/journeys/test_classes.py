"""A class: what several customers share, as its admin, its coach and two of them see it."""

import pytest

from tests.journeys.chat import Chat
from tests.journeys.script import play
from tests.journeys.stage import Stage

pytestmark = pytest.mark.usefixtures("coachbook")

MAKE_IT_A_CLASS = """
    Alex says /services
    Alex sees Services
    Alex taps Coaching session
    Alex sees Coaching session [Group]
    Alex taps Group
    Alex sees Each session is for one customer alone [Places]
    Alex taps Places
    Alex sees How many places does one session of Coaching session have? Now: 1. [8]
    Alex taps 8
    Alex sees Group: 8 places in each session [Per booking] [Open a group session]
    Alex taps Per booking
    Alex sees may one booking have? [3]
    Alex taps 3
    Alex sees Up to 3 places in one booking
"""
BOTH_ASK = """
    Mia says /book
    Mia sees What would you like to book?
    Mia taps Coaching session
    Mia sees Who would you like to see?
    Mia taps Anna Berg
    Mia sees Coaching session with Anna Berg
    Mia taps 8
    Mia sees Thu, 8 May 2031 [10:00]
    Mia taps 10:00
    Mia sees 8 of 8 places are free [1 place] [+ 1] [✓ Send request]
    Mia taps + 1
    Mia sees Places: 2 [− 1] [2 places] [+ 1]
    Mia taps ✓ Send request
    Mia sees Places: 2
    Anna sees 2 of 8 places taken [✓ Approve] [The whole group]
    Jonas says /book
    Jonas sees Was möchtest du buchen?
    Jonas taps Coaching session
    Jonas sees Zu wem möchtest du?
    Jonas taps Anna Berg
    Jonas sees Coaching session
    Jonas taps 8
    Jonas sees Do., 8. Mai 2031 [10:00 · noch 6]
    Jonas taps 10:00 · noch 6
    Jonas sees 6 von 8 Plätzen sind frei [1 Platz] [✓ Anfrage senden]
    Jonas taps ✓ Anfrage senden
    Jonas sees Anfrage gesendet
    Anna sees 3 of 8 places taken [The whole group]
"""


async def test_a_class_is_filled_approved_moved_and_cancelled_as_one(
    stage: Stage, mia: Chat, anna: Chat, alex: Chat
) -> None:
    jonas = await stage.newcomer("Jonas", language="de")
    await play(
        MAKE_IT_A_CLASS
        + BOTH_ASK
        + """
        Anna taps The whole group
        Anna sees 3 of 8 places taken [✓ Approve all 2] [Move for all] [Mia Keller] [Jonas]
        Anna taps ✓ Approve all 2
        Anna is told Approved. I am telling them.
        Mia sees Good news: Anna Berg has confirmed
        Jonas sees Anna Berg hat bestätigt
        Anna taps Move for all
        Anna sees move it to which day? [9]
        Anna says Fri 9 May 6:45 pm
        Anna sees I read: Fri, 9 May 2031, 18:45 (Berlin) [✓ Save]
        Anna taps ✓ Save
        Anna sees Everybody in it will be told. [✓ Move it]
        Anna taps ✓ Move it
        Anna sees Fri, 9 May 2031, 18:45 [Cancel for all]
        Mia sees Fri, 9 May 2031, 18:45
        Jonas sees Fr., 9. Mai 2031, 18:45
        Anna taps Cancel for all
        Anna sees Cancel the session for everybody? [Cancel without a reason]
        Anna says The heating is out
        Anna sees Group session, cancelled ✕
        Mia sees The heating is out
        Jonas sees The heating is out
        """,
        mia,
        anna,
        alex,
        jonas,
    )
    for theirs, others in ((mia, "Jonas"), (jonas, "Mia")):
        assert others not in theirs.transcript()
