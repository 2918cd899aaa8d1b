"""An admin sets up the business, and everyone reads it."""

from tests.coachbook import Coachbook
from tests.journeys.script import play
from tests.journeys.stage import Stage

ALEX, MIA = 7003, 7001


async def test_name_place_and_zone_are_typed_and_read(stage: Stage, coachbook: Coachbook) -> None:
    alex, mia = await stage.chat(ALEX), await stage.chat(MIA)
    await play(
        """
        Alex says /settings
        Alex sees Northside Coaching [Rename] [Address] [Time zone]
        Alex taps Rename
        Alex sees What is your business called? [‹ Back]
        Alex says South & <b>East</b>
        Alex sees South & <b>East</b> [Rename]
        Alex taps Address
        Alex sees Where do sessions take place? [No address]
        Alex taps No address
        Alex sees No place is named yet.
        Alex taps Time zone
        Alex sees Which time zone is your business in?
        Alex says Atlantis
        Alex sees Which time zone is your business in?
        Alex says Lisbon
        Alex sees Time zone: Lisbon (Europe/Lisbon)
        Mia says /start
        Mia sees welcome to South & <b>East</b>!
        Mia says /business
        Mia sees Only admins can do that here
        """,
        alex,
        mia,
    )
