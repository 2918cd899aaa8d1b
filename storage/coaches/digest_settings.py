"""Which summaries coaches want, and which day their last ones were for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from domain.coaches.digests import Digest, DigestSchedule
from storage.field_columns import columns_of
from storage.transactions import Reader, Writer


@dataclass(frozen=True, slots=True)
class DigestRecipient:
    """A coach who gets a summary. zone: IANA. morning, evening: minutes of the day, None if not
    wanted.

    morning_day, evening_day: of the last ones. asked_until: up to when they were asked what became
    of sessions (UTC), None if never.
    """

    coach_id: int
    person_id: int
    zone: str
    morning: int | None
    evening: int | None
    empty_days: bool
    morning_day: date | None
    evening_day: date | None
    asked_until: datetime | None

    def at(self, digest: Digest) -> int | None:
        return self.morning if digest is Digest.MORNING else self.evening

    def last(self, digest: Digest) -> date | None:
        return self.morning_day if digest is Digest.MORNING else self.evening_day


_WISHES: Final = "SELECT morning, evening, empty_days FROM desks WHERE coach_id = $1"
_RECIPIENT: Final = columns_of(
    DigestRecipient,
    "d",
    coach_id="c.id",
    person_id="c.person_id",
    zone="c.zone",
    morning="nullif(coalesce(d.morning, b.morning), -1)",
    evening="nullif(coalesce(d.evening, b.evening), -1)",
    empty_days="coalesce(d.empty_days, false)",
)
_WISHED: Final = f"""
SELECT {_RECIPIENT}
FROM coaches c JOIN people p ON p.id = c.person_id CROSS JOIN business b
    LEFT JOIN desks d ON d.coach_id = c.id
WHERE p.blocked_at IS NULL
    AND (coalesce(d.morning, b.morning) >= 0 OR coalesce(d.evening, b.evening) >= 0)
ORDER BY c.id
"""
# The first to claim it has it: another replica waits for the row, and finds the day in it.
_CLAIM: Final = """
INSERT INTO desks AS d (coach_id, {digest}_day) VALUES ($1, $2)
ON CONFLICT (coach_id) DO UPDATE SET {digest}_day = excluded.{digest}_day
    WHERE d.{digest}_day IS NULL OR d.{digest}_day < excluded.{digest}_day
RETURNING asked_until
"""
_ASKED: Final = "UPDATE desks SET asked_until = $2 WHERE coach_id = $1"
_SET: Final = """
INSERT INTO desks AS d (coach_id, {digest}, {digest}_day) VALUES ($1, $2, $3)
ON CONFLICT (coach_id) DO UPDATE SET {digest} = excluded.{digest},
    {digest}_day = greatest(d.{digest}_day, excluded.{digest}_day)
"""
_SET_EMPTY: Final = """
INSERT INTO desks (coach_id, empty_days) VALUES ($1, $2)
ON CONFLICT (coach_id) DO UPDATE SET empty_days = excluded.empty_days
"""


async def schedule(reader: Reader, coach_id: int) -> DigestSchedule:
    """What a coach has set."""
    rows = await reader.fetch(_WISHES, coach_id)
    return DigestSchedule(*rows[0]) if rows else DigestSchedule()


async def recipients(reader: Reader) -> Sequence[DigestRecipient]:
    """The coaches who get a summary, by their own settings or the business's."""
    return [DigestRecipient(*row) for row in await reader.fetch(_WISHED)]


async def claim(writer: Writer, coach_id: int, digest: Digest, day: date) -> bool:
    """Whether this transaction is to write the summary of this day; once for each day, and never
    for a day before the last."""
    return bool(await writer.fetch(_CLAIM.format(digest=digest), coach_id, day))


async def set_asked(writer: Writer, coach_id: int, until: datetime) -> None:
    """They were asked about sessions that were over by then."""
    await writer.fetch(_ASKED, coach_id, until)


async def set_minute(
    writer: Writer, coach_id: int, digest: Digest, minute: int | None, passed_day: date | None
) -> None:
    """When a coach gets it: as in `DigestSchedule`. passed_day: the day whose hour is over."""
    await writer.fetch(_SET.format(digest=digest), coach_id, minute, passed_day)


async def set_empty_days(writer: Writer, coach_id: int, also: bool) -> None:
    """Whether they get it even if there is nothing to say."""
    await writer.fetch(_SET_EMPTY, coach_id, also)
