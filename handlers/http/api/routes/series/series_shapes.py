"""What plans of series look like in requests and answers."""

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta

from domain.appointments.appointment import LONGEST_NOTE
from domain.series.series import MOST_DATES, MOST_EVERY, Unit
from domain.series.series_plan import LEAST_DATES, Purpose
from domain.services.service_choice import MOST_ALSO
from handlers.http.api.routes.appointments.appointment_shapes import NewAnswer
from handlers.http.api.shapes import AnswerShape, Count, Currency, Id, Instant, Money, RequestShape

Number = Annotated[
    int, Meta(ge=0, lt=MOST_DATES, description="The position of a date in its plan, from 0.")
]


class Repeating(RequestShape):
    """The interval in weeks or months, and how many dates: without `count`, as many as can be
    booked."""

    unit: Unit
    every: Annotated[int, Meta(ge=1, le=MOST_EVERY)] = 1
    count: Annotated[int, Meta(ge=LEAST_DATES, le=MOST_DATES)] | None = None


class NewSeries(RequestShape):
    """What to book repeatedly, and when first."""

    service_id: Id
    coach_id: Id
    start: Instant
    repeating: Repeating
    minutes: Annotated[int, Meta(ge=1, le=1440)] | None = None
    also: Annotated[tuple[Id, ...], Meta(max_length=MOST_ALSO)] = ()
    places: Annotated[int, Meta(ge=1, le=100)] = 1


class SeriesMove(RequestShape):
    """Where to move this date; all later ones move alike."""

    start: Instant


class PlannedDate(AnswerShape):
    """A date of a plan. start: left out if the date is left out, or the clock skips that time. why:
    what is currently in its way. appointment_id: of an existing appointment."""

    number: int
    day: date
    start: datetime | None = None
    skipped: bool = False
    instead: bool = False
    why: str | None = None
    appointment_id: int | None = None


class SeriesPlan(AnswerShape):
    """A plan as of now. count: how many dates would be booked, or moved, at `price` each. free:
    whether all of them are available. can_be_set_aside: whether everything in their way only
    protects the coach who plans."""

    id: int
    purpose: Purpose
    service_id: int
    coach_id: int
    client_id: int
    zone: str
    count: int
    price: Money
    free: bool
    can_be_set_aside: bool
    dates: tuple[PlannedDate, ...]


class DateChange(RequestShape):
    """A date to leave out, or to take as planned; or its new start."""

    skipped: bool | None = None
    start: Instant | None = None


class OtherStarts(AnswerShape):
    """Free starts in a date's week, in order."""

    starts: tuple[datetime, ...]


class CarryingOut(RequestShape):
    """Book, or move, all of it. count: from the plan. price, currency: of one date, from the plan;
    without them, the current ones. note, answers: for the coach, with each date. anyway: for staff:
    ignore what only protects the coach."""

    count: Annotated[int, Meta(ge=1, le=MOST_DATES)]
    price: Count | None = None
    currency: Currency | None = None
    note: Annotated[str, Meta(min_length=1, max_length=LONGEST_NOTE)] | None = None
    answers: Annotated[tuple[NewAnswer, ...], Meta(max_length=8)] = ()
    anyway: bool = False
