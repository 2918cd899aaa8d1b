"""A coach takes time off again and again, and works one of the days after all."""

import pytest

from tests.journeys.chat import Chat
from tests.journeys.script import play

pytestmark = pytest.mark.usefixtures("coachbook")


async def test_leave_repeats_and_one_of_its_days_is_worked_after_all(anna: Chat, mia: Chat) -> None:
    await play(
        """
        Anna says /leave
        Anna sees You have no leave
        Anna taps Repeating
        Anna sees Which days are you off, again and again? [Th] [✓ weekly] [✓ Whole day]
        Anna taps Th
        Anna sees from Mon, 5 May 2031 until [✓ Th] [Until noon] [Continue →]
        Anna taps From noon on
        Anna sees Every Thursday, 12:00–24:00 [✓ From noon on]
        Anna taps 2 weeks
        Anna sees Every 2 weeks on Thursday, 12:00–24:00
        Anna taps weekly
        Anna sees Every Thursday, 12:00–24:00
        Anna taps Until Tue
        Anna sees Until which day? [•4•]
        Anna taps ‹ Back
        Anna sees Every Thursday
        Anna says every Thursday 14-17 until 31 May: choir
        Anna sees Every Thursday, 14:00–17:00, from Thu, 8 May 2031 until Sat, 31 May 2031
        Anna taps Take it off
        Anna is told Saved. Enjoy your time off!
        Anna sees next: Thu 8 May, Thu 15 May, Thu 22 May [↻ Every Thursday, 14:00–17:00]
        Anna taps ↻ Every Thursday
        Anna sees Reason: choir [Thu 15 May: off] [Change] [✕ Give it back]
        Anna taps Thu 15 May: off
        Anna is told You work on Thu 15 May after all.
        Anna sees 3 times off lie ahead [Thu 15 May: working]
        Mia says /book
        Mia sees What would you like to book?
        Mia taps Coaching session
        Mia sees Who would you like to see?
        Mia taps Anna Berg
        Mia sees Coaching session with Anna Berg [8] [15]
        Mia taps 8
        Mia sees what time? [09:00] [12:00]
        Mia taps ‹ Back
        Mia sees Coaching session with Anna Berg
        Mia taps 15
        Mia sees what time? [14:00]
        Mia taps 14:00
        Mia sees Shall I book this?
        Mia taps Send request
        Mia sees Request sent
        Anna taps Thu 15 May: working
        Anna sees • Mia Keller: Thu, 15 May 2031, 14:00 (Berlin)
        Anna says /leave
        Anna sees next: Thu 8 May, Thu 22 May, Thu 29 May
        Anna taps ↻ Every Thursday
        Anna sees 3 times off
        Anna taps Give it back
        Anna sees Work again on these days? [All of it, from today] [From Thu 22 May on]
        Anna taps From Thu 22 May on
        Anna is told Deleted.
        Anna sees until Wed, 21 May 2031
        """,
        anna,
        mia,
    )
