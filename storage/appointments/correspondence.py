"""What people write to each other through the business, who has stopped whom, and complaints."""

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete

from domain.appointments.appointment import Appointment
from domain.appointments.correspondence import Content, ContentKind
from storage import batches
from storage.field_columns import columns_of
from storage.tables.correspondence import message_reports, messages
from storage.transactions import Reader, Writer


@dataclass(frozen=True, slots=True)
class Message:
    """What one side wrote. to_all: to everybody in a group session. sent_at: UTC. coach_id: the
    coach involved."""

    id: int
    by_coach: bool
    to_all: bool
    sent_at: datetime
    appointment_id: int
    coach_id: int
    content: Content


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A message to store. key: of the update that brings it."""

    appointment: Appointment
    sender_id: int
    by_coach: bool
    content: Content
    key: str
    now: datetime
    to_all: bool = False


@dataclass(frozen=True, slots=True)
class WritingStops:
    """What keeps two people from writing to each other. banned: the person may not write. stops:
    they want no messages from the other. stopped: the other wants none from them."""

    banned: bool
    stops: bool
    stopped: bool


@dataclass(frozen=True, slots=True)
class MessageComplaint:
    """A complaint. by_coach: whether the coach complains about the customer. coach_id: the coach
    who was involved, not whose session it is now."""

    id: int
    appointment_id: int
    by_coach: bool
    at: datetime
    decided_at: datetime | None
    coach_id: int


_CONTENT: Final = columns_of(Content)
_ADD = f"""
INSERT INTO messages (coach_id, appointment_id, sender_id, by_coach, to_all, key, sent_at,
    {_CONTENT})
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) RETURNING id
"""
_OF = f"SELECT {columns_of(Message, content=_CONTENT)} FROM messages"
_PAGE = f"""
{_OF} WHERE coach_id = $1 AND appointment_id = $2 ORDER BY id DESC LIMIT $3 OFFSET $4
"""
_OLDER = f"""
{_OF} WHERE coach_id = $1 AND appointment_id = $2 AND id < $3 ORDER BY id DESC LIMIT $4
"""
_BY_ID = f"{_OF} WHERE id = $1"
# One message to a whole group counts once.
_WRITTEN = """
SELECT count(DISTINCT key), min(sent_at) FROM messages WHERE sender_id = $1 AND sent_at > $2
"""
_STOPS = """
SELECT EXISTS (SELECT FROM message_bans WHERE person_id = $1),
    EXISTS (SELECT FROM message_stops WHERE person_id = $1 AND other_id = $2),
    EXISTS (SELECT FROM message_stops WHERE person_id = $2 AND other_id = $1)
"""
_STOP = """
INSERT INTO message_stops (person_id, other_id, at) VALUES ($1, $2, $3)
ON CONFLICT (person_id, other_id) DO NOTHING RETURNING 1
"""
_ALLOW = "DELETE FROM message_stops WHERE person_id = $1 AND other_id = $2 RETURNING 1"
_BAN = """
INSERT INTO message_bans (person_id, at) VALUES ($1, $2)
ON CONFLICT (person_id) DO NOTHING RETURNING 1
"""
_UNBAN = "DELETE FROM message_bans WHERE person_id = $1 RETURNING 1"
_REPORT = """
INSERT INTO message_reports (coach_id, appointment_id, reporter_id, by_coach, at)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (coach_id, appointment_id, by_coach) WHERE decided_at IS NULL DO NOTHING RETURNING id
"""
_REPORTS = f"SELECT {columns_of(MessageComplaint)} FROM message_reports"
_REPORT_BY_ID = f"{_REPORTS} WHERE id = $1"
_LATEST = f"{_REPORTS} ORDER BY decided_at IS NOT NULL, id DESC LIMIT $1"
_DECIDE = """
UPDATE message_reports SET decided_at = $2 WHERE id = $1 AND decided_at IS NULL RETURNING 1
"""
_COMPLAINED_OF = """
SELECT EXISTS (SELECT FROM message_reports WHERE coach_id = $1 AND appointment_id = $2)
"""
_FORGET = delete(messages).where(batches.oldest(messages.c.id, messages.c.sent_at))
_FORGET_REPORTS = delete(message_reports).where(
    batches.oldest(message_reports.c.id, message_reports.c.at)
)


async def add(writer: Writer, new: NewMessage) -> int:
    """Store a message; its id."""
    about = new.appointment.coach_id, new.appointment.id
    [[message_id]] = await writer.fetch(
        _ADD,
        *about,
        new.sender_id,
        new.by_coach,
        new.to_all,
        new.key,
        new.now,
        *astuple(new.content),
    )
    return int(message_id)


async def page(reader: Reader, a: Appointment, *, limit: int, offset: int) -> list[Message]:
    """What was written about an appointment with its coach, latest first."""
    rows = await reader.fetch(_PAGE, a.coach_id, a.id, limit, offset)
    return [_message(row) for row in rows]


async def older(reader: Reader, a: Appointment, before: int, limit: int) -> list[Message]:
    """The same, from before a message."""
    return [_message(row) for row in await reader.fetch(_OLDER, a.coach_id, a.id, before, limit)]


async def by_id(reader: Reader, message_id: int) -> Message | None:
    """The message with this id."""
    rows = await reader.fetch(_BY_ID, message_id)
    return _message(rows[0]) if rows else None


async def counts_since(
    reader: Reader, sender_id: int, since: Iterable[datetime]
) -> tuple[tuple[int, datetime | None], ...]:
    """How many somebody has written since each of these instants, and when the first of them."""
    tallies = []
    for start in since:
        [[count, first]] = await reader.fetch(_WRITTEN, sender_id, start)
        tallies.append((int(count), first))
    return tuple(tallies)


async def writing_stops(reader: Reader, person_id: int, other_id: int) -> WritingStops:
    """What keeps a person and another from writing to each other."""
    [row] = await reader.fetch(_STOPS, person_id, other_id)
    return WritingStops(*row)


async def set_stop(
    writer: Writer, person_id: int, other_id: int, *, stops: bool, now: datetime
) -> bool:
    """Stop messages from the other, or let them in again; whether that is new."""
    if stops:
        return bool(await writer.fetch(_STOP, person_id, other_id, now))
    return bool(await writer.fetch(_ALLOW, person_id, other_id))


async def set_ban(writer: Writer, person_id: int, *, banned: bool, now: datetime) -> bool:
    """Ban the person from writing, or lift that; whether that is new."""
    if banned:
        return bool(await writer.fetch(_BAN, person_id, now))
    return bool(await writer.fetch(_UNBAN, person_id))


async def report(
    writer: Writer, a: Appointment, reporter_id: int, *, by_coach: bool, now: datetime
) -> int | None:
    """A complaint by one side about the other; None if one already waits for the team."""
    rows = await writer.fetch(_REPORT, a.coach_id, a.id, reporter_id, by_coach, now)
    return int(rows[0][0]) if rows else None


async def report_by_id(reader: Reader, report_id: int) -> MessageComplaint | None:
    """The complaint with this id."""
    rows = await reader.fetch(_REPORT_BY_ID, report_id)
    return MessageComplaint(*rows[0]) if rows else None


async def latest_reports(reader: Reader, limit: int) -> list[MessageComplaint]:
    """Complaints: those waiting for the team first, latest first."""
    return [MessageComplaint(*row) for row in await reader.fetch(_LATEST, limit)]


async def decide(writer: Writer, report_id: int, now: datetime) -> bool:
    """The team has looked at it; False if it already had."""
    return bool(await writer.fetch(_DECIDE, report_id, now))


async def complained_of(reader: Reader, message: Message) -> bool:
    """Whether either side has complained about what was written there."""
    about = message.coach_id, message.appointment_id
    [[complained]] = await reader.fetch(_COMPLAINED_OF, *about)
    return bool(complained)


async def forget_older(writer: Writer, before: datetime) -> int:
    """Deletes a batch of messages written before an instant; how many."""
    return await writer.run(_FORGET, {"before": before})


async def forget_reports(writer: Writer, before: datetime) -> int:
    """Deletes a batch of complaints made before an instant; how many."""
    return await writer.run(_FORGET_REPORTS, {"before": before})


def _message(row: Sequence[Any]) -> Message:
    message_id, by_coach, to_all, sent_at, appointment_id, coach_id, kind, *body = row
    content = Content(ContentKind(kind), *body)
    return Message(message_id, by_coach, to_all, sent_at, appointment_id, coach_id, content)
