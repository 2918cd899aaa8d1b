"""What a tap needs to know, in one query: who it is, what they were asked, what is taken.

Every tap asks this. Telegram delivers many updates at once, so those that arrive in the same moment
share a query: alone it costs more processor time than everything else in a tap, here and in
Postgres, and each of fifty pays a twentieth of that. A tap that comes alone has a statement of its
own.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.time.spans import epoch
from storage.appointments.busy_spans import (
    BlockedSpans,
    by_coach,
    packed_spans,
    packed_spans_by_coach,
)
from storage.appointments.cards import CardState
from storage.conversations import Conversation
from storage.faults import DatabaseAway
from storage.people.people import Person, person_columns
from storage.transactions import Database, Reader


@dataclass(frozen=True, slots=True)
class BusyQuery:
    """Whose blocked time, and when: `[start, end)`, UTC. coach_ids: None for every active coach.

    now: holds that have expired by then block nothing; if None, all holds block.
    """

    coach_ids: tuple[int, ...] | None
    start: datetime
    end: datetime
    now: datetime | None = None


@dataclass(frozen=True, slots=True)
class TapFacts:
    """What is known as an update arrives, all of one moment.

    person: None for someone new. busy: blocked spans by coach, with their buffers, in no order;
    coaches with nothing are left out. pending: the question that waits for this person's text.
    card: the state of the pressed message, if it has shown a session.
    """

    person: Person | None
    catalogue_version: int
    busy: dict[int, BlockedSpans]
    pending: Conversation | None
    card: CardState | None = None


# A telegram_id, what else to look up, and the message that was pressed.
FactsQuery = tuple[int | None, BusyQuery | None, int | None]
Waiting = tuple[FactsQuery, asyncio.Future[TapFacts]]

_WHO = """
SELECT b.catalogue_version,
    v.step, v.facts, v.message_id, v.asked_by, v.previous,
    k.generation, k.appointment_id IS NOT NULL,
    {person},
    {busy}
FROM business b CROSS JOIN {asked}
    LEFT JOIN people p ON p.telegram_id = asked.telegram_id
    LEFT JOIN conversations v ON v.person_id = p.id
    LEFT JOIN cards k ON k.person_id = p.id AND k.message_id = asked.message_id
    CROSS JOIN LATERAL ({spans}) taken {taken}
WHERE b.id = 1
"""
_PERSON = ", ".join(person_columns("p"))
# For many people, each with at most one coach. They come in no order, hence the number.
OF_EACH = _WHO.format(
    person=_PERSON,
    asked="""unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[],
        $6::timestamptz[])
    WITH ORDINALITY asked (telegram_id, coach_id, starts, ends, message_id, moment, number)""",
    spans=packed_spans(
        "asked.coach_id", "to_timestamp(asked.starts)", "to_timestamp(asked.ends)", "asked.moment"
    ),
    taken="(spans)",
    busy="taken.spans, asked.number",
)
_ONE = "(SELECT $1::bigint, $4::bigint) asked (telegram_id, message_id)"
# The same for a single one, for whom arrays would be expensive.
OF_ONE = _WHO.format(
    person=_PERSON,
    asked=_ONE,
    spans=packed_spans("$6::bigint", "$2::timestamptz", "$3::timestamptz", "$5::timestamptz"),
    taken="(spans)",
    busy="taken.spans",
)


def _of_one(coaches: str) -> str:
    return _WHO.format(
        person=_PERSON,
        asked=_ONE,
        spans=packed_spans_by_coach(
            coaches, "$2::timestamptz", "$3::timestamptz", "$5::timestamptz"
        ),
        taken="(coaches, spans)",
        busy="taken.coaches, taken.spans",
    )


OF_ALL = _of_one("(SELECT id FROM coaches WHERE active) c")
OF_SOME = _of_one("unnest($6::bigint[]) c (id)")


async def facts(
    reader: Reader, telegram_id: int | None, busy: BusyQuery | None, message_id: int | None = None
) -> TapFacts:
    """Everything a tap needs, in one round trip. busy: what else to look up, if anything.

    telegram_id: None if it makes no difference who asks. message_id: the message that was pressed.
    """
    if busy is None or _of_one_coach(busy):
        coach_id = busy.coach_ids[0] if busy and busy.coach_ids else None
        start, end, now = (busy.start, busy.end, busy.now) if busy else (None, None, None)
        rows = await reader.fetch(OF_ONE, telegram_id, start, end, message_id, now, coach_id)
        *who, spans = rows[0]
        return _facts(who, _busy_spans(coach_id, spans))
    arguments = telegram_id, busy.start, busy.end, message_id, busy.now
    if busy.coach_ids is None:
        rows = await reader.fetch(OF_ALL, *arguments)
    else:
        rows = await reader.fetch(OF_SOME, *arguments, list(busy.coach_ids))
    *who, coach_ids, spans = rows[0]
    return _facts(who, by_coach(coach_ids, spans))


async def facts_of_each(reader: Reader, questions: Sequence[FactsQuery]) -> list[TapFacts]:
    """The facts for each question, in their order. At most one coach in each."""
    if len(questions) == 1:
        return [await facts(reader, *questions[0])]
    people, coaches, starts, ends, moments = [], [], [], [], []
    pressed = [message_id for *_, message_id in questions]
    for telegram_id, busy, _ in questions:
        people.append(telegram_id)
        coaches.append(busy.coach_ids[0] if busy and busy.coach_ids else None)
        starts.append(epoch(busy.start) if busy else None)
        ends.append(epoch(busy.end) if busy else None)
        moments.append(busy.now if busy else None)
    by_number: dict[int, TapFacts] = {}
    arguments = people, coaches, starts, ends, pressed, moments
    for *who, spans, number in await reader.fetch(OF_EACH, *arguments):
        by_number[number] = _facts(who, _busy_spans(coaches[number - 1], spans))
    return [by_number[number] for number in range(1, len(questions) + 1)]


class Arrivals:
    """The way to `facts` when many come at once: all that arrive in one turn of the event loop
    share a query."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[Waiting] = []
        self._asking: set[asyncio.Task[None]] = set()

    async def facts(
        self, telegram_id: int, busy: BusyQuery | None, message_id: int | None = None
    ) -> TapFacts:
        """Like `facts`. Raises DatabaseAway."""
        if busy is not None and not _of_one_coach(busy):
            async with self._database.read() as reader:
                return await facts(reader, telegram_id, busy, message_id)
        question = (telegram_id, busy, message_id)
        answer: asyncio.Future[TapFacts] = asyncio.get_running_loop().create_future()
        self._waiting.append((question, answer))
        if len(self._waiting) == 1 and await self._alone(answer):
            async with self._database.read() as reader:
                return await facts(reader, *question)
        return await answer

    async def _alone(self, first: asyncio.Future[TapFacts]) -> bool:
        """Whether nobody else arrives in this turn of the loop; if somebody does, all share a
        query."""
        try:
            # Resumes after the first steps of those who do.
            await asyncio.sleep(0)
        except asyncio.CancelledError:
            first.cancel()
            raise
        finally:
            together, self._waiting = self._waiting, []
            if len(together) > 1:
                task = asyncio.create_task(self._answer(together))
                self._asking.add(task)
                task.add_done_callback(self._asking.discard)
        return len(together) == 1

    async def _answer(self, together: Sequence[Waiting]) -> None:
        try:
            async with self._database.read() as reader:
                answers = await facts_of_each(reader, [question for question, _ in together])
        except Exception as fault:
            if len(together) > 1 and not isinstance(fault, DatabaseAway):
                # One of them cannot be asked, and the others should not pay for it.
                await asyncio.gather(*(self._answer([one]) for one in together))
                return
            for _, answer in together:
                if not answer.done():
                    answer.set_exception(fault)
            return
        for (_, answer), each in zip(together, answers, strict=True):
            if not answer.done():
                answer.set_result(each)


def _of_one_coach(busy: BusyQuery) -> bool:
    return busy.coach_ids is not None and len(busy.coach_ids) == 1


def _busy_spans(coach_id: int | None, spans: bytes | None) -> dict[int, BlockedSpans]:
    return {} if coach_id is None or spans is None else {coach_id: BlockedSpans(spans)}


def _facts(who: Sequence[Any], busy: dict[int, BlockedSpans]) -> TapFacts:
    version, step, facts, message_id, asked_by, previous, generation, shows, *person = who
    return TapFacts(
        person=None if person[0] is None else Person(*person),
        catalogue_version=version,
        busy=busy,
        pending=None if step is None else Conversation(step, facts, message_id, asked_by, previous),
        card=None if generation is None else CardState(generation, shows),
    )
