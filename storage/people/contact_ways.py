"""How people can be reached, which ways they want, and whether a message was read."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from domain.messages.channels import Ways
from domain.messages.notices import Channel
from storage.transactions import Reader, Writer
from storage.ways import WAYS, ways_of

_OF_PERSON = f"""
SELECT {WAYS}, p.email,
    (SELECT value FROM identities WHERE person_id = p.id AND kind = 'phone'
        AND verified_at IS NOT NULL ORDER BY verified_at DESC LIMIT 1),
    (SELECT other_way_minutes FROM business)
FROM people p WHERE p.id = $1 AND p.erased_at IS NULL
"""
_WANT = "UPDATE people SET channels = $2 WHERE id = $1"
# The message itself, or what repeats it; or, in the chat, anything they have done there since:
# Telegram does not report reading.
_READ = """
SELECT EXISTS (
    SELECT FROM outbox o WHERE (o.id = $1 OR o.root_id = $1) AND (
        o.read_at IS NOT NULL OR o.channel = 'sms' AND o.receipt = 'delivered'
        OR o.id = $1 AND o.channel = 'telegram' AND o.state = 'sent' AND (
            EXISTS (SELECT FROM audit WHERE actor_id = o.recipient_id AND at > o.sent_at
                AND door = 'chat')
            OR EXISTS (SELECT FROM conversations
                WHERE person_id = o.recipient_id AND updated_at > o.sent_at))))
"""
_SAY_AGAIN = """
INSERT INTO outbox AS known (key, recipient_id, kind, facts, lane, due_at, coach_id, appointment_id,
    appointment_version, channel, operation, root_id, request_id)
SELECT r.key || '@' || $2::text, r.recipient_id, r.kind, r.facts, r.lane, $3, r.coach_id,
    r.appointment_id, r.appointment_version, $2::text, 'via', r.id,
    r.request_id
FROM outbox r WHERE r.id = $1
ON CONFLICT (key) DO UPDATE SET due_at = least(known.due_at, excluded.due_at)
    WHERE known.state = 'waiting'
"""
# No other way has succeeded: like any undeliverable message, it waits for their return.
_LOST = """
UPDATE outbox SET error = 'unreachable' WHERE id = $1 AND state = 'dropped' AND error = 'elsewhere'
    AND NOT EXISTS (SELECT FROM outbox o WHERE o.root_id = $1
        AND o.state = 'sent' AND o.receipt IS DISTINCT FROM 'failed')
RETURNING 1
"""


@dataclass(frozen=True, slots=True)
class ContactWays:
    """How somebody is reached. number, email: where. minutes: the business's; see
    `domain.messages.channels.PATIENCE`."""

    ways: Ways
    number: str | None
    email: str | None
    minutes: int


async def of_person(reader: Reader, person_id: int) -> ContactWays | None:
    """None if there is no such person, or they were erased."""
    rows = await reader.fetch(_OF_PERSON, person_id)
    if not rows:
        return None
    [[telegram, channels, there, email, number, minutes]] = rows
    return ContactWays(ways_of(telegram, channels, there), number, email, minutes)


async def want(writer: Writer, person_id: int, channels: Collection[Channel]) -> None:
    """They want these ways, and no others beside Telegram."""
    await writer.fetch(_WANT, person_id, sorted(channels))


async def is_read(reader: Reader, root_id: int) -> bool:
    """Whether a message was read, by any way."""
    [[was_read]] = await reader.fetch(_READ, root_id)
    return bool(was_read)


async def say_again(writer: Writer, root_id: int, channel: Channel, due_at: datetime) -> None:
    """It also goes by this way, at that time; if already planned, at the earlier of the two.

    Never twice by the same way.
    """
    await writer.fetch(_SAY_AGAIN, root_id, channel, due_at)


async def mark_unreachable(writer: Writer, root_id: int) -> bool:
    """Marks a message that no way has brought to somebody whom Telegram does not reach; whether
    that is so, and news."""
    return bool(await writer.fetch(_LOST, root_id))
