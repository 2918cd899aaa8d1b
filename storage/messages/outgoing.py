"""Outbox messages on their way out: claimed, begun, and what became of them.

A row is claimed under a lease; when it runs out, its owner is presumed dead, and the row is claimed
again. It is flagged if the call had begun: only then may Telegram already have the message.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, func, update

from domain.messages.channels import Receipt
from domain.messages.notices import Channel, Lane, MessageState
from domain.messages.quiet_hours import QuietHours
from storage.field_columns import columns_of
from storage.messages.languages import spoken_with
from storage.tables.outbox import UNSENT, outbox
from storage.transactions import Autocommit, Cells, Reader, Writer


@dataclass(frozen=True, slots=True)
class ClaimedMessage:
    """A message for its claimer to send now.

    telegram_id: None for people without a chat, who are then unreachable. attempts: how often it
    has failed before. maybe_repeated: a call to send it ended without an answer, perhaps after
    sending it. language: chosen by the person or, failing that, Telegram's, of those offered. zone:
    the recipient's, if known; for a coach that of their hours unless they chose another. email:
    where to write when they are unreachable. operation: perhaps one from a newer version. holds:
    the appointment is still what the facts say. quiet_from, quiet_until, quiet_zone: see `quiet`.
    request_id: of its cause. channel: the way it goes first. root_id: of the message that it
    repeats.
    """

    id: int
    key: str
    recipient_id: int
    telegram_id: int | None
    kind: str
    facts: Mapping[str, Any]
    lane: Lane
    due_at: datetime
    attempts: int
    maybe_repeated: bool
    language: str | None
    zone: str | None
    unreachable: bool
    email: str | None
    operation: str
    holds: bool
    quiet_from: int | None = None
    quiet_until: int | None = None
    quiet_zone: str | None = None
    request_id: str | None = None
    channel: str = Channel.TELEGRAM
    root_id: int | None = None

    @property
    def quiet(self) -> tuple[QuietHours, str] | None:
        """The recipient's quiet hours, and on which clock; None if there are none."""
        if self.quiet_from is None or self.quiet_until is None or self.quiet_zone is None:
            return None
        return QuietHours(self.quiet_from, self.quiet_until), self.quiet_zone


_O = outbox.c
# Every change of an appointment makes a new version. Messages to many may be stopped, or unwanted.
HOLDS = """(c.appointment_version IS NULL OR c.appointment_version = (
        SELECT a.version FROM appointments a
        WHERE a.coach_id = c.coach_id AND a.id = c.appointment_id))
    AND (c.broadcast_id IS NULL OR EXISTS (
        SELECT FROM broadcasts b JOIN people r ON r.id = c.recipient_id
        WHERE b.id = c.broadcast_id AND b.state <> 'stopped'
            AND r.no_news_at IS NULL AND r.blocked_at IS NULL))"""
# The condition on the state is the partial index's own, and the lanes are spelled out, so that the
# rows come from the index in order and the scan ends with the limit.
_DUE = """
    SELECT id, state = 'sending' AS expired FROM outbox
    WHERE {unsent} AND lane IN ({lanes}) AND due_at <= $1::timestamptz
        AND (state = 'waiting' OR leased_until <= $1::timestamptz)
        AND (state = 'waiting' OR $6::boolean)
        AND recipient_id <> ALL ($2::bigint[])
    ORDER BY lane, due_at LIMIT {limit}
    FOR UPDATE SKIP LOCKED
"""
_URGENT_LANES, _PATIENT_LANES = (
    ", ".join(str(lane.value) for lane in Lane if lane.patient is patient)
    for patient in (False, True)
)
_PATIENT = "least($7::int, $3::int - (SELECT count(*) FROM urgent))"
# A reminder was written when the session was booked; the way there may have changed.
_FACTS = f"""
CASE WHEN c.lane = {Lane.REMINDER.value} AND c.appointment_id IS NOT NULL THEN
    c.facts || coalesce((
        SELECT jsonb_build_object('place', coalesce(
            t.addresses ->> a.meeting, s.addresses ->> a.meeting,
            CASE a.meeting WHEN 'site' THEN coalesce(o.place, b.place) END))
        FROM appointments a JOIN services s ON s.id = a.service_id
            JOIN coaches o ON o.id = a.coach_id CROSS JOIN business b
            LEFT JOIN coach_terms t ON t.coach_id = a.coach_id AND t.service_id = a.service_id
        WHERE a.coach_id = c.coach_id AND a.id = c.appointment_id
    ), '{{}}')
WHEN c.broadcast_id IS NOT NULL THEN (
    SELECT jsonb_build_object('text', m.text, 'house', h.name)
    FROM broadcasts m CROSS JOIN business h WHERE m.id = c.broadcast_id)
ELSE c.facts END
"""


_ZONE = "coalesce(p.zone, (SELECT o.zone FROM coaches o WHERE o.person_id = p.id){})"
# The fields of a message that are more than a column of its row.
_VALUES = {
    "telegram_id": "p.telegram_id",
    "facts": _FACTS,
    "language": spoken_with("p"),
    "zone": _ZONE.format(""),
    "unreachable": "p.unreachable_since IS NOT NULL",
    "email": "CASE WHEN p.channels IS NULL OR 'mail' = ANY (p.channels) THEN p.email END",
    "holds": HOLDS,
    "quiet_from": "p.quiet_from",
    "quiet_until": "p.quiet_until",
    "quiet_zone": f"""CASE WHEN p.quiet_from IS NOT NULL
        THEN {_ZONE.format(", (SELECT zone FROM business)")} END""",
}
_COLUMNS = columns_of(ClaimedMessage, "c", **_VALUES)


def _rows(rows: str) -> str:
    """Messages as `ClaimedMessage`, from a table or a named query."""
    return f"SELECT {_COLUMNS} FROM {rows} c JOIN people p ON p.id = c.recipient_id"


CLAIM = f"""
WITH urgent AS ({_DUE.format(unsent=UNSENT, lanes=_URGENT_LANES, limit="$3::int")}),
patient AS ({_DUE.format(unsent=UNSENT, lanes=_PATIENT_LANES, limit=_PATIENT)}),
due AS (TABLE urgent UNION ALL TABLE patient),
claimed AS (
    UPDATE outbox o SET
        state = 'sending', owner = $4::text, leased_until = $5::timestamptz,
        attempts = attempts + expired::int, call_begun = false,
        maybe_repeated = maybe_repeated OR (expired AND call_begun IS NOT false)
    FROM due WHERE o.id = due.id
    RETURNING o.*
)
{_rows("claimed")}
ORDER BY c.lane, c.due_at, c.id
"""
_ONE = f"{_rows('outbox')} WHERE c.id = $1"
BEGIN_CALL = f"""
UPDATE outbox c SET call_begun = ({HOLDS}) IS TRUE
WHERE c.id = $1 AND c.owner = $2 AND c.state = 'sending'
RETURNING c.call_begun
"""
_RENEW = """
UPDATE outbox SET leased_until = $3::timestamptz
WHERE id = ANY ($2::bigint[]) AND owner = $1::text AND state = 'sending'
RETURNING id
"""


async def claim(
    writer: Writer,
    owner: str,
    now: datetime,
    limit: int,
    lease: timedelta,
    without: Sequence[int] = (),
    *,
    expired: bool = True,
    patient: int | None = None,
) -> list[ClaimedMessage]:
    """Up to `limit` due messages, by lane and age, which nobody else gets until `now + lease`.

    without: recipients to leave alone. expired: include those whose owner let the lease run out.
    patient: how many of them may be reminders and broadcasts; all of them if not given.
    """
    most = limit if patient is None else patient
    values = now, list(without), limit, owner, now + lease, expired, most
    return [_message(row) for row in await writer.fetch(CLAIM, *values)]


async def by_id(reader: Reader, message_id: int) -> ClaimedMessage | None:
    """A message as it is now, claimed or not; None if it is gone."""
    rows = await reader.fetch(_ONE, message_id)
    return _message(rows[0]) if rows else None


async def begin_call(autocommit: Autocommit, owner: str, message_id: int) -> bool | None:
    """Records that the call to send it comes next, if the message still holds.

    Whether it does: the appointment is what the message says, or it is about none. None: somebody
    else has it by now. From here on, a claim that ends without an answer may mean that the message
    is sent twice.
    """
    rows = await autocommit.fetch(BEGIN_CALL, message_id, owner)
    return bool(rows[0][0]) if rows else None


async def renew(writer: Writer, owner: str, ids: Sequence[int], until: datetime) -> set[int]:
    """Leases these messages until then; the ids of those still the owner's."""
    return {row[0] for row in await writer.fetch(_RENEW, owner, list(ids), until)}


async def give_back(writer: Writer, owner: str, message_id: int) -> None:
    """It waits for anybody again, unless somebody else has it by now."""
    await _give_up(writer, owner, message_id, state=MessageState.WAITING)


async def mark_sent(writer: Writer, message_id: int, sent_as: int | None, now: datetime) -> None:
    """Telegram has it, as its message `sent_as`, if it said which."""
    await _mark_sent(writer, message_id, message_id=sent_as, sent_at=now, error=None)


async def mark_mailed(writer: Writer, message_id: int, now: datetime) -> None:
    """A mail server has it."""
    await _mark_sent(writer, message_id, channel=Channel.MAIL, sent_at=now, error=None)


async def mark_passed(
    writer: Writer, message_id: int, channel: Channel, provider_id: str | None, now: datetime
) -> None:
    """The provider of another way has accepted it, under this id; its receipt stays."""
    columns = {
        "channel": channel,
        "sent_at": now,
        "provider_id": func.coalesce(_O.provider_id, provider_id),
        "receipt": func.coalesce(_O.receipt, Receipt.QUEUED),
        "error": case((_O.receipt == Receipt.FAILED, _O.error)),
    }
    await _mark_sent(writer, message_id, **columns)


async def forget_facts(writer: Writer, message_id: int) -> None:
    """Nobody is to read what it said any more."""
    await writer.run(update(outbox).where(_O.id == message_id).values(facts={}))


async def drop(writer: Writer, owner: str, message_id: int, reason: str) -> None:
    """It is no longer to be sent, unless somebody else has it by now."""
    await _give_up(writer, owner, message_id, state=MessageState.DROPPED, error=reason)


async def fail(writer: Writer, owner: str, message_id: int, error: str) -> None:
    """It was tried often enough, unless somebody else has it by now."""
    attempts = _O.attempts + 1
    await _give_up(
        writer, owner, message_id, state=MessageState.FAILED, error=error, attempts=attempts
    )


async def retry_at(
    writer: Writer,
    owner: str,
    message_id: int,
    due_at: datetime,
    error: str | None,
    *,
    maybe_sent: bool = False,
) -> None:
    """It waits again, until `due_at`, unless somebody else has it by now.

    Without an error this does not count as an attempt. maybe_sent: Telegram may already have it, so
    the next may be a repetition.
    """
    attempts = _O.attempts + (0 if error is None else 1)
    repeated = _O.maybe_repeated | maybe_sent
    again = {"due_at": due_at, "error": error, "attempts": attempts, "maybe_repeated": repeated}
    await _give_up(writer, owner, message_id, state=MessageState.WAITING, **again)


def _message(row: Cells) -> ClaimedMessage:
    message = ClaimedMessage(*row)
    return replace(message, lane=Lane(message.lane))


async def _mark_sent(writer: Writer, row_id: int, **columns: Any) -> None:
    """Ends a claim with what cannot be undone, whoever has it by now."""
    await writer.run(
        update(outbox)
        .where(_O.id == row_id)
        .values(**columns, state=MessageState.SENT, owner=None, leased_until=None, call_begun=None)
    )


async def _give_up(writer: Writer, owner: str, message_id: int, **columns: Any) -> None:
    """Ends the owner's claim. A process that was frozen may not undo what another has sent."""
    await writer.run(
        update(outbox)
        .where(_O.id == message_id, _O.owner == owner, _O.state == MessageState.SENDING)
        .values(**columns, owner=None, leased_until=None, call_begun=None)
    )
