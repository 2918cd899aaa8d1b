"""Days on which the business is closed, and coaches who work on them anyway.

Sessions on such a day stay: which they are has to be agreed to, as with hours. Every coach is
locked meanwhile, so that nobody books into what is being closed.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from domain.appointments.appointment import Appointment
from domain.refusals import BadInput, NotFound
from domain.roles import SYSTEM, Actor, Permission
from domain.services.catalogue import Catalogue
from domain.text import field_text
from domain.time.periods import Period, check_ahead
from domain.working_hours.closures import LONGEST_NAME, MOST, Closure, check_closing
from handlers.actions.once import once
from handlers.actions.services.catalogue import DONE, hold_in_catalogue, newest, write_down
from handlers.actions.working_hours import calendar_news
from handlers.actions.working_hours.stranding import left_outside
from storage.services import catalogue as stored
from storage.transactions import Database, Writer
from storage.working_hours import closures as stored_closures

YEARS_AHEAD = 2  # of known public holidays, besides this year's
Holiday = tuple[date, str, Mapping[str, str]]
"""A day, its name, and its name in other languages, by language."""


async def add_closure(
    database: Database,
    name: str,
    period: Period,
    *,
    actor: Actor,
    key: str,
    now: datetime,
    agreed: str | None = "",
) -> int:
    """Close the business for some days; the id. A closure already there stays as it is.

    agreed, and what is raised: as in `left_outside`; BadInput for too many, and for days that
    `check_closing` refuses; NotAllowed.
    """
    actor.require(Permission.BUSINESS)
    name = _validate_name(name)

    async def work(writer: Writer) -> dict[str, Any]:
        before = await _hold_everybody(writer)
        own = [closure for closure in before.closures if not closure.region]
        same = next((c.id for c in own if (c.name, c.period) == (name, period)), None)
        if same is not None:
            return {"closure": same}
        today = _today(before, now)
        check_closing(period, today)
        if sum(not closure.period.over(today) for closure in own) >= MOST:
            raise BadInput("closures", MOST)
        new = Closure(0, name, period)
        outside_sessions = await _closing(writer, before, [new], actor, now, agreed)
        closure_id = await stored_closures.add(writer, name, period)
        facts = _facts(Closure(closure_id, name, period))
        await write_down(writer, "add_closure", "closure", closure_id, None, facts, actor, now)
        return {"closure": closure_id, "outside": len(outside_sessions)}

    outcome = await once(database, work, actor=actor, key=key, now=now)
    return int(outcome["closure"])


async def change_closure(
    database: Database,
    closure_id: int,
    change: Callable[[Closure], Closure],
    *,
    actor: Actor,
    key: str,
    now: datetime,
    agreed: str | None = "",
) -> None:
    """Change name or days of one of the business's own closures; as `add_closure`, and NotFound.

    Days that stay as they are may be over.
    """
    actor.require(Permission.BUSINESS)

    async def work(writer: Writer) -> dict[str, Any]:
        before = await _hold_everybody(writer)
        closure = _own(before, closure_id)
        after = change(closure)
        if after != closure:
            if after.name != closure.name:
                after = replace(after, name=_validate_name(after.name))
            if _days(after) != _days(closure):
                check_closing(after.period, _today(before, now))
            await _closing(writer, before, [after], actor, now, agreed)
            await stored_closures.change(writer, closure_id, after.name, after.period)
            old, new = _facts(closure), _facts(after)
            await write_down(writer, "change_closure", "closure", closure_id, old, new, actor, now)
        return DONE

    await once(database, work, actor=actor, key=key, now=now)


async def delete_closure(
    database: Database, closure_id: int, *, actor: Actor, key: str, now: datetime
) -> None:
    """Reopen on the days of a closure, or on one public holiday; if already gone, no change."""
    actor.require(Permission.BUSINESS)

    async def work(writer: Writer) -> dict[str, Any]:
        before = await _hold_everybody(writer)
        closure = next((c for c in before.closures if c.id == closure_id), None)
        if closure is not None:
            await stored_closures.forget(writer, closure_id)
            old = _facts(closure)
            await write_down(writer, "delete_closure", "closure", closure_id, old, None, actor, now)
        return DONE

    await once(database, work, actor=actor, key=key, now=now)


async def add_holidays(
    database: Database,
    region: str,
    until: int,
    holidays: Sequence[Holiday],
    *,
    actor: Actor,
    key: str,
    now: datetime,
    agreed: str | None = "",
) -> None:
    """Close the business on a region's public holidays, known up to the end of a year.

    A region already there is left alone. As `add_closure`.
    """
    actor.require(Permission.BUSINESS)

    async def work(writer: Writer) -> dict[str, Any]:
        before = await _hold_everybody(writer)
        if region not in await stored_closures.regions(writer):
            new = [Closure(0, name, Period(day, day), region) for day, name, _ in holidays]
            await _closing(writer, before, new, actor, now, agreed)
            await stored_closures.add_holidays(writer, region, holidays)
            await stored_closures.set_region(writer, region, until)
            facts = {"region": region, "until": until, "days": len(holidays)}
            await write_down(writer, "add_holidays", "business", 1, None, facts, actor, now)
        return DONE

    await once(database, work, actor=actor, key=key, now=now)


async def forget_holidays(
    database: Database, region: str, *, actor: Actor, key: str, now: datetime
) -> None:
    """Open on a region's public holidays; if already gone, no change."""
    actor.require(Permission.BUSINESS)

    async def work(writer: Writer) -> dict[str, Any]:
        if region in await stored_closures.regions(writer):
            await stored_closures.forget_holidays(writer, region)
            facts = {"region": region}
            await write_down(writer, "forget_holidays", "business", 1, facts, None, actor, now)
        return DONE

    await once(database, work, actor=actor, key=key, now=now)


async def renew_holidays(
    database: Database,
    reckon: Callable[[str, Sequence[int]], Awaitable[Sequence[Holiday]]],
    *,
    actor: Actor,
    now: datetime,
    years_ahead: int = YEARS_AHEAD,
) -> int:
    """Add the public holidays of approaching years; how many regions had some to add.

    Sessions on them stay: nobody books so far ahead. Idempotent.
    """
    actor.require(Permission.TIME)
    target_year = now.year + years_ahead
    async with database.read() as reader:
        due = {r: u for r, u in (await stored_closures.regions(reader)).items() if u < target_year}
    for region, until in due.items():
        holidays = await reckon(region, range(until + 1, target_year + 1))

        async def work(
            writer: Writer,
            region: str = region,
            until: int = until,
            holidays: Sequence[Holiday] = holidays,
        ) -> None:
            # Another replica may have been first.
            if await stored_closures.raise_until(writer, region, until, target_year):
                await stored_closures.add_holidays(writer, region, holidays)
                facts = {"region": region, "until": target_year, "days": len(holidays)}
                await write_down(writer, "add_holidays", "business", 1, None, facts, SYSTEM, now)

        await database.write(work)
    return len(due)


async def open_day(
    database: Database,
    coach_id: int,
    day: date,
    opened: bool,
    *,
    actor: Actor,
    key: str,
    now: datetime,
    agreed: str | None = "",
) -> Catalogue:
    """Set whether a coach works on a day the business is closed; the newest catalogue.

    As `add_closure`, and NotFound; when not working: as `left_outside`.
    """
    actor.tend(coach_id)

    async def work(writer: Writer) -> dict[str, Any]:
        catalogue, before = await hold_in_catalogue(writer, coach_id)
        if (day in before.opened_days) is opened:
            return DONE
        if opened:
            check_ahead(Period(day, day), now.astimezone(before.tz).date())
        days = before.opened_days | {day} if opened else before.opened_days - {day}
        after = replace(before, opened_days=days)
        change = (before, catalogue.closures), (after, catalogue.closures)
        await left_outside(writer, [change], now=now, agreed=agreed)
        save = stored_closures.open_days if opened else stored_closures.close_days
        await save(writer, coach_id, [day])
        old, new = {day.isoformat(): not opened}, {day.isoformat(): opened}
        await write_down(writer, "open_closed_day", "coach", coach_id, old, new, actor, now)
        facts = {"day": day.isoformat(), "opened": opened}
        await calendar_news.tell_coach(writer, after, calendar_news.OPENED_DAY, facts, actor, now)
        return DONE

    await once(database, work, actor=actor, key=key, now=now)
    return await newest(database)


async def _hold_everybody(writer: Writer) -> Catalogue:
    """The catalogue, with every coach locked in order of id."""
    for coach_id in sorted((await stored.load(writer)).coaches):
        await stored.lock_coach(writer, coach_id)
    return await stored.load(writer)


async def _closing(
    writer: Writer,
    before: Catalogue,
    new: Sequence[Closure],
    actor: Actor,
    now: datetime,
    agreed: str | None,
) -> list[Appointment]:
    """The sessions on newly closed days; their coaches are told."""
    closures = (*before.closures, *new)
    changes = [((coach, before.closures), (coach, closures)) for coach in before.coaches.values()]
    outside_sessions = await left_outside(writer, changes, now=now, agreed=agreed)
    # A single closure is named, with its days; for a year's holidays the sessions say enough.
    facts: dict[str, Any] = _facts(new[0]) if len(new) == 1 else {"name": None}
    await calendar_news.tell_of_closures(
        writer, before.coaches, outside_sessions, facts, actor, now
    )
    return outside_sessions


def _validate_name(name: str) -> str:
    """The name as it is stored; "" if it has none. Raises BadInput."""
    return field_text.line(name, "name", LONGEST_NAME) if name else ""


def _today(catalogue: Catalogue, now: datetime) -> date:
    """Today, where the business is."""
    return now.astimezone(ZoneInfo(catalogue.business.zone)).date()


def _days(closure: Closure) -> tuple[date, date | None]:
    return closure.period.first, closure.period.last


def _own(catalogue: Catalogue, closure_id: int) -> Closure:
    closure = next((c for c in catalogue.closures if c.id == closure_id and not c.region), None)
    if closure is None:
        raise NotFound
    return closure


def _facts(closure: Closure) -> dict[str, Any]:
    first, last = closure.period.first, closure.period.last or closure.period.first
    return {
        "name": closure.name,
        "days": [first.isoformat(), last.isoformat()],
        "yearly": closure.period.yearly,
        **({"region": closure.region} if closure.region else {}),
    }
