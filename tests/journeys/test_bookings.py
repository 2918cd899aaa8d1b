"""The team looks through bookings, decides for a coach, and undoes a mistake."""

import pytest

from tests.journeys.chat import Chat
from tests.journeys.script import play
from tests.journeys.test_messages import german
from tests.journeys.the_week import BOOK

pytestmark = pytest.mark.usefixtures("coachbook")


async def test_a_booking_is_found_declined_by_a_slip_and_taken_back(
    mia: Chat, anna: Chat, alex: Chat
) -> None:
    await play(
        BOOK
        + """
        Alex says /bookings pending kellr 8 May
        Alex sees Of Mia Keller [Thu 8 May, 10:00 · Mia Keller] [✕ Thu, 8 May 2031] [✕ Mia Keller]
        Alex taps Thu 8 May, 10:00 · Mia Keller
        Alex sees Coach: Anna Berg [✓ Approve] [✕ Decline] [What was done]
        Alex taps What was done
        Alex sees Mia Keller booked [‹ Back]
        Alex taps ‹ Back
        Alex taps ✕ Decline
        Alex sees Decline this request? [Decline without a reason]
        Alex taps Decline without a reason
        Alex is told Done. I am telling the customer.
        Alex sees Declined ✕ [↩ Undo]
        Mia sees Anna Berg cannot take this request
        Anna sees The team has acted in your place: Mia Keller
        Alex taps ↩ Undo
        Alex is told Undone: everything is as it was.
        Alex sees Request ⏳ [✓ Approve]
        Mia sees Please ignore the last message: everything stays as it was
        """,
        mia,
        anna,
        alex,
    )
    await german(alex)
    await play(
        """
        Alex says /bookings wartet keller
        Alex sees Nur: wartet auf Antwort [✕ wartet auf Antwort] [Tage]
        Alex taps Tage
        Alex sees Welche Tage? [Diese Woche] [Dieser Monat]
        Alex taps Diese Woche
        Alex sees Von Mia Keller [✕ 5. Mai – 11. Mai]
        Alex says bei anna
        Alex sees Bei Anna Berg [✕ Bei Anna Berg]
        Alex taps ✕ Bei Anna Berg
        Alex sees Von Mia Keller [Coach]
        """,
        mia,
        alex,
    )
