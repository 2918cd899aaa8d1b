"""A session that repeats, as customers and coaches experience it."""

import pytest

from tests.journeys.chat import Chat
from tests.journeys.script import play
from tests.journeys.stage import Stage
from tests.journeys.the_week import LENA

pytestmark = pytest.mark.usefixtures("coachbook")

AWAY = """
    Anna says /leave
    Anna sees You have no leave ahead
    Anna taps Add leave
    Anna sees Which is your first day off?
    Anna taps 22
    Anna sees Until which day?
    Anna taps Only Thu 22 May
    Anna sees Take this time off?
    Anna taps Take it off
    Anna sees • Thu, 22 May 2031
"""
SUMMARY = """
    Mia says /book
    Mia sees What would you like to book?
    Mia taps Coaching session
    Mia sees Who would you like to see?
    Mia taps Anna Berg
    Mia sees Coaching session with Anna Berg
    Mia taps 8
    Mia sees what time?
    Mia taps 10:00
    Mia sees Shall I book this? [✓ Send request] [↻ Repeat]
"""


async def test_a_series_is_planned_requested_approved_moved_and_cancelled(
    stage: Stage, mia: Chat, anna: Chat
) -> None:
    await play(
        AWAY
        + SUMMARY
        + """
        Mia taps ↻ Repeat
        Mia sees How often? [Every week] [Every 2 weeks] [Every month] [‹ Back]
        Mia says banana
        Mia sees I do not understand
        Mia says every 2 weeks
        Mia sees Every 2 weeks [5 times, to Thu 3 Jul]
        Mia taps ‹ Back
        Mia sees How often?
        Mia taps Every week
        Mia sees Bookable until Fri, 4 Jul 2031. [4 times, to Thu 29 May]
        Mia taps 4 times
        Mia sees Anna Berg is off then [✓ Thu 8 May] [✕ Thu 22 May] [Leave it out]
        Mia taps ✕ Thu 22 May
        Mia sees Other free times of that week [Leave this one out] [Tue 20 May, 10:00]
        Mia taps Tue 20 May, 10:00
        Mia sees 4 × €90.00 = €360.00 [✓ Tue 20 May] [Request 4 · €360.00]
        Mia taps Request 4
        Mia sees Request sent ⏳ Anna Berg answers for all dates at once [Tue 20 May, 10:00]
        Anna sees Mia Keller would like a series of sessions [✓ Approve all 4] [✕ Decline all 4]
        Anna says /requests
        Anna sees 4 requests are waiting for you [Mia Keller · 4 from Thu 8 May, 10:00]
        Anna taps Mia Keller · 4 from
        Anna sees Every week, Berlin time [✓ Approve all 4] [Thu 15 May, 10:00]
        Anna taps ✓ Approve all 4
        Anna is told Approved ✓
        Mia sees Good news: Anna Berg has confirmed your series ✓ [All dates of the series]
        Mia says /appointments
        Mia sees confirmed · Series: 1 of 4 [Thu 8 May, 10:00 · Coaching session]
        Mia taps Thu 8 May, 10:00
        Mia sees Series: 1 of 4 [Move it] [Cancel it] [All dates of the series]
        Mia taps Move it
        Mia sees now Thu 8 May, 10:00
        Mia taps 9
        Mia sees Fri, 9 May
        Mia taps 11:00
        Mia sees Move the session? [✓ Move it] [This and all later ones]
        Mia taps This and all later ones
        Mia sees 3. Tue 20 May, 10:00 → Wed 21 May, 11:00 ✓ [✓ Move 4 dates]
        Mia taps ✓ Wed 21 May
        Mia sees Other free times of that week [Leave it where it is]
        Mia taps Leave it where it is
        Mia sees 3. Tue 20 May, 10:00 – stays [✓ Move 3 dates]
        Mia taps ✓ Move 3 dates
        Mia is told Moved ✓
        Mia sees 4 dates to come · €360.00 [Fri 9 May, 11:00] [Fri 16 May, 11:00]
        Anna sees Mia Keller has moved dates of the series
        Mia taps Fri 16 May, 11:00
        Mia sees Series: 2 of 4
        Mia taps Cancel it
        Mia sees Cancel this session? [This and all later ones]
        Mia taps This and all later ones
        Mia sees Cancel these 3 dates? [Yes, cancel 3] [‹ Back]
        Mia taps Yes, cancel 3
        Mia is told Cancelled ✓
        Mia sees 1 date to come · €90.00 [Fri 9 May, 11:00]
        Anna sees ✕ Mia Keller has cancelled dates of the series
        """,
        mia,
        anna,
    )


async def test_a_series_in_german_and_one_that_its_coach_repeats(stage: Stage, ben: Chat) -> None:
    lena = await stage.chat(LENA)
    await play(
        """
        Lena says /book
        Lena sees Was möchtest du buchen?
        Lena taps Coaching session
        Lena sees Zu wem möchtest du?
        Lena taps Ben Okoro
        Lena sees Coaching session
        Lena taps 8
        Lena sees Do., 8. Mai 2031
        Lena taps 15:00
        Lena sees Soll ich das buchen? [↻ Wiederholen]
        Lena taps ↻ Wiederholen
        Lena sees Wie oft? [Jede Woche] [Alle 2 Wochen] [Jeden Monat]
        Lena says alle 2 Wochen bis Juni
        Lena sees 4. Do., 19. Juni, 15:00 ✓ [✓ 4 buchen · 360,00\u00a0€]
        Lena taps ✓ Do., 5. Juni
        Lena sees Andere freie Zeiten in der Woche [Diesen weglassen]
        Lena taps Diesen weglassen
        Lena sees 3. Do., 5. Juni, 15:00 – fällt weg [– Do., 5. Juni] [✓ 3 buchen · 270,00\u00a0€]
        Lena taps ✓ 3 buchen
        Lena sees Gebucht ✓ Die ganze Serie steht [Kalenderdatei für alle] [Alle 3 absagen]
        Ben sees Lena Fuchs has booked a series of sessions [All dates of the series]
        Lena taps Alle 3 absagen
        Lena sees Diese 3 Termine absagen? [Ja, 3 absagen]
        Lena taps Ja, 3 absagen
        Lena is told Abgesagt ✓
        Lena sees Es kommt kein Termin mehr
        Ben sees ✕ Lena Fuchs has cancelled dates of the series
        Lena says /book
        Lena sees Was möchtest du buchen?
        Lena taps Coaching session
        Lena sees Zu wem möchtest du?
        Lena taps Ben Okoro
        Lena sees Coaching session
        Lena taps 8
        Lena sees Do., 8. Mai 2031
        Lena taps 15:00
        Lena sees Soll ich das buchen?
        Lena taps ✓ Jetzt buchen
        Lena sees Gebucht ✓
        Ben sees Lena Fuchs has booked a session
        Ben says /today
        Ben sees No sessions on this day
        Ben taps Show Thu 8 May
        Ben sees Thu, 8 May 2031 (Berlin)
        Ben taps 15:00
        Ben sees Lena Fuchs [Move session] [Cancel session] [↻ Repeat]
        Ben taps ↻ Repeat
        Ben sees How often? [Every week] [Every 2 weeks]
        Ben taps Every week
        Ben sees How many dates? [3 times, to Thu 22 May]
        Ben taps 3 times
        Ben sees 1. Thu 8 May, 15:00 ✓ booked already [✓ Thu 15 May] [✓ Book 2 · €180.00]
        Ben taps ✓ Book 2
        Ben sees Booked ✓ The whole series stands [Thu 8 May, 15:00] [Cancel all 3 to come]
        Lena sees Ben Okoro hat eine Serie für dich gebucht ✓ [Alle Termine der Serie]
        Lena says /appointments
        Lena sees Serie: 1 von 3
        """,
        lena,
        ben,
    )
