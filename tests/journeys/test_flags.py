"""The team looks at a flagged person and limits them; they read so before they book. In both
languages."""

import pytest

from domain.people.flags import Flag
from storage.people import flags, people
from storage.transactions import Database, Writer
from tests.journeys.chat import Chat
from tests.journeys.script import play
from tests.journeys.test_messages import german
from tests.journeys.the_week import MIA, MONDAY

pytestmark = pytest.mark.usefixtures("coachbook")


async def test_who_was_noticed_is_limited_reads_so_and_is_let_go_again(
    mia: Chat, alex: Chat, anna: Chat, database: Database
) -> None:
    await play("Mia says /start\nMia sees Hello Mia", mia)

    async def notice(writer: Writer) -> None:
        person = await people.by_telegram_id(writer, MIA)
        assert person is not None
        await flags.raise_flag(writer, person.id, Flag.CANCELLATIONS, 6, 5, MONDAY)
        await flags.raise_flag(writer, person.id, Flag.NO_SHOWS, 3, 3, MONDAY)

    await database.write(notice)
    await play(
        """
        Alex says /admin
        Alex sees Mon, 5 May 2031 [To look at: 2]
        Alex taps To look at: 2
        Alex sees 2 to look at [Mia Keller · cancels a lot] [Mia Keller · misses sessions]
        Alex taps Mia Keller · misses sessions
        Alex sees 3 sessions missed within 90 days; it is shown here from 3. [Limit] [Block]
        Alex taps All fine: dismiss
        Alex is told Dismissed.
        Alex sees 1 to look at [Mia Keller · cancels a lot]
        Alex taps Mia Keller · cancels a lot
        Alex sees 6 cancellations of their own within 30 days [All fine: dismiss]
        Alex taps Block
        Alex sees Block Mia Keller?
        Alex taps 30 days
        Alex taps ‹ Back
        Alex sees 6 cancellations of their own within 30 days [All fine: dismiss]
        Alex taps Limit
        Alex sees Limit Mia Keller [1 session] [Each confirmed by hand] [Until lifted]
        Alex taps Each confirmed by hand
        Alex sees [✓ Each confirmed by hand]
        Alex taps ‹ Back
        Alex sees 6 cancellations of their own within 30 days [All fine: dismiss]
        Alex taps Limit
        Alex sees Limit Mia Keller [1 session]
        Alex taps 2 sessions
        Alex sees Existing bookings stand. [Limit them]
        Alex taps Each confirmed by hand
        Alex sees Existing bookings stand. [✓ Each confirmed by hand]
        Alex taps Limit them
        Alex is told Limited.
        Alex sees Limited to 2 sessions ahead [Lift the limit]
        Alex says /flags
        Alex sees Nobody needs to be looked at.
        Mia says /book
        Mia sees What would you like to book? [Coaching session · 1 hour · €90.00]
        Mia taps Coaching session
        Mia sees Who would you like to see? [Ben Okoro · …]
        Mia taps Ben Okoro
        Mia sees Coaching session with Ben Okoro [8]
        Mia taps 8
        Mia sees what time? [15:00]
        Mia taps 15:00
        Mia sees your bookings are confirmed by hand. [✓ Send request]
        Mia taps Send request
        Mia sees Request sent ✓
        """,
        mia,
        alex,
        anna,
    )
    await german(alex)
    await play(
        """
        Alex says /flags
        Alex sees Niemand fällt auf.
        Alex says /people Mia Keller
        Alex sees Auf 2 Termine im Voraus begrenzt [Grenze aufheben]
        Alex taps Grenze aufheben
        Alex is told Es gilt wieder dasselbe wie für alle.
        Alex sees Mia Keller [Buchungen begrenzen]
        Alex says /settings
        Alex taps Wer auffällt
        Alex sees Versäumte Termine ändern nichts an späteren Buchungen. [Von Hand ab]
        Alex taps Von Hand ab
        Alex sees Nach wie vielen versäumten Terminen
        Mia says /flags
        Mia sees Only managers and admins can do that here
        """,
        mia,
        alex,
    )
