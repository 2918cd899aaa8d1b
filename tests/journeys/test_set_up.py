"""From an empty database to the first booking, by chat alone."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.playground import PlaygroundServer
from storage.transactions import Database
from tests.coachbook import Coachbook
from tests.journeys.conftest import coachbook_process
from tests.journeys.script import play
from tests.journeys.stage import Stage
from tests.journeys.the_week import ALEX, MIA, MONDAY


@pytest.fixture
async def empty(
    playground: PlaygroundServer, database: Database, database_url: str, tmp_path: Path
) -> AsyncIterator[Coachbook]:
    """The bot with a business nothing is known about yet."""
    process = coachbook_process(playground.url, database_url, tmp_path)
    try:
        yield await process.start()
    finally:
        process.kill()


async def test_a_new_admin_sets_a_business_up_and_a_customer_books(
    stage: Stage, empty: Coachbook
) -> None:
    await stage.advance_to(MONDAY)
    alex, mia = await stage.chat(ALEX), await stage.chat(MIA)
    cleo = await stage.newcomer("Cleo", last_name="Moss", role="customer")
    await play(
        """
        Alex says /start
        Alex sees What is your business called? [Later ›] [☰ Menu]
        Alex taps Menu
        Alex sees Customers cannot book yet. [Set up: 0 of 6 done, go on] [Add a service] [Settings]
        Alex taps Settings
        Alex sees No place is named yet. [Rename] [Time zone] [Add a service]
        Alex taps Rename
        Alex sees What is your business called?
        Alex says Northside
        Alex sees Saved ✓ [Time zone] [Add a service]
        Alex taps Time zone
        Alex sees Which time zone is your business in?
        Alex says Berlin
        Alex sees Time zone: Berlin (Europe/Berlin) [Add a service]
        Alex taps Add a service
        Alex sees What is it called?
        Alex says Deep talk
        Alex sees Default: 1 hour. [1 hour]
        Alex taps 1 hour
        Alex sees Default: free. [€60.00]
        Alex taps €60.00
        Alex sees There is no coach yet. [Add a coach] [✓ Show to customers]
        Alex taps Add a coach
        Alex sees Who is the new coach? [Add myself]
        """,
        alex,
    )
    await alex.share_contact(cleo.person)
    await play(
        """
        Alex sees What name should customers see for this coach? [Cleo Moss]
        Alex taps Cleo Moss
        Alex sees What does Cleo Moss do? [✓ Deep talk] [Next ›]
        Alex taps Next
        Alex sees In which time zone does Cleo Moss work? [Berlin, as the business]
        Alex taps Berlin
        Alex sees How are Cleo Moss’s requests answered? [By hand]
        Alex taps By hand
        Alex sees Cleo Moss has not pressed Start yet [✓ Show Deep talk] [Working hours]
        Alex taps Working hours
        Alex sees Working hours of Cleo Moss [Saturday]
        Alex taps Saturday
        Alex sees Now: closed
        Alex says 10-14
        Alex sees I read: Saturday: 10:00–14:00 [✓ Save]
        Alex taps Save
        Alex sees Saved ✓ [‹ Back]
        Alex taps Back
        Alex sees Not open for booking [✓ Open for booking]
        Alex taps Open for booking
        Alex sees Cleo Moss has not pressed Start yet [Send the link] [Open anyway] [Not yet]
        Cleo says /start
        Cleo sees Hello Cleo
        Alex sees Cleo Moss has pressed Start ✓ [✓ Open for booking]
        Alex taps Open for booking
        Alex is told Open, but customers cannot book yet
        Alex sees Deep talk is hidden from customers. [✓ Show Deep talk]
        Cleo sees Welcome, Cleo Moss!
        Alex taps Show Deep talk
        Alex is told Customers can book it
        Alex sees Shown to customers ✓ [Hide from customers] [☰ Menu]
        Alex taps Menu
        Alex sees What would you like to do? [Book a session]
        Mia says /start s_1
        Mia sees Deep talk with Cleo Moss [May 2031] [8]
        Mia taps 8
        Mia sees Thu, 8 May 2031: what time? [10:00]
        Mia taps 10:00
        Mia sees Shall I book this? [✓ Send request]
        Mia taps Send request
        Mia sees Request sent ✓ Cleo Moss will answer soon
        Cleo sees Mia Keller would like a session [✓ Approve]
        Cleo taps Approve
        Mia sees Good news: Cleo Moss has confirmed ✓
        """,
        alex,
        cleo,
        mia,
    )
    assert "Customers cannot book yet" not in alex.last()["text"]
