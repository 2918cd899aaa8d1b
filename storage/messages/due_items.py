"""What happens by time alone, and what already has: for a clock that can be moved."""

from datetime import datetime

from domain.messages.notices import MessageState
from storage.messages.outgoing import HOLDS
from storage.tables.outbox import UNSENT
from storage.transactions import Reader

# A request lapses as in `calendar.unanswered_requests` and `offers.overdue`, an offer as in
# `offers.with_lapsed_offer`.
_NEXT_CHANGE = f"""
SELECT least(
    (SELECT min(c.due_at) FROM outbox c WHERE c.{UNSENT} AND {HOLDS}),
    (SELECT min(held_until) FROM appointments WHERE status = 'held'),
    (SELECT min(starts_at) FROM appointments WHERE status = 'pending'),
    (SELECT min(answer_by) FROM appointments WHERE status = 'pending' AND answer_by IS NOT NULL),
    (SELECT min(offer_until) FROM appointments WHERE offer_until IS NOT NULL
        AND offer_version = version AND status IN ('pending', 'confirmed')),
    (SELECT min(ends_at) FROM appointments WHERE status = 'confirmed'),
    (SELECT min(until) FROM wait_offers WHERE kept)
)
"""
_CHANGED_AFTER = f"""
SELECT EXISTS (SELECT 1 FROM audit WHERE at > $1)
    OR EXISTS (SELECT 1 FROM handled WHERE at > $1)
    OR EXISTS (SELECT 1 FROM outbox
        WHERE due_at > $1 AND state <> '{MessageState.WAITING}')
"""


async def next_change(reader: Reader) -> datetime | None:
    """When the first thing happens, in the past or future: a message goes out, a hold, a request or
    an offer lapses, a session is over. None if nothing is under way."""
    [[first]] = await reader.fetch(_NEXT_CHANGE)
    at: datetime | None = first
    return at


async def changed_after(reader: Reader, moment: datetime) -> bool:
    """Whether anything is on record from after this instant (UTC): an action, a message sent."""
    [[changed]] = await reader.fetch(_CHANGED_AFTER, moment)
    return bool(changed)
