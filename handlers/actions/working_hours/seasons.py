"""A coach's hours for part of the year, and the only times at which they give a service.

For what is raised besides NotFound and BadInput, and for `agreed`, see
`changed_hours.change_hours`.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from domain.refusals import BadInput, NotFound
from domain.roles import Actor
from domain.services.catalogue import Coach
from domain.time.periods import Period, check_ahead
from domain.working_hours.hours import Window, WorkingHours
from domain.working_hours.seasons import MOST, Season, Week
from handlers.actions.working_hours.changed_hours import (
    ChangeResult,
    HoursChange,
    change_hours,
    plain,
)
from storage.transactions import Database, Writer
from storage.working_hours import timetables

WeekPlan = Sequence[tuple[Collection[int], Sequence[Window]]]
"""Weekdays (0 is Monday) with the hours of each; no windows: closed."""

NO_DAYS: Week = (None,) * 7


async def set_season(
    database: Database,
    coach_id: int,
    period: Period,
    plan: WeekPlan,
    *,
    actor: Actor,
    key: str,
    now: datetime,
    agreed: str | None = "",
) -> ChangeResult:
    """Give weekdays other hours for a period; unnamed ones stay as usual.

    A season for exactly this period is changed. Raises BadInput for too many, and for days that
    `check_ahead` refuses.
    """

    def change(coach: Coach) -> HoursChange | None:
        check_ahead(period, now.astimezone(coach.tz).date())
        seasons = coach.hours.seasons
        season = next((one for one in seasons if one.period == period), None)
        weekly = _with(season.weekly if season else NO_DAYS, plan)
        if season is not None and season.weekly == weekly:
            return None
        if season is None and len(seasons) >= MOST:
            raise BadInput("seasons", MOST)

        async def save(writer: Writer) -> None:
            if season is None:
                await timetables.add_season(writer, coach_id, period, weekly)
            else:
                await timetables.set_season(writer, coach_id, season.id, period, weekly)

        others = tuple(one for one in seasons if one is not season)
        new = Season(season.id if season else 0, period, weekly)
        old = _facts(season) if season else {}
        return _change(coach, (*others, new), save, "set_season", old, _facts(new))

    return await change_hours(
        database, coach_id, change, actor=actor, key=key, now=now, agreed=agreed
    )


async def repeat_season(
    database: Database,
    coach_id: int,
    season_id: int,
    yearly: bool,
    *,
    actor: Actor,
    key: str,
    now: datetime,
    agreed: str | None = "",
) -> ChangeResult:
    """Let a season repeat each year, or not. Raises BadInput for one that cannot repeat."""

    def change(coach: Coach) -> HoursChange | None:
        season = _season(coach, season_id)
        if season.period.yearly is yearly:
            return None
        try:
            period = replace(season.period, yearly=yearly)
        except ValueError:
            raise BadInput("days") from None

        async def save(writer: Writer) -> None:
            await timetables.set_season(writer, coach_id, season_id, period, season.weekly)

        new = replace(season, period=period)
        seasons = tuple(new if one is season else one for one in coach.hours.seasons)
        return _change(coach, seasons, save, "set_season", _facts(season), _facts(new))

    return await change_hours(
        database, coach_id, change, actor=actor, key=key, now=now, agreed=agreed
    )


async def delete_season(
    database: Database,
    coach_id: int,
    season_id: int,
    *,
    actor: Actor,
    key: str,
    now: datetime,
    agreed: str | None = "",
) -> ChangeResult:
    """Work as without a season; if already gone, no change."""

    def change(coach: Coach) -> HoursChange | None:
        season = next((one for one in coach.hours.seasons if one.id == season_id), None)
        if season is None:
            return None

        async def save(writer: Writer) -> None:
            await timetables.delete_season(writer, coach_id, season_id)

        others = tuple(one for one in coach.hours.seasons if one is not season)
        return _change(coach, others, save, "delete_season", _facts(season), {})

    return await change_hours(
        database, coach_id, change, actor=actor, key=key, now=now, agreed=agreed
    )


async def set_service_times(
    database: Database,
    coach_id: int,
    service_id: int,
    plan: WeekPlan | None,
    *,
    actor: Actor,
    key: str,
    now: datetime,
    agreed: str | None = "",
) -> ChangeResult:
    """Limit a service to some of one's hours; None: whenever one works.

    Weekdays not named, now or before, have none.
    """

    def change(coach: Coach) -> HoursChange | None:
        if service_id not in coach.service_ids:
            raise NotFound
        within = dict(coach.hours.within)
        old_hours = within.pop(service_id, None)
        weekly: Week | None = None
        if plan is not None:
            weekly = _with(old_hours.weekly if old_hours else NO_DAYS, plan)
            within[service_id] = WorkingHours(tuple(day or () for day in weekly), {})
        if within.get(service_id) == old_hours:
            return None

        async def save(writer: Writer) -> None:
            await timetables.set_service_hours(writer, coach_id, service_id, weekly)

        old = {"service": service_id, **_days(old_hours.weekly if old_hours else None)}
        new = {"service": service_id, **_days(weekly)}
        hours = replace(coach.hours, within=within)
        return HoursChange(hours, save, [("set_service_times", old, new)])

    return await change_hours(
        database, coach_id, change, actor=actor, key=key, now=now, agreed=agreed
    )


def _with(weekly: Week, plan: WeekPlan) -> Week:
    by_weekday = {day: tuple(windows) for weekdays, windows in plan for day in weekdays}
    return tuple(by_weekday.get(n, windows) for n, windows in enumerate(weekly))


def _season(coach: Coach, season_id: int) -> Season:
    season = next((one for one in coach.hours.seasons if one.id == season_id), None)
    if season is None:
        raise NotFound
    return season


def _change(
    coach: Coach,
    seasons: tuple[Season, ...],
    save: Any,
    action: str,
    old: dict[str, Any],
    new: dict[str, Any],
) -> HoursChange:
    return HoursChange(replace(coach.hours, seasons=seasons), save, [(action, old, new)])


def _facts(season: Season) -> dict[str, Any]:
    period = season.period
    last = period.last.isoformat() if period.last else None
    days = [period.first.isoformat(), last]
    return {"days": days, "yearly": period.yearly, **_days(season.weekly)}


def _days(weekly: Sequence[Sequence[Window] | None] | None) -> dict[str, Any]:
    return {str(n): plain(day) for n, day in enumerate(weekly or ()) if day is not None}
