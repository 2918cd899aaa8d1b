"""Rescues: which sessions leave has touched, and what became of them.

What became of a session is read from its own row, however it changed; only a missing answer is
recorded here.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import text

from domain.appointments.appointment import Appointment
from domain.messages.channels import APPS
from domain.messages.notices import Channel
from domain.rescues.rescue import Rescue, RescuedSession
from domain.working_hours.leave import Leave
from storage.appointments.appointment_rows import SELECT, of_row
from storage.batches import BATCH
from storage.prepared import PreparedStatement
from storage.transactions import Reader, Writer
from storage.ways import reached_sql

KEPT: Final = timedelta(days=90)

_ADD = """
INSERT INTO rescues (id, coach_id, leave_id, starts_local, ends_local, made_by, made_at, rule_id)
VALUES (nextval('appointments_id_seq'), $1, $2, $3, $4, $5, $6, nullif($7::bigint, 0)) RETURNING id
"""
_ADD_SESSIONS = """
INSERT INTO rescued (coach_id, rescue_id, appointment_id, was, offered)
SELECT $1, $2, id, was, offered
FROM unnest($3::bigint[], $4::timestamptz[], $5::boolean[]) s (id, was, offered)
"""
_BY_ID = """
SELECT id, coach_id, leave_id, starts_local, ends_local, coalesce(rule_id, 0) FROM rescues
WHERE id = $1
"""
# Of several stretches that were taken in one step, the rescue has the first: their lines in the log
# name them all.
_OF_LEAVE = """
SELECT id FROM rescues WHERE coach_id = $1 AND leave_id IN (
    SELECT $2::bigint UNION
    SELECT jsonb_array_elements_text(facts -> 'undo' -> 'with')::bigint FROM audit
    WHERE entity = 'leave' AND entity_id = $2
) ORDER BY made_at DESC, id DESC LIMIT 1
"""
_OF_RULE = """
SELECT id FROM rescues WHERE coach_id = $1 AND rule_id = $2 ORDER BY made_at DESC, id DESC LIMIT 1
"""
_MADE_WITH = """
SELECT EXISTS (SELECT FROM rescues WHERE coach_id = $1 AND rule_id = $2 AND made_at >= $3)
"""
# $3: only ways that take an answer.
_SESSIONS = f"""
SELECT r.appointment_id, r.was, r.offered, r.lapsed, NOT {reached_sql("$3")}
FROM rescued r JOIN appointments a ON a.id = r.appointment_id JOIN people p ON p.id = a.customer_id
WHERE r.coach_id = $1 AND r.rescue_id = $2 ORDER BY r.was, r.appointment_id
"""
_APPOINTMENTS = PreparedStatement(
    # Whichever coach's they are now.
    SELECT.where(
        text(
            "appointments.id IN (SELECT appointment_id FROM rescued"
            " WHERE coach_id = :coach AND rescue_id = :rescue)"
        ),
    )
)
_LAPSED = """
UPDATE rescued SET lapsed = true
WHERE coach_id = $1 AND rescue_id = $2 AND appointment_id = $3
"""
_HOLD = "SELECT id FROM rescues WHERE coach_id = $1 AND id = $2 FOR NO KEY UPDATE"
_WAITING = """
SELECT count(*) FROM rescued r
    JOIN appointments a ON a.coach_id = r.coach_id AND a.id = r.appointment_id
WHERE r.coach_id = $1 AND r.rescue_id = $2 AND a.rescue_id = r.rescue_id
    AND a.offer_version = a.version AND a.status IN ('pending', 'confirmed')
"""
_FORGET = """
WITH old AS MATERIALIZED (
    SELECT coach_id, id FROM rescues WHERE made_at < $1 ORDER BY made_at LIMIT $2::int
    FOR UPDATE SKIP LOCKED
), gone AS (
    DELETE FROM rescues r USING old WHERE r.coach_id = old.coach_id AND r.id = old.id RETURNING 1
)
SELECT count(*) FROM gone
"""


async def add(writer: Writer, coach_id: int, leave: Leave, made_by: int, now: datetime) -> int:
    """A new rescue, for leave saved with it; the id. Repeating leave is one, with all its times,
    the rule and no id of its own."""
    [[rescue_id]] = await writer.fetch(
        _ADD, coach_id, leave.id, leave.starts, leave.ends, made_by, now, leave.rule
    )
    return int(rescue_id)


async def add_sessions(
    writer: Writer,
    coach_id: int,
    rescue_id: int,
    sessions: Sequence[tuple[Appointment, bool]],
) -> None:
    """The sessions it is about, as they were, each with whether it was offered anything."""
    ids = [session.id for session, _ in sessions]
    starts = [session.starts_at for session, _ in sessions]
    offer_flags = [one for _, one in sessions]
    await writer.fetch(_ADD_SESSIONS, coach_id, rescue_id, ids, starts, offer_flags)


async def by_id(
    reader: Reader, rescue_id: int, available_channels: Collection[Channel]
) -> Rescue | None:
    """The rescue with its sessions as they are now. available_channels: the ways beside Telegram
    that are set up."""
    rows = await reader.fetch(_BY_ID, rescue_id)
    if not rows:
        return None
    [[id_, coach_id, leave_id, starts, ends, rule_id]] = rows
    apps = sorted(APPS.intersection(available_channels))
    facts = await reader.fetch(_SESSIONS, coach_id, rescue_id, apps)
    records = await _APPOINTMENTS.rows(reader, coach=coach_id, rescue=rescue_id)
    sessions = {session.id: session for session in map(of_row, records)}
    rescued = tuple(
        RescuedSession(sessions[appointment], was, offered, lapsed, coach_id, unreached)
        for appointment, was, offered, lapsed, unreached in facts
        if appointment in sessions
    )
    return Rescue(id_, coach_id, leave_id, starts, ends, rescued, rule_id)


async def of_leave(reader: Reader, coach_id: int, leave_id: int) -> int | None:
    """The latest rescue for this leave of theirs, or what was taken with it; None if neither
    touched anything."""
    rows = await reader.fetch(_OF_LEAVE, coach_id, leave_id)
    return int(rows[0][0]) if rows else None


async def of_rule(reader: Reader, coach_id: int, rule_id: int) -> int | None:
    """The same for their repeating leave."""
    rows = await reader.fetch(_OF_RULE, coach_id, rule_id)
    return int(rows[0][0]) if rows else None


async def made_with(reader: Reader, coach_id: int, rule_id: int, at: datetime) -> bool:
    """Whether sessions were given an answer when that repeating leave was changed, or since."""
    [[answer]] = await reader.fetch(_MADE_WITH, coach_id, rule_id, at)
    return bool(answer)


async def waiting(writer: Writer, coach_id: int, rescue_id: int) -> int:
    """How many of its sessions still wait for an answer. A caller waits for earlier ones, who have
    changed one of them."""
    await writer.fetch(_HOLD, coach_id, rescue_id)
    [[number]] = await writer.fetch(_WAITING, coach_id, rescue_id)
    return int(number)


async def lapse(writer: Writer, session: Appointment) -> None:
    """What this session was offered went unanswered."""
    await writer.fetch(_LAPSED, session.coach_id, session.rescue_id, session.id)


async def forget_older(writer: Writer, *, before: datetime) -> int:
    """Deletes a batch of rescues made before an instant; how many."""
    [[count]] = await writer.fetch(_FORGET, before, BATCH)
    return int(count)
