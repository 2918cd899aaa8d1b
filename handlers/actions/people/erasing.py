"""Erase all that is known of a person: on their own word, or by the team for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from domain.appointments.accountability import Bearer
from domain.appointments.appointment import Appointment, Status, advance
from domain.messages.notices import Lane, NoticeKind
from domain.people.erasing import may_all_be_cancelled, may_be_erased
from domain.roles import Actor, Permission
from domain.services.catalogue import Catalogue
from handlers.actions.appointments.recording import write_down as write_session_down
from handlers.actions.locking import lock_appointment, lock_person
from handlers.actions.once import once
from handlers.actions.person_log import write_down
from storage.appointments import appointments, booking, holds
from storage.business import retention
from storage.messages import outbox
from storage.messages.outbox import OutboxMessage
from storage.people import erasing, people
from storage.transactions import Database, Writer
from storage.waitlist import wait_offers

MOST_TOLD: Final = 10  # sessions that a notice lists


@dataclass(frozen=True, slots=True)
class Erasure:
    """The outcome. cancelled: how many upcoming sessions."""

    cancelled: int


async def erase(
    database: Database,
    catalogue: Catalogue,
    person_id: int,
    *,
    actor: Actor,
    key: str,
    now: datetime,
) -> Erasure:
    """Erase a person: texts, contacts and waitlist places go, and upcoming sessions are cancelled.

    Past sessions stay with their price, but nothing that identifies the person. Their coaches are
    told of the cancellations. They may come back as a stranger. Customers cannot get round a notice
    this way; the team can. Raises NotFound, NotAllowed, BlockedPerson, WorksHere, TooNearToErase.
    """
    own = actor.person_id == person_id
    actor.require(Permission.TALK if own else Permission.ROLES)

    async def work(writer: Writer) -> dict[str, Any]:
        person = await lock_person(writer, person_id)
        may_be_erased(person.roles)
        upcoming = await _erase_words(writer, person.id)
        if own:
            may_all_be_cancelled(upcoming, catalogue, now)
        bearer = Bearer.CUSTOMER if own else Bearer.BUSINESS
        off = [await _cancel(writer, a, bearer, actor, now) for a in upcoming if a.starts_at > now]
        await _tell(writer, off, person.id, now)
        after = {"erased": True, "cancelled": [a.id for a in off]}
        await write_down(writer, person.id, "erase", {"erased": False}, after, actor, now)
        return {"cancelled": len(off)}

    outcome = await once(database, work, actor=actor, key=key, now=now)
    return Erasure(outcome["cancelled"])


async def erase_idle(
    database: Database, person_id: int, before: datetime, *, actor: Actor, now: datetime
) -> None:
    """Erase somebody unreachable since then, with no activity since and nothing upcoming; people
    who have come back meanwhile stay. Raises NotAllowed."""
    actor.require(Permission.TIME)

    async def work(writer: Writer) -> None:
        person = await people.lock(writer, person_id)
        if person is None or not await retention.still_idle(writer, person_id, before):
            return
        await _erase_words(writer, person_id)
        was, is_ = {"erased": False}, {"erased": True, "idle": True}
        await write_down(writer, person_id, "erase", was, is_, actor, now)

    await database.write(work)


async def _erase_words(writer: Writer, person_id: int) -> list[Appointment]:
    """Erase all that is known of a person; their remaining appointments, locked."""
    ids = await erasing.records(writer, person_id)
    for one in ids:
        await holds.let_go(writer, one)
    for offer_id, whose in await erasing.kept_in_line(writer, ids):
        offer = await wait_offers.own(writer, whose, offer_id, lock=True)
        if offer is not None:
            await wait_offers.release(writer, offer)
    # Texts before all else: what is recorded of the rest then has none.
    await erasing.erase(writer, ids)
    return [await lock_appointment(writer, one) for one in await erasing.coming(writer, ids)]


async def _cancel(
    writer: Writer, before: Appointment, bearer: Bearer, actor: Actor, now: datetime
) -> Appointment:
    off = advance(before, Status.CANCELLED)
    after = await booking.change(writer, before, status=off, borne_by=bearer, now=now)
    await write_session_down(writer, before, after, "cancel", actor, now, coach_told=True)
    return after


async def _tell(writer: Writer, off: Sequence[Appointment], person_id: int, now: datetime) -> None:
    """Tell each coach once which times are free again, without saying whose they were."""
    by_coach: dict[int, list[Appointment]] = {}
    for a in off:
        by_coach.setdefault(a.coach_id, []).append(a)
    news = [
        OutboxMessage(
            key=f"{NoticeKind.CUSTOMER_ERASED}:{person_id}:{coach_id}",
            recipient_id=await appointments.coach_person_id(writer, coach_id),
            kind=NoticeKind.CUSTOMER_ERASED,
            facts={
                "number": len(theirs),
                "freed": [
                    [a.service_title, a.starts_at.isoformat(), a.zone] for a in theirs[:MOST_TOLD]
                ],
            },
            lane=Lane.INTERACTIVE,
            due_at=now,
            coach_id=coach_id,
        )
        for coach_id, theirs in sorted(by_coach.items())
    ]
    await outbox.enqueue(writer, news)
