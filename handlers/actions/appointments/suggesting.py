"""A customer suggests other times for what they have; the coach accepts one, or none.

Until they agree, the customer keeps what they have: nothing is cancelled to be booked again.
"""

from collections.abc import Collection
from datetime import datetime

from domain.appointments.appointment import (
    Appointment,
    Status,
    coach_may_propose,
    customer_may_suggest,
)
from domain.appointments.offer_refusals import OfferOvertaken
from domain.messages.notices import NoticeKind
from domain.refusals import AlreadyDecided
from domain.roles import Actor
from domain.services.catalogue import Catalogue
from handlers.actions.appointments import negotiating
from handlers.actions.appointments.appointment_messages import about
from handlers.actions.appointments.negotiating import Side
from handlers.actions.appointments.recording import write_down
from handlers.actions.locking import lock_appointment, lock_own_appointment
from handlers.actions.once import appointment_once
from storage.appointments import appointments
from storage.transactions import Database, Writer


async def suggest(
    database: Database,
    catalogue: Catalogue,
    appointment_id: int,
    version: int,
    starts: Collection[datetime],
    *,
    actor: Actor,
    key: str,
    now: datetime,
) -> Appointment:
    """The customer suggests one to three other free starts (UTC) for what they have.

    version: what they were looking at; whatever the coach has done since comes first
    (OfferOvertaken). The starts replace what was on offer before; the same ones again change
    nothing. Raises NotFound, AlreadyDecided, and as `negotiating.make`.
    """
    suggested = negotiating.normalize_starts(starts)

    async def work(writer: Writer) -> Appointment:
        before = await lock_own_appointment(writer, appointment_id, actor)
        customer_may_suggest(before, now)
        if suggested == before.on_wish(now):
            return before
        if before.version != version:
            raise OfferOvertaken(before.id)
        after, _ = await negotiating.make(
            writer, catalogue, before, suggested, Side.CUSTOMER, now=now
        )
        coach = await appointments.coach_person_id(writer, after.coach_id)
        messages = [about(after, NoticeKind.SUGGESTED, coach, now)]
        await write_down(writer, before, after, "suggest", actor, now, messages)
        return after

    return await appointment_once(database, work, actor=actor, key=key, now=now)


async def accept(
    database: Database,
    catalogue: Catalogue,
    appointment_id: int,
    start: datetime,
    *,
    actor: Actor,
    key: str,
    now: datetime,
) -> Appointment:
    """The coach accepts a suggested start (UTC): the session is confirmed there.

    If already accepted, nothing changes. Raises NotFound, AlreadyDecided, and ProposalGone with the
    suggested starts still available.
    """

    async def work(writer: Writer) -> Appointment:
        before = await _of_coach(writer, appointment_id, actor, now)
        if before.status is Status.CONFIRMED and before.starts_at == start:
            return before
        if not before.suggested and before.status is Status.CONFIRMED:
            raise AlreadyDecided(before.id, before.status)
        after = await negotiating.take(
            writer, catalogue, before, start, before.on_wish(now), now=now
        )
        was = before.starts_at.isoformat()
        messages = [about(after, NoticeKind.AGREED, after.customer_id, now, was=was)]
        await write_down(writer, before, after, "accept", actor, now, messages)
        return after

    return await appointment_once(database, work, actor=actor, key=key, now=now)


async def refuse(
    database: Database,
    appointment_id: int,
    version: int,
    *,
    actor: Actor,
    key: str,
    now: datetime,
) -> Appointment:
    """The coach can make none of the times suggested at this version.

    What the customer has stays as it was, and they are told. If already refused, nothing changes.
    Raises NotFound, AlreadyDecided, OfferOvertaken.
    """

    async def work(writer: Writer) -> Appointment:
        before = await _of_coach(writer, appointment_id, actor, now)
        if await negotiating.already_refused(writer, before, version, "refuse", Side.CUSTOMER):
            return before
        after = await negotiating.end(writer, before, now=now)
        messages = [about(after, NoticeKind.REFUSED, after.customer_id, now)]
        await write_down(writer, before, after, "refuse", actor, now, messages)
        return after

    return await appointment_once(database, work, actor=actor, key=key, now=now)


async def _of_coach(
    writer: Writer, appointment_id: int, actor: Actor, now: datetime
) -> Appointment:
    before = await lock_appointment(writer, appointment_id)
    coach_may_propose(before, actor.answering(before.coach_id), now)
    return before
