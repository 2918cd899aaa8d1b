"""An offer of other times for an appointment, by either side: made, accepted, or over.

Up to three starts are held, with their rooms, and the appointment keeps its own time until one is
accepted. A seat in a group's session holds nothing: it has no time of its own. Everything here runs
inside an action's transaction; the action notifies people and records it.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from domain.appointments.appointment import (
    MOST_ON_OFFER,
    MOST_PROPOSED,
    Appointment,
    Status,
    agreed_status,
)
from domain.appointments.offer_refusals import OfferOpen, OfferOvertaken, TooManyOffered
from domain.refusals import AlreadyDecided, NotOffered, ProposalGone, SlotTaken
from domain.services.catalogue import Catalogue
from domain.starts.room_refusals import RoomTaken
from domain.starts.slots import free_slots
from domain.time import deadlines
from domain.time.spans import Span, epoch, subtract, union
from handlers.actions.appointments import seating
from handlers.actions.appointments.rooming import rooms_for
from handlers.actions.appointments.start_attempts import StartAttempt, begin_attempt
from storage import audit
from storage.appointments import booking, offers
from storage.appointments.booking import AppointmentChange
from storage.appointments.resources import ResourceOccupied, ResourceUnits
from storage.transactions import Reader, Writer


class Side(StrEnum):
    """Who offers; the other side answers. The values are fields of `Appointment`."""

    COACH = "proposed"
    CUSTOMER = "suggested"


def normalize_starts(starts: Iterable[datetime]) -> tuple[datetime, ...]:
    """One to three distinct starts, in order. Raises ValueError."""
    each = tuple(sorted(set(starts)))
    if not 1 <= len(each) <= MOST_PROPOSED:
        raise ValueError(f"{len(each)} times cannot be proposed")
    return each


async def make(
    writer: Writer,
    catalogue: Catalogue,
    before: Appointment,
    starts: Sequence[datetime],
    side: Side,
    *,
    now: datetime,
    anyway: bool = False,
) -> tuple[Appointment, list[str]]:
    """A locked appointment with these starts on offer, in place of any other.

    starts: UTC, from `normalize_starts`. Also returns the names of the rules set aside for it.
    anyway: as for `deciding.move`. Raises TooManyOffered, for the first start that cannot be had
    what `book` raises for a slot, and NotOffered for its own start.
    """
    holds = OfferHolds(before)
    overridden: list[str] = []
    for start in starts:
        attempt = await attempt_at(writer, catalogue, before, start, now)
        if start == before.starts_at:
            raise NotOffered(before.service_id, before.coach_id)
        overridden += await attempt.check(writer, now, anyway=anyway)
        await holds.add(writer, attempt, now)
    # The total is counted while nobody else makes offers for this coach.
    await booking.movers_turn(writer, before.coach_id)
    there = await offers.on_offer(writer, before.coach_id, now, without=before.id)
    if there + len(starts) > MOST_ON_OFFER:
        raise TooManyOffered(before.id, max(MOST_ON_OFFER - there, 0), MOST_ON_OFFER)
    minutes = (await offers.answer_timeouts(writer)).offer
    # Until it is over, a request waits for this alone.
    until = deadlines.offer_ends(minutes, (*starts, before.starts_at), now)
    proposed, suggested = (tuple(starts) if side is one else () for one in Side)
    after = await booking.change(
        writer,
        before,
        proposed=proposed,
        suggested=suggested,
        offer_until=until,
        answer_by=None,
        # Its coach is away, whatever else they propose.
        rescue_id=before.rescue_id if side is Side.COACH else None,
        now=now,
    )
    await holds.claim(writer, until, now)
    return after, sorted(set(overridden))


async def take(
    writer: Writer,
    catalogue: Catalogue,
    before: Appointment,
    start: datetime,
    on_offer: Sequence[datetime],
    *,
    now: datetime,
) -> Appointment:
    """A locked appointment confirmed at one of the starts on offer.

    Raises ProposalGone with those still available.
    """
    attempt = await attempt_at(writer, catalogue, before, start, now)
    if start in on_offer and stands(attempt, now):
        with suppress(SlotTaken):
            after = await seating.relocate(
                writer, before, attempt, now=now, status=agreed_status(before)
            )
            if after is not None:
                return after
    remaining = [
        epoch(other)
        for other in on_offer
        if other != start and stands(await attempt_at(writer, catalogue, before, other, now), now)
    ]
    raise ProposalGone(before.id, tuple(remaining))


async def end(writer: Writer, before: Appointment, *, now: datetime) -> Appointment:
    """A locked appointment as it was before its offer; a request has its full time again."""
    minutes = (await offers.answer_timeouts(writer)).answer
    return await booking.change(
        writer, before, answer_by=answer_deadline(before, minutes, now), now=now
    )


def nothing_open(each: Iterable[Appointment], now: datetime, *, anyway: bool = False) -> None:
    """Raise OfferOpen for the first of these whose offer would end with another change.

    anyway: the actor knows and wants this. What is in a rescue stays in it: the session would
    otherwise be in its coach's leave.
    """
    for one in each:
        if one.offer_until is None or not one.open:
            continue
        if one.rescue_id is not None or (now < one.offer_until and not anyway):
            rescue = one.rescue_id or 0
            raise OfferOpen(one.id, one.customer_name, epoch(one.offer_until), rescue)


async def waits_on(reader: Reader, before: Appointment, now: datetime) -> AppointmentChange:
    """The accompanying change that ends an appointment's offer, if it has one: what then awaits its
    coach again has its full time, as with `end`."""
    if before.offer_until is None or before.status is not Status.PENDING:
        return {}
    minutes = (await offers.answer_timeouts(reader)).answer
    return {"answer_by": answer_deadline(before, minutes, now)}


async def already_refused(
    reader: Reader, appointment: Appointment, version: int, action: str, side: Side
) -> bool:
    """Whether the offer of this version was already refused; False if it is open.

    action: its name in the audit log. Raises AlreadyDecided, or OfferOvertaken if something else
    has come of it.
    """
    if appointment.version == version and getattr(appointment, side.value):
        return False
    lines = await audit.of(reader, "appointment", appointment.id)
    if appointment.version == version + 1 and lines and lines[-1].action == action:
        return True
    if appointment.status is Status.CONFIRMED and appointment.offer_until is None:
        raise AlreadyDecided(appointment.id, appointment.status)
    raise OfferOvertaken(appointment.id)


def answer_deadline(appointment: Appointment, minutes: int, now: datetime) -> datetime | None:
    """Until when it waits for its coach, who has it to answer from now on."""
    if appointment.status is not Status.PENDING:
        return appointment.answer_by
    return deadlines.request_ends(minutes, appointment.starts_at, now)


async def attempt_at(
    writer: Writer, catalogue: Catalogue, appointment: Appointment, start: datetime, now: datetime
) -> StartAttempt:
    """What the coach offers around a start, as if the appointment did not exist."""
    return await begin_attempt(
        writer,
        catalogue,
        appointment.service_id,
        appointment.coach_id,
        start,
        now=now,
        customer=appointment.customer_id,
        moving=appointment,
    )


def stands(attempt: StartAttempt, now: datetime) -> bool:
    """Whether an offered start is still free."""
    # What protects the coach was weighed when it was offered; it may be accepted to the last.
    service, constraints, at = (
        attempt.service.for_override,
        attempt.constraints.for_override,
        epoch(attempt.start),
    )
    return bool(
        free_slots(service, attempt.coach, attempt.busy, (at, at + 1), epoch(now), constraints)
    )


@dataclass
class OfferHolds:
    """What an offer holds beyond what the appointment has: overlapping times are held as one."""

    of: Appointment
    spans: list[Span] = field(default_factory=list)
    rooms: dict[ResourceUnits, list[Span]] = field(default_factory=dict)
    last: StartAttempt | None = None

    async def add(self, writer: Writer, attempt: StartAttempt, now: datetime) -> None:
        """Choose what this start needs, before anything is claimed. Raises RoomTaken."""
        self.last = attempt
        if attempt.service.for_groups or self.of.session_id is not None:
            return
        rooms = await rooms_for(writer, attempt, now, keeps=self.of.resource_ids)
        if rooms is None:
            raise _no_room(attempt, now)
        span = offers.blocked_span(attempt.service, attempt.start)
        self.spans.append(span)
        for room in rooms:
            self.rooms.setdefault(room, []).append(span)

    async def claim(self, writer: Writer, until: datetime, now: datetime) -> None:
        """Claim all of it. Raises SlotTaken and RoomTaken if somebody was faster."""
        attempt, a = self.last, self.of
        if attempt is None or not self.spans:
            return
        mine = await offers.own(writer, a)
        free = subtract(union(self.spans), mine)
        if not await offers.hold(writer, a, free, until=until, now=now):
            raise attempt.slot_taken(now)
        rooms = [
            (room, subtract(union(at), mine if room.resource_id in a.resource_ids else []))
            for room, at in sorted(self.rooms.items(), key=lambda one: one[0].resource_id)
        ]
        try:
            await offers.hold_rooms(writer, a, rooms, until=until, now=now)
        except ResourceOccupied:
            raise _no_room(attempt, now) from None


def _no_room(attempt: StartAttempt, now: datetime) -> RoomTaken:
    return RoomTaken(attempt.service.id, attempt.coach.id, attempt.nearest(now))
