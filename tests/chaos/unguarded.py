"""The bot with one of its guards removed, to show that a row of the table can fail.

A guard is removed in the process that does without it, before anything runs; `Fleet` does so in all
its replicas (`guard=`), or in one (`replica.guard`, at its next launch).
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, Final

from bot.delivery.outcomes import RowOutcome
from bot.intake.intake import Intake
from bot.lifecycle import Lifecycle
from bot.postgres.client_programs import ClientPrograms
from bot.telegram.cooldowns import Cooldowns
from bot.telegram.limits import SendLimiter
from domain.appointments.appointment import Appointment
from handlers.actions.appointments import booking, deciding
from handlers.actions.locking import lock_appointment
from storage import after_restore, idempotency
from storage.appointments import appointments, holds, resources
from storage.appointments.holds import Hold
from storage.messages import outbox, outgoing
from storage.messages.outbox import OutboxMessage
from storage.people.people import Person
from storage.programs import events
from storage.transactions import Writer
from tests.chaos.removals import for_good, replace_attr
from tests.chaos.unguarded_desk import DESK


def lease() -> None:
    """What somebody is sending can be claimed by anybody else, with a lease of one second."""
    _cut_from_claim(" AND (state = 'waiting' OR leased_until <= $1::timestamptz)")
    # Nor does anybody check whether it is still theirs, which alone prevents most copies.
    begun = outgoing.BEGIN_CALL.replace("c.owner = $2 AND c.state = 'sending'", "$2::text <> ''")
    assert begun != outgoing.BEGIN_CALL, "the query reads differently now"
    replace_attr(outgoing, "BEGIN_CALL", begun)
    slow_outcome()


def flag() -> None:
    """A row claimed again does not say so; outcomes are written slowly, so that some are."""
    _cut_from_claim(", maybe_repeated = maybe_repeated OR (expired AND call_begun IS NOT false)")
    # On a busy machine, with one second a kill found nothing that was sent and not marked.
    slow_outcome(3.0)


def slow_outcome(seconds: float = 1.0) -> None:
    """This much passes between Telegram's "ok" for a message and our note of it."""
    written = RowOutcome.mark_sent

    async def mark_sent(outcome: RowOutcome, message_id: int, ms: float) -> None:
        await asyncio.sleep(seconds)
        await written(outcome, message_id, ms)

    replace_attr(RowOutcome, "mark_sent", mark_sent)


def dedupe() -> None:
    """An update that comes again is not recognised; nor is a booking the customer already has."""

    async def nothing(*_: object) -> None:
        return None

    replace_attr(idempotency, "outcome", nothing)
    replace_attr(idempotency, "remember", nothing)
    replace_attr(appointments, "mine_at", nothing)


def acknowledged_last() -> None:
    """An update is acknowledged first, and handled a moment later."""
    accept = Lifecycle._accept
    handling = set()

    async def handle(lifecycle: Lifecycle, update: Mapping[str, Any]) -> None:
        await asyncio.sleep(0.2)
        await accept(lifecycle, update)

    async def accept_later(lifecycle: Lifecycle, update: Mapping[str, Any]) -> float | None:
        if not lifecycle.taking:
            return 1.0
        task = asyncio.create_task(handle(lifecycle, update))
        handling.add(task)
        task.add_done_callback(handling.discard)
        return None

    replace_attr(Lifecycle, "_accept", accept_later)


def whole_series() -> None:
    """Each date of a series is booked by itself, and stays whatever becomes of the others."""
    for_good(booking, "take")


def turns() -> None:
    """Nobody who wants a room waits for whoever is choosing one."""

    async def at_once(*_: object) -> None:
        return None

    replace_attr(resources, "lock", at_once)


def expiry() -> None:
    """What is kept for somebody is kept for ever, whatever they were told."""
    keep = holds.keep

    async def keep_for_good(
        writer: Writer, person: int, new: Hold, *span: Any, **more: Any
    ) -> bool:
        endless = replace(new, until=new.until + timedelta(days=365))
        return await keep(writer, person, endless, *span, **more)

    replace_attr(holds, "keep", keep_for_good)


def outbox_row() -> None:
    """A replica's first deed leaves nothing in the outbox, and then every tenth."""
    enqueue, deeds = outbox.enqueue, count()

    async def enqueue_most(writer: Writer, messages: Sequence[OutboxMessage]) -> None:
        if next(deeds) % 10:
            await enqueue(writer, messages)

    replace_attr(outbox, "enqueue", enqueue_most)


def drained() -> None:
    """SIGTERM waits for nothing; outcomes are written slowly, so that it cuts some off."""

    async def at_once(lifecycle: Lifecycle) -> None:
        lifecycle.taking = False

    replace_attr(Lifecycle, "_drain", at_once)
    # Longer than a process takes to end on a busy machine, or it would be over by then.
    slow_outcome(8.0)


def rates() -> None:
    """Messages go out as fast as they come up."""

    async def at_once(*_: object, **__: object) -> datetime:
        return datetime.now(UTC)

    replace_attr(SendLimiter, "admit", at_once)


def ownership() -> None:
    """Whoever knows the id of an appointment is its customer. (And as fast as without rates.)"""

    async def anybodys(writer: Writer, appointment_id: int, _: Person) -> Appointment:
        return await lock_appointment(writer, appointment_id)

    replace_attr(deciding, "lock_own_appointment", anybodys)
    rates()


def old_messages() -> None:
    """A restore leaves what was already due to be sent."""
    closing = after_restore.closing

    def sending_all(now: datetime) -> str:
        return closing(now - timedelta(days=365))

    replace_attr(after_restore, "closing", sending_all)


def whole_backup() -> None:
    """A backup leaves out what was done under which update."""
    run = ClientPrograms.run

    def leaving_out(
        programs: ClientPrograms, name: str, *arguments: str, url: str | None = None
    ) -> tuple[int, str, str]:
        less = ("--exclude-table-data=handled",) if "--format=custom" in arguments else ()
        return run(programs, name, *less, *arguments, url=url)

    replace_attr(ClientPrograms, "run", leaving_out)


def quiet() -> None:
    """Nobody remembers how long Telegram wants to be left alone."""

    def at_once(*_: object) -> float:
        return 0.0

    replace_attr(Cooldowns, "wait_of", at_once)


def recheck() -> None:
    """Nothing checks whether a session is still as its reminder says."""
    _cut_from_claim(", " + " ".join(outgoing.HOLDS.split()), ", true")
    second_look()


def second_look() -> None:
    """Nothing checks again when a reminder has waited for its place."""

    async def true(*_: object) -> bool:
        return True

    replace_attr(outgoing, "begin_call", true)


def lanes() -> None:
    """Reminders go in the lane of what cannot wait."""
    _cut_from_claim(" AND lane IN (0)", " AND lane IN (0, 1, 2)")
    _cut_from_claim("ORDER BY lane, due_at LIMIT $3", "ORDER BY due_at LIMIT $3")
    # More of them are on their way than there are places: none are left, rather than fewer than
    # none.
    _cut_from_claim(outgoing._PATIENT, f"greatest({outgoing._PATIENT}, 0)")


def forgetting() -> None:
    """Something from each update is kept for ever."""
    process, kept = Intake.accept, []

    async def keep(intake: Intake, update: Mapping[str, Any]) -> None:
        kept.append((update, bytearray(64 * 1024)))
        await process(intake, update)

    replace_attr(Intake, "accept", keep)


def settled() -> None:
    """Events are read as they become visible, and what commits late is skipped."""
    for name in ("AFTER", "NEWEST"):
        query = getattr(events, name)
        assert events.SETTLED in query, "the query reads differently now"
        replace_attr(events, name, query.replace(events.SETTLED, "l.settles IS NOT NULL"))


GUARDS: Final[Mapping[str, Callable[[], None]]] = {
    "lease": lease,
    "flag": flag,
    "dedupe": dedupe,
    "acknowledged_last": acknowledged_last,
    "whole_series": whole_series,
    **DESK,
    "turns": turns,
    "expiry": expiry,
    "outbox_row": outbox_row,
    "drained": drained,
    "rates": rates,
    "ownership": ownership,
    "old_messages": old_messages,
    "whole_backup": whole_backup,
    "quiet": quiet,
    "recheck": recheck,
    "second_look": second_look,
    "lanes": lanes,
    "forgetting": forgetting,
    "settled": settled,
}


def take_away(guard: str) -> None:
    """From now on this process does without it. KeyError for an unknown guard."""
    GUARDS[guard]()


def _cut_from_claim(guarded: str, instead: str = "") -> None:
    claim = " ".join(outgoing.CLAIM.split())
    assert guarded in claim, "the query reads differently now"
    replace_attr(outgoing, "CLAIM", claim.replace(guarded, instead))
