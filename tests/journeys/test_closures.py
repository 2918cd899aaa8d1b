"""The business is closed: said by an admin, met by customers, opened again by a coach."""

import pytest

from tests.journeys.chat import Chat
from tests.journeys.script import play

pytestmark = pytest.mark.usefixtures("coachbook")


async def test_an_admin_closes_the_house_and_a_coach_is_there_all_the_same(
    alex: Chat, anna: Chat, mia: Chat
) -> None:
    await play(
        """
        Mia says /book
        Mia sees What would you like to book?
        Mia taps Coaching session
        Mia sees Who would you like to see?
        Mia taps Anna Berg
        Mia sees Coaching session with Anna Berg [8]
        Mia taps 8
        Mia sees what time?
        Mia taps 10:00
        Mia sees Shall I book this?
        Mia taps Send request
        Mia sees Request sent
        Alex says /closures
        Alex sees The business has no closed days [Add closed days] [Public holidays] [‹ Back]
        Alex says 8.5. Team day each year
        Alex sees I read: 8 May, each year: Team day [✓ Save] [Change]
        Alex taps Save
        Alex sees • Mia Keller: Thu, 8 May 2031, 10:00 (Berlin), with Anna Berg [Save anyway]
        Alex taps Save anyway
        Alex is told Saved
        Alex sees 8 May, each year: Team day [✓ Each year] [Be open then] [‹ Back]
        Alex says Team day out
        Alex sees 8 May, each year: Team day out
        Mia says /book
        Mia sees What would you like to book?
        Mia taps Coaching session
        Mia sees Who would you like to see?
        Mia taps Anna Berg
        Mia sees Coaching session with Anna Berg [9]
        """,
        alex,
        anna,
        mia,
    )
    await play(
        """
        Anna says /hours
        Anna sees Your working hours [Closed days of the business]
        Anna taps Closed days of the business
        Anna sees The business is closed on these days [Thu 8 May: Team day out]
        Anna taps Thu 8 May
        Anna is told Open: you can be booked then
        Anna sees [✓ Thu 8 May: Team day out]
        """,
        anna,
    )


async def test_feiertage_werden_vorgeschlagen_und_gelten_bis_sie_wieder_geoeffnet_ist(
    alex: Chat, mia: Chat
) -> None:
    await play(
        """
        Alex says /language
        Alex sees Which language
        Alex taps Deutsch
        Alex sees Was möchtest du tun?
        Alex says /closures
        Alex sees Es ist nie geschlossen [Feiertage]
        Alex taps Feiertage
        Alex sees An Feiertagen ist geöffnet [Feiertage: Deutschland]
        Alex says Atlantis
        Alex sees Die Feiertage dieses Landes kenne ich nicht [Feiertage: Deutschland]
        Alex taps Feiertage: Deutschland
        Alex sees Im ganzen Land, oder wo? [Ganz Deutschland] [Bayern]
        Alex taps Bayern
        Alex sees Christi Himmelfahrt [An diesen Tagen schließen]
        Alex taps An diesen Tagen schließen
        Alex is told Gespeichert
        Alex sees Bayern (Deutschland) [An Feiertagen öffnen: Bayern (Deutschland)]
        Alex taps Zurück
        Alex sees Christi Himmelfahrt [Do., 22. Mai 2031: Christi Himmelfahrt]
        Alex taps Do., 22. Mai 2031
        Alex sees Das ist ein Feiertag [Dann doch öffnen]
        Alex taps Dann doch öffnen
        Alex sees Soll dann doch geöffnet sein? [Dann doch öffnen]
        Alex taps Dann doch öffnen
        Alex is told Wieder geöffnet
        Alex sees Pfingstmontag
        """,
        alex,
        mia,
    )
