"""What questions about free times look like, and their answers."""

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta

from domain.services.service_choice import MOST_ALSO
from domain.starts.constraints import Reason
from handlers.http.api.shapes import AnswerShape, Day, Id, Instant, Money, RequestShape

Month = Annotated[
    str, Meta(pattern=r"^\d{4}-(0[1-9]|1[0-2])$", description="A month, ISO 8601: 2026-05.")
]


class Looking(RequestShape):
    """What to look for. service_id: without it, the coach's only service. coach_id: without it, any
    coach. minutes: a length of the service. also: services that follow directly. moving: the
    appointment to move, which then decides service and coach. client_id: for staff, whom to look
    for, ignoring what only protects the coach."""

    service_id: Id | None = None
    coach_id: Id | None = None
    minutes: Annotated[int, Meta(ge=1, le=1440)] | None = None
    also: Annotated[tuple[Id, ...], Meta(max_length=MOST_ALSO)] = ()
    places: Annotated[int, Meta(ge=1, le=100)] = 1
    moving: Id | None = None
    client_id: Id | None = None


class OnDays(Looking, rename={"from_": "from"}):
    """Which days, both included; today without any. At most 31, in the zone of the request."""

    from_: Day | None = None
    to: Day | None = None


class InMonth(Looking):
    """Which month; without it, this one."""

    month: Month | None = None


class AtStart(Looking, kw_only=True):
    """Which start."""

    start: Instant


class OfferedBy(AnswerShape):
    """A coach, and the terms on which they do the service."""

    coach_id: int
    coach: str
    minutes: int
    price: Money


class FreeStart(AnswerShape):
    """A start that can be booked. coach_ids: with whom. places_left: in a group session that
    exists."""

    start: datetime
    end: datetime
    coach_ids: tuple[int, ...]
    places_left: int | None = None


class WhyNot(AnswerShape):
    """Why a coach has nothing free: the fewest reasons that explain it."""

    coach_id: int
    reasons: tuple[Reason, ...]


class FreeDay(AnswerShape):
    """A day. why: for each coach, if nothing is free."""

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
    """A month of a zone, day by day. last_day: the last one that can currently be booked."""

    service_id: int
    zone: str
    days: tuple[CountedDay, ...]
    last_day: date


class FirstFree(AnswerShape):
    """A coach's first free start."""

    coach_id: int
    coach: str
    start: datetime
    end: datetime


class FirstFrees(AnswerShape):
    """For each coach who has any, soonest first."""

    items: tuple[FirstFree, ...]


class StartLook(AnswerShape):
    """Whether one start can be booked. coach_ids: with whom. why: for each coach who cannot.
    nearest: up to three others that can, in order."""

    start: datetime
    free: bool
    coach_ids: tuple[int, ...]
    nearest: tuple[datetime, ...]
    why: tuple[WhyNot, ...] = ()
