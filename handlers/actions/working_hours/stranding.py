"""A change of hours or closures that leaves sessions outside: refused until agreed to.

The agreement is to these sessions: a booking made meanwhile asks again.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from domain.appointments.appointment import Appointment
from domain.refusals import StrandsBookings
from domain.rescues.stranding import Opened, mark, stranded_sessions
from domain.time.spans import epoch
from storage.appointments import calendar
from storage.transactions import Reader

FARTHEST = timedelta(days=400)  # farther ahead than any service can be booked
MOST_TOLD = 20


async def left_outside(
    reader: Reader,
    changes: Sequence[tuple[Opened, Opened]],
    *,
    now: datetime,
    agreed: str | None,
) -> list[Appointment]:
    """The coming sessions left outside by changing these coaches, each before and after.

    agreed: as in `StrandsBookings`, "" for nothing; None: whichever they are. Raises
    StrandsBookings.
    """
    outside_sessions: list[Appointment] = []
    for before, after in changes:
        upcoming = await calendar.agenda(reader, before[0].id, now, now + FARTHEST)
        outside_sessions += stranded_sessions(before, after, [one for one in upcoming if one.open])
    its = mark(outside_sessions)
    if agreed is not None and its != agreed and outside_sessions:
        outside_sessions.sort(key=lambda one: (one.starts_at, one.id))
        raise StrandsBookings(
            tuple(
                (one.customer_name, epoch(one.starts_at), one.coach_id)
                for one in outside_sessions[:MOST_TOLD]
            ),
            tuple(one.id for one in outside_sessions[:MOST_TOLD]),
            len(outside_sessions),
            its,
        )
    return outside_sessions
