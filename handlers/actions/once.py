"""Every intention happens once, however often its update arrives.

The outcome is stored under the update's key in the action's own transaction, so a crash after the
commit finds it there. A refusal is stored too, in a transaction of its own: an update that was
answered "just taken" must not book when redelivered after the slot has come free.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict

from domain.appointments.appointment import Appointment
from domain.refusals import BlockedPerson, ChangedMeanwhile, NotFound, Refusal
from domain.roles import Actor
from storage import idempotency
from storage.appointments import appointments
from storage.people import people
from storage.people.people import Person
from storage.transactions import Database, Reader, Writer

Work = Callable[[Writer], Awaitable[Appointment]]


class Intent(TypedDict):
    """What every changing action takes: who acts, the key under which it happens once, and the
    current instant (UTC). A door passes it as `**turn.intent`."""

    actor: Actor
    key: str
    now: datetime


@dataclass(frozen=True, slots=True)
class SeenVersion:
    """The version of an appointment somebody saw; the change applies only if it is still current.
    version: None for whichever is current."""

    appointment_id: int
    version: int | None


async def appointment_once(
    database: Database,
    work: Work,
    *,
    actor: Actor,
    key: str,
    now: datetime,
    seen_version: SeenVersion | None = None,
) -> Appointment:
    """Run `work` in one transaction that locks the person's row, unless `key` has already run.

    Returns what it returned; for a repeated key the same appointment as it is now. Raises the
    refusal that `work` raised, the first time and every time, BlockedPerson, and ChangedMeanwhile
    if it is not as `seen`.
    """
    person_id = actor.unblocked_person()
    fresh: list[Appointment] = []

    async def attempt(writer: Writer) -> dict[str, Any]:
        fresh.clear()
        person = await people.lock(writer, person_id)
        previous_outcome = await idempotency.outcome(writer, key)
        if previous_outcome is not None:
            return previous_outcome
        _refuse_blocked(person, actor)
        if seen_version is not None and seen_version.version is not None:
            await _as_seen(writer, seen_version.appointment_id, seen_version.version, actor)
        appointment = await work(writer)
        fresh.append(appointment)
        outcome = {"appointment": appointment.id}
        await idempotency.remember(writer, key, person_id, outcome, now)
        return outcome

    outcome = await _run_attempt(database, attempt, key, person_id, now)
    if fresh:
        return fresh[0]
    async with database.read() as reader:
        return await _standing(reader, outcome)


async def earlier_outcome(database: Database, key: str) -> Appointment | None:
    """The outcome of an intention that may have run already: as `appointment_once` answers a
    repeated key, None for a new one."""
    async with database.read() as reader:
        outcome = await idempotency.outcome(reader, key)
        if outcome is None:
            return None
        if "refusal" in outcome:
            raise Refusal.from_json(outcome)
        return await _standing(reader, outcome)


async def once(
    database: Database,
    work: Callable[[Writer], Awaitable[dict[str, Any]]],
    *,
    actor: Actor,
    key: str,
    now: datetime,
) -> dict[str, Any]:
    """As `appointment_once`, for work whose outcome is a few JSON values."""
    person_id = actor.unblocked_person()

    async def attempt(writer: Writer) -> dict[str, Any]:
        person = await people.lock(writer, person_id)
        outcome = await idempotency.outcome(writer, key)
        if outcome is None:
            _refuse_blocked(person, actor)
            outcome = await work(writer)
            await idempotency.remember(writer, key, person_id, outcome, now)
        return outcome

    return await _run_attempt(database, attempt, key, person_id, now)


async def first(database: Database, key: str, *, by: str, person_id: int, now: datetime) -> bool:
    """Whether, of all updates that share `key`, the one keyed `by` came first, or comes again.

    Parts of one thing may come as several updates, to any replica: only one is answered.
    """

    async def attempt(writer: Writer) -> bool:
        previous_outcome = await idempotency.outcome(writer, key)
        if previous_outcome is None:
            await idempotency.remember(writer, key, person_id, {"by": by}, now)
        return previous_outcome is None or previous_outcome["by"] == by

    return await database.write(attempt)


async def _standing(reader: Reader, outcome: Mapping[str, Any]) -> Appointment:
    appointment = await appointments.by_id(reader, outcome["appointment"])
    if appointment is None:
        raise NotFound
    return appointment


async def _as_seen(writer: Writer, appointment_id: int, version: int, actor: Actor) -> None:
    """Lock it, and raise ChangedMeanwhile if it is at another version; if it is none of the actor's
    business, say nothing."""
    appointment = await appointments.by_id(writer, appointment_id, lock=True)
    if appointment is None or appointment.version == version:
        return
    if (
        actor.person_id == appointment.customer_id
        or actor.answering(appointment.coach_id) == appointment.coach_id
    ):
        raise ChangedMeanwhile(appointment_id, appointment.version)


def _refuse_blocked(person: Person | None, actor: Actor) -> None:
    """They may have been blocked since they asked."""
    if person is not None and person.at(actor.door).blocked:
        raise BlockedPerson


async def _run_attempt(
    database: Database,
    attempt: Callable[[Writer], Awaitable[dict[str, Any]]],
    key: str,
    person_id: int,
    now: datetime,
) -> dict[str, Any]:
    try:
        outcome = await database.write(attempt)
    except Refusal as refusal:
        refusal_json = refusal.to_json()

        async def keep(writer: Writer) -> dict[str, Any] | None:
            # Another replica may be handling the same update without having waited for this one:
            # the lock on the person's row ended with the refused transaction.
            previous_outcome = await idempotency.outcome(writer, key)
            if previous_outcome is None:
                await idempotency.remember(writer, key, person_id, refusal_json, now)
            return previous_outcome

        earlier = await database.write(keep)
        if earlier is None:
            raise
        outcome = earlier
    if "refusal" in outcome:
        raise Refusal.from_json(outcome)
    return outcome
