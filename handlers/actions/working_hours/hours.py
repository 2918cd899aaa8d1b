"""Working hours of a coach: the week, and single dates that differ from it.

For what is raised besides NotFound, NotAllowed and HoursChanged, and for `agreed`, see
`changed_hours.change_hours`.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from domain.refusals import BadInput
from domain.roles import Actor
from domain.services.catalogue import Coach
from domain.time.periods import Period, check_ahead
from domain.working_hours.hours import Window
from handlers.actions.working_hours.changed_hours import (
    ChangeResult,
    HoursChange,
    change_hours,
    plain,
    still,
)
from storage.transactions import Database, Writer
from storage.working_hours import timetables

LONGEST_ROW: Final = 92  # dates given the same hours at once; beyond that there are seasons


async def set_week(
    database: Database,
    coach_id: int,
    plan: Sequence[tuple[Collection[int], Sequence[Window]]],
    *,
    actor: Actor,
    key: str,
    now: datetime,
    seen_mark: str = "",
    agreed: str | None = "",
) -> ChangeResult:
    """Give several groups of weekdays (0 is Monday) their hours, all or none.

    No windows: closed.

    seen_mark: `domain.working_hours.hours.mark` of what these days had on the screen, Monday first;
    "" to skip the check. Raises HoursChanged if they have other hours by now.
    """
    by_weekday = {day: tuple(windows) for weekdays, windows in plan for day in weekdays}
    planned_weekdays = sorted(by_weekday)

    def change(coach: Coach) -> HoursChange:
        weekly = coach.hours.weekly
        stood = [weekly[weekday] for weekday in planned_weekdays]
        if stood != [by_weekday[weekday] for weekday in planned_weekdays]:
            still(coach_id, stood, seen_mark)

        async def save(writer: Writer) -> None:
            for weekday in planned_weekdays:
                windows = by_weekday[weekday]
                await timetables.set_weekday_hours(writer, coach_id, weekday, windows)

        lines = []
        for weekdays, windows in plan:
            days = sorted(weekdays)
            old = {str(day): plain(weekly[day]) for day in days}
            lines.append(("set_hours", old, {str(day): plain(windows) for day in days}))
        after = tuple(by_weekday.get(n, windows) for n, windows in enumerate(weekly))
        return HoursChange(replace(coach.hours, weekly=after), save, lines)

    return await change_hours(
        database, coach_id, change, actor=actor, key=key, now=now, agreed=agreed
    )


async def set_date(
    database: Database,
    coach_id: int,
    day: date,
    windows: Sequence[Window] | None,
    *,
    actor: Actor,
    key: str,
    now: datetime,
    seen_mark: str = "",
    agreed: str | None = "",
) -> ChangeResult:
    """Give one date its own hours; as `set_dates`."""
    return await set_dates(
        database,
        coach_id,
        [day],
        windows,
        actor=actor,
        key=key,
        now=now,
        seen_mark=seen_mark,
        agreed=agreed,
    )


async def set_dates(
    database: Database,
    coach_id: int,
    dates: Sequence[date],
    windows: Sequence[Window] | None,
    *,
    actor: Actor,
    key: str,
    now: datetime,
    seen_mark: str = "",
    agreed: str | None = "",
) -> ChangeResult:
    """Give dates, in order, the same hours; no windows: days off; None: no hours of their own.

    seen_mark: as in `set_week`, for the dates' own hours. Raises BadInput for more than
    LONGEST_ROW, and for dates that `check_ahead` refuses; HoursChanged.
    """
    if not 0 < len(dates) <= LONGEST_ROW:
        raise BadInput("days", LONGEST_ROW)
    new = None if windows is None else tuple(windows)

    def change(coach: Coach) -> HoursChange:
        check_ahead(Period(dates[0], dates[-1]), now.astimezone(coach.tz).date())
        own = coach.hours.overrides
        stood = [own.get(day) for day in dates]
        if any(special != new for special in stood):
            still(coach_id, stood, seen_mark)

        async def save(writer: Writer) -> None:
            await timetables.set_overrides(writer, coach_id, dates, new)

        others = {day: its for day, its in own.items() if day not in set(dates)}
        after = others if new is None else {**others, **dict.fromkeys(dates, new)}
        old_lines = {day.isoformat(): plain(own.get(day)) for day in dates}
        new_lines = {day.isoformat(): plain(new) for day in dates}
        line = "set_date_hours", old_lines, new_lines
        return HoursChange(replace(coach.hours, overrides=after), save, [line])

    return await change_hours(
        database, coach_id, change, actor=actor, key=key, now=now, agreed=agreed
    )
