"""A coach has other hours for part of the year, and on days in a row; hours are copied."""

import pytest

from tests.journeys.chat import Chat
from tests.journeys.script import play

pytestmark = pytest.mark.usefixtures("coachbook")


async def test_a_coach_types_and_taps_seasons_rows_of_dates_and_copies(anna: Chat) -> None:
    await play(
        """
        Anna says /hours
        Anna sees Your working hours [From a date on, or for a season] [Times of single services]
        Anna says from 1 June mon-fri 9-12
        Anna sees from Sun, 1 Jun 2031 [✓ Save] [Change]
        Anna taps Save
        Anna is told Saved
        Anna sees • from Sun, 1 Jun 2031
        Anna taps From a date on, or for a season
        Anna sees Monday to Friday: 09:00–12:00 [from Sun, 1 Jun 2031] [For a season]
        Anna says 1 to 31 August each year 8-10
        Anna sees Which one did you mean?
        Anna taps 1. …Monday to Friday
        Anna is told Saved
        Anna sees • 1 Aug – 31 Aug, each year
        Anna taps From a date on, or for a season
        Anna sees the one for fewer days counts [1 Aug – 31 Aug, each year]
        Anna taps 1 Aug
        Anna sees Weekdays you do not name stay [Change the hours] [✓ Each year] [Delete]
        Anna taps Each year
        Anna sees Fri, 1 Aug 2031 – Sun, 31 Aug 2031 [Each year]
        Anna taps Delete
        Anna is told Deleted
        Anna sees Monday to Friday: 09:00–12:00
        Anna taps For a season
        Anna sees From which day? [20]
        Anna taps 20
        Anna sees Until which day? [31]
        Anna taps 31
        Anna sees Which hours apply then? [Monday to Friday: 09:00–17:00] [Monday to Sunday: closed]
        Anna says sat 10-12
        Anna sees Saturday: 10:00–12:00 [✓ Save]
        Anna taps Save
        Anna sees Saved ✓
        Anna says 12.5.-14.5. 10-11
        Anna sees I read: Mon, 12 May 2031 – Wed, 14 May 2031: 10:00–11:00 [✓ Save]
        Anna taps Save
        Anna sees • Mon, 12 May 2031 – Wed, 14 May 2031: 10:00–11:00
        Anna taps One date only
        Anna sees Which date has other hours? [•12•]
        Anna taps 12
        Anna sees Now: 10:00–11:00 [For several days in a row]
        Anna taps For several days in a row
        Anna sees Until which day? [14]
        Anna taps 14
        Anna sees The same hours on each of these days [Closed] [As usual on all of them]
        Anna taps As usual on all of them
        Anna sees 14 May 2031: as usual
        Anna taps Monday
        Anna sees Now: 09:00–13:00, 14:00–17:00 [Copy to other days]
        Anna taps Copy to other days
        Anna sees Which days should have the same hours? [Saturday] [Monday to Friday]
        Anna taps Saturday
        Anna sees [✓ Saturday] [✓ Save]
        Anna taps ✓ Save
        Anna sees Saturday: 09:00–13:00, 14:00–17:00 [Change again: Saturday]
        """,
        anna,
    )


async def test_zeiten_eines_angebots_und_die_woche_eines_anderen(
    anna: Chat, alex: Chat, mia: Chat
) -> None:
    await play(
        """
        Alex says /language
        Alex sees Which language
        Alex taps Deutsch
        Alex sees Was möchtest du tun?
        Alex says /hours
        Alex sees Wessen Arbeitszeiten? [Ben Okoro]
        Alex taps Anna Berg
        Alex sees Arbeitszeiten von Anna Berg [Von einem anderen Coach übernehmen]
        Alex taps Zeiten einzelner Angebote
        Alex sees Coaching session: zu allen Arbeitszeiten [Coaching session]
        Alex taps Coaching session
        Alex sees Zu welchen Zeiten nur?
        Alex says Mo-Fr 9:15-12
        Alex sees Montag bis Freitag: 09:15–12:00 [✓ Speichern]
        Alex taps Speichern
        Alex sees Coaching session: Montag bis Freitag: 09:15–12:00
        Mia says /book
        Mia sees What would you like to book?
        Mia taps Coaching session
        Mia sees Who would you like to see?
        Mia taps Anna Berg
        Mia sees Coaching session with Anna Berg [8]
        Mia taps 8
        Mia sees what time? [09:15] [09:45] [10:45]
        Alex says /hours
        Alex sees Wessen Arbeitszeiten?
        Alex taps Anna Berg
        Alex sees Arbeitszeiten von Anna Berg
        Alex says ab 1. Juni Mo-Fr 9-12
        Alex sees ab So., 1. Juni 2031 [✓ Speichern]
        Alex taps Speichern
        Alex sees • ab So., 1. Juni 2031
        Alex taps Von einem anderen Coach übernehmen
        Alex sees Wessen Woche soll übernommen werden? [Ben Okoro]
        Alex taps Ben Okoro
        Alex sees Soll Anna Berg die gleiche Woche haben? [✓ Speichern]
        Alex taps Speichern
        Alex sees Dienstag: 14:00–20:00
        """,
        anna,
        alex,
        mia,
    )
