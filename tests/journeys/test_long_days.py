"""A day with hundreds of starts is booked, and proposed from, like any other."""

import pytest

from tests.journeys.chat import Chat
from tests.journeys.script import play

pytestmark = pytest.mark.usefixtures("coachbook")


async def test_a_day_of_five_minute_starts_round_the_clock_can_be_booked(
    alex: Chat, mia: Chat, anna: Chat
) -> None:
    await play(
        """
        Alex says /services
        Alex taps Coaching session
        Alex taps Times
        Alex taps Start times
        Alex sees how far apart are the times [5 min]
        Alex taps 5 min
        Alex sees A start every 5 min
        Anna says /hours
        Anna taps Monday to Friday
        Anna sees Type the new hours
        Anna says 0-24
        Anna sees Monday to Friday: 00:00–24:00 [✓ Save]
        Anna taps Save
        Anna is told Saved
        Mia says /book
        Mia taps Coaching session
        Mia sees Who would you like to see?
        Mia taps Anna Berg
        Mia sees Which day?
        Mia taps 8
        Mia sees what time? [Morning · 144] [00:00 · 12 free] [23:00 · 12 free]
        Mia taps 13:00
        Mia sees what time? [‹ 12:00] [14:00 ›] [13:05]
        Mia taps 13:05
        Mia sees Shall I book this? [✓ Send request] [‹ Back]
        Mia taps Back
        Mia sees what time? [13:05] [‹ Back]
        Mia taps 14:00
        Mia sees what time? [‹ 13:00] [15:00 ›] [14:55]
        Mia taps 14:55
        Mia taps Send request
        Mia sees Request sent
        Anna taps Propose times
        Anna sees Which day?
        Anna taps 9
        Anna sees tap a time to mark it [Morning · 144] [09:00 · 12 free]
        Anna taps 09:00
        Anna taps 09:35
        Anna sees tap a time to mark it [✓ 09:35] [‹ 08:00] [10:00 ›] [Propose this time]
        Anna taps Back
        Anna sees tap a time to mark it [Evening · 73]
        """,
        alex,
        mia,
        anna,
    )
