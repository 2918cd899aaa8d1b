"""The team finds somebody, blocks them and unblocks them, as both sides read it."""

import pytest

from tests.journeys.chat import Chat
from tests.journeys.script import play
from tests.journeys.stage import Stage
from tests.journeys.test_messages import german
from tests.journeys.the_week import BOOK, LENA

pytestmark = pytest.mark.usefixtures("coachbook")


async def test_somebody_is_found_blocked_and_let_in_again(
    stage: Stage, mia: Chat, alex: Chat
) -> None:
    lena = await stage.chat(LENA)
    await play(
        BOOK
        + """
        Lena says /start
        Lena sees Hallo Lena
        Alex says /people
        Alex sees Who are you looking for? [Lena Fuchs · @lena_fuchs] [☰ Menu]
        Alex says Kelelr mia
        Alex sees Sessions: 1 coming [Block them]
        Alex taps Block them
        Alex sees They have 1 session booked: [7 days] [Until I lift it]
        Alex says 3 weeks: missed three sessions
        Alex sees missed three sessions [Block them, keep the session]
        Alex taps Block them, keep the session
        Alex is told Blocked
        Alex sees Blocked since Mon, 5 May 2031, until Mon, 26 May 2031 [Let them book again]
        Mia says /book
        Mia sees Sorry, we cannot take bookings from you here until Mon, 26 May 2031.
        """,
        mia,
        alex,
        lena,
    )
    await german(alex)
    await play(
        """
        Alex says /unblock
        Alex sees Wer hier nicht buchen kann [Mia Keller · @mia_keller]
        Alex taps Mia Keller · @mia_keller
        Alex sees Gesperrt seit [Sperre aufheben]
        Alex taps Sperre aufheben
        Alex is told Kann wieder buchen
        Alex says /people fuhcs
        Alex sees Hier als: Kunde [Dieselbe Person wie jemand anders]
        Alex says /merge Lena Fuchs + Mia Keller
        Alex sees Zusammenführen geht nicht: Beide haben einen Chat mit mir
        Mia says /start
        Mia sees [Book a session]
        """,
        mia,
        alex,
        lena,
    )
