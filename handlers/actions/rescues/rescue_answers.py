"""Each session that leave touches gets its answer, in the transaction that saves the leave: an
offer whose times are held, or a cancellation with an apology."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from domain.appointments.accountability import Bearer
from domain.appointments.appointment import Appointment, Status, advance
from domain.appointments.handover_refusals import CannotTakeOver
from domain.groups.group import GroupState
from domain.messages.notices import NoticeKind
from domain.refusals import SlotTaken
from domain.roles import Actor
from domain.services.catalogue import Catalogue
from domain.starts.room_refusals import RoomTaken
from domain.starts.rooming import resource_ids_for
from domain.time import deadlines
from handlers.actions.appointments import handing_over, negotiating
from handlers.actions.appointments.appointment_messages import about
from handlers.actions.appointments.recording import write_down
from handlers.actions.groups.group_notes import write_session_down
from handlers.actions.rescues.rescue_plan import SessionPlan
from storage.appointments import booking, handovers, offers, resources, session_rows, sessions
from storage.appointments.resources import ResourceUnits
from storage.faults import StaleRow
from storage.rescues import rescues
from storage.transactions import Writer

OFFER: Final = "rescue_offer"
CANCEL: Final = "rescue_cancel"


async def answer_all(
    writer: Writer,
    catalogue: Catalogue,
    rescue_id: int,
    plans: Sequence[SessionPlan],
    actor: Actor,
    now: datetime,
) -> None:
    """Each session in order: make its offer, or cancel it."""
    coach_id = plans[0].session.coach_id
    attempts = [one.attempt for one in plans if one.attempt]
    able = {
        room
        for attempt in attempts
        for room in resource_ids_for(catalogue.needs_of(attempt.service), catalogue.resources)
    }
    # All at once, in order: two rescues that lock several of them would otherwise deadlock.
    covers = {one.cover.id for one in plans if one.cover}
    await handovers.turns(writer, coach_id, *covers)
    await resources.lock(writer, [ResourceUnits(room) for room in sorted(able)])
    minutes = (await offers.answer_timeouts(writer)).offer
    session_answers = []
    for one in plans:
        starts = await _offer(writer, catalogue, rescue_id, one, minutes, actor, now)
        if not starts:
            await _cancel(writer, one.session, actor, now)
        session_answers.append((one.session, starts))
    await rescues.add_sessions(writer, coach_id, rescue_id, session_answers)
    groups = {one.session.session_id for one in plans} - {None}
    for session_id in sorted(id_ for id_ in groups if id_ is not None):
        await _close(writer, session_id, actor, now)


async def _offer(
    writer: Writer,
    catalogue: Catalogue,
    rescue_id: int,
    one: SessionPlan,
    minutes: int,
    actor: Actor,
    now: datetime,
) -> bool:
    """Hold what was planned for it; False if there is nothing to offer."""
    before, starts = one.session, []
    holds = negotiating.OfferHolds(before)
    for start in one.starts:
        if one.attempt is None:
            break
        attempt = replace(one.attempt, catalogue=catalogue, start=start)
        try:
            await holds.add(writer, attempt, now)
        except RoomTaken:
            continue
        starts.append(start)
    if not starts and one.cover is None:
        return False
    until = deadlines.offer_ends(minutes, (*starts, before.starts_at), now)
    after = await booking.change(
        writer,
        before,
        proposed=tuple(starts),
        offer_until=until,
        answer_by=None,
        rescue_id=rescue_id,
        cover_id=one.cover.id if one.cover else None,
        now=now,
    )
    try:
        await holds.claim(writer, until, now)
        if one.cover:
            await handing_over.hold(writer, catalogue, after, one.cover.id, until, now)
    except (SlotTaken, RoomTaken, CannotTakeOver):
        # Somebody who does not wait for the coach's row was faster, such as the waitlist.
        raise StaleRow from None
    cover = {"cover": one.cover.name} if one.cover else {}
    news = [about(after, NoticeKind.RESCUE_OFFER, after.customer_id, now, **cover)]
    await write_down(writer, before, after, OFFER, actor, now, news, also=cover, coach_told=True)
    return True


async def _cancel(writer: Writer, before: Appointment, actor: Actor, now: datetime) -> None:
    off = advance(before, Status.CANCELLED)
    after = await booking.change(writer, before, status=off, borne_by=Bearer.BUSINESS, now=now)
    news = [about(after, NoticeKind.RESCUE_CANCELLED, after.customer_id, now)]
    await write_down(writer, before, after, CANCEL, actor, now, news, coach_told=True)


async def _close(writer: Writer, session_id: int, actor: Actor, now: datetime) -> None:
    """Keep people from joining a group's session whose coach is away."""
    session = await session_rows.by_id(writer, session_id, lock=True)
    if session is None or session.state is not GroupState.OPEN:
        return
    after = await sessions.change(writer, session, state=GroupState.CLOSED)
    await write_session_down(writer, session, after, "close_session", actor, now)
