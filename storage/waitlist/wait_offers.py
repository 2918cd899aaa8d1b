"""What somebody in line was offered, what holds it for them, and their answer.

A time is held by a claim of its own, which expires a little after the offer: until somebody has
looked at what comes next, it is nobody's. In a standing group session, places are counted up.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from domain.messages.notices import Channel
from domain.waitlist.waitlist import SkipReason, WaitAnswer
from storage.appointments import claims, sessions
from storage.field_columns import cells_by_name, columns_of, field_names
from storage.transactions import Cells, Reader, Writer
from storage.waitlist.waits import WaitKey
from storage.ways import reached_sql

GRACE: Final = timedelta(minutes=10)  # by when the next look must have happened


@dataclass(frozen=True, slots=True)
class WaitOffer:
    """A time that was offered. starts_at, ends_at, until: UTC. holder_id, session_id: what holds
    it: a claim, or places in a group session. short: it is within the notice of its service."""

    id: int
    wait_id: int
    person_id: int
    coach_id: int
    service_id: int
    choice: str
    starts_at: datetime
    ends_at: datetime
    holder_id: int | None
    session_id: int | None
    places: int
    short: bool
    kept: bool
    answer: WaitAnswer
    told_at: datetime
    until: datetime

    @property
    def minutes(self) -> int | None:
        """How long it lasts; None for places in a group's session, which has its own length."""
        return None if self.session_id else (self.ends_at - self.starts_at) // timedelta(minutes=1)


class UnclaimedOffer(NamedTuple):
    """An offer of a time that is nobody's yet. kept: it is held until the next look at the line."""

    id: int
    wait_id: int
    starts_at: datetime
    ends_at: datetime
    kept: bool


class SkippedWait(NamedTuple):
    """Who was passed over, and why."""

    wait_id: int
    person_id: int
    starts_at: datetime
    ends_at: datetime
    reason: SkipReason


_COLUMNS: Final = columns_of(WaitOffer, "o")
_NEW: Final = tuple(name for name in field_names(WaitOffer) if name != "id")
_ADD: Final = f"""
INSERT INTO wait_offers ({", ".join(_NEW)}, created_at)
VALUES ({", ".join(f"${number}" for number in range(1, len(_NEW) + 2))}) RETURNING id
"""
_SKIP: Final = """
INSERT INTO wait_offers (wait_id, person_id, coach_id, service_id, choice, starts_at, ends_at,
    answer, reason, told_at, until, created_at)
SELECT w.id, w.person_id, $1, w.service_id, w.choice, s.starts_at, s.ends_at, 'skipped', s.reason,
    $6, $6, $6
FROM unnest($2::bigint[], $3::timestamptz[], $4::timestamptz[], $5::text[])
    s (wait_id, starts_at, ends_at, reason)
JOIN waits w ON w.id = s.wait_id
"""
_OPEN: Final = f"""
SELECT {_COLUMNS} FROM wait_offers o
WHERE o.person_id = $1 AND o.kept AND o.answer = 'open' AND o.until > $2 ORDER BY o.until
"""
_OWN: Final = f"SELECT {_COLUMNS} FROM wait_offers o WHERE o.person_id = $1 AND o.id = $2"
_AT: Final = f"""
SELECT {_COLUMNS} FROM wait_offers o
WHERE o.person_id = $1 AND o.kept AND o.coach_id = $2 AND o.starts_at = $3 AND o.answer = 'open'
    AND o.until > $4
"""
# Its time is up, it was answered, the person is now blocked or out of reach, it is no longer
# offered before they were told, or its coach is suspended then.
_ENDED: Final = f"""
o.kept AND (o.answer <> 'open' OR o.until <= $1::timestamptz OR EXISTS (
    SELECT FROM people p WHERE p.id = o.person_id
        AND (p.blocked_at IS NOT NULL OR NOT {reached_sql("$2")})
) OR o.told_at > $1::timestamptz AND NOT EXISTS (
    SELECT FROM coaches c, services s
    WHERE c.id = o.coach_id AND s.id = o.service_id AND c.active AND NOT s.hidden)
OR EXISTS (SELECT FROM coaches c WHERE c.id = o.coach_id AND c.suspended_at IS NOT NULL
        AND (c.suspended_until IS NULL OR o.starts_at < c.suspended_until)))
"""
_WAITED_FOR: Final = f"""
SELECT service_id, coach_id, choice FROM waits WHERE state = 'waiting'
GROUP BY service_id, coach_id, choice
UNION ALL
SELECT NULL, o.coach_id, NULL FROM wait_offers o WHERE {_ENDED}
"""
_TO_END: Final = f"""
SELECT {_COLUMNS} FROM wait_offers o WHERE {_ENDED} AND o.coach_id = $3
ORDER BY o.id FOR UPDATE SKIP LOCKED
"""
_UNTOLD: Final = f"""
SELECT {_COLUMNS} FROM wait_offers o
WHERE o.kept AND o.answer = 'open' AND o.told_at > $1::timestamptz AND o.coach_id = $2
ORDER BY o.id FOR UPDATE SKIP LOCKED
"""
_GOING: Final = f"""
SELECT {columns_of(UnclaimedOffer)} FROM wait_offers WHERE coach_id = $1 AND going
"""
_SAY: Final = "UPDATE wait_offers SET answer = $2, reason = $3 WHERE id = $1"
_RELEASED: Final = "UPDATE wait_offers SET kept = false WHERE id = $1"
_SETTLE: Final = "UPDATE wait_offers SET going = false WHERE id = ANY ($1::bigint[])"
_HAD: Final = """
UPDATE wait_offers SET going = false
WHERE coach_id = $1 AND going AND tstzrange(starts_at, ends_at) && tstzrange($2, $3)
"""
_TURN: Final = "SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0))"
_WITHDRAW: Final = """
UPDATE outbox SET state = 'dropped', error = 'changed' WHERE key = $1 AND state = 'waiting'
"""
_GIVEN_UP: Final = """
SELECT date_part('epoch', starts_at)::bigint FROM appointments
WHERE coach_id = $1 AND starts_at >= $2::timestamptz AND starts_at <= $3::timestamptz
    AND status IN ('cancelled', 'declined', 'expired')
"""
_BUSY: Final = """
SELECT EXISTS (
    SELECT FROM appointments WHERE customer_id = $1 AND status IN ('held', 'pending', 'confirmed')
        AND starts_at < $3::timestamptz AND ends_at > $2::timestamptz
)
"""


async def add(writer: Writer, new: WaitOffer, now: datetime) -> int:
    """A new offer; its id, whatever `new` says."""
    values = [getattr(new, name) for name in _NEW]
    [[offer_id]] = await writer.fetch(_ADD, *values, now)
    return int(offer_id)


async def skip(
    writer: Writer, coach_id: int, skipped_waits: Sequence[SkippedWait], now: datetime
) -> None:
    """Record who was passed over."""
    if skipped_waits:
        rows = [
            (one.wait_id, one.starts_at, one.ends_at, one.reason.value) for one in skipped_waits
        ]
        await writer.fetch(_SKIP, coach_id, *map(list, zip(*rows, strict=True)), now)


async def open_of(reader: Reader, person_id: int, now: datetime) -> list[WaitOffer]:
    """What is held for somebody in line until they answer."""
    return [_of_row(row) for row in await reader.fetch(_OPEN, person_id, now)]


async def own(
    reader: Reader, person_id: int, offer_id: int, *, lock: bool = False
) -> WaitOffer | None:
    """An offer to this person, whatever became of it. lock: until the end."""
    rows = await reader.fetch(f"{_OWN} FOR UPDATE" if lock else _OWN, person_id, offer_id)
    return _of_row(rows[0]) if rows else None


async def at(
    reader: Reader,
    person_id: int,
    coach_id: int,
    start: datetime,
    now: datetime,
    *,
    lock: bool = False,
) -> WaitOffer | None:
    """What is held for this person with a coach at this start.

    lock: until the end; None if somebody is just ending it: a transaction that waited here might
    keep them waiting elsewhere.
    """
    sql = f"{_AT} FOR UPDATE SKIP LOCKED" if lock else _AT
    rows = await reader.fetch(sql, person_id, coach_id, start, now)
    return _of_row(rows[0]) if rows else None


async def waited_for(
    reader: Reader, now: datetime, available_channels: Collection[Channel]
) -> tuple[list[WaitKey], set[int]]:
    """All that anybody waits for, and the coaches with held times that must go on.

    available_channels: the ways beside Telegram that are set up.
    """
    lines, coach_ids = list[WaitKey](), set[int]()
    for service_id, coach_id, choice in await reader.fetch(
        _WAITED_FOR, now, sorted(available_channels)
    ):
        if service_id is None:
            coach_ids.add(coach_id)
        else:
            lines.append(WaitKey(service_id, coach_id, choice))
    return lines, coach_ids


async def to_end(
    writer: Writer, coach_id: int, now: datetime, available_channels: Collection[Channel]
) -> list[WaitOffer]:
    """What is held with a coach and must go on, locked; without what somebody is about to take.

    available_channels: as in `waited_for`.
    """
    rows = await writer.fetch(_TO_END, now, sorted(available_channels), coach_id)
    return [_of_row(row) for row in rows]


async def untold(writer: Writer, coach_id: int, now: datetime) -> list[WaitOffer]:
    """What is held with a coach for people who will be told in the morning, locked."""
    return [_of_row(row) for row in await writer.fetch(_UNTOLD, now, coach_id)]


async def going(reader: Reader, coach_id: int) -> list[UnclaimedOffer]:
    """Offers of a coach's times that are nobody's yet."""
    return [UnclaimedOffer(*row) for row in await reader.fetch(_GOING, coach_id)]


async def say(
    writer: Writer, offer_id: int, answer: WaitAnswer, why: SkipReason | None = None
) -> None:
    """Stores what became of it."""
    await writer.fetch(_SAY, offer_id, answer.value, None if why is None else why.value)


async def release(writer: Writer, offer: WaitOffer) -> None:
    """Release what holds it, if anything."""
    if offer.holder_id is not None:
        await claims.release_hold(writer, offer.coach_id, offer.holder_id)
    if offer.session_id is not None:
        await sessions.give_back(writer, offer.coach_id, offer.session_id, offer.places)
    await writer.fetch(_RELEASED, offer.id)


async def settle(writer: Writer, offer_ids: Collection[int]) -> None:
    """These times are somebody's, or anybody's: when they come free again they are other times."""
    if offer_ids:
        await writer.fetch(_SETTLE, list(offer_ids))


async def had(writer: Writer, offer: WaitOffer) -> None:
    """Somebody has this time: all offers of it are settled."""
    await writer.fetch(_HAD, offer.coach_id, offer.starts_at, offer.ends_at)


async def my_turn(writer: Writer, coach_id: int) -> bool:
    """Whether nobody else is working on this coach's line; if so, it is ours until the end."""
    [[mine]] = await writer.fetch(_TURN, f"waitlist of coach {coach_id}")
    return bool(mine)


def message_key(offer_id: int) -> str:
    """The key of the message about an offer."""
    return f"wait_offer:{offer_id}"


async def withdraw(writer: Writer, offer_id: int) -> None:
    """Withdraws the message about it, unless it is already being sent."""
    await writer.fetch(_WITHDRAW, message_key(offer_id))


async def given_up(reader: Reader, coach_id: int, first: datetime, last: datetime) -> set[int]:
    """The starts, epoch seconds, of a coach's sessions between these instants that are off."""
    return {start for (start,) in await reader.fetch(_GIVEN_UP, coach_id, first, last)}


async def busy(reader: Reader, person_id: int, start: datetime, end: datetime) -> bool:
    """Whether a customer has a session that overlaps this time."""
    [[is_busy]] = await reader.fetch(_BUSY, person_id, start, end)
    return bool(is_busy)


def _of_row(row: Cells) -> WaitOffer:
    cells = cells_by_name(WaitOffer, row)
    return WaitOffer(**cells | {"answer": WaitAnswer(cells["answer"])})
