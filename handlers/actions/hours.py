"""Working hours of a coach: the week, and single dates that differ from it.

Bookings that a change leaves outside the hours stand: people agreed on them. How many there are is
part of the answer.

A change that comes again is not made again: it would undo what was changed since.
"""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from domain.availability import open_spans
from domain.catalogue import Coach
from domain.hours import Window, WorkingHours, clash, mark, written
from domain.refusals import HoursChanged, HoursClash, NotFound
from domain.roles import Actor
from domain.spans import epoch
from handlers.actions.catalogue import hold_coach, newest
from handlers.actions.once import once
from storage import audit, calendar
from storage import catalogue as stored
from storage.transactions import Database, Reader, Writer

FARTHEST = timedelta(days=400)  # farther ahead than any service can be booked
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Changed:
    """The coach as they are now, and how many coming sessions lie outside the changed hours."""

    coach: Coach
    outside: int


async def set_week(
    database: Database,
    coach_id: int,
    plan: Sequence[tuple[Collection[int], Sequence[Window]]],
    *,
    actor: Actor,
    key: str,
    now: datetime,
    seen: str = "",
) -> Changed:
    """Give several groups of weekdays (0 is Monday) the hours of each, all or none.

    No windows: closed.

    seen: `domain.hours.mark` of what these days had on the screen, Monday first; "" for whatever
    they have. Raises NotFound, NotAllowed, HoursChanged when they have other hours by
    now, and HoursClash.
    """
    actor.tend(coach_id)
    windows_by_weekday = {
        weekday: tuple(windows) for weekdays, windows in plan for weekday in weekdays
    }
    named = sorted(windows_by_weekday)

    async def work(writer: Writer) -> dict[str, Any]:
        before = await hold_coach(writer, coach_id)
        stood = [before.hours.weekly[weekday] for weekday in named]
        if stood != [windows_by_weekday[weekday] for weekday in named]:
            _still(coach_id, stood, seen)
        weekly = tuple(
            windows_by_weekday.get(n, windows) for n, windows in enumerate(before.hours.weekly)
        )
        _apart(
            coach_id, WorkingHours(weekly, before.hours.overrides), windows_by_weekday, before, now
        )
        for weekdays, windows in plan:
            for weekday in sorted(weekdays):
                await stored.set_weekday_hours(writer, coach_id, weekday, windows)
            days = sorted(weekdays)
            old = {str(day): _plain(before.hours.weekly[day]) for day in days}
            new = {str(day): _plain(windows) for day in days}
            await _write_down(writer, "set_hours", coach_id, old, new, actor, now)
        after = await hold_coach(writer, coach_id)
        coming = await _coming(writer, after, now)
        touched = [
            day for day in coming if day.weekday() in named and day not in after.hours.overrides
        ]
        outside = sum(_outside(after, day, coming[day]) for day in touched)
        nights = [d for d in coming if (d - DAY).weekday() in named and d not in touched]
        return {"outside": outside + sum(_left_out(before, after, d, coming) for d in nights)}

    return await _changed(database, coach_id, work, actor, key, now)


async def set_date(
    database: Database,
    coach_id: int,
    day: date,
    windows: Sequence[Window] | None,
    *,
    actor: Actor,
    key: str,
    now: datetime,
    seen: str = "",
) -> Changed:
    """Give one date its own hours; no windows: a day off; None: as its weekday.

    seen, and what is raised: as of `set_week`, for the hours that the date has of its own.
    """
    actor.tend(coach_id)

    async def work(writer: Writer) -> dict[str, Any]:
        before = await hold_coach(writer, coach_id)
        special = before.hours.overrides.get(day)
        if special != (None if windows is None else tuple(windows)):
            _still(coach_id, [special], seen)
        overrides = {**before.hours.overrides, day: tuple(windows or ())}
        if windows is None:
            del overrides[day]
        hours = WorkingHours(before.hours.weekly, overrides)
        _dates_apart(coach_id, hours, [day - DAY, day])
        await stored.set_override(writer, coach_id, day, windows)
        old = {day.isoformat(): None if special is None else _plain(special)}
        new = {day.isoformat(): None if windows is None else _plain(windows)}
        await _write_down(writer, "set_date_hours", coach_id, old, new, actor, now)
        after = await hold_coach(writer, coach_id)
        coming = await _coming(writer, after, now)
        outside = _outside(after, day, coming.get(day, []))
        return {"outside": outside + _left_out(before, after, day + DAY, coming)}

    return await _changed(database, coach_id, work, actor, key, now)


def _still(coach_id: int, stood: Iterable[Sequence[Window] | None], seen: str) -> None:
    """A button does not overwrite what has changed since it was shown."""
    if seen and mark(stood) != seen:
        raise HoursChanged(coach_id)


def _apart(
    coach_id: int, hours: WorkingHours, weekdays: Collection[int], coach: Coach, now: datetime
) -> None:
    """Weekdays whose nights run into no other day, nor into a date that has hours of its own."""
    for first in sorted({n for weekday in weekdays for n in (weekday, (weekday - 1) % 7)}):
        if met := clash(hours.weekly[first], hours.weekly[(first + 1) % 7]):
            raise HoursClash(coach_id, first, "", *met)
    today = now.astimezone(coach.tz).date()
    ahead = sorted(day for day in hours.overrides if day >= today)
    around = [day for date_ in ahead for day in (date_ - DAY, date_)]
    _dates_apart(
        coach_id,
        hours,
        [day for day in around if {day.weekday(), (day + DAY).weekday()} & set(weekdays)],
    )


def _dates_apart(coach_id: int, hours: WorkingHours, days: Iterable[date]) -> None:
    """Nights of these dates that do not run into the day after."""
    for day in days:
        if met := clash(hours.on(day), hours.on(day + DAY)):
            raise HoursClash(coach_id, day.weekday(), day.isoformat(), *met)


async def _changed(
    database: Database,
    coach_id: int,
    work: Callable[[Writer], Awaitable[dict[str, Any]]],
    actor: Actor,
    key: str,
    now: datetime,
) -> Changed:
    outcome = await once(database, work, actor=actor, key=key, now=now)
    coach = (await newest(database)).coaches.get(coach_id)
    if coach is None:
        raise NotFound
    return Changed(coach, outcome["outside"])


async def _coming(reader: Reader, coach: Coach, now: datetime) -> dict[date, list[tuple[int, int]]]:
    """The coming sessions of a coach as spans, by the coach's day."""
    by_day: dict[date, list[tuple[int, int]]] = {}
    for a in await calendar.agenda(reader, coach.id, now, now + FARTHEST):
        if a.open:
            day = a.starts_at.astimezone(coach.tz).date()
            by_day.setdefault(day, []).append((epoch(a.starts_at), epoch(a.ends_at)))
    return by_day


def _outside(coach: Coach, day: date, sessions: Sequence[tuple[int, int]]) -> int:
    working = open_spans(replace(coach, leaves=()), day, day + DAY)
    return sum(
        not any(opens <= start and end <= closes for opens, closes in working)
        for start, end in sessions
    )


def _left_out(
    before: Coach, after: Coach, day: date, coming: Mapping[date, Sequence[tuple[int, int]]]
) -> int:
    """The sessions of a day that lay in hours of the night before, and no longer do."""
    sessions = coming.get(day, [])
    return max(_outside(after, day, sessions) - _outside(before, day, sessions), 0)


def _plain(windows: Sequence[Window]) -> list[str]:
    return [written(window) for window in windows]


async def _write_down(
    writer: Writer,
    action: str,
    coach_id: int,
    before: Mapping[str, object],
    after: Mapping[str, object],
    actor: Actor,
    now: datetime,
) -> None:
    await audit.record(
        writer,
        at=now,
        actor=actor,
        action=action,
        entity="coach",
        entity_id=coach_id,
        coach_id=coach_id,
        before=before,
        after=after,
    )
