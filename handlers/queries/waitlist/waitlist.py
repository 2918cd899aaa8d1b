"""The waitlist, for the people on it; for coaches, how many are waiting."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from domain.appointments.appointment import Appointment
from domain.refusals import NotFound
from domain.roles import Actor, Permission
from domain.services.catalogue import Catalogue
from domain.waitlist.waitlist import WaitAnswer
from domain.waitlist.waitlist_refusals import WaitOfferOver
from storage.appointments import appointments
from storage.transactions import Database, Reader
from storage.waitlist import wait_offers, waits
from storage.waitlist.wait_offers import WaitOffer
from storage.waitlist.waits import Wait


@dataclass(frozen=True, slots=True)
class WaitlistPlace:
    """A place in line. number: its position, from 1, among those who could want the same times.
    offer: what is kept for it."""

    wait: Wait
    number: int
    offer: WaitOffer | None


async def mine(
    database: Database, catalogue: Catalogue, *, actor: Actor, now: datetime
) -> Sequence[WaitlistPlace]:
    """All of the actor's places."""
    actor.require(Permission.BOOK)
    async with database.read() as reader:
        own_waits = await waits.of_person(reader, actor.person)
        if not own_waits:
            return ()
        offers = {o.wait_id: o for o in await wait_offers.open_of(reader, actor.person, now)}
        return [
            WaitlistPlace(wait, await _number(reader, catalogue, wait), offers.get(wait.id))
            for wait in own_waits
        ]


async def place(
    database: Database, catalogue: Catalogue, wait_id: int, *, actor: Actor, now: datetime
) -> WaitlistPlace:
    """One of them, whatever has become of it. Raises NotFound."""
    actor.require(Permission.BOOK)
    async with database.read() as reader:
        wait = await waits.own(reader, actor.person, wait_id)
        if wait is None:
            raise NotFound
        offers = await wait_offers.open_of(reader, actor.person, now)
        offer = next((one for one in offers if one.wait_id == wait_id), None)
        return WaitlistPlace(wait, await _number(reader, catalogue, wait), offer)


async def offer(database: Database, offer_id: int, *, actor: Actor) -> WaitOffer:
    """What they were offered, whatever has become of it. Raises NotFound."""
    actor.require(Permission.BOOK)
    async with database.read() as reader:
        wait_offer = await wait_offers.own(reader, actor.person, offer_id)
    if wait_offer is None:
        raise NotFound
    return wait_offer


async def to_take(
    database: Database, offer_id: int, *, actor: Actor, now: datetime
) -> tuple[WaitOffer, Appointment | None]:
    """What they were offered and may accept now, or what came of it once accepted.

    Raises NotFound, WaitOfferOver.
    """
    wait_offer = await offer(database, offer_id, actor=actor)
    if wait_offer.answer is WaitAnswer.TAKEN:
        async with database.read() as reader:
            appointment = await appointments.mine_at(
                reader, actor.person, wait_offer.coach_id, wait_offer.starts_at
            )
        if appointment is not None and appointment.service_id == wait_offer.service_id:
            return wait_offer, appointment
    if wait_offer.answer is not WaitAnswer.OPEN or wait_offer.until <= now:
        over = WaitAnswer.LAPSED if wait_offer.answer is WaitAnswer.OPEN else wait_offer.answer
        raise WaitOfferOver(wait_offer.id, over.value)
    return wait_offer, None


async def offer_at(
    database: Database, coach_id: int, start: datetime, *, actor: Actor, now: datetime
) -> WaitOffer | None:
    """What is kept for them in line at this start."""
    async with database.read() as reader:
        return await wait_offers.at(reader, actor.person, coach_id, start, now)


async def waiting_for(database: Database, service_id: int, *, actor: Actor) -> int:
    """How many are waiting for a service."""
    actor.require(Permission.SERVICES)
    async with database.read() as reader:
        return await waits.number(reader, [service_id])


async def waiting_on(
    database: Database, catalogue: Catalogue, coach_id: int, day: date, *, actor: Actor
) -> int:
    """How many are waiting for a time with this coach on a day."""
    actor.tend(coach_id)
    coach = catalogue.coaches.get(coach_id)
    if coach is None or not coach.service_ids:
        return 0
    async with database.read() as reader:
        return await waits.number(reader, coach.service_ids, coach_id=coach_id, day=day)


async def _number(reader: Reader, catalogue: Catalogue, wait: Wait) -> int:
    coaches = catalogue.coaches_for(wait.service_id)
    if wait.coach_id is not None:
        coaches = tuple(coach for coach in coaches if coach.id == wait.coach_id)
    services = {wait.service_id}.union(*(coach.service_ids for coach in coaches))
    before = await waits.ahead(reader, wait, services, [coach.id for coach in coaches])
    return before + 1
