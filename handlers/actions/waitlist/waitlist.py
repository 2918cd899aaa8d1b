"""Join the waitlist, ask for other times, leave; accept an offer, or pass it on.

Accepting is a booking like any other (`handlers.actions.appointments.booking`): it releases the
hold within its own transaction, and then has the time or, if refused, still has the hold.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from domain.messages.notices import Channel
from domain.refusals import NoLongerOffered, NotFound
from domain.roles import Actor, Permission
from domain.services import service_choice as choices
from domain.services.catalogue import Catalogue, Coach
from domain.services.horizon import LONGEST
from domain.starts.slots import Offered, offering
from domain.waitlist.waitlist import EVERY_DAY, MOST_PLACES, WaitAnswer, WaitState, WaitTimes
from domain.waitlist.waitlist_refusals import (
    NoPlace,
    NothingToWaitFor,
    NoWayToTell,
    TooManyWaits,
    WaitOfferOver,
)
from handlers.actions import wait_log
from handlers.actions.once import once
from handlers.actions.waitlist.freed_times import free_of
from storage.people import contact_ways
from storage.transactions import Database, Writer
from storage.waitlist import wait_free, wait_offers, waits
from storage.waitlist.wait_offers import WaitOffer
from storage.waitlist.waits import Wait, WaitKey


async def join(
    database: Database,
    catalogue: Catalogue,
    wait_key: WaitKey,
    times: WaitTimes,
    *,
    available_channels: Collection[Channel],
    actor: Actor,
    key: str,
    now: datetime,
) -> int:
    """Join a line for these times; the id of the place.

    Anyone already in it asks for these times instead, as in `change`. What is free now stays free
    for all. available_channels: those besides Telegram that are set up. Raises NoLongerOffered,
    TooManyWaits, NothingToWaitFor, NoWayToTell, NotAllowed, BlockedPerson.
    """
    actor.require(Permission.BOOK)
    person, wished = actor.person, _ahead(times, now)

    async def work(writer: Writer) -> dict[str, Any]:
        places = await waits.of_person(writer, person)
        for place in places:
            if (place.service_id, place.coach_id, place.choice) == wait_key:
                await _change(writer, place, wished, actor, now)
                return {"wait": place.id}
        offers = offers_of(catalogue, wait_key)
        if len(places) >= MOST_PLACES:
            raise TooManyWaits(MOST_PLACES)
        contact = await contact_ways.of_person(writer, person)
        if contact is None or not contact.ways.reach(available_channels):
            raise NoWayToTell
        for _, coach in offers:
            await _note_free(writer, catalogue, coach, wait_key, now)
        wait_id = await waits.add(writer, person, wait_key, wished, now)
        after = {
            "service": wait_key.service_id,
            "coach": wait_key.coach_id,
            "choice": wait_key.choice,
        }
        await wait_log.record(
            writer, "join_waitlist", wait_id, actor, now, None, after | _facts(wished)
        )
        return {"wait": wait_id}

    outcome = await once(database, work, actor=actor, key=key, now=now)
    return int(outcome["wait"])


async def change(
    database: Database, wait_id: int, times: WaitTimes, *, actor: Actor, key: str, now: datetime
) -> None:
    """Ask for other times. Asking for less keeps one's place; asking for more goes to the end.

    Raises NotFound for somebody else's, NoPlace, NothingToWaitFor.
    """
    actor.require(Permission.BOOK)
    wished = _ahead(times, now)

    async def work(writer: Writer) -> dict[str, Any]:
        await _change(writer, await _standing(writer, wait_id, actor), wished, actor, now)
        return {}

    await once(database, work, actor=actor, key=key, now=now)


async def leave(database: Database, wait_id: int, *, actor: Actor, key: str, now: datetime) -> None:
    """Leave the line; what is kept for this place goes to the next. If already left, no change.

    Raises NotFound for somebody else's.
    """
    actor.require(Permission.BOOK)

    async def work(writer: Writer) -> dict[str, Any]:
        place = await waits.own(writer, actor.person, wait_id)
        if place is None:
            raise NotFound
        # The offer before the place, as the watch does: no deadlock.
        for offer in await wait_offers.open_of(writer, actor.person, now):
            if offer.wait_id == wait_id:
                await _say_no(writer, offer)
        if await waits.close(writer, wait_id, WaitState.LEFT, now) is not None:
            after = {"state": WaitState.LEFT.value}
            await wait_log.record(
                writer, "leave_waitlist", wait_id, actor, now, _facts(place.times), after
            )
        return {}

    await once(database, work, actor=actor, key=key, now=now)


async def pass_on(
    database: Database, offer_id: int, *, actor: Actor, key: str, now: datetime
) -> int:
    """Decline an offer: it goes to the next, and the place in line is kept; the id of that place.

    If already declined, nothing changes. Raises NotFound for somebody else's, WaitOfferOver.
    """
    actor.require(Permission.BOOK)

    async def work(writer: Writer) -> dict[str, Any]:
        offer = await wait_offers.own(writer, actor.person, offer_id, lock=True)
        if offer is None:
            raise NotFound
        if offer.answer is not WaitAnswer.PASSED:
            over = WaitAnswer.LAPSED if offer.answer is WaitAnswer.OPEN else offer.answer
            if offer.answer is not WaitAnswer.OPEN or offer.until <= now:
                raise WaitOfferOver(offer.id, over.value)
            await _say_no(writer, offer)
            await waits.reset_silence(writer, offer.wait_id)
            after = {"offer": offer.id, "starts_at": offer.starts_at.isoformat()}
            await wait_log.record(writer, "pass_waitlist", offer.wait_id, actor, now, None, after)
        return {"wait": offer.wait_id}

    outcome = await once(database, work, actor=actor, key=key, now=now)
    return int(outcome["wait"])


def offers_of(catalogue: Catalogue, wait_key: WaitKey) -> tuple[Offered, ...]:
    """What a place in line waits for: the service as each of its coaches does it.

    Raises NoLongerOffered.
    """
    service = catalogue.services.get(wait_key.service_id)
    if service is None or service.hidden:
        raise NoLongerOffered
    coaches = catalogue.coaches_for(wait_key.service_id)
    if wait_key.coach_id is not None:
        coaches = tuple(coach for coach in coaches if coach.id == wait_key.coach_id)
    return offering(catalogue, wait_key.service_id, coaches, choices.read(wait_key.choice))


async def _note_free(
    writer: Writer, catalogue: Catalogue, coach: Coach, wait_key: WaitKey, now: datetime
) -> None:
    """Record what anybody may have. If others wait already, no more than they knew of: what has
    come free since goes down the line, in which a new place is last."""
    joining = await waits.anybody(writer, wait_key.service_id, wait_key.choice, coach.id)
    for free in await free_of(
        writer, catalogue, coach, [(wait_key.service_id, wait_key.choice)], now
    ):
        await wait_free.set_free(writer, coach.id, *free.kind, free.starts, joining=joining)


async def _say_no(writer: Writer, offer: WaitOffer) -> None:
    await wait_offers.say(writer, offer.id, WaitAnswer.PASSED)
    await wait_offers.withdraw(writer, offer.id)


async def _standing(writer: Writer, wait_id: int, actor: Actor) -> Wait:
    place = await waits.own(writer, actor.person, wait_id)
    if place is None:
        raise NotFound
    if place.state is not WaitState.WAITING:
        raise NoPlace(place.state.value)
    return place


async def _change(
    writer: Writer, place: Wait, times: WaitTimes, actor: Actor, now: datetime
) -> None:
    if times == place.times:
        return
    joined_at = place.joined_at if times.within(place.times) else now
    await waits.change(writer, place.id, times, joined_at)
    before, after = _facts(place.times), _facts(times)
    await wait_log.record(writer, "change_waitlist", place.id, actor, now, before, after)


def _ahead(times: WaitTimes, now: datetime) -> WaitTimes:
    """The times still ahead; bounded, like all button input. Raises NothingToWaitFor."""
    today = now.astimezone(ZoneInfo(times.zone)).date()
    last = min(times.last, today + timedelta(days=LONGEST))
    first = max(times.first, today)
    if last < first or not times.weekdays & EVERY_DAY:
        raise NothingToWaitFor
    return replace(times, first=first, last=last, weekdays=times.weekdays & EVERY_DAY)


def _facts(times: WaitTimes) -> dict[str, Any]:
    def day(value: date) -> str:
        return value.isoformat()

    return {
        "first": day(times.first),
        "last": day(times.last),
        "weekdays": times.weekdays,
        "part": times.part.value,
        "short": times.short,
    }
