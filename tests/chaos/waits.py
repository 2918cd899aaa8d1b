"""How long people waited for what they did, as Telegram saw it. Times are seconds.

Whoever got nothing at all counts as having waited for ever.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from storage.transactions import Reader
from tests.chaos.witness import Call, SentUpdate, Witness

_TOLD_OF_BOOKINGS = """
SELECT extract(epoch FROM s.created_at)::float, p.telegram_id, o.message_id
FROM outbox o
JOIN appointments s ON s.coach_id = o.coach_id AND s.id = o.appointment_id
JOIN people p ON p.id = o.recipient_id
WHERE o.kind IN ('booked', 'request')
"""


def of_presses(witness: Witness, begun: float, ended: float) -> list[float]:
    """From a press until the answer to it and the last change of its message were there."""
    answered = {
        str(call.payload.get("callback_query_id")): call.at
        for call in witness.calls
        if call.method == "answercallbackquery"
    }
    edits = _by_place(call for call in witness.calls if call.method == "editmessagetext")
    return [
        _last_of(sent, answered.get(sent.query_id, math.inf), edits) - sent.at
        for sent in witness.updates.values()
        if sent.query_id is not None and begun <= sent.at < ended
    ]


def of_texts(witness: Witness, begun: float, ended: float) -> list[float]:
    """From a text until there was a message in return."""
    replies = defaultdict(list)
    for call in witness.messages.values():
        replies[call.chat].append(call.at)
    return [
        next((at for at in replies[sent.person] if at >= sent.at), math.inf) - sent.at
        for sent in witness.updates.values()
        if sent.query_id is None and begun <= sent.at < ended
    ]


async def of_coaches(witness: Witness, reader: Reader, begun: float, ended: float) -> list[float]:
    """From a booking until its coach was told of it."""
    epoch = witness.moment().timestamp() - witness.now()
    waits = []
    for booked_at, coach, message_id in await reader.fetch(_TOLD_OF_BOOKINGS):
        if begun <= booked_at - epoch < ended:
            message = witness.messages.get((coach, message_id))
            waits.append(math.inf if message is None else message.at - (booked_at - epoch))
    return waits


def p95(waits: Sequence[float]) -> float:
    """The longest wait of 19 in 20; for ever if nobody did anything."""
    return sorted(waits)[math.ceil(0.95 * len(waits)) - 1] if waits else math.inf


def _by_place(calls: Iterable[Call]) -> Mapping[tuple[int, int], list[float]]:
    places = defaultdict(list)
    for call in calls:
        places[call.chat, int(call.payload.get("message_id") or 0)].append(call.at)
    return places


def _last_of(
    sent: SentUpdate, answered: float, edits: Mapping[tuple[int, int], Sequence[float]]
) -> float:
    done = max(answered, sent.taken_at or math.inf)
    changed = (at for at in edits.get((sent.person, sent.message_id), ()) if sent.at <= at <= done)
    return max(answered, *changed)
