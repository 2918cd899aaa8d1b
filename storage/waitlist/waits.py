"""Places in line: who waits for which times of what, in the order in which they joined."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from domain.messages.notices import Channel
from domain.waitlist.waitlist import Part, WaitState, WaitTimes
from storage.batches import BATCH
from storage.field_columns import columns_of
from storage.transactions import Cells, Reader, Writer
from storage.ways import reached_sql


@dataclass(frozen=True, slots=True)
class Wait:
    """A place in line. coach_id: None for anybody who does the service. choice: as
    `domain.services.service_choice` writes it. silent: offers in a row left unanswered."""

    id: int
    person_id: int
    service_id: int
    coach_id: int | None
    choice: str
    times: WaitTimes
    joined_at: datetime
    state: WaitState
    silent: int


class WaitKey(NamedTuple):
    """What somebody waits for; coach_id: None for anybody."""

    service_id: int
    coach_id: int | None
    choice: str


class WaitingPerson(NamedTuple):
    """A place in line with what is known about its person. reachable: some available channel
    reaches them. zone: theirs, if known."""

    wait: Wait
    blocked: bool
    reachable: bool
    zone: str | None

    @property
    def can_be_asked(self) -> bool:
        return self.reachable and not self.blocked


class ClosedWait(NamedTuple):
    """Whose place ended, and what they waited for. coach: a name, None for anybody's."""

    person_id: int
    service: str
    coach: str | None


_TIMES: Final = columns_of(WaitTimes, "w", first="w.first_day", last="w.last_day")
_COLUMNS: Final = columns_of(Wait, "w", times=_TIMES)
_ADD: Final = """
INSERT INTO waits (person_id, service_id, coach_id, choice, first_day, last_day, zone, weekdays,
    part, short, joined_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id
"""
_CHANGE: Final = """
UPDATE waits SET first_day = $2, last_day = $3, zone = $4, weekdays = $5, part = $6, short = $7,
    joined_at = $8
WHERE id = $1
"""
_OF_PERSON: Final = f"""
SELECT {_COLUMNS} FROM waits w WHERE w.person_id = $1 AND w.state = 'waiting' ORDER BY w.id
"""
_OWN: Final = f"SELECT {_COLUMNS} FROM waits w WHERE w.person_id = $1 AND w.id = $2"
# Places before mine of people who could want a time that I want.
_AHEAD: Final = """
SELECT count(*) FROM waits w
WHERE w.state = 'waiting' AND (w.joined_at, w.id) < ($1::timestamptz, $2::bigint)
    AND w.service_id = ANY ($3::bigint[])
    AND (w.coach_id = ANY ($4::bigint[]) OR w.coach_id IS NULL)
    AND w.first_day <= $6::date AND w.last_day >= $5::date AND w.weekdays & $7::int <> 0
    AND (w.part = $8::text OR w.part = '' OR $8::text = '')
"""
_OF_COACH: Final = f"""
SELECT {_COLUMNS}, p.blocked_at IS NOT NULL,
    {reached_sql("$5")},
    coalesce(p.zone, (SELECT c.zone FROM coaches c WHERE c.person_id = p.id))
FROM waits w JOIN people p ON p.id = w.person_id
WHERE w.state = 'waiting' AND w.service_id = ANY ($2::bigint[])
    AND (w.coach_id = $1::bigint OR w.coach_id IS NULL)
    AND w.first_day <= $4::date AND w.last_day >= $3::date
    AND NOT EXISTS (SELECT FROM wait_offers o WHERE o.wait_id = w.id AND o.answer = 'open')
ORDER BY w.joined_at, w.id
"""
_MINE: Final = "SELECT 1 FROM waits WHERE id = $1 AND state = 'waiting' FOR UPDATE SKIP LOCKED"
_OFFERED: Final = "SELECT 1 FROM wait_offers WHERE wait_id = $1 AND answer = 'open'"
_CLOSE: Final = """
UPDATE waits w SET state = $2, closed_at = $3 FROM services s
WHERE w.id = $1 AND w.state = 'waiting' AND s.id = w.service_id
RETURNING w.person_id, s.title, (SELECT name FROM coaches c WHERE c.id = w.coach_id)
"""
_OVERDUE: Final = f"""
SELECT {_COLUMNS} FROM waits w
WHERE w.state = 'waiting' AND w.last_day < ($1::timestamptz AT TIME ZONE w.zone)::date
ORDER BY w.id LIMIT $2::int FOR NO KEY UPDATE SKIP LOCKED
"""
_IN_LINE: Final = f"""
SELECT {_COLUMNS} FROM waits w
WHERE w.state = 'waiting' AND w.service_id = $1 AND w.coach_id IS NOT DISTINCT FROM $2::bigint
    AND w.choice = $3
ORDER BY w.id LIMIT $4::int FOR NO KEY UPDATE SKIP LOCKED
"""
_LEFT_SILENT: Final = "UPDATE waits SET silent = silent + 1 WHERE id = $1 RETURNING silent"
_HEARD: Final = "UPDATE waits SET silent = 0 WHERE id = $1 AND silent > 0"
_NUMBER: Final = """
SELECT count(*) FROM waits w
WHERE w.state = 'waiting' AND w.service_id = ANY ($1::bigint[])
    AND ($2::bigint IS NULL OR w.coach_id = $2 OR w.coach_id IS NULL)
    AND ($3::date IS NULL OR ($3 BETWEEN w.first_day AND w.last_day
        AND w.weekdays >> (extract(isodow FROM $3)::int - 1) & 1 = 1))
"""
_ANYBODY: Final = """
SELECT EXISTS (SELECT FROM waits WHERE state = 'waiting' AND service_id = $1 AND choice = $2
    AND (coach_id = $3::bigint OR coach_id IS NULL))
"""
_FORGET: Final = f"""
DELETE FROM waits WHERE id = ANY (ARRAY(
    SELECT id FROM waits WHERE closed_at < $1::timestamptz ORDER BY closed_at LIMIT {BATCH}
    FOR UPDATE SKIP LOCKED
)) RETURNING 1
"""


async def add(
    writer: Writer, person_id: int, wait_key: WaitKey, times: WaitTimes, joined_at: datetime
) -> int:
    """A new place at the end of the line; its id."""
    [[wait_id]] = await writer.fetch(_ADD, person_id, *wait_key, *_columns(times), joined_at)
    return int(wait_id)


async def change(writer: Writer, wait_id: int, times: WaitTimes, joined_at: datetime) -> None:
    """Other times, with the place in line given by this instant."""
    await writer.fetch(_CHANGE, wait_id, *_columns(times), joined_at)


async def of_person(reader: Reader, person_id: int) -> list[Wait]:
    """All of somebody's places, in the order in which they were taken."""
    return [_of_row(row) for row in await reader.fetch(_OF_PERSON, person_id)]


async def own(reader: Reader, person_id: int, wait_id: int) -> Wait | None:
    """A place of this person's, whatever became of it."""
    rows = await reader.fetch(_OWN, person_id, wait_id)
    return _of_row(rows[0]) if rows else None


async def ahead(
    reader: Reader, wait: Wait, services: Collection[int], coaches: Collection[int]
) -> int:
    """How many places come before this one and could want a time that it wants.

    services: which may be waited for with these coaches.
    """
    times = wait.times
    [[number]] = await reader.fetch(
        _AHEAD,
        wait.joined_at,
        wait.id,
        list(services),
        list(coaches),
        times.first,
        times.last,
        times.weekdays,
        times.part,
    )
    return int(number)


async def of_coach(
    reader: Reader,
    coach_id: int,
    services: Collection[int],
    first: date,
    last: date,
    available_channels: Collection[Channel],
) -> list[WaitingPerson]:
    """Who waits for these services of a coach on days around these, in the order of the line,
    without those who have an open offer from any coach. available_channels: the ways beside
    Telegram that are set up."""
    rows = await reader.fetch(
        _OF_COACH, coach_id, list(services), first, last, sorted(available_channels)
    )
    return [
        WaitingPerson(_of_row(place), blocked, reachable, zone)
        for *place, blocked, reachable, zone in rows
    ]


async def mine_to_ask(writer: Writer, wait_id: int) -> bool:
    """Whether we may offer something to the person in this place; nobody else may until the end.

    Somebody waiting for any coach may be asked for two coaches at the same moment.
    """
    # Checked once it is locked: an offer made by then is visible.
    return bool(await writer.fetch(_MINE, wait_id) and not await writer.fetch(_OFFERED, wait_id))


async def close(writer: Writer, wait_id: int, state: WaitState, now: datetime) -> ClosedWait | None:
    """Ends the place; None if it already had."""
    rows = await writer.fetch(_CLOSE, wait_id, state.value, now)
    return ClosedWait(*rows[0]) if rows else None


async def overdue(writer: Writer, now: datetime, limit: int) -> list[Wait]:
    """Places whose last day has passed, locked."""
    return [_of_row(row) for row in await writer.fetch(_OVERDUE, now, limit)]


async def in_line(writer: Writer, wait_key: WaitKey, limit: int) -> list[Wait]:
    """Places in exactly this line, locked."""
    return [_of_row(row) for row in await writer.fetch(_IN_LINE, *wait_key, limit)]


async def count_silence(writer: Writer, wait_id: int) -> int:
    """One more offer was left unanswered; how many in a row."""
    rows = await writer.fetch(_LEFT_SILENT, wait_id)
    return int(rows[0][0]) if rows else 0


async def reset_silence(writer: Writer, wait_id: int) -> None:
    """The person in this place has answered."""
    await writer.fetch(_HEARD, wait_id)


async def number(
    reader: Reader,
    services: Collection[int],
    *,
    coach_id: int | None = None,
    day: date | None = None,
) -> int:
    """How many wait for these services. coach_id: with this coach. day: for a time on this day."""
    [[count]] = await reader.fetch(_NUMBER, list(services), coach_id, day)
    return int(count)


async def anybody(reader: Reader, service_id: int, choice: str, coach_id: int) -> bool:
    """Whether somebody waits for this service of a coach."""
    [[waited_for]] = await reader.fetch(_ANYBODY, service_id, choice, coach_id)
    return bool(waited_for)


async def forget_closed(writer: Writer, before: datetime) -> int:
    """Deletes a batch of places that ended before an instant, with their offers; how many."""
    return len(await writer.fetch(_FORGET, before))


def _columns(times: WaitTimes) -> tuple[Any, ...]:
    return times.first, times.last, times.zone, times.weekdays, times.part.value, times.short


def _of_row(row: Cells | Sequence[Any]) -> Wait:
    id_, person, service, coach, choice, first, last, zone, days, part, short, *rest = row
    joined_at, state, silent = rest
    times = WaitTimes(first, last, zone, days, Part(part), short)
    return Wait(id_, person, service, coach, choice, times, joined_at, WaitState(state), silent)
