"""A coach proposes other times for a request; the customer chooses one of them, or none."""

from collections.abc import Collection
from contextlib import suppress
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
from domain.refusals import NotFound, NotOffered, ProposalGone, SlotTaken
from domain.roles import Actor
from domain.slots import free_slots
from domain.spans import epoch
from handlers.actions import seating
from handlers.actions.deciding import for_coach, of_customer
from handlers.actions.messages import about, reminders
from handlers.actions.offers import Offer, hold_offer
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
    anyway: bool = False,
) -> Appointment:
    """A coach proposes one to three other free starts (UTC) in place of the requested one.

    They take the place of what was proposed before; the same ones again change nothing. Nothing is
    kept free for them. anyway: as for `deciding.move`. Raises NotFound, AlreadyDecided,
    NoLongerOffered, and for the first start that cannot be booked what `book` raises of a slot;
    NotOffered also for the requested one.
    """
    proposed = tuple(sorted(set(starts)))
    if not 1 <= len(proposed) <= MOST_PROPOSED:
        raise ValueError(f"{len(proposed)} times cannot be proposed")

    async def work(writer: Writer) -> Appointment:
        before = await appointments.by_id(writer, appointment_id, lock=True)
        if before is None:
            raise NotFound
        coach_may_propose(before, actor.answering(before.coach_id), now)
        if proposed == before.proposed:
            return before
        overridden: list[str] = []
        for start in proposed:
            offer = await _offer(writer, catalogue, before, start, now)
            if start == before.starts_at:
                raise NotOffered(before.service_id, before.coach_id)
            overridden += await offer.check(writer, now, anyway=anyway)
        after = await booking.change(writer, before, proposed=proposed, now=now)
        messages = [about(after, NoticeKind.PROPOSED, after.customer_id, now)]
        messages += await for_coach(writer, after, actor, now)
        set_aside = sorted(set(overridden))
        await write_down(
            writer, before, after, "propose", actor, now, messages, overridden=set_aside
        )
        return after

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
        before = await of_customer(writer, appointment_id, actor)
        if before.status is Status.CONFIRMED and before.starts_at == start:
            return before
        customer_may_choose(before, now)
        offer = await _offer(writer, catalogue, before, start, now)
        after = None
        if start in before.on_offer(now) and _stands(offer, now):
            after = await _moved(writer, before, offer, now)
        if after is None:
            left = [
                epoch(other)
                for other in before.on_offer(now)
                if other != start
                and _stands(await _offer(writer, catalogue, before, other, now), now)
            ]
            raise ProposalGone(before.id, tuple(left))
        recipient = await appointments.coach_person_id(writer, after.coach_id)
        news = about(after, NoticeKind.CHOSEN, recipient, now, was=before.starts_at.isoformat())
        await write_down(
            writer, before, after, "choose", actor, now, [news, *reminders(after, now)]
        )
        return after

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
        before = await of_customer(writer, appointment_id, actor)
        customer_may_choose(before, now)
        if not before.proposed or before.version != version:
            return before
        after = await booking.change(writer, before, proposed=(), now=now)
        recipient = await appointments.coach_person_id(writer, after.coach_id)
        messages = [about(after, NoticeKind.TURNED_DOWN, recipient, now)]
        await write_down(writer, before, after, "turn_down", actor, now, messages)
        return after

    return await appointment_once(database, work, actor=actor, key=key, now=now)


async def _moved(
    writer: Writer, before: Appointment, offer: Offer, now: datetime
) -> Appointment | None:
    """The request confirmed at the time of an offer, None when that is taken by now."""
    status = advance(before, Status.CONFIRMED)
    with suppress(SlotTaken):
        return await seating.relocate(writer, before, offer, now=now, status=status)
    return None


async def _offer(
    writer: Writer, catalogue: Catalogue, appointment: Appointment, start: datetime, now: datetime
) -> Offer:
    """What the coach offers around a start, as if the request did not stand."""
    return await hold_offer(
        writer,
        catalogue,
        appointment.service_id,
        appointment.coach_id,
        start,
        now=now,
        customer=appointment.customer_id,
        moving=appointment,
    )


def _stands(offer: Offer, now: datetime) -> bool:
    """Whether a proposed start is still free."""
    # What protects the coach was weighed when they proposed it; it may be chosen to the last.
    service, bears, at = offer.service.lifted, offer.constraints.lifted, epoch(offer.wished)
    return bool(free_slots(service, offer.coach, offer.busy, (at, at + 1), epoch(now), bears))
