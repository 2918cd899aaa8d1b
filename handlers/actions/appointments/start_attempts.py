"""An attempt at a start: what its coach offers right now, read inside the transaction that is about
to decide."""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.appointments.appointment import Appointment
from domain.groups import group
from domain.groups.group import GroupSession
from domain.refusals import NoLongerOffered, NotOffered, SlotTaken
from domain.services.catalogue import Catalogue, Coach
from domain.services.limits import DayFull
from domain.services.service import Service
from domain.services.service_choice import USUAL, Choice
from domain.starts.constraints import NONE, Constraints
from domain.starts.slots import broken_rules, check_start, free_slots, nearest
from domain.time.spans import Span, epoch
from handlers.queries.starts import limits
from handlers.queries.starts.constraints import gather
from handlers.queries.starts.constraints_query import ConstraintsQuery
from storage.appointments import calendar, holds, session_rows
from storage.appointments.appointment_rows import blocked_by
from storage.services import catalogue as stored_catalogue
from storage.transactions import Database, Reader, Writer

AROUND = timedelta(days=4)  # how far from a taken slot to look for free ones


@dataclass(frozen=True, slots=True)
class StartAttempt:
    """A service as its coach does it, the start (UTC) it is to have, and the coach's blocked spans
    for days around that.

    moving: the appointment, or the booker's own hold, to leave out. constraints: what else limits
    the starts of those days. catalogue: the one all this comes from.
    """

    service: Service
    coach: Coach
    busy: Sequence[Span]
    start: datetime
    catalogue: Catalogue
    moving: int | None = None
    constraints: Constraints = NONE

    @property
    def at_short_notice(self) -> "StartAttempt":
        """The same for those who may book inside the notice."""
        return replace(self, service=self.service.at_short_notice)

    async def check(self, reader: Reader, now: datetime, *, anyway: bool = False) -> list[str]:
        """Raise why the start cannot be booked, with the nearest free starts.

        anyway: what protects the coach alone does not count. Returns the names of the rules set
        aside that way.
        """
        at, today = epoch(self.start), epoch(now)
        service = self.service.for_override if anyway else self.service
        constraints = self.constraints.for_override if anyway else self.constraints
        try:
            check_start(service, self.coach, self.busy, at, today, constraints)
        except (NotOffered, DayFull) as refusal:
            raise replace(refusal, nearest=self.nearest(now)) from None
        except SlotTaken as refusal:
            slot_refusal = replace(refusal, nearest=self.nearest(now))
            raise await with_reason(
                reader, slot_refusal, self.service, self.start, now=now, without=self.moving
            ) from None
        if not anyway:
            return []
        return broken_rules(self.service, self.coach, self.busy, at, today, self.constraints)

    def slot_taken(self, now: datetime) -> SlotTaken:
        """The refusal of a start that somebody else has, with the nearest free ones."""
        return SlotTaken(self.service.id, self.coach.id, self.nearest(now))

    def nearest(self, now: datetime) -> tuple[int, ...]:
        """Up to three free starts around it, epoch seconds."""
        window = (epoch(self.start - AROUND), epoch(self.start + AROUND))
        free = free_slots(self.service, self.coach, self.busy, window, epoch(now), self.constraints)
        return nearest(free, epoch(self.start))


async def why_taken(
    database: Database, refusal: SlotTaken, service: Service, start: datetime, *, now: datetime
) -> SlotTaken:
    """As `with_reason`, for a slot that nobody has on hold."""
    async with database.read() as reader:
        return await with_reason(reader, refusal, service, start, now=now)


async def with_reason(
    reader: Reader,
    refusal: SlotTaken,
    service: Service,
    start: datetime,
    *,
    now: datetime,
    without: int | None = None,
) -> SlotTaken:
    """The refusal with its true reason: what blocks the time may be only a session's break, a
    group's session with too few places left, or a hold by somebody who has not booked.

    without: an appointment or a hold to leave out.
    """
    if refusal.reason != "booked":
        return refusal
    if service.for_groups:
        session = await session_rows.at(reader, refusal.coach_id, start)
        if session is not None and session.service_id == service.id:
            kept = await holds.places_kept(reader, session.coach_id, session.id, now)
            return group.places_gone(session, refusal.nearest, kept)
    coach_id = refusal.coach_id
    hits = await calendar.hit_by(reader, coach_id, start, start + service.length)
    if any(a.id != without for a in hits):
        return refusal
    span = blocked_by(service, start)
    kept = await holds.of_others(reader, coach_id, span, now, without=without)
    return replace(refusal, reason="held" if kept else "buffer")


async def begin_attempt(
    writer: Writer,
    catalogue: Catalogue,
    service_id: int,
    coach_id: int,
    start: datetime,
    *,
    now: datetime,
    customer: int | None,
    moving: Appointment | GroupSession | None = None,
    choice: Choice = USUAL,
    hold_id: int | None = None,
    look: bool = False,
) -> StartAttempt:
    """What the coach offers now; their hours and leave cannot change before the commit.

    The coach's row is locked for sharing: bookings do not wait for each other, but they and a
    change of hours or leave do. `catalogue` is used if it is still the newest. customer: whose own
    limits count, None for nobody's. moving: what is to go there; it is left out, keeps its length,
    and its service may be one that is no longer shown. hold_id: a hold to leave out. Where limits
    apply, nobody they bind decides before this one has. look: nothing is decided, and nobody waits.
    Raises NoLongerOffered.
    """
    if not look:
        await stored_catalogue.share_coach(writer, coach_id)
        requested_service = catalogue.services.get(service_id)
        if (
            catalogue.business.hold_minutes
            and requested_service is not None
            and requested_service.for_groups
        ):
            await holds.lapse(writer, coach_id, start, now)
    moving_id = None if moving is None else moving.id
    without = moving_id if hold_id is None else hold_id
    days = start - AROUND, start + AROUND
    version, busy = await calendar.busy_with_version(
        writer, coach_id, *days, now=now, without=without
    )
    if version != catalogue.version:
        catalogue = await stored_catalogue.load(writer)
    coach = catalogue.coaches.get(coach_id)
    if coach is None:
        raise NoLongerOffered
    if not isinstance(moving, Appointment):
        service = catalogue.service_for(service_id, coach, choice)
    else:
        service = catalogue.booked_service(
            service_id, coach, moving.minutes, moving.places, moving.also
        )
    shown = coach in catalogue.coaches_for(service_id) and not service.hidden
    if moving is None and not shown:
        raise NoLongerOffered
    if not look and await limits.wait(writer, catalogue.business, service, coach, customer):
        # The spans from before the wait may miss new ones.
        _, busy = await calendar.busy_with_version(
            writer, coach_id, *days, now=now, without=without
        )
    window = epoch(start - AROUND), epoch(start + AROUND)
    query = ConstraintsQuery(
        catalogue,
        [(service, coach)],
        window,
        customer,
        now,
        moving_id,
        lambda: nullcontext(writer),
        hold_id=hold_id,
    )
    bounds = await gather(query)
    constraints = bounds.get(coach_id, NONE)
    return StartAttempt(service, coach, busy, start, catalogue, without, constraints)
