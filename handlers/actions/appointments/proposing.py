"""A coach proposes other times for a session; the customer picks one, or none."""

from collections.abc import Collection
from datetime import datetime

from domain.appointments.appointment import (
    Appointment,
    Status,
    coach_may_propose,
    customer_may_choose,
    customer_may_suggest,
)
from domain.messages.notices import NoticeKind
from domain.roles import Actor
from domain.services.catalogue import Catalogue
from handlers.actions.appointments import negotiating, rescue_consequences
from handlers.actions.appointments.appointment_messages import about
from handlers.actions.appointments.negotiating import Side
from handlers.actions.appointments.recording import write_down
from handlers.actions.locking import lock_appointment, lock_own_appointment
from handlers.actions.once import appointment_once
from storage.appointments import appointments
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
    """A coach proposes one to three other free starts (UTC) for a session.

    They replace what was on offer before; the same ones again change nothing. They are held until
    the customer answers or the offer lapses. anyway: as for `deciding.move`. Raises NotFound,
    AlreadyDecided, and as `negotiating.make`.
    """
    proposed = negotiating.normalize_starts(starts)

    async def work(writer: Writer) -> Appointment:
        before = await lock_appointment(writer, appointment_id)
        coach_may_propose(before, actor.answering(before.coach_id), now)
        if proposed == before.on_offer(now):
            return before
        after, overridden = await negotiating.make(
            writer, catalogue, before, proposed, Side.COACH, now=now, anyway=anyway
        )
        messages = [about(after, NoticeKind.PROPOSED, after.customer_id, now)]
        await write_down(
            writer, before, after, "propose", actor, now, messages, overridden=overridden
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
    """The customer picks a proposed start (UTC): the session moves there and is confirmed.

    If already picked, nothing changes. Raises NotFound, AlreadyDecided, NoLongerOffered, and
    ProposalGone with the proposed starts that are still free.
    """

    async def work(writer: Writer) -> Appointment:
        before = await lock_own_appointment(writer, appointment_id, actor)
        if before.status is Status.CONFIRMED and before.starts_at == start:
            return before
        customer_may_choose(before, now)
        after = await negotiating.take(
            writer, catalogue, before, start, before.on_offer(now), now=now
        )
        recipient = await appointments.coach_person_id(writer, after.coach_id)
        news = about(after, NoticeKind.CHOSEN, recipient, now, was=before.starts_at.isoformat())
        messages = rescue_consequences.to_coach(before, after, news)
        await write_down(writer, before, after, "choose", actor, now, messages)
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
    """The customer wants none of the times proposed at this version.

    What they have stays as it was, and the coach is told; a request awaits the coach again. If
    already turned down, nothing changes. Raises NotFound, AlreadyDecided, OfferOvertaken.
    """

    async def work(writer: Writer) -> Appointment:
        before = await lock_own_appointment(writer, appointment_id, actor)
        customer_may_suggest(before, now)
        if await negotiating.already_refused(writer, before, version, "turn_down", Side.COACH):
            return before
        after = await negotiating.end(writer, before, now=now)
        recipient = await appointments.coach_person_id(writer, after.coach_id)
        messages = [about(after, NoticeKind.TURNED_DOWN, recipient, now)]
        await write_down(writer, before, after, "turn_down", actor, now, messages)
        return after

    return await appointment_once(database, work, actor=actor, key=key, now=now)
