"""Who cancels, misses or drops a lot is noticed once; limits and missed sessions bind bookings."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.appointments.accountability import Bearer
from domain.appointments.appointment import Appointment, Status
from domain.people.blocking import BlocksOneself, BlocksTeam
from domain.people.flags import FlagDecided
from domain.refusals import NotAllowed, OfferChanged, TooManyOpen
from domain.roles import HOUSE, Actor, Role
from domain.services.booking_promise import mark
from domain.services.service import Approval
from handlers.actions.appointments import booking, deciding, outcome
from handlers.actions.appointments.booking import BookingOrder
from handlers.actions.business.business import change_business
from handlers.actions.people import flags, person_limits
from handlers.queries.people import people as cards
from handlers.queries.people.person_limits import of as bounds_of
from handlers.wording.words import words_for
from storage import audit
from storage.appointments import holds
from storage.appointments.appointment_rows import blocked_by
from storage.appointments.holds import Hold
from storage.people import flags as stored
from storage.people import people
from storage.people.flags import RaisedFlag
from storage.people.people import Person, TelegramProfile
from storage.services import catalogue
from storage.transactions import Database, Writer
from tests.handlers.notices.rendered import render
from tests.house import NOW, House, Plan, acting, open_house

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
async def house(database: Database) -> House:
    return await open_house(database, Plan(customers=2, approval=Approval.AUTO))


@pytest.fixture
async def admin(house: House) -> Actor:
    async def work(writer: Writer) -> Person:
        alex = await people.register(writer, TelegramProfile(7003, "Alex"))
        await people.set_role(writer, alex.id, Role.ADMIN)
        known = await people.by_id(writer, alex.id)
        assert known is not None
        return known

    return acting(await house.database.write(work))


async def business(house: House, admin: Actor, **changed: Any) -> None:
    await change_business(
        house.database, lambda b: replace(b, **changed), actor=admin, key=str(changed), now=NOW
    )


async def look(house: House, now: Any = NOW) -> int:
    return await flags.look(house.database, actor=HOUSE, now=now)


async def waiting(house: House) -> Sequence[RaisedFlag]:
    async with house.database.read() as reader:
        return await stored.waiting(reader, 9, 0)


async def cancel(house: House, n: int, now: Any = NOW) -> None:
    """The first customer cancels this many sessions, one after another."""
    async with house.database.read() as reader:
        known = await catalogue.load(reader)
    for number in range(n):
        made = await house.book(starts_at=NOW + DAY + 2 * number * HOUR)
        await deciding.cancel_by_customer(
            house.database,
            known,
            made.id,
            actor=acting(house.customer),
            key=f"c{made.id}",
            now=now + timedelta(seconds=number),
        )


async def miss(house: House, n: int, person: Person | None = None) -> None:
    """A customer does not come, this many times, and the coach says so."""
    customer = person or house.customer
    for number in range(n):
        start = NOW - (number + 1) * DAY + (0 if person is None else 2) * HOUR
        made = await house.book(starts_at=start, customer_id=customer.id)
        await outcome.record(
            house.database,
            made.id,
            Status.NO_SHOW,
            actor=acting(house.coach_person),
            key=f"m{made.id}",
            now=NOW,
        )


async def wish(house: House, start: Any, promised: int | None = None) -> Appointment:
    async with house.database.read() as reader:
        known = await catalogue.load(reader)
    order = BookingOrder(
        house.service.id, house.coach.id, start, house.service.price, promised=promised
    )
    return await booking.book(
        house.database,
        known,
        order,
        actor=acting(house.customer),
        key=f"b{start}{promised}",
        now=NOW,
    )


async def test_many_cancellations_are_noticed_once_until_they_are_dismissed(
    house: House, admin: Actor
) -> None:
    await cancel(house, 4)
    assert await look(house, NOW + HOUR / 2) == 0
    await cancel(house, 1, NOW + HOUR / 2)
    looks = [look(house, NOW + HOUR) for _ in range(3)]
    assert sum(await asyncio.gather(*looks)) == 1
    assert await look(house, NOW + HOUR) == 0
    [one] = await waiting(house)
    assert (one.person_id, one.kind, one.n) == (house.customer.id, "cancellations", 5)
    at: dict[str, Any] = {"actor": admin, "now": NOW + HOUR}
    await flags.dismiss(house.database, one.id, key="d", **at)
    await flags.dismiss(house.database, one.id, key="d", **at)
    with pytest.raises(FlagDecided):
        await flags.dismiss(house.database, one.id, key="e", **at)
    await cancel(house, 1, NOW + HOUR + HOUR / 2)
    assert await look(house, NOW + 2 * HOUR) == 0  # what was before counts no more
    async with house.database.read() as reader:
        lines = [e.action for e in await audit.of(reader, "person", house.customer.id)]
    assert lines == ["flag", "dismiss_flag"]


async def test_what_the_team_cancels_at_their_wish_counts_and_what_the_house_bears_does_not(
    house: House,
) -> None:
    anna = acting(house.coach_person)
    for number in range(6):
        made = await house.book(starts_at=NOW + DAY + 2 * number * HOUR)
        await deciding.cancel_by_coach(
            house.database,
            made.id,
            None,
            actor=anna,
            key=f"c{number}",
            now=NOW + timedelta(minutes=number),
            borne_by=Bearer.HOUSE if number == 5 else Bearer.CUSTOMER,
        )
        assert await look(house, NOW + HOUR / 2) == (number == 4)
    [one] = await waiting(house)
    assert (one.person_id, one.kind, one.n) == (house.customer.id, "cancellations", 5)


async def test_missed_sessions_are_noticed_but_never_of_who_works_here(
    house: House, admin: Actor
) -> None:
    await miss(house, 3)
    lena = house.customers[1]
    await house.database.write(lambda writer: people.set_role(writer, lena.id, Role.MANAGER))
    await miss(house, 3, lena)
    assert await look(house) == 1
    assert [one.person_id for one in await waiting(house)] == [house.customer.id]
    await business(house, admin, flag_no_shows=0)


async def test_times_that_are_kept_and_let_go_are_counted_and_booked_ones_are_not(
    house: House,
) -> None:
    me = house.customer.id

    async def drop(writer: Writer) -> None:
        for _ in range(16):
            start = NOW + 9 * DAY
            new = Hold(house.coach.id, 0, start, start + HOUR, NOW + HOUR)
            assert await holds.keep(writer, me, new, blocked_by(house.service, start), now=NOW)
            await holds.let_go(writer, me)

    await house.database.write(drop)
    await house.database.write(lambda writer: holds.became(writer, me))
    assert await look(house) == 1
    [one] = await waiting(house)
    assert (one.kind, one.n) == ("dropped", 15)
    async with house.database.read() as reader:
        [[due]] = await reader.fetch("SELECT count(*) FROM hold_tallies")
    assert due == 1
    gone = await house.database.write(lambda w: stored.forget_tallies(w, before=NOW + DAY))
    assert gone == 1


async def test_many_new_accounts_that_book_at_once_are_noticed_each(
    house: House, admin: Actor
) -> None:
    await business(house, admin, flag_burst=2)

    async def work(writer: Writer) -> None:
        await writer.fetch("UPDATE people SET created_at = $1", NOW - HOUR / 2)
        for one in house.customers:
            await audit.record(
                writer,
                at=NOW,
                actor=acting(one),
                action="book",
                entity="appointment",
                entity_id=1,
                before=None,
                after={},
            )

    await house.database.write(work)
    assert await look(house) == 2
    assert await look(house) == 0


async def test_a_limit_binds_what_is_booked_and_is_promised_before(
    house: House, admin: Actor
) -> None:
    me, service, coach = house.customer.id, house.service, house.coach
    async with house.database.read() as reader:
        known = await catalogue.load(reader)
    as_ever = mark(known, service, coach)
    made = await wish(house, NOW + DAY, as_ever)
    assert made.status is Status.CONFIRMED
    at: dict[str, Any] = {"actor": admin, "now": NOW}
    await person_limits.limit(house.database, me, 2, by_hand=True, days=30, key="l", **at)
    with pytest.raises(OfferChanged):
        await wish(house, NOW + DAY + 2 * HOUR, as_ever)
    made = await wish(house, NOW + DAY + 2 * HOUR, mark(known, service, coach, by_hand=True))
    assert made.status is Status.PENDING
    with pytest.raises(TooManyOpen):
        await wish(house, NOW + 2 * DAY)
    async with house.database.read() as reader:
        [[facts]] = await reader.fetch("SELECT facts FROM outbox WHERE kind = 'request'")
        assert (await bounds_of(reader, known.business, me, NOW + 31 * DAY)).most == 20
    shown = render("request", facts, words_for("en"), None).text
    assert "the team has asked for this customer’s bookings to be confirmed by hand" in shown
    assert await person_limits.lapse(house.database, actor=HOUSE, now=NOW + 29 * DAY) == 0
    assert await person_limits.lapse(house.database, actor=HOUSE, now=NOW + 30 * DAY) == 1
    assert await person_limits.lapse(house.database, actor=HOUSE, now=NOW + 30 * DAY) == 0
    async with house.database.read() as reader:
        lines = [e.action for e in await audit.of(reader, "person", me)]
    assert lines == ["limit", "limits_lapse"]


async def test_two_bookings_at_once_keep_a_limit_of_one(house: House, admin: Actor) -> None:
    at: dict[str, Any] = {"actor": admin, "key": "l", "now": NOW}
    await person_limits.limit(house.database, house.customer.id, 1, by_hand=False, days=0, **at)
    tries = [wish(house, NOW + DAY + n * HOUR) for n in (0, 2, 5)]
    done = await asyncio.gather(*tries, return_exceptions=True)
    assert sorted(type(one).__name__ for one in done) == [
        "Appointment",
        "TooManyOpen",
        "TooManyOpen",
    ]


async def test_missed_sessions_ask_for_a_hand_where_the_business_says_so_until_forgiven(
    house: House, admin: Actor
) -> None:
    await miss(house, 2)
    assert (await wish(house, NOW + DAY)).status is Status.CONFIRMED
    await business(house, admin, no_show_limit=2)
    assert (await wish(house, NOW + DAY + 2 * HOUR)).status is Status.PENDING
    async with house.database.read() as reader:
        [[facts]] = await reader.fetch("SELECT facts FROM outbox WHERE kind = 'request'")
    shown = render("request", facts, words_for("de"), None).text
    assert "weil zuletzt 2 Termine versäumt wurden" in shown
    card = await cards.card(house.database, house.customer.id, actor=admin, now=NOW)
    assert card.missed == 2
    manager = replace(admin, roles=frozenset({Role.MANAGER}))
    at: dict[str, Any] = {"now": NOW, "key": "f"}
    with pytest.raises(NotAllowed):
        await person_limits.forgive(house.database, house.customer.id, actor=manager, **at)
    await person_limits.forgive(house.database, house.customer.id, actor=admin, **at)
    assert (await wish(house, NOW + DAY + 5 * HOUR)).status is Status.CONFIRMED
    await business(house, admin, no_show_days=1)


async def test_nobody_limits_themselves_or_the_team(house: House, admin: Actor) -> None:
    at: dict[str, Any] = {"by_hand": True, "days": 0, "key": "k", "now": NOW}
    with pytest.raises(BlocksOneself):
        await person_limits.limit(house.database, admin.person, 1, actor=admin, **at)
    lena = house.customers[1]
    await house.database.write(lambda writer: people.set_role(writer, lena.id, Role.MANAGER))
    manager = acting(lena, Role.MANAGER)
    at |= {"key": "m"}
    with pytest.raises(BlocksTeam):
        await person_limits.limit(house.database, house.coach_person.id, 1, actor=manager, **at)
    at |= {"key": "c"}
    with pytest.raises(NotAllowed):
        await person_limits.limit(house.database, lena.id, 1, actor=acting(house.customer), **at)
