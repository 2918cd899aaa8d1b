"""The team reads what was booked and earned: in English, in German, as a picture and as files."""

import pytest

from bot.playground import Playground
from tests.journeys.chat import Chat
from tests.journeys.script import play
from tests.journeys.the_week import BOOK

pytestmark = pytest.mark.usefixtures("coachbook")


async def test_figures_are_read_typed_drawn_and_taken_along(
    alex: Chat, mia: Chat, anna: Chat, world: Playground
) -> None:
    await play(
        BOOK
        + """
        Anna sees would like a session [✓ Approve]
        Alex says /report 8 May 2031
        Alex sees ⏳ 1 waits for an answer [Today] [As a picture] [As a CSV file]
        Alex says last 30 days
        Alex sees No bookings in this period. [This month]
        Alex taps This month
        Alex sees May 2031 [Apr 2031] [Jun 2031]
        Alex taps As a picture
        Alex sees May 2031 [Dark picture] [As text]
        Alex taps As text
        Alex sees May 2031
        Alex taps As an Excel file
        """,
        alex,
        mia,
        anna,
    )
    await alex.expect("Bookings: May 2031")
    sent = next(one for one in alex.messages.values() if "document" in one)
    assert sent["document"]["file_name"] == "bookings-2031-05-01-2031-05-31.xlsx"
    await play(
        """
        Alex taps Send me this regularly
        Alex sees Every Monday, of the week before: none [Every day: none]
        Alex taps Every Monday: none
        Alex sees When should the report of the week before come [08:00]
        Alex taps 08:00
        Alex sees Every Monday, of the week before: 08:00
        Alex says /language
        Alex sees Which language [Deutsch]
        Alex taps Deutsch
        Alex sees Was möchtest du tun?
        Alex says /report letzter Monat
        Alex sees Apr 2031 [Heute] [Dieser Monat] [Als Excel-Datei]
        Alex taps Als Bild
        Alex sees Apr 2031 [Als Text]
        Alex says /report
        Alex taps Regelmäßig schicken
        Alex sees Jeden Morgen, über den Tag davor: keiner [Jeden Montag: 08:00]
        Alex taps Jeden Tag: keiner
        Alex sees Wann soll der Bericht über den Vortag kommen? [07:30]
        Alex says halb 8
        Alex sees Jeden Morgen, über den Tag davor: 07:30
        Alex says /report gibt es nicht
        Alex sees Das kann ich nicht als Zeitraum lesen.
        Mia says /report
        Mia sees Only managers and admins can do that here
        """,
        alex,
        mia,
    )
