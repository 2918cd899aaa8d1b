"""Hold a time for the person taking a last look at it, for as long as the business says.

One time per person, with the rooms it needs; for a group, that many places in its session, which
others may join meanwhile. A second look does not prolong the hold; another time replaces it.
Booking it uses what was held.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from domain.appointments.appointment import Appointment
from domain.groups.group_refusals import TooManyPlaces
from domain.refusals import TooManyOpen
from domain.roles import Actor, Permission
from domain.services.catalogue import Catalogue
from domain.services.service_choice import Choice
from handlers.actions.appointments.group_start import places_gone, session_of
from handlers.actions.appointments.rooming import rooms_for
from handlers.actions.appointments.start_attempts import StartAttempt, begin_attempt
from handlers.queries.people.person_limits import of as bounds_of
from storage.appointments import booking, holds
from storage.appointments.appointment_rows import NewAppointment, blocked_by
from storage.appointments.holds import Hold
from storage.appointments.resources import ResourceUnits
from storage.people import people
from storage.transactions import Database, Writer


async def keep(
    database: Database,
    catalogue: Catalogue,
    service_id: int,
    coach_id: int,
    start: datetime,
    choice: Choice,
    *,
    actor: Actor,
    now: datetime,
) -> datetime | None:
    """Hold this start (UTC) for the actor; until when, None if nothing is held.

    Raises what `booking.book` raises for it.
    """
    actor.require(Permission.BOOK)
    minutes, customer = catalogue.business.hold_minutes, actor.person
    if not minutes:
        return None

    async def checked_attempt(writer: Writer, hold: Hold | None) -> StartAttempt:
        attempt = await begin_attempt(
            writer,
            catalogue,
            service_id,
            coach_id,
            start,
            now=now,
            customer=customer,
            choice=choice,
            hold_id=hold.claim_id if hold else None,
        )
        await attempt.check(writer, now)
        return attempt

    async def work(writer: Writer) -> datetime | None:
        await people.lock(writer, customer)
        hold = await holds.of_person(writer, customer, now)
        attempt = await checked_attempt(writer, hold)
        bounds = await bounds_of(writer, attempt.catalogue.business, customer, now)
        if bounds.full:
            raise TooManyOpen(bounds.most)
        if attempt.service.party > attempt.service.most_places:
            raise TooManyPlaces(attempt.service.id, attempt.service.most_places)
        until = now + timedelta(minutes=minutes)
        if attempt.service.for_groups:
            end = await _keep_places(writer, attempt, customer, hold, until, now)
        else:
            end = await _keep_time(writer, attempt, customer, hold, until, now)
        if end is None:
            # Somebody was faster. Look again at why, and at what is free nearby.
            raise (await checked_attempt(writer, None)).slot_taken(now)
        return end

    return await database.write(work)


async def _keep_time(
    writer: Writer,
    attempt: StartAttempt,
    customer: int,
    hold: Hold | None,
    until: datetime,
    now: datetime,
) -> datetime | None:
    """Hold a time of its own; until when, None if somebody was faster."""
    start, coach_id = attempt.start, attempt.coach.id
    span, ends = blocked_by(attempt.service, start), start + attempt.service.length
    if hold and not hold.places and _of(hold) == (coach_id, start, ends):
        return hold.until
    await holds.let_go(writer, customer)
    rooms = await rooms_for(writer, attempt, now)
    new = Hold(coach_id, 0, start, ends, until)
    if rooms is None or not await holds.keep(writer, customer, new, span, now=now, besides=rooms):
        return None
    return until


async def _keep_places(
    writer: Writer,
    attempt: StartAttempt,
    customer: int,
    hold: Hold | None,
    until: datetime,
    now: datetime,
) -> datetime | None:
    """Hold places in a group's session, which is opened for them if there is none.

    A change in their number does not change how long they are held. Raises PlacesGone.
    """
    start, coach_id, places = attempt.start, attempt.coach.id, attempt.service.party
    if hold and hold.places and (hold.coach_id, hold.starts_at) == (coach_id, start):
        if hold.places == places:
            return hold.until
        until = hold.until
    await holds.let_go(writer, customer)
    session = await session_of(writer, attempt, attempt.service.capacity, now)
    if session is None:
        return None
    if not await holds.keep_places(writer, customer, coach_id, session.id, places, until, now=now):
        raise await places_gone(writer, attempt, session, now)
    return until


def _of(hold: Hold) -> tuple[int, datetime, datetime]:
    return hold.coach_id, hold.starts_at, hold.ends_at


async def let_go(database: Database, catalogue: Catalogue, *, actor: Actor) -> None:
    """Release what is held for the actor, who has moved on."""
    if catalogue.business.hold_minutes:
        await database.write(lambda writer: holds.let_go(writer, actor.person))


async def of_customer(
    writer: Writer, catalogue: Catalogue, customer: int, now: datetime
) -> Hold | None:
    """What a customer about to book releases, or books; their row is locked."""
    if not catalogue.business.hold_minutes:
        return None
    return await holds.any_of_person(writer, customer, now)


async def insert(
    writer: Writer, new: NewAppointment, hold: Hold | None, *, besides: Sequence[ResourceUnits]
) -> Appointment | None:
    """As `storage.appointments.booking.insert`, using what was held for the customer if that is
    what they book."""
    if hold is None:
        return await booking.insert(writer, new, besides=besides)
    ends = new.starts_at + new.service.length
    if not hold.places and _of(hold) == (new.coach_id, new.starts_at, ends):
        appointment = await booking.insert(writer, new, hold=hold.id, besides=besides)
        if appointment is not None:
            await holds.became(writer, new.customer_id)
            return appointment
    await holds.let_go(writer, new.customer_id)
    return await booking.insert(writer, new, besides=besides)
