"""An admin makes somebody a manager, who is told in their own language."""

import pytest

from tests.journeys.chat import Chat
from tests.journeys.script import play
from tests.journeys.stage import Stage
from tests.journeys.test_command_menu import until_offered
from tests.journeys.the_week import LENA

pytestmark = pytest.mark.usefixtures("coachbook")


async def test_a_manager_is_made_and_looks_after_the_services(stage: Stage, alex: Chat) -> None:
    lena = await stage.chat(LENA)
    await play(
        """
        Lena says /start
        Lena sees Hallo Lena [Termin buchen]
        Lena says /role
        Lena sees Das können hier nur Admins
        Alex says /role
        Alex sees Who runs the business? [Alex Stone · Admin]
        Alex says Lena manager
        Alex sees Make Lena Fuchs a manager? [Make them a manager]
        Alex taps Make them a manager
        Alex is told Done
        Alex sees Manager: looks after sessions [Make them a customer]
        Lena sees Du bist hier jetzt Manager. [☰ Menü]
        Lena taps ☰ Menü
        Lena sees Was möchtest du tun? [Coaches] [Angebote] [Arbeitszeiten]
        Lena taps Angebote
        Lena sees Angebote
        Lena says /business
        Lena sees Das können hier nur Admins
        Lena says /addcoach
        Lena sees Das können hier nur Admins
        """,
        alex,
        lena,
    )
    own = ["book", "appointments", "waitlist", "profile", "devices", "become_coach", "rules"]
    own += ["language", "help"]
    daily = ["coaches", "services", "rooms", "hours", "bookings", "checkin", "people", "block"]
    daily += ["unblock", "flags"]
    await until_offered(stage, LENA, [*daily, "reported", "report", "admin", *own])


async def test_the_last_admin_stays_one(alex: Chat) -> None:
    await play(
        """
        Alex says /role Alex customer
        Alex sees no longer looking after the business? [Make them a customer]
        Alex taps Make them a customer
        Alex sees That would leave no admin.
        """,
        alex,
    )
