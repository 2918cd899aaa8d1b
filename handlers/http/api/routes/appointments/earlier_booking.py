"""Booking as earlier programs ask for it: times on the clock of the business, bare answers.

It is the booking route in another form; new programs use `POST /appointments`.
"""

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated, Final

from msgspec import Meta

from domain.programs.scopes import Scope
from domain.refusals import NoLongerOffered
from domain.services.by_length import fitting
from domain.time.spans import moment
from domain.working_hours.hours import instant_of
from handlers.actions.appointments import booking
from handlers.actions.appointments.booking import BookingOrder
from handlers.http.api import instants
from handlers.http.api.call import Call
from handlers.http.api.request_faults import FieldFault, of_fields
from handlers.http.api.route import route
from handlers.http.api.routes.appointments.booking_refusals import OF_A_START
from handlers.http.api.shapes import AnswerShape, Id, RequestShape
from handlers.wording.words import zone_info

SAYS: Final = {
    "NOT_SIGNED_IN": "user is not authorized",
    "INVALID_TOKEN": "user is not authorized",
    "MISSING": "field missing",
}
_WALL: Final = re.compile(r"(\d{4}-\d{2}-\d{2})[ T]([01]\d|2[0-3]):([0-5]\d)(?::00)?", re.ASCII)
ClockTime = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=40,
        description="A time on the clock of the business: 2020-05-01 15:00:00.",
    ),
]


class EarlierAppointment(RequestShape):
    """What to book. date_of_appoinment: the day of both times. The service is this coach's one of
    that length."""

    date_of_appoinment: Annotated[str, Meta(min_length=10, max_length=40)]
    start_time: ClockTime
    end_time: ClockTime
    coach_id: Id


class EarlierBooked(AnswerShape):
    """The resulting appointment."""

    appointment_id: int


@route(
    "POST",
    "/appointment/create",
    Scope.BOOKINGS_WRITE,
    status=201,
    base="",
    bare=True,
    deprecated=True,
    says=SAYS,
    name="appointments_create",
    subject="appointments",
    refuses=OF_A_START,
)
async def create(call: Call, body: EarlierAppointment) -> EarlierBooked:
    """Book an appointment, as earlier programs do.

    The times have no offset: they are read on the clock of the business, the first of two if the
    clock shows a time twice. The key is in the header `token_jwt`.
    """
    start, end = _instant(call, body, "start_time"), _instant(call, body, "end_time")
    coach = call.catalogue.coaches.get(body.coach_id)
    if coach is None:
        raise NoLongerOffered
    minutes = int((end - start).total_seconds()) // 60
    matches = fitting(call.catalogue, coach, minutes)
    if len(matches) != 1:
        message = (
            "Several services of this coach last so long"
            if matches
            else ("No service of this coach lasts so long")
        )
        raise _wrong("end_time", message)
    [(service_id, choice)] = matches
    # The length that was asked for, even if another one becomes the usual one meanwhile.
    choice = replace(choice, length=minutes)
    one = await booking.book(
        call.database,
        call.catalogue,
        BookingOrder(service_id, coach.id, start, None, choice=choice),
        **call.intent,
    )
    return EarlierBooked(appointment_id=one.id)


def _instant(call: Call, body: EarlierAppointment, field: str) -> datetime:
    """The instant (UTC) of a time. Raises Unacceptable: 422."""
    text = body.start_time if field == "start_time" else body.end_time
    parts = _WALL.fullmatch(text.strip())
    try:
        if parts is None:
            return instants.instant(text)
        day = instants.day(parts[1])
    except ValueError as wrong:
        raise _wrong(field, "Expected a time such as 2020-05-01 15:00:00") from wrong
    if field == "start_time" and body.date_of_appoinment[:10] != parts[1]:
        raise _wrong("date_of_appoinment", "Is another day than that of start_time")
    zone = zone_info(call.catalogue.business.zone)
    instant = instant_of(day, int(parts[2]) * 60 + int(parts[3]), zone)
    if instant is None:
        raise _wrong(field, "There is no such time on that day: clocks go forward")
    return moment(instant).astimezone(UTC)


def _wrong(field: str, message: str) -> Exception:
    return of_fields(422, [FieldFault(field=field, code="invalid", message=message)])


ROUTES = (create,)
