"""Days on which the business is closed, and coaches who open some of them for themselves."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete, insert, update
from sqlalchemy.dialects import postgresql

from domain.time.periods import Period
from domain.working_hours.closures import Closure
from storage.tables.closures import closures, holiday_regions, opened_days
from storage.transactions import Reader, Writer
from storage.working_hours.timetables import columns_of_period, period_of


async def add(writer: Writer, name: str, period: Period) -> int:
    """A closure of the business's own; the id."""
    closure_id: int = await writer.scalar(
        insert(closures).returning(closures.c.id),
        {"name": name, **columns_of_period(period)},
    )
    return closure_id


async def change(writer: Writer, closure_id: int, name: str, period: Period) -> None:
    """Another name, or other days."""
    columns = {"name": name, **columns_of_period(period)}
    await writer.run(update(closures).where(closures.c.id == closure_id).values(**columns))


async def forget(writer: Writer, closure_id: int) -> bool:
    """Deletes a closure; whether it existed."""
    return await writer.run(delete(closures).where(closures.c.id == closure_id)) > 0


async def add_holidays(
    writer: Writer, region: str, holidays: Sequence[tuple[date, str, Mapping[str, str]]]
) -> None:
    """Public holidays of a region: day, name, and the name in other languages, by language."""
    if not holidays:
        return
    rows = [
        {
            "name": name,
            "names": dict(names),
            "region": region,
            **columns_of_period(Period(day, day)),
        }
        for day, name, names in holidays
    ]
    await writer.run(insert(closures).values(rows))


async def forget_holidays(writer: Writer, region: str) -> None:
    """Deletes a region, and its holidays."""
    await writer.run(delete(closures).where(closures.c.region == region))
    await writer.run(delete(holiday_regions).where(holiday_regions.c.region == region))


async def set_region(writer: Writer, region: str, until: int) -> None:
    """The holidays of a region are stored up to the end of this year."""
    row = postgresql.insert(holiday_regions).values(region=region, until=until)
    await writer.run(
        row.on_conflict_do_update(index_elements=["region"], set_={"until": row.excluded["until"]})
    )


async def regions(reader: Reader) -> dict[str, int]:
    """The regions whose holidays are stored, and up to which year."""
    rows = await reader.fetch("SELECT region, until FROM holiday_regions ORDER BY region")
    return {row[0]: row[1] for row in rows}


async def raise_until(writer: Writer, region: str, before: int, until: int) -> bool:
    """Whether adding a region's next years is ours; if so, nobody else will."""
    r = holiday_regions.c
    mine = update(holiday_regions).where(r.region == region, r["until"] == before)
    return await writer.run(mine.values(until=until)) > 0


async def open_days(writer: Writer, coach_id: int, days: Collection[date]) -> None:
    """A coach works on days on which the business is closed."""
    rows = [{"coach_id": coach_id, "day": day} for day in sorted(days)]
    if rows:
        new = postgresql.insert(opened_days).values(rows)
        await writer.run(new.on_conflict_do_nothing(index_elements=["coach_id", "day"]))


async def close_days(writer: Writer, coach_id: int, days: Collection[date]) -> None:
    """Undoes `open_days`."""
    o = opened_days.c
    await writer.run(delete(opened_days).where(o.coach_id == coach_id, o.day.in_(list(days))))


def closure_of(row: Mapping[str, Any]) -> Closure:
    """A closure from its row as JSON."""
    period = period_of(row["first_day"], row["last_day"], row["yearly"])
    return Closure(row["id"], row["name"], period, row["region"] or "", row["names"])
