"""A room that coaches share: an admin sets it up, customers get it, and nobody gets it twice."""

import pytest

from tests.journeys.chat import Chat
from tests.journeys.script import play
from tests.journeys.stage import Stage
from tests.journeys.the_week import LENA

pytestmark = pytest.mark.usefixtures("coachbook")


async def test_an_admin_adds_a_room_that_a_service_needs(alex: Chat, mia: Chat, anna: Chat) -> None:
    await play(
        """
        Alex says /rooms
        Alex sees Rooms and equipment [Linden room] [Add a room] [Add equipment]
        Alex taps Add a room
        Alex sees What is the room called?
        Alex says Blue room
        Alex sees No service needs it yet [How many] [Hours] [Closed days] [Retire it]
        Alex taps How to find it
        Alex says 2nd floor, left
        Alex sees How to find it: 2nd floor, left
        Alex taps Hours
        Alex sees when is it open? [Always open]
        Alex says Mon-Fri 9-12
        Alex sees Saturday to Sunday: closed [✓ Save]
        Alex taps Save
        Alex sees Open: Monday to Friday 09:00–12:00
        Alex taps How many
        Alex says lots
        Alex sees I need a whole number from 1 to 1000
        Alex says 2
        Alex sees How many at once: 2
        Alex says /services
        Alex taps Career review
        Alex taps Rooms
        Alex sees A session needs no room and no equipment [A session needs …]
        Alex taps A session needs
        Alex sees What does Career review need? [any room] [Blue room] [Linden room]
        Alex taps Blue room
        Alex sees Now: Blue room [✓ Blue room] [How many of it: 1] [Not needed any more]
        Alex taps How many of it
        Alex says 3
        Alex sees Now: 3 × Blue room
        Alex taps Back
        Alex sees One of these needs cannot be met [3 × Blue room] [It also needs …]
        Alex taps 3 × Blue room
        Alex taps How many of it
        Alex says 1
        Alex taps Back
        Alex sees A time is offered only if all of it is free then
        Mia says /book
        Mia taps Career review
        Mia sees Career review with Anna Berg
        Mia taps 8
        Mia sees what time? [10:30]
        Mia taps 10:30
        Mia sees Room: Blue room
        Mia taps Send request
        Mia sees Room: Blue room, 2nd floor, left
        Anna sees Room: Blue room, 2nd floor, left [✓ Approve]
        Anna taps Another room
        Anna sees Nothing else is free then [‹ Back]
        Alex says /services
        Alex taps Career review
        Alex taps Rooms
        Alex taps Blue room
        Alex taps Linden room
        Alex sees Now: one of Blue room, Linden room
        Anna taps Back
        Anna taps Another room
        Anna sees Which instead of Blue room? [Linden room]
        Anna taps Linden room
        Anna sees Room: Linden room, 1st floor [✓ Approve]
        Mia sees Room: Linden room, 1st floor
        Anna taps Another room
        Anna taps Blue room
        Anna sees Room: Blue room, 2nd floor, left
        Alex says /rooms
        Alex taps Blue room
        Alex taps Retire it
        Alex sees Blue room has a session that would be without it [Mia Keller · …]
        Alex taps Save anyway
        Alex sees Retired: no new session gets it [Use it again]
        Alex taps Closed days
        Alex taps Close it for a while
        Alex says 20.5. - 22.5.
        Alex sees Tue, 20 May 2031 – Thu, 22 May 2031 [✓ Close it]
        Alex taps Close it
        Alex sees closed in addition to its hours [✕ Tue 20 May – Thu 22 May]
        """,
        alex,
        mia,
        anna,
    )


async def test_two_coaches_who_share_a_room_are_not_booked_into_it_at_once(
    stage: Stage, mia: Chat, ben: Chat, alex: Chat
) -> None:
    lena = await stage.chat(LENA)
    await play(
        """
        Mia says /book
        Mia taps Coaching session
        Mia taps Ben Okoro
        Mia taps 8
        Mia taps 14:00
        Mia taps Book now
        Mia sees Room: Linden room, 1st floor
        Ben sees Room: Linden room, 1st floor
        Lena says /book
        Lena taps Coaching
        Lena taps Anna Berg
        Lena taps 8
        Lena sees um wie viel Uhr? [16:00]
        Lena taps 16:00
        Lena sees Raum: Linden room
        Lena taps Anfrage senden
        Lena sees Raum: Linden room, 1st floor
        Alex says /rooms
        Alex taps Linden room
        Alex sees Needed by: Coaching session
        Alex taps What is in it
        Alex sees Nothing is in it on this day [‹ Sun 4 May] [Tue 6 May ›]
        Alex taps Tue 6 May
        Alex taps Wed 7 May
        Alex taps Thu 8 May
        Alex sees 14:00–15:00: Coaching session with Ben Okoro, Mia Keller [14:00 Mia Keller]
        Alex says /language
        Alex taps Deutsch
        Alex says /rooms
        Alex sees Räume und Geräte [Linden room] [Raum hinzufügen]
        Alex taps Linden room
        Alex sees Gebraucht von: Coaching session [Ausmustern]
        Alex taps Ausmustern
        Alex sees hat 2 Termine, die dann ohne dastünden [Mia Keller · …] [Trotzdem speichern]
        """,
        alex,
        mia,
        ben,
        lena,
    )
