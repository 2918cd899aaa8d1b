"""Calendar files: what is confirmed, for your own calendar.

A calendar keeps one entry per appointment, whichever of these files brings it, and a later file
updates that entry.
"""

import re
from collections.abc import Sequence
from typing import Final

from domain.appointments.appointment import Appointment
from domain.programs.scopes import Scope
from domain.refusals import AlreadyDecided, NotFound
from handlers.http.api.answers import tag_of
from handlers.http.api.call import Call
from handlers.http.api.files import CALENDAR, Download
from handlers.http.api.route import route
from handlers.http.api.routes.appointments.booking_refusals import RIGHTS
from handlers.http.api.shapes import Id
from handlers.notices.calendar_file import calendar_of
from handlers.queries.appointments import sessions
from handlers.queries.series import calendar_dates

MOST: Final = 500
_MADE: Final = re.compile(rb"^DTSTAMP.*$", re.MULTILINE)


@route(
    "GET",
    "/appointments/{appointment_id}/calendar",
    Scope.BOOKINGS_READ,
    refuses=(NotFound, AlreadyDecided, *RIGHTS),
    subject="appointments",
    files=(CALENDAR,),
)
async def calendar(call: Call, appointment_id: Id) -> Download:
    """Save a confirmed appointment as a calendar file.

    For its client, its coach and the team.
    """
    one = await sessions.for_calendar(call.database, appointment_id, actor=call.actor)
    return _file(call, [one], one.code)


@route(
    "GET",
    "/appointments/{appointment_id}/series/calendar",
    Scope.BOOKINGS_READ,
    refuses=(NotFound, AlreadyDecided, *RIGHTS),
    subject="series",
    files=(CALENDAR,),
)
async def calendar_of_series(call: Call, appointment_id: Id) -> Download:
    """Save the confirmed, upcoming dates of a series as a calendar file."""
    dates = await calendar_dates.for_calendar(
        call.database, appointment_id, actor=call.actor, now=call.now
    )
    return _file(call, dates, dates[0].code)


@route(
    "GET",
    "/appointments/calendar",
    Scope.BOOKINGS_READ,
    refuses=RIGHTS,
    subject="appointments",
    files=(CALENDAR,),
)
async def own_calendar(call: Call) -> Download:
    """Save all your confirmed, upcoming appointments as a calendar file."""
    appointments = await sessions.of_customer(
        call.database, actor=call.actor, now=call.now, past=False, limit=MOST
    )
    return _file(call, sessions.confirmed(appointments), "appointments")


def _file(call: Call, appointments: Sequence[Appointment], name: str) -> Download:
    content = calendar_of(appointments, call.words, call.now)
    # The file says when it was made; that alone does not make it different.
    tag = tag_of(_MADE.sub(b"", content))
    return Download(f"{name}.ics", CALENDAR, content, tag=tag)


ROUTES = (calendar, calendar_of_series, own_calendar)
