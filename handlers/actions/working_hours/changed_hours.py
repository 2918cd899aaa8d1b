"""Any change of a coach's hours.

Sessions left outside stay: people agreed on them. They must be agreed to before anything is saved.
A repeated change is not made again: it would undo what was changed since.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from domain.refusals import HoursChanged, HoursClash, NotFound
from domain.roles import Actor
from domain.services.catalogue import Catalogue, Coach
from domain.time.periods import days
from domain.working_hours.hours import MIDNIGHT, Window, WorkingHours, clash, format_window, mark
from handlers.actions.once import once
from handlers.actions.services.catalogue import hold_in_catalogue, newest, write_down
from handlers.actions.working_hours import calendar_news
from handlers.actions.working_hours.stranding import FARTHEST, left_outside
from storage.transactions import Database, Writer

DAY = timedelta(days=1)
ChangedLine = tuple[str, Mapping[str, object], Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class ChangeResult:
    """The coach as they are now, and how many coming sessions the change left outside."""

    coach: Coach
    outside: int


@dataclass(frozen=True, slots=True)
class HoursChange:
    """What is to become of the hours.

    hours: the new ones. save: the statements. lines: what is recorded.
    """

    hours: WorkingHours
    save: Callable[[Writer], Awaitable[object]]
    lines: Sequence[ChangedLine]


async def change_hours(
    database: Database,
    coach_id: int,
    plan: Callable[[Coach], HoursChange | None],
    *,
    actor: Actor,
    key: str,
    now: datetime,
    agreed: str | None,
) -> ChangeResult:
    """Change a coach's hours, once. plan: from what they are now; None to change nothing.

    agreed: as in `stranding.left_outside`. Raises NotFound, NotAllowed, HoursClash,
    StrandsBookings, and what `plan` raises.
    """
    actor.tend(coach_id)

    async def work(writer: Writer) -> dict[str, Any]:
        catalogue, before = await hold_in_catalogue(writer, coach_id)
        change = plan(before)
        if change is None:
            return {"outside": 0}
        after = replace(before, hours=change.hours)
        _apart(before, after, now)
        outside_sessions = await left_outside(
            writer, [((before, ()), (after, ()))], now=now, agreed=agreed
        )
        await change.save(writer)
        for action, old, new in change.lines:
            await write_down(writer, action, "coach", coach_id, old, new, actor, now)
        changes = [(action, old, new) for action, old, new in change.lines if old != new]
        if changes:
            facts = {"changes": changes, **_service(catalogue, changes)}
            await calendar_news.tell_coach(writer, after, calendar_news.HOURS, facts, actor, now)
        return {"outside": len(outside_sessions)}

    outcome = await once(database, work, actor=actor, key=key, now=now)
    coach = (await newest(database)).coaches.get(coach_id)
    if coach is None:
        raise NotFound
    return ChangeResult(coach, outcome["outside"])


def still(coach_id: int, stood: Iterable[Sequence[Window] | None], seen_mark: str) -> None:
    """Raise HoursChanged: a button does not overwrite what has changed since it was shown."""
    if seen_mark and mark(stood) != seen_mark:
        raise HoursChanged(coach_id)


def plain(windows: Sequence[Window] | None) -> list[str] | None:
    """Hours of a day as the audit log has them."""
    return None if windows is None else [format_window(window) for window in windows]


def _service(catalogue: Catalogue, lines: Sequence[ChangedLine]) -> dict[str, str]:
    """The name of the service whose own times have changed."""
    for _, _, new in lines:
        id_ = new.get("service")
        if isinstance(id_, int) and id_ in catalogue.services:
            return {"service": catalogue.services[id_].title}
    return {}


def _apart(before: Coach, after: Coach, now: datetime) -> None:
    """Raise HoursClash if a night would run into the next day, and did not before."""
    old, new = before.hours, after.hours
    if new.latest <= MIDNIGHT:
        return
    for first in range(7):
        following = (first + 1) % 7
        conflict = clash(new.weekly[first], new.weekly[following])
        if conflict and conflict != clash(old.weekly[first], old.weekly[following]):
            raise HoursClash(after.id, first, "", *conflict)
    today = now.astimezone(after.tz).date()
    for day in _differing(new, today - DAY, today + FARTHEST):
        conflict = clash(new.on(day), new.on(day + DAY))
        if conflict and conflict != clash(old.on(day), old.on(day + DAY)):
            raise HoursClash(after.id, day.weekday(), day.isoformat(), *conflict)


def _differing(hours: WorkingHours, first: date, last: date) -> Sequence[date]:
    """The days of a stretch that may differ from their weekday, or whose next day may."""
    if hours.seasons:
        return days(first, last)
    near = {day for date_ in hours.overrides for day in (date_ - DAY, date_)}
    return sorted(day for day in near if first <= day <= last + DAY)
