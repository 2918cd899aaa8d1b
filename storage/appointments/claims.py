"""Claims: who has which unit of which resource, and when. No two overlap.

A claim is the first part of the statement that writes what it is for, so a booking is still one
statement: no claim, no row. It steps aside for another (`ON CONFLICT DO NOTHING`): with a plain
insert, attempts at one slot wait for each other in a ring, and Postgres resolves rings by deadlock
time-outs. Its ON CONFLICT names the one constraint that it steps aside for.

An expired hold violates the constraint until its row is gone. Readers ignore it; whoever is refused
deletes what has expired there and tries again, so that a booking with nothing in its way need not
look for holds.
"""

from datetime import datetime
from typing import Any

import asyncpg
from sqlalchemy import (
    ColumnElement,
    Delete,
    Insert,
    Update,
    and_,
    bindparam,
    delete,
    exists,
    insert,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql.selectable import CTE

from domain.appointments.claims import ClaimReason
from storage.prepared import PreparedStatement
from storage.tables.claims import NO_CLAIMS_MEET, claims
from storage.transactions import Reader, Writer

C = claims.c
# From one sequence for all holders: appointments, group sessions, holds.
NEXT_HOLDER = literal_column("nextval('appointments_id_seq')", C.holder_id.type)


def parameter(column: ColumnElement[Any], name: str) -> Any:
    """A parameter with the type of a column: in a SELECT, Postgres cannot infer it."""
    return bindparam(name, type_=column.type)


_COACH = parameter(C.resource_id, "coach_id")
_HOLDER = parameter(C.holder_id, "holder")
_SPAN = parameter(C.span, "blocked")
_NOW = parameter(C.created_at, "created_at")
_EXPIRES = parameter(C.expires_at, "expires_at")
_CLAIMED = ("resource_id", "holder_id", "span", "reason", "created_at", "expires_at")
_IS_HOLD = C.reason == literal_column(f"'{ClaimReason.HOLD}'")
_MEETS = and_(C.resource_id == _COACH, C.span.op("&&", is_comparison=True)(_SPAN))


def new(reason: ClaimReason, *, expires: bool = False, over: CTE | None = None) -> CTE:
    """A new holder's claim on a coach's time: its `holder_id`, or no row if it is refused.

    Parameters: `coach_id`, `blocked`, `created_at`, and `expires_at` if it expires. over: only if
    this has rows.
    """
    until = _EXPIRES if expires else literal_column("NULL::timestamptz")
    values = select(_COACH, NEXT_HOLDER, _SPAN, literal_column(f"'{reason}'"), _NOW, until)
    if over is not None:
        values = values.where(exists(select(over.c.holder_id)))
    return (
        postgresql.insert(claims)
        .from_select(_CLAIMED, values)
        .on_conflict_do_nothing(constraint=NO_CLAIMS_MEET)
        .returning(C.holder_id)
        .cte("claim")
    )


def over_expired(reason: ClaimReason, *, expires: bool = False) -> CTE:
    """Like `new`, in place of what has expired there by `created_at`; refused if nothing has."""
    deletion = (
        delete(claims).where(_MEETS, C.expires_at <= _NOW).returning(C.holder_id).cte("expired")
    )
    # `over` makes the insert wait for the DELETE, or it would hit what is about to go.
    return new(reason, expires=expires, over=deletion)


def of_hold(reason: ClaimReason) -> CTE:
    """Like `new`, for exactly what the hold `holder` has kept until now, with its id."""
    return (
        update(claims)
        .where(C.resource_id == _COACH, C.holder_id == _HOLDER, C.span == _SPAN)
        .where(_IS_HOLD, C.expires_at > _NOW)
        .values(reason=literal_column(f"'{reason}'"), expires_at=None)
        .returning(C.holder_id)
        .cte("claim")
    )


def release_of(coach: Any, holder: Any) -> Delete:
    """Releases everything a holder has: its coach's time, and all else."""
    mine = and_(C.resource_id == coach, C.holder_id == holder)
    # As text: a partial index is of no use to a statement whose condition is a parameter.
    besides = and_(C.holder_id == holder, literal_column("nr > 0"))
    return delete(claims).where(or_(mine, besides))


def move_of(coach_id: int, holder_id: int, span: asyncpg.Range, to: int) -> Update:
    """Moves a holder's claim on its coach, perhaps to another coach. It waits for whoever has
    entered that time."""
    mine = (C.resource_id == coach_id, C.holder_id == holder_id, C.nr == 0)
    return update(claims).where(*mine).values(span=span, resource_id=to)


def again_for(
    coach_id: int,
    holder_id: int,
    span: asyncpg.Range,
    now: datetime,
    *,
    reason: ClaimReason = ClaimReason.APPOINTMENT,
) -> Insert:
    """Claims again for a holder that had let go. It steps aside for nobody: the statement fails if
    that time is taken."""
    values = (coach_id, holder_id, span, reason, now)
    names = ("resource_id", "holder_id", "span", "reason", "created_at")
    return insert(claims).values(dict(zip(names, values, strict=True)))


_HOLD = [
    PreparedStatement(select(claim(ClaimReason.HOLD, expires=True).c.holder_id))
    for claim in (new, over_expired)
]
_SPAN_OF = PreparedStatement(
    select(C.span).where(C.resource_id == _COACH, C.holder_id == _HOLDER, C.nr == 0)
)
_RELEASE = PreparedStatement(release_of(_COACH, _HOLDER))
_RELEASE_HOLD = PreparedStatement(release_of(_COACH, _HOLDER).where(_IS_HOLD))
# By ctid, as the rows are locked: no index has to be searched twice.
_FORGET = """
DELETE FROM claims WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM claims WHERE expires_at <= $1::timestamptz
    ORDER BY expires_at LIMIT $2::int FOR UPDATE SKIP LOCKED
)) RETURNING 1
"""


async def hold(
    writer: Writer, coach_id: int, span: asyncpg.Range, *, until: datetime, now: datetime
) -> int | None:
    """Hold a coach's time for a while; the holder's id, None if that time is taken.

    span: UTC, including what is kept free around it.
    """
    for statement in _HOLD:
        holder: int | None = await statement.value(
            writer, coach_id=coach_id, blocked=span, expires_at=until, created_at=now
        )
        if holder is not None:
            return holder
    return None


async def span_of(reader: Reader, coach_id: int, holder_id: int) -> asyncpg.Range | None:
    """What a holder keeps of a coach's time, UTC; None if nothing."""
    span: asyncpg.Range | None = await _SPAN_OF.value(reader, coach_id=coach_id, holder=holder_id)
    return span


async def release(writer: Writer, coach_id: int, holder_id: int) -> None:
    """Release everything a holder has claimed, if anything."""
    await _RELEASE.rows(writer, coach_id=coach_id, holder=holder_id)


async def release_hold(writer: Writer, coach_id: int, holder_id: int) -> None:
    """Release a hold, unless it has become something else since."""
    await _RELEASE_HOLD.rows(writer, coach_id=coach_id, holder=holder_id)


async def forget_expired(writer: Writer, now: datetime, limit: int) -> int:
    """Release what has expired; how many claims. Rows locked by another replica are left to it."""
    return len(await writer.fetch(_FORGET, now, limit))
