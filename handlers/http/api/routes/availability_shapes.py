"""What questions for free times look like, and their answers."""

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta

from domain.constraints import Reason
from domain.service_choice import MOST_ALSO
from handlers.http.api.shapes import AnswerShape, Day, Id, Instant, Money, RequestShape

Month = Annotated[
    str, Meta(pattern=r"^\d{4}-(0[1-9]|1[0-2])$", description="A month, ISO 8601: 2026-05.")
]


class Looking(RequestShape):
    """What is looked for.

    service_id: the coach's only service without it. coach_id: anyone without it. minutes: a length
    of the service. also: services that follow in a row. moving: the appointment that is to be
    moved, whose service and coach it is then. client_id: for whom staff looks, past what protects
    the coach alone.
    """

    service_id: Id | None = None
    coach_id: Id | None = None
    minutes: Annotated[int, Meta(ge=1, le=1440)] | None = None
    also: Annotated[tuple[Id, ...], Meta(max_length=MOST_ALSO)] = ()
    places: Annotated[int, Meta(ge=1, le=100)] = 1
    moving: Id | None = None
    client_id: Id | None = None


class OnDays(Looking, rename={"from_": "from"}):
    """On which days, both included; today without. At most 31, in the zone of the request."""

    from_: Day | None = None
    to: Day | None = None


class InMonth(Looking):
    """In which month; this one without it."""

    month: Month | None = None


class AtStart(Looking, kw_only=True):
    """At which start."""

    start: Instant


class OfferedBy(AnswerShape):
    """A coach, and how they do what is looked for."""

    coach_id: int
    coach: str
    minutes: int
    price: Money


class FreeStart(AnswerShape):
    """A start that can be booked. coach_ids: with whom. places_left: of a group that stands."""

    start: datetime
    end: datetime
    coach_ids: tuple[int, ...]
    places_left: int | None = None


class WhyNot(AnswerShape):
    """What keeps a coach from it: as few reasons as explain it."""

    coach_id: int
    reasons: tuple[Reason, ...]


class FreeDay(AnswerShape):
    """A day. why: for each coach, where nothing is free."""

    day: date
    starts: tuple[FreeStart, ...]
    why: tuple[WhyNot, ...] = ()


class Availability(AnswerShape):
    """What is free on days of a zone."""

    service_id: int
    zone: str
    offers: tuple[OfferedBy, ...]
    days: tuple[FreeDay, ...]


class CountedDay(AnswerShape):
    """A day, and how many starts are free on it."""

    day: date
    free: int


class AvailableMonth(AnswerShape):
    """A month of a zone, day by day. last_day: that can be booked at all at the moment."""

    service_id: int
    zone: str
    days: tuple[CountedDay, ...]
    last_day: date


class FirstFree(AnswerShape):
    """The first free start of a coach."""

    coach_id: int
    coach: str
    start: datetime
    end: datetime


class FirstFrees(AnswerShape):
    """Of each coach who has any, the soonest first."""

    items: tuple[FirstFree, ...]


class StartLook(AnswerShape):
    """Whether one start can be booked. coach_ids: with whom. why: for each coach, where it cannot.
    nearest: up to three others that can, in order."""

    start: datetime
    free: bool
    coach_ids: tuple[int, ...]
    nearest: tuple[datetime, ...]
    why: tuple[WhyNot, ...] = ()
