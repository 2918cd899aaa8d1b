"""What a tap needs to know, in one question: who it is, what they were asked, what is taken.

Every tap asks this, so it is one prepared statement, run by asyncpg itself, and its answer is a
single row.
"""

from dataclasses import dataclass
from datetime import datetime

from domain.spans import Span
from storage.blocked import packed_spans, unpacked
from storage.conversations import Conversation
from storage.people import Person
from storage.transactions import Reader


@dataclass(frozen=True, slots=True)
class BusyQuery:
    """Whose blocked time, and when: `[start, end)`, UTC. coach_ids: None for every active coach."""

    coach_ids: tuple[int, ...] | None
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known as an update arrives, all of one moment.

    person: None for someone new. busy: blocked spans by coach, with their buffers, in no order;
    coaches with nothing are left out. pending: the question that waits for this person's text.
    """

    person: Person | None
    catalogue_version: int
    busy: dict[int, list[Span]]
    pending: Conversation | None


_WHO = """
SELECT b.catalogue_version,
    v.step, v.facts, v.message_id, v.asked_by, v.previous,
    {busy},
    p.id, p.telegram_id, p.first_name, p.last_name, p.username, p.language, p.chosen_language,
    p.zone, p.is_admin, p.blocked_at IS NOT NULL, p.unreachable_since IS NOT NULL,
    (SELECT c.id FROM coaches c WHERE c.person_id = p.id), p.email
FROM business b
    LEFT JOIN people p ON p.telegram_id = $1::bigint
    LEFT JOIN conversations v ON v.person_id = p.id
    {taken}
WHERE b.id = 1
"""
WITHOUT_BUSY = _WHO.format(busy="NULL, NULL", taken="")


def _busy(coaches: str) -> str:
    spans = packed_spans(coaches, "$2::timestamptz", "$3::timestamptz")
    return _WHO.format(
        busy="taken.coaches, taken.spans",
        taken=f"CROSS JOIN LATERAL ({spans}) taken (coaches, spans)",
    )


OF_ALL = _busy("(SELECT id FROM coaches WHERE active) c")
OF_ONE = _busy("(SELECT $4::bigint) c (id)")
OF_SOME = _busy("unnest($4::bigint[]) c (id)")


async def facts(reader: Reader, telegram_id: int, busy: BusyQuery | None) -> Facts:
    """Everything a tap needs, in one round trip. busy: what else to look up, if anything."""
    if busy is None:
        rows = await reader.fetch(WITHOUT_BUSY, telegram_id)
    elif busy.coach_ids is None:
        rows = await reader.fetch(OF_ALL, telegram_id, busy.start, busy.end)
    elif len(busy.coach_ids) == 1:
        # Nearly always, and asyncpg takes as long to write an array as for all else of this.
        rows = await reader.fetch(OF_ONE, telegram_id, busy.start, busy.end, busy.coach_ids[0])
    else:
        coaches = list(busy.coach_ids)
        rows = await reader.fetch(OF_SOME, telegram_id, busy.start, busy.end, coaches)
    version, step, facts, message_id, asked_by, previous, coach_ids, spans, *person = rows[0]
    return Facts(
        person=None if person[0] is None else Person(*person),
        catalogue_version=version,
        busy=unpacked(coach_ids, spans),
        pending=None if step is None else Conversation(step, facts, message_id, asked_by, previous),
    )
