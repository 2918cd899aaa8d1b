"""When a coach works: the week, dates that differ, seasons, and the times of single services.

Each piece is written as a whole: these windows and no others.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete, insert, update
from sqlalchemy.dialects import postgresql

from domain.time.periods import Period
from domain.working_hours.hours import MIDNIGHT, Window, WorkingHours
from domain.working_hours.seasons import Season, Week
from storage.tables.coaches import (
    hours_overrides,
    hours_seasons,
    service_hours,
    working_hours,
)
from storage.transactions import Writer

# Columns of one row of `coaches`, for `hours_of`.
HOURS = """
            (SELECT json_agg(json_build_array(weekday, starts, ends + past_midnight)
                ORDER BY weekday, starts)
                FROM working_hours WHERE coach_id = coaches.id) AS weekly,
            (SELECT json_object_agg(day, json_build_array(windows, past_midnight))
                FROM hours_overrides WHERE coach_id = coaches.id) AS overrides,
            (SELECT json_agg(json_build_array(id, first_day, last_day, yearly, weekly) ORDER BY id)
                FROM hours_seasons WHERE coach_id = coaches.id) AS seasons,
            (SELECT json_object_agg(service_id, weekly)
                FROM service_hours WHERE coach_id = coaches.id) AS within
""".strip()

# The last one has what goes past midnight.
_ADD_HOURS = """
INSERT INTO working_hours (coach_id, weekday, starts, ends, past_midnight)
SELECT $1, $2, starts, ends, CASE WHEN number = cardinality($3::int[]) THEN $5::int ELSE 0 END
FROM unnest($3::int[], $4::int[]) WITH ORDINALITY AS each (starts, ends, number)
"""


async def set_weekday_hours(
    writer: Writer, coach_id: int, weekday: int, windows: Sequence[Window]
) -> None:
    """A coach's hours on a weekday (0 is Monday): these windows and no others; empty is closed."""
    h = working_hours.c
    await writer.run(delete(working_hours).where(h.coach_id == coach_id, h.weekday == weekday))
    if windows:
        within, past = _until_midnight(windows)
        starts, ends = zip(*within, strict=True)
        await writer.fetch(_ADD_HOURS, coach_id, weekday, starts, ends, past)


async def set_overrides(
    writer: Writer, coach_id: int, days: Sequence[date], windows: Sequence[Window] | None
) -> None:
    """A coach's hours on these dates; empty for days off; None goes back to the usual hours."""
    o = hours_overrides.c
    await writer.run(delete(hours_overrides).where(o.coach_id == coach_id, o.day.in_(days)))
    if windows is not None and days:
        within, past = _until_midnight(windows)
        rows = [
            {"coach_id": coach_id, "day": day, "windows": within, "past_midnight": past}
            for day in days
        ]
        await writer.run(insert(hours_overrides).values(rows))


async def add_season(writer: Writer, coach_id: int, period: Period, weekly: Week) -> int:
    """New hours for a part of the year; the id."""
    season_id: int = await writer.scalar(
        insert(hours_seasons).returning(hours_seasons.c.id),
        {"coach_id": coach_id, **columns_of_period(period), "weekly": weekly},
    )
    return season_id


async def set_season(
    writer: Writer, coach_id: int, season_id: int, period: Period, weekly: Week
) -> bool:
    """Other days or hours for a season; whether this coach has it."""
    s = hours_seasons.c
    values = {**columns_of_period(period), "weekly": weekly}
    mine = update(hours_seasons).where(s.id == season_id, s.coach_id == coach_id)
    return await writer.run(mine.values(**values)) > 0


async def delete_season(writer: Writer, coach_id: int, season_id: int) -> bool:
    """Deletes a season; whether this coach had it."""
    s = hours_seasons.c
    mine = delete(hours_seasons).where(s.id == season_id, s.coach_id == coach_id)
    return await writer.run(mine) > 0


async def set_service_hours(
    writer: Writer, coach_id: int, service_id: int, weekly: Week | None
) -> None:
    """The only times at which a coach gives a service; None: whenever they work."""
    h = service_hours.c
    if weekly is None:
        mine = (h.coach_id == coach_id, h.service_id == service_id)
        await writer.run(delete(service_hours).where(*mine))
        return
    row = postgresql.insert(service_hours).values(
        coach_id=coach_id, service_id=service_id, weekly=weekly
    )
    await writer.run(
        row.on_conflict_do_update(
            index_elements=["coach_id", "service_id"], set_={"weekly": row.excluded.weekly}
        )
    )


def hours_of(row: Mapping[str, Any]) -> WorkingHours:
    """The working hours in a row of `HOURS`."""
    weekly: list[list[Window]] = [[] for _ in range(7)]
    for weekday, starts, ends in row["weekly"] or ():
        weekly[weekday].append((starts, ends))
    overrides = {
        date.fromisoformat(day): _past_midnight(windows, past)
        for day, (windows, past) in (row["overrides"] or {}).items()
    }
    seasons = tuple(
        Season(season_id, period_of(first, last, yearly), _week(its))
        for season_id, first, last, yearly, its in row["seasons"] or ()
    )
    within = {
        int(service): WorkingHours(tuple(day or () for day in _week(its)), {})
        for service, its in (row["within"] or {}).items()
    }
    return WorkingHours(tuple(map(tuple, weekly)), overrides, seasons, within)


def period_of(first: str, last: str | None, yearly: bool) -> Period:
    """A period from its columns as JSON."""
    return Period(date.fromisoformat(first), date.fromisoformat(last) if last else None, yearly)


def columns_of_period(period: Period) -> dict[str, Any]:
    """The columns of a period, as `period_of` reads them."""
    return {"first_day": period.first, "last_day": period.last, "yearly": period.yearly}


def _week(days: Sequence[Sequence[Sequence[int]] | None]) -> Week:
    return tuple(
        None if day is None else tuple((starts, ends) for starts, ends in day) for day in days
    )


def _until_midnight(windows: Sequence[Window]) -> tuple[list[Window], int]:
    """The windows of a day in order, cut at midnight, and how many minutes the last one goes on."""
    *others, (starts, ends) = sorted(windows) or [(0, 0)]
    if ends <= MIDNIGHT:
        return sorted(windows), 0
    return [*others, (starts, MIDNIGHT)], ends - MIDNIGHT


def _past_midnight(windows: Sequence[Sequence[int]], past: int) -> tuple[Window, ...]:
    """Joins again what `_until_midnight` cut."""
    day = [(starts, ends) for starts, ends in windows]
    if past and day and day[-1][1] == MIDNIGHT:
        day[-1] = (day[-1][0], MIDNIGHT + past)
    return tuple(day)
