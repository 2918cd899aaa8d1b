"""A coach says when they work."""

import pytest

from tests.journeys.chat import Chat
from tests.journeys.script import play

pytestmark = pytest.mark.usefixtures("coachbook")


async def test_a_coach_types_working_hours_and_sees_what_was_understood(anna: Chat) -> None:
    await play(
        """
        Anna says /hours
        Anna sees Your working hours [Monday] [Sunday] [Monday to Friday] [One date only]
        Anna taps Monday to Friday
        Anna sees Now: 09:00–13:00, 14:00–17:00 [09:00–17:00] [Closed] [‹ Back]
        Anna says 9 till noonish
        Anna sees I cannot read “9 till noonish” as hours
        Anna says 09:00 am to 01:00 pm, 02:00pm to 06:00 pm
        Anna sees Monday to Friday: 09:00–13:00, 14:00–18:00 [✓ Save] [Change] [‹ Back]
        Anna says 9-12, 1-5
        Anna sees Monday to Friday: 09:00–12:00, 13:00–17:00 [✓ Save]
        Anna says 1-5
        Anna sees Which one did you mean? [Monday to Friday: 13:00–17:00]
        Anna says 22-2
        Anna sees Monday to Friday: 22:00–02:00 (next day) [✓ Save]
        Anna says Mon-Fri 9am-1pm, 2-6; Sat 10-12
        Anna sees Saturday: 10:00–12:00 [✓ Save]
        Anna says Monday to Friday: 09:00–13:00, 14:00–18:00
        Anna sees I read: Monday to Friday: 09:00–13:00, 14:00–18:00 [✓ Save] [Change]
        Anna taps Save
        Anna is told Saved
        Anna sees Monday to Friday: 09:00–13:00, 14:00–18:00 [Change again: Monday to Friday]
        Anna taps Change again
        Anna sees Now: 09:00–13:00, 14:00–18:00
        Anna taps Closed
        Anna is told Saved
        Anna sees Monday to Friday: closed
        """,
        anna,
    )


async def test_a_night_at_work_is_one_window_and_is_booked_past_midnight(
    anna: Chat, mia: Chat
) -> None:
    await play(
        """
        Anna says /hours
        Anna sees Your working hours [Saturday]
        Anna taps Saturday
        Anna sees Now: closed
        Anna says 22-2
        Anna sees I read: Saturday: 22:00–02:00 (next day) [✓ Save]
        Anna taps Save
        Anna sees Saturday: 22:00–02:00 (next day) [Change again: Saturday]
        Anna taps Sunday
        Anna sees Now: closed
        Anna says 1-3 am
        Anna sees Sunday: 01:00–03:00 [✓ Save]
        Anna taps Save
        Anna sees “Saturday: 22:00–02:00 (next day)” would run into “Sunday: 01:00–03:00”
        Mia says /book
        Mia sees What would you like to book?
        Mia taps Coaching session
        Mia sees Who would you like to see?
        Mia taps Anna Berg
        Mia sees Coaching session with Anna Berg [10] [11]
        Mia taps 11
        Mia sees Sun, 11 May 2031: what time? [00:00] [00:30]
        Mia taps 00:30
        Mia sees Sun, 11 May 2031, 00:30 (Berlin) [✓ Send request]
        """,
        anna,
        mia,
    )


async def test_hours_that_leave_a_session_outside_say_so(anna: Chat, mia: Chat) -> None:
    await play(
        """
        Mia says /book
        Mia sees What would you like to book?
        Mia taps Coaching session
        Mia sees Who would you like to see?
        Mia taps Anna Berg
        Mia sees Coaching session with Anna Berg
        Mia taps 8
        Mia sees what time?
        Mia taps 10:00
        Mia sees Shall I book this?
        Mia taps Send request
        Mia sees Request sent
        Anna says /hours
        Anna sees Your working hours
        Anna taps Thursday
        Anna sees Thursday
        Anna says 14-17
        Anna sees Thursday: 14:00–17:00
        Anna taps Save
        Anna sees • Mia Keller: Thu, 8 May 2031, 10:00 [Save anyway] [‹ Back]
        Anna taps Save anyway
        Anna is told Saved
        Anna sees 1 booked session lies outside these hours
        """,
        anna,
        mia,
    )


async def test_one_date_has_hours_of_its_own_until_it_is_as_usual_again(anna: Chat) -> None:
    await play(
        """
        Anna says /hours
        Anna sees Your working hours
        Anna taps One date only
        Anna sees Which date has other hours? [10]
        Anna taps 10
        Anna sees Sat, 10 May 2031 [Closed on that day]
        Anna says 10-12
        Anna sees Sat, 10 May 2031: 10:00–12:00 [✓ Save]
        Anna taps Save
        Anna sees Sat, 10 May 2031: 10:00–12:00 [Change again: Sat, 10 May 2031]
        Anna taps One date only
        Anna sees Which date has other hours? [•10•]
        Anna says Sat 10 May
        Anna sees Now: 10:00–12:00 [As usual: closed]
        Anna taps As usual
        Anna sees Sat, 10 May 2031: closed
        """,
        anna,
    )
    assert "Dates that differ" not in anna.last()["text"]
