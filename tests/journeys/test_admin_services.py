"""An admin adds services and changes them."""

import pytest

from tests.journeys.chat import Chat
from tests.journeys.script import play

pytestmark = pytest.mark.usefixtures("coachbook")


async def test_an_admin_adds_a_service_that_customers_can_book(alex: Chat, mia: Chat) -> None:
    await play(
        """
        Alex says /services
        Alex sees Services [Coaching session · 1 hour · €90.00] [Add a service]
        Alex taps Add a service
        Alex sees What is it called?
        Alex says Deep talk
        Alex sees Deep talk: how long is a session? [30 min] [1 hour] [2 hours]
        Alex says forever
        Alex sees A session lasts 5 minutes to 12 hours [30 min]
        Alex says 1:15
        Alex sees I read: 75 min [✓ Save] [Change]
        Alex taps Save
        Alex sees Deep talk: what does it cost? [Free of charge] [€60.00]
        Alex says sixty
        Alex sees I need a price from 0 to 1,000,000
        Alex says 90 min
        Alex sees this is about the price. I need a price from 0 to 1,000,000
        Alex says 60,50 €
        Alex sees I read: €60.50 [✓ Save] [Change]
        Alex taps Change
        Alex sees Deep talk: what does it cost?
        Alex says 60,50 €
        Alex sees I read: €60.50 [✓ Save]
        Alex taps Save
        Alex sees Who does Deep talk? [Anna Berg] [✓ Show to customers] [Keep it hidden for now]
        Alex taps Anna Berg
        Alex sees Who does Deep talk? [✓ Anna Berg]
        Alex taps Show to customers
        Alex is told Customers can book it
        Alex sees Shown to customers ✓ [Hide from customers]
        Mia says /book
        Mia sees What would you like to book? [Deep talk · 75 min · €60.50]
        Alex taps Hide from customers
        Alex is told Existing bookings stand
        Alex sees Hidden from customers [✓ Show to customers]
        Alex says /services
        Alex sees Services [(hidden) Deep talk · 75 min · €60.50]
        Mia says /book
        Mia sees What would you like to book?
        """,
        alex,
        mia,
    )
    keys = [key["text"] for row in mia.last()["reply_markup"]["inline_keyboard"] for key in row]
    assert not any("Deep talk" in key for key in keys)


async def test_every_number_of_a_service_is_changed_by_button_or_by_typing(alex: Chat) -> None:
    await play(
        """
        Alex says /services
        Alex sees Services
        Alex taps Intro call
        Alex sees Intro call [Basics] [Times] [Limits] [Who does it] [Hide from customers]
        Alex taps Times
        Alex sees Intro call · Times [Start times] [Break before] [Break after]
        Alex taps Start times
        Alex sees how far apart [15 min]
        Alex says 7
        Alex sees Times can be 5, 10, 15
        Alex taps 15 min
        Alex sees A start every 15 min
        Alex taps Break after
        Alex sees stay free after a session?
        Alex says 5 hours
        Alex sees A break lasts 0 minutes to 4 hours
        Alex says 20
        Alex sees I read: 20 min
        Alex taps Save
        Alex sees Kept free: 0 min before, 20 min after
        Alex taps Back
        Alex taps Limits
        Alex sees Intro call · Limits [Book until] [Move until] [Cancel until] [How far ahead]
        Alex taps Cancel until
        Alex sees how long before it begins may a customer still cancel it?
        Alex says 2 days
        Alex sees I read: 2 days
        Alex taps Save
        Alex sees cancel 2 days ahead
        Alex taps How far ahead
        Alex sees how far ahead can it be booked?
        Alex says 400
        Alex sees That can be 1 to 365 days
        Alex says 8 weeks
        Alex sees I read: 56 days
        Alex taps Save
        Alex sees How far ahead: 56 days ahead
        Alex taps Back
        Alex sees Done by: Anna Berg
        Alex taps Basics
        Alex taps Title
        Alex sees Please type the new title
        Alex says First call
        Alex sees First call
        """,
        alex,
    )
