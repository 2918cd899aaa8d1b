"""Who on the team gets automatic reports, and which day their last one was for."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from domain.business.report_times import ReportFrequency, ReportSchedule
from domain.roles import Role
from storage.transactions import Reader, Writer


@dataclass(frozen=True, slots=True)
class ReportRecipient:
    """Somebody who gets reports. zone: the IANA zone they live in. day_sent, week_sent: as in the
    table."""

    person_id: int
    zone: str
    schedule: ReportSchedule
    day_sent: date | None
    week_sent: date | None

    def last(self, every: ReportFrequency) -> date | None:
        return self.day_sent if every is ReportFrequency.DAY else self.week_sent


_SCHEDULE: Final = "SELECT day, week FROM report_wishes WHERE person_id = $1"
_WISHED: Final = """
SELECT p.id, coalesce(p.zone, c.zone, b.zone), r.day, r.week, r.day_sent, r.week_sent
FROM report_wishes r JOIN people p ON p.id = r.person_id CROSS JOIN business b
    LEFT JOIN coaches c ON c.person_id = p.id
WHERE (r.day IS NOT NULL OR r.week IS NOT NULL) AND p.role = ANY ($1::text[])
ORDER BY p.id
"""
# The first to claim it has it: another replica waits for the row, and finds the day in it.
_CLAIM: Final = """
UPDATE report_wishes SET {every}_sent = $3
WHERE person_id = $1 AND {every} = $2 AND ({every}_sent IS NULL OR {every}_sent < $3)
RETURNING 1
"""
_SET: Final = """
INSERT INTO report_wishes AS r (person_id, {every}, {every}_sent) VALUES ($1, $2, $3)
ON CONFLICT (person_id) DO UPDATE SET {every} = excluded.{every},
    {every}_sent = greatest(r.{every}_sent, excluded.{every}_sent)
"""


async def schedule(reader: Reader, person_id: int) -> ReportSchedule:
    """What somebody has set."""
    rows = await reader.fetch(_SCHEDULE, person_id)
    return ReportSchedule(*rows[0]) if rows else ReportSchedule()


async def recipients(reader: Reader, roles: Collection[Role]) -> Sequence[ReportRecipient]:
    """Everybody with these roles who wants any, even if they are blocked."""
    return [
        ReportRecipient(person, zone, ReportSchedule(day, week), *sent_days)
        for person, zone, day, week, *sent_days in await reader.fetch(_WISHED, sorted(roles))
    ]


async def claim(
    writer: Writer, person_id: int, every: ReportFrequency, minute: int, day: date
) -> bool:
    """Whether this transaction is to send the report of this day; once for each day, and never for
    a day before the last, or for somebody who has changed their mind."""
    return bool(await writer.fetch(_CLAIM.format(every=every), person_id, minute, day))


async def set_minute(
    writer: Writer,
    person_id: int,
    every: ReportFrequency,
    minute: int | None,
    passed_day: date | None,
) -> None:
    """When somebody gets it, None for never. passed_day: the day whose hour is over."""
    await writer.fetch(_SET.format(every=every), person_id, minute, passed_day)
