"""What became of everything: what Telegram saw, compared with the database.

    verdict = await verdicts.reach(fleet)
    verdict.lost, verdict.twice       told and not there; there once more than told
    verdict.unsent                    messages that Telegram never saw and nobody gave a reason for
    verdict.copies                    messages that Telegram saw more than once; flagged or not
    verdict.flags                     rows that say that they may have been sent more than once
    verdict.overlaps                  pairs of appointments in one coach's time (the self-join), and
                                      time that is claimed for nothing, or not for what is in it
    verdict.faults                    updates that the bot gave up

Each except the flags is a list of sentences, empty if all is well. Only what `Witness` saw and what
is in the tables counts, never the bot's own logs or metrics.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import orjson

from storage.transactions import Reader
from tests.chaos import promises
from tests.chaos.fleet import Fleet
from tests.chaos.promises import Effect
from tests.chaos.witness import Call, SentUpdate, Witness
from tests.claimed import DISAGREEMENTS

# An answer to a press may reach Telegram a moment after the update was taken.
A_MOMENT: Final = 1.0

_ROWS = """
SELECT o.id, o.kind, o.state, o.error, o.message_id, o.maybe_repeated, p.telegram_id
FROM outbox o JOIN people p ON p.id = o.recipient_id
WHERE o.due_at <= $1::timestamptz OR o.state <> 'waiting'
"""
# What each deed owes the other side: one message for each audit line. Dates of a series are told
# together, and so are the answers to a rescue.
_OWED = """
SELECT s.code, a.action FROM audit a
JOIN appointments s ON s.coach_id = a.coach_id AND s.id = a.entity_id
LEFT JOIN outbox o ON o.appointment_id = s.id AND o.coach_id = s.coach_id AND o.kind = ANY (
    CASE a.action
        WHEN 'book' THEN ARRAY['booked', 'request'] WHEN 'approve' THEN ARRAY['approved']
        WHEN 'decline' THEN ARRAY['declined'] WHEN 'cancel' THEN ARRAY['cancelled_by_customer']
        WHEN 'propose' THEN ARRAY['proposed'] WHEN 'choose' THEN ARRAY['chosen']
        WHEN 'turn_down' THEN ARRAY['turned_down']
        ELSE ARRAY['moved_by_customer', 'moved_by_coach'] END)
WHERE a.entity = 'appointment' AND a.action = ANY ($1::text[]) AND s.series_id IS NULL
    AND s.rescue_id IS NULL
GROUP BY s.coach_id, s.id, s.code, a.action HAVING count(DISTINCT o.id) < count(DISTINCT a.id)
"""
_OVERLAPS = """
SELECT a.code, b.code FROM appointments a JOIN appointments b
    ON a.coach_id = b.coach_id AND a.id < b.id AND a.blocked && b.blocked
WHERE a.status IN ('held', 'pending', 'confirmed') AND b.status IN ('held', 'pending', 'confirmed')
"""
_STATES = "SELECT code, status, extract(epoch FROM starts_at)::bigint / 60 FROM appointments"
_LETTERS = "SELECT id, telegram_id, split_part(error, E'\\n', -2) FROM dead_letters"
# Where each deed leaves an appointment.
_AFTER: Final[Mapping[str, tuple[str, ...]]] = {
    "book": ("pending", "confirmed"),
    "move": ("pending", "confirmed"),
    "approve": ("confirmed",),
    "decline": ("declined",),
    "cancel": ("cancelled",),
    "propose": ("pending", "confirmed"),
    "choose": ("confirmed",),
    "turn_down": ("pending", "confirmed"),
}


@dataclass(frozen=True, slots=True)
class Copies:
    """A message that Telegram saw `times` times; flagged: whether its row says that it may have."""

    chat: int
    text: str
    times: int
    flagged: bool

    def __str__(self) -> str:
        flag = "flagged" if self.flagged else "not flagged"
        return f"chat {self.chat} was told {self.times} times ({flag}): {self.text[:60]!r}"


@dataclass(slots=True)
class Verdict:
    """What went wrong, sentence by sentence; see the module."""

    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    unsent: list[str] = field(default_factory=list)
    copies: list[Copies] = field(default_factory=list)
    flags: int = 0
    overlaps: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def extra_copies(self) -> int:
        """How many messages Telegram saw too many."""
        return sum(one.times - 1 for one in self.copies)

    @property
    def unflagged_copies(self) -> list[Copies]:
        """Those of rows that are not flagged."""
        return [one for one in self.copies if not one.flagged]


async def reach(fleet: Fleet) -> Verdict:
    """The verdict on everything since the fleet was started; ask for it after `drain`."""
    witness, verdict = fleet.witness, Verdict()
    async with fleet.database.read() as reader:
        reports, there = (
            await promises.promised_effects(witness, reader),
            await promises.stored_effects(reader),
        )
        rows = await reader.fetch(_ROWS, witness.moment())
        owed = await reader.fetch(_OWED, list(_AFTER))
        verdict.overlaps = [f"{a} and {b}" for a, b in await reader.fetch(_OVERLAPS)]
        verdict.overlaps += [sentence for (sentence,) in await reader.fetch(DISAGREEMENTS)]
        verdict.faults = [f"of {who}: {why}" for _, who, why in await reader.fetch(_LETTERS)]
        verdict.lost += await _contradictions(reader, there)
    verdict.lost += [f"told, not there: {one}" for one in _more(reports, there)]
    verdict.lost += _unanswered_updates(witness)
    verdict.twice = [f"there, not told: {one}" for one in _more(there, reports)]
    verdict.unsent = [f"nobody was to be told of {action} {code}" for code, action in owed]
    verdict.unsent += [_unsent(row) for row in rows if not _delivered(row, witness)]
    verdict.copies = _copies(rows, witness)
    verdict.flags = sum(row[5] for row in rows)
    return verdict


def count_and_first(items: Sequence[object]) -> str:
    """How many there are, with the first of them: what a figure says it found."""
    return f"{len(items):,}: {items[0]}" if items else "0"


def _more(these: Iterable[Effect], those: Iterable[Effect]) -> list[Effect]:
    return sorted((Counter(these) - Counter(those)).elements())


def _unanswered_updates(witness: Witness) -> list[str]:
    """Updates that were never taken, and those that were but changed nothing for the person."""
    replies = _replies(witness.calls)
    silent = []
    for sent in witness.updates.values():
        if sent.taken_at is None:
            silent.append(f"never taken: {_press(sent)}")
        elif not any(
            sent.at <= at <= sent.taken_at + A_MOMENT
            for at in (*replies[sent.person, sent.message_id], *replies[sent.person, 0])
        ):
            silent.append(f"taken, not answered: {_press(sent)}")
    return silent


def _replies(calls: Iterable[Call]) -> Mapping[tuple[int, int], list[float]]:
    """When each message was edited (or found to be as it should) and, under 0, when one came."""
    replies = defaultdict(list)
    for call in calls:
        if call.method == "editmessagetext" and call.status in (200, 400):
            replies[call.chat, int(call.payload["message_id"])].append(call.at)
        elif call.method == "sendmessage" and call.status == 200:
            replies[call.chat, 0].append(call.at)
    return replies


async def _contradictions(reader: Reader, there: Iterable[Effect]) -> list[str]:
    """Appointments that are not as the last deed left them."""
    states = {code: (status, start) for code, status, start in await reader.fetch(_STATES)}
    last: dict[str, Effect] = {}
    starts: dict[str, int] = {}
    for effect in there:
        last[effect.code] = effect
        starts[effect.code] = effect.start or starts.get(effect.code, 0)
    return [
        f"{code} is {states[code]} after {effect}"
        for code, effect in last.items()
        if states[code][0] not in _AFTER[effect.action]
        # 0: nobody has said when it is.
        or starts[code] not in (0, states[code][1])
    ]


def _delivered(row: Any, witness: Witness) -> bool:
    """Whether Telegram has it, or it was dropped for a stated reason."""
    _, _, state, error, message_id, _, telegram_id = row
    if state == "sent":
        return (telegram_id, message_id) in witness.messages
    return bool(state == "dropped" and error)


def _unsent(row: Any) -> str:
    number, kind, state, error, message_id, _, telegram_id = row
    return f"{kind} {number} to {telegram_id} is {state} ({error}, message {message_id})"


def _copies(rows: Iterable[Any], witness: Witness) -> list[Copies]:
    """Messages that were seen more often than rows say, by chat and content.

    The content names the appointment, so two of one kind to one person are the same message unless
    that many rows were sent.
    """
    row_of = {(row[6], row[4]): row for row in rows if row[2] == "sent"}
    seen = defaultdict(list)
    for place, call in witness.messages.items():
        seen[call.chat, _content(call)].append(row_of.get(place))
    copies = []
    for (chat, content), messages in seen.items():
        of_rows = [row for row in messages if row is not None]
        times = len(messages) - max(1, len(of_rows)) + 1
        if times > 1:
            flagged = any(row[5] for row in of_rows)
            copies.append(Copies(chat, orjson.loads(content)[0], times, flagged))
    return copies


def _content(call: Call) -> bytes:
    return orjson.dumps([call.payload.get("text", ""), str(call.payload.get("reply_markup"))])


def _press(sent: SentUpdate) -> str:
    return f"{sent.data} by {sent.person} (update {sent.id}, {len(sent.attempts)} attempts)"
