"""What customers were told about sessions' current state, and how else to reach them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from domain.messages.awareness import Contact, CustomerAwareness, NoticeOutcome
from domain.messages.channels import Receipt
from domain.messages.notices import Channel, Lane, MessageState
from storage.messages.outbox import UNREACHABLE
from storage.transactions import Cells, Reader
from storage.ways import WAYS, ways_of

_CONTACT = f"""
p.id, p.unreachable_since, p.met, p.telegram_id IS NOT NULL, p.email, (
    SELECT value FROM identities WHERE person_id = p.id AND kind = 'phone'
    ORDER BY verified_at DESC NULLS LAST LIMIT 1
), {WAYS}
"""
# For each session, the notices to its customer that are still true of it, latest last.
_OF_SESSIONS = f"""
SELECT a.id, {_CONTACT}, o.lane, o.state, o.channel, o.at, o.receipt
FROM appointments a JOIN people p ON p.id = a.customer_id
    LEFT JOIN LATERAL (
        SELECT o.id, o.lane, o.state, o.channel, o.receipt,
            coalesce(o.read_at, o.delivered_at, o.sent_at, o.due_at) AS at
        FROM outbox o
        WHERE o.appointment_id = a.id AND o.recipient_id = a.customer_id
            AND o.appointment_version = a.version AND o.due_at <= $2
            AND (o.state <> 'dropped' OR o.error = '{UNREACHABLE}')
    ) o ON true
WHERE a.id = ANY ($1::bigint[])
ORDER BY a.id, o.at, o.id
"""
_BY: Mapping[str, NoticeOutcome] = {
    Channel.MAIL: NoticeOutcome.MAILED,
    Channel.SMS: NoticeOutcome.TEXTED,
    Channel.PUSH: NoticeOutcome.SHOWN,
    Channel.WEB_PUSH: NoticeOutcome.SHOWN,
}
_AGAIN = frozenset(_BY)
_LOST = NoticeOutcome.LOST
_OF_PERSON = f"SELECT {_CONTACT} FROM people p WHERE p.id = $1"


async def of_sessions(
    reader: Reader, appointment_ids: Sequence[int], now: datetime
) -> Mapping[int, CustomerAwareness]:
    """What the customer of each has heard by now (UTC), by the id of the appointment."""
    hearings: dict[int, CustomerAwareness] = {}
    for id_, *row in await reader.fetch(_OF_SESSIONS, list(appointment_ids), now):
        contact, (lane, state, channel, at, receipt) = _contact(row[:-5]), row[-5:]
        before = hearings.get(id_)
        reminded = before.reminded if before else False
        outcome = _outcome(state, channel, receipt)
        arrived = outcome not in (None, NoticeOutcome.LOST)
        reminded = reminded or (arrived and lane == Lane.REMINDER)
        if before and not arrived and channel in _AGAIN and before.outcome not in (None, _LOST):
            continue  # what arrived by one way was not lost by another
        receipt_state = Receipt(receipt) if receipt else None
        hearings[id_] = CustomerAwareness(
            contact, outcome, at if outcome else None, reminded, receipt_state
        )
    return hearings


async def contact(reader: Reader, person_id: int) -> Contact | None:
    """How a person is reached, None if there is no such person."""
    rows = await reader.fetch(_OF_PERSON, person_id)
    return _contact(rows[0]) if rows else None


def _contact(row: Cells) -> Contact:
    person_id, away_since, met, chat, email, phone, *ways = row
    return Contact(person_id, away_since, met, ways_of(*ways), chat, phone=phone, email=email)


def _outcome(state: str | None, channel: str | None, receipt: str | None) -> NoticeOutcome | None:
    if state in (None, MessageState.WAITING, MessageState.SENDING):
        return None
    if state == MessageState.SENT and receipt != Receipt.FAILED:
        return _BY.get(channel or "", NoticeOutcome.SENT)
    return NoticeOutcome.LOST
