"""How plans of series begin: from a start, from an existing session, from a series that continues
or moves. `series.Planning` says which dates can be had."""

from datetime import date, datetime, timedelta

from domain.appointments.appointment import Appointment, Status
from domain.refusals import AlreadyDecided, NoLongerOffered, NotFound
from domain.roles import Actor
from domain.series.series import MOST_DATES, Shift, instant
from domain.series.series_continuation import can_go_on, next_days
from domain.series.series_plan import Occasion, Plan, Purpose
from domain.series.series_refusals import SeriesChanged
from domain.services.catalogue import Catalogue, Coach
from domain.services.service import Service
from domain.services.service_choice import USUAL, Choice
from domain.services.service_choice import read as choice_of
from domain.starts.slots import allowed_starts
from domain.time.spans import epoch, moment
from handlers.queries.appointments import sessions
from handlers.queries.series import series
from handlers.queries.series.series import SeriesView
from storage.transactions import Database


def of_start(
    catalogue: Catalogue, service_id: int, coach_id: int, start: datetime, choice: str, person: int
) -> Plan:
    """From a start (UTC) that somebody has chosen for themselves. Raises NoLongerOffered."""
    coach = _coach(catalogue, coach_id)
    catalogue.service_for(service_id, coach, choice_of(choice))
    return _booking(coach, service_id, person, wall_of(start, coach), choice)


async def of_session(
    database: Database, catalogue: Catalogue, appointment_id: int, *, actor: Actor, now: datetime
) -> Plan:
    """From an existing session, for its customer or whoever is responsible for it. Raises NotFound,
    AlreadyDecided, NoLongerOffered."""
    a = await sessions.either(database, appointment_id, actor=actor)
    if a.status is not Status.CONFIRMED or a.starts_at <= now or a.series_id is not None:
        raise AlreadyDecided(a.id, a.status)
    coach = _coach(catalogue, a.coach_id)
    choice = choice_again(catalogue, coach, a)
    return _booking(coach, a.service_id, a.customer_id, wall_of(a.starts_at, coach), choice, a.id)


async def of_continuing(
    database: Database, catalogue: Catalogue, appointment_id: int, *, actor: Actor, now: datetime
) -> Plan:
    """As many dates again for this one's series. Raises NotFound, SeriesChanged if it does not
    continue, NoLongerOffered."""
    series_ = await series.of(database, appointment_id, actor=actor)
    last = can_go_on(series_.dates, now)
    if last is None or last.series_id is None:
        raise SeriesChanged(series_.appointment.id)
    coach = _coach(catalogue, last.coach_id)
    wall = wall_of(last.starts_at, coach)
    plan = Plan(
        Purpose.BOOK,
        coach_id=coach.id,
        service_id=last.service_id,
        customer_id=last.customer_id,
        zone=coach.zone,
        wall=wall,
        choice=choice_again(catalogue, coach, last),
        origin=last.id,
        rhythm=series_.rhythm,
        dates=(Occasion(wall.date(), epoch(last.starts_at), appointment=last.id),),
        series=last.series_id,
    )
    catalogue.service_for(plan.service_id, coach, choice_of(plan.choice))
    again = await series.times(database, series_)
    return _with_more(catalogue, series_, plan, coach, again, now)


async def of_moving(
    database: Database,
    catalogue: Catalogue,
    appointment_id: int,
    start: datetime,
    *,
    actor: Actor,
    now: datetime,
) -> Plan:
    """This date to another start (UTC), and all later ones likewise. Raises NotFound, also for a
    start too far from its own; AlreadyDecided."""
    series_ = await series.of(database, appointment_id, actor=actor)
    coach = catalogue.coaches.get(series_.appointment.coach_id)
    ahead = series_.ahead(now, onward=True)
    if coach is None or series_.appointment not in ahead:
        raise AlreadyDecided(series_.appointment.id, series_.appointment.status)
    wall = wall_of(series_.appointment.starts_at, coach)
    shift = Shift.between(wall, wall_of(start, coach))
    if shift is None:
        raise NotFound
    return Plan(
        Purpose.MOVE,
        coach_id=coach.id,
        service_id=series_.appointment.service_id,
        customer_id=series_.appointment.customer_id,
        zone=coach.zone,
        wall=wall,
        choice=Choice(
            series_.appointment.minutes, series_.appointment.places, series_.appointment.also
        ).as_text,
        origin=series_.appointment.id,
        rhythm=series_.rhythm,
        dates=tuple(_shifted_occasion(one, shift, coach) for one in ahead[:MOST_DATES]),
    )


def choice_again(catalogue: Catalogue, coach: Coach, a: Appointment) -> str:
    """What was chosen of the service, as its coach offers it now. Raises NoLongerOffered."""
    usual = catalogue.service_for(a.service_id, coach, USUAL)
    length = 0 if a.also or usual.minutes == a.minutes else a.minutes
    return Choice(length, a.places, a.also).as_text


def wall_of(start: datetime, coach: Coach) -> datetime:
    """A start as naive wall time where its coach is."""
    return start.astimezone(coach.tz).replace(tzinfo=None)


def coach_and_service(catalogue: Catalogue, plan: Plan) -> tuple[Coach, Service]:
    """The coach and service of a plan. Raises NoLongerOffered."""
    coach = _coach(catalogue, plan.coach_id)
    return coach, catalogue.service_for(plan.service_id, coach, choice_of(plan.choice))


def last_day(catalogue: Catalogue, plan: Plan, now: datetime) -> date:
    """The last day that can be booked now."""
    coach, service = coach_and_service(catalogue, plan)
    until = now + reaches(service, coach, now)
    return until.astimezone(coach.tz).date() - date.resolution


def reaches(service: Service, coach: Coach, now: datetime) -> timedelta:
    """How far ahead this can be booked now."""
    return moment(allowed_starts(service, coach, epoch(now))[1]) - now


def fitting(catalogue: Catalogue, plan: Plan, now: datetime) -> int:
    """How many dates can be booked within the service's horizon. The plan has a rhythm."""
    assert plan.rhythm is not None
    return min(plan.rhythm.until(plan.wall.date(), last_day(catalogue, plan, now)), MOST_DATES)


def _coach(catalogue: Catalogue, coach_id: int) -> Coach:
    coach = catalogue.coaches.get(coach_id)
    if coach is None:
        raise NoLongerOffered
    return coach


def _booking(
    coach: Coach, service_id: int, customer_id: int, wall: datetime, choice: str, origin: int = 0
) -> Plan:
    return Plan(
        Purpose.BOOK,
        coach_id=coach.id,
        service_id=service_id,
        customer_id=customer_id,
        zone=coach.zone,
        wall=wall,
        choice=choice,
        origin=origin,
    )


def _with_more(
    catalogue: Catalogue,
    series_: SeriesView,
    plan: Plan,
    coach: Coach,
    again: int | None,
    now: datetime,
) -> Plan:
    """The plan with as many dates again as the series had at first: at least one, and beyond that
    only those bookable by now. again: how many those were, None if unknown."""
    walls = [wall_of(a.starts_at, coach) for a in series_.standing]
    again = again or len(walls)
    today = now.astimezone(coach.tz).date()
    next_walls = next_days(walls, series_.rhythm, again, today)
    until = last_day(catalogue, plan, now)
    days = [one for one in next_walls if one.date() <= until] or next_walls[:1]
    more = (Occasion(one.date(), instant(one.date(), one, coach.tz)) for one in days)
    return plan.with_dates((*plan.dates, *more))


def _shifted_occasion(a: Appointment, shift: Shift, coach: Coach) -> Occasion:
    day = wall_of(a.starts_at, coach).date()
    return Occasion(shift.day(day), shift.of(day, coach.tz), appointment=a.id)
