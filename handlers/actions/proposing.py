"""A coach proposes other times for a request; the customer chooses one of them, or none."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from domain.appointment import (
    MOST_PROPOSED,
    Appointment,
    Status,
    advance,
    coach_may_propose,
    customer_may_choose,
)
from domain.catalogue import Catalogue
from domain.notices import NoticeKind
from domain.refusals import NotFound, NotOffered, ProposalGone
from domain.roles import Actor
from domain.slots import free_slots
from domain.spans import epoch
from handlers.actions.deciding import for_coach, of_customer
from handlers.actions.messages import about, reminders
from handlers.actions.offers import Offer, hold_offer, without
from handlers.actions.once import appointment_once
from handlers.actions.written import write_down
from storage import appointments, booking
from storage.transactions import Database, Writer


async def propose(
    database: Database,
    catalogue: Catalogue,
    appointment_id: int,
    starts: Collection[datetime],
    *,
    actor: Actor,
    key: str,
    now: datetime,
) -> Appointment:
    """A coach proposes one to three other free starts (UTC) in place of the requested one.

    They take the place of what was proposed before; the same ones again change nothing. Nothing is
    kept free for them. Raises NotFound, AlreadyDecided, NoLongerOffered, and for the first start
    that cannot be booked what `book` raises of a slot; NotOffered also for the requested one.
    """
    wanted = tuple(sorted(set(starts)))
    if not 1 <= len(wanted) <= MOST_PROPOSED:
        raise ValueError(f"{len(wanted)} times cannot be proposed")

    async def work(writer: Writer) -> Appointment:
        found = await appointments.by_id(writer, appointment_id, lock=True)
        if found is None:
            raise NotFound
        coach_may_propose(found, actor.answering(found.coach_id), now)
        if wanted == found.proposed:
            return found
        for start in wanted:
            offer = await _offer(writer, catalogue, found, start, now)
            if start == found.starts_at:
                raise NotOffered(found.service_id, found.coach_id)
            await offer.check(writer, now)
        made = await booking.change(writer, found, proposed=wanted, now=now)
        messages = [about(made, NoticeKind.PROPOSED, made.customer_id, now)]
        messages += await for_coach(writer, made, actor, now)
        await write_down(writer, found, made, "propose", actor, now, messages)
        return made

    return await appointment_once(database, work, actor=actor, key=key, now=now)


async def choose(
    database: Database,
    catalogue: Catalogue,
    appointment_id: int,
    start: datetime,
    *,
    actor: Actor,
    key: str,
    now: datetime,
) -> Appointment:
    """The customer takes a proposed start (UTC): the request moves there and is confirmed.

    Chosen already, nothing changes. Raises NotFound, AlreadyDecided, NoLongerOffered, and
    ProposalGone with the proposed starts that are still free.
    """

    async def work(writer: Writer) -> Appointment:
        found = await of_customer(writer, appointment_id, actor)
        if found.status is Status.CONFIRMED and found.starts_at == start:
            return found
        customer_may_choose(found, now)
        offer = await _offer(writer, catalogue, found, start, now)
        made = None
        if start in found.on_offer(now) and _stands(offer, now):
            status = advance(found, Status.CONFIRMED)
            made = await booking.move(
                writer, found, start, offer.service, offer.coach, now=now, status=status
            )
        if made is None:
            left = [
                epoch(other)
                for other in found.on_offer(now)
                if other != start
                and _stands(await _offer(writer, catalogue, found, other, now), now)
            ]
            raise ProposalGone(found.id, tuple(left))
        told = await appointments.coach_person_id(writer, made.coach_id)
        news = about(made, NoticeKind.CHOSEN, told, now, was=found.starts_at.isoformat())
        await write_down(writer, found, made, "choose", actor, now, [news, *reminders(made, now)])
        return made

    return await appointment_once(database, work, actor=actor, key=key, now=now)


async def turn_down(
    database: Database,
    appointment_id: int,
    version: int,
    *,
    actor: Actor,
    key: str,
    now: datetime,
) -> Appointment:
    """The customer wants none of the times that were proposed at this version.

    The request waits for the coach again, who hears of it. What was turned down already, or
    proposed since, stays as it is. Raises NotFound, AlreadyDecided.
    """

    async def work(writer: Writer) -> Appointment:
        found = await of_customer(writer, appointment_id, actor)
        customer_may_choose(found, now)
        if not found.proposed or found.version != version:
            return found
        made = await booking.change(writer, found, proposed=(), now=now)
        told = await appointments.coach_person_id(writer, made.coach_id)
        messages = [about(made, NoticeKind.TURNED_DOWN, told, now)]
        await write_down(writer, found, made, "turn_down", actor, now, messages)
        return made

    return await appointment_once(database, work, actor=actor, key=key, now=now)


async def _offer(
    writer: Writer, catalogue: Catalogue, found: Appointment, start: datetime, now: datetime
) -> Offer:
    """What the coach offers around a start, as if the request did not stand."""
    offer = await hold_offer(
        writer,
        catalogue,
        found.service_id,
        found.coach_id,
        start,
        now=now,
        hidden_too=True,
    )
    return await without(writer, offer, found.id, now)


def _stands(offer: Offer, now: datetime) -> bool:
    """Whether a proposed start is still free."""
    # The notice was kept when it was proposed; what the coach offers may be chosen to the last.
    rules = replace(offer.service.rules, notice_book=0)
    at = epoch(offer.wished)
    service = replace(offer.service, rules=rules)
    return bool(free_slots(service, offer.coach, offer.busy, (at, at + 1), epoch(now)))
