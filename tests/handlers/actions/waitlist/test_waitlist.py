"""What becomes free goes to people waiting for it, one after another."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from domain.appointments.appointment import Status
from domain.refusals import Refusal, SlotTaken, TooSoon
from domain.services.rules import Rules
from domain.waitlist.waitlist import Part
from domain.waitlist.waitlist_refusals import WaitOfferOver
from handlers.queries.waitlist import waitlist as queries
from storage.people import people
from storage.services import catalogue
from storage.working_hours import timetables
from tests.handlers.actions.in_line import (
    at,
    fill,
    free,
    free_for_all,
    join,
    look,
    offers,
    pass_on,
    rows,
    take,
    tuesday,
)
from tests.handlers.actions.limited import limit
from tests.house import NOW, House, acting
from tests.storage.occupying import coaches, disagreements

MINUTE = timedelta(minutes=1)
SLOT = at(10, 30)


async def test_a_time_that_comes_free_is_kept_for_the_first_in_line_and_for_nobody_else(
    house: House,
) -> None:
    await fill(house)
    first, second, other, *_ = house.customers
    await join(house, first)
    await join(house, second)
    assert await look(house) == 0
    await free(house, SLOT)

    assert await look(house) == 1
    assert await look(house) == 0

    assert await offers(house) == [(0, "open")]
    assert await free_for_all(house) == []
    for person in (second, other):
        with pytest.raises(SlotTaken):
            await take(house, person, SLOT)
    assert (await take(house, first, SLOT)).status is Status.PENDING
    await look(house)
    assert await offers(house) == [(0, "taken")]
    assert await disagreements(house) == []


async def test_it_goes_on_to_the_next_after_a_pass_or_a_quarter_of_an_hour_and_to_all_in_the_end(
    house: House,
) -> None:
    await fill(house)
    first, second, third, *_ = house.customers
    for person in (first, second, third):
        await join(house, person)
    await free(house, SLOT)
    await look(house)

    await pass_on(house, first)
    assert await free_for_all(house) == []
    await look(house)
    assert await offers(house) == [(0, "passed"), (1, "open")]
    assert await look(house, NOW + 14 * MINUTE) == 0
    assert await look(house, NOW + 15 * MINUTE) == 1
    assert await offers(house) == [(0, "passed"), (1, "lapsed"), (2, "open")]
    with pytest.raises(SlotTaken):
        await take(house, second, SLOT, now=NOW + 16 * MINUTE)
    assert await look(house, NOW + 30 * MINUTE) == 0

    assert await free_for_all(house, NOW + 30 * MINUTE) == [SLOT]
    assert await look(house, NOW + 31 * MINUTE) == 0
    await take(house, second, SLOT, now=NOW + 32 * MINUTE)
    await look(house, NOW + 32 * MINUTE)
    # Once somebody has had it, it is another time: everybody is asked again, in the same order.
    await free(house, SLOT)
    await look(house, NOW + 33 * MINUTE)
    assert (await offers(house))[3:] == [(0, "open")]


async def test_who_cannot_have_it_is_passed_over_and_why_is_written_down(house: House) -> None:
    await fill(house)
    blocked, unreachable, elsewhere, good, *_ = house.customers
    for person in (blocked, unreachable, elsewhere, good):
        await join(house, person)
    await house.database.write(lambda w: people.set_blocked(w, blocked.id, NOW, "no"))
    await rows(house, "UPDATE people SET unreachable_since = now() WHERE id = $1", unreachable.id)
    [_, other] = await coaches(house, 2)
    await house.book(coach_id=other, starts_at=SLOT + 30 * MINUTE, customer_id=elsewhere.id)
    await free(house, SLOT)

    await look(house)

    assert await offers(house) == [(0, "blocked"), (1, "unreachable"), (2, "busy"), (3, "open")]
    reasons = await rows(
        house, "SELECT after ->> 'reason' FROM audit WHERE action = 'waitlist_passed_over'"
    )
    assert [reason for (reason,) in reasons] == ["blocked", "unreachable", "busy"]


async def test_who_has_as_many_sessions_as_they_may_is_passed_over(house: House) -> None:
    await limit(house, business={"customer_day": 1})
    await fill(house, without=[at(9)])
    await take(house, house.customer, at(9))
    await join(house, house.customer)
    await join(house, house.customers[1])
    await free(house, SLOT)

    await look(house)

    assert await offers(house) == [(0, "limits"), (1, "open")]


async def test_whoever_blocks_the_bot_meanwhile_is_passed_over_at_once(house: House) -> None:
    await fill(house)
    await join(house, house.customer)
    await join(house, house.customers[1])
    await free(house, SLOT)
    await look(house)
    await rows(
        house, "UPDATE people SET unreachable_since = now() WHERE id = $1", house.customer.id
    )

    await look(house, NOW + MINUTE)

    assert await offers(house) == [(0, "unreachable"), (1, "open")]


async def test_each_gets_the_first_time_that_they_want(house: House) -> None:
    await fill(house)
    afternoon, any_time, friday, *_ = house.customers
    await join(house, afternoon, tuesday(part=Part.AFTERNOON))
    await join(house, any_time)
    await join(house, friday, tuesday(weekdays=0b10000))
    for start in (SLOT, at(14)):
        await free(house, start)

    await look(house)

    wait_offers = await rows(house, "SELECT person_id, starts_at FROM wait_offers ORDER BY id")
    assert [tuple(row) for row in wait_offers] == [(afternoon.id, at(14)), (any_time.id, SLOT)]


async def test_what_was_free_when_somebody_joined_stays_free_for_all(house: House) -> None:
    await join(house, house.customer)

    assert await look(house) == 0
    assert len(await free_for_all(house)) > 3

    await house.book(starts_at=SLOT, customer_id=house.customers[1].id)
    await look(house)
    await free(house, SLOT)
    assert await look(house) == 1


async def test_hours_that_are_added_count_as_what_has_come_free(house: House) -> None:
    await fill(house)
    await join(house, house.customer, tuesday(part=Part.EVENING))
    await look(house)

    await house.database.write(
        lambda w: timetables.set_weekday_hours(w, house.coach.id, 1, ((540, 780), (840, 1140)))
    )

    assert await look(house) == 1
    [[start]] = await rows(house, "SELECT starts_at FROM wait_offers")
    assert at(17) <= start <= at(18)


async def test_a_cap_that_is_raised_frees_what_it_kept_closed_and_each_offer_counts(
    house: House,
) -> None:
    await limit(house, coach={"cap_day": 1})
    await house.book(starts_at=at(9), customer_id=house.customers[-1].id)
    await join(house, house.customer)
    await join(house, house.customers[1])
    assert await look(house) == 0

    await limit(house, coach={"cap_day": 2})
    await look(house)

    assert await offers(house) == [(0, "open")]
    with pytest.raises(Refusal):
        await take(house, house.customers[2], at(15, 30))
    await pass_on(house, house.customer)
    await look(house)
    assert [outcome for _, outcome in await offers(house)] == ["passed", "open"]


async def test_inside_the_notice_only_those_are_offered_it_who_said_that_this_will_do(
    house: House,
) -> None:
    await fill(house)
    await join(house, house.customer)
    await join(house, house.customers[1], tuesday(short=True))
    await limit(house, rules=Rules(notice_book=2 * 1440))
    await look(house)
    await free(house, SLOT)

    await look(house)

    assert await offers(house) == [(1, "open")]
    with pytest.raises(TooSoon):
        await take(house, house.customer, SLOT)
    assert (await take(house, house.customers[1], SLOT)).status is Status.PENDING


async def test_an_offer_that_was_taken_is_not_answered_with_something_else_booked_there(
    house: House,
) -> None:
    await fill(house)
    person = house.customer
    await join(house, person)
    await free(house, SLOT)
    await look(house)
    booked = await take(house, person, SLOT)
    [[offer_id]] = await rows(house, "SELECT id FROM wait_offers")
    to_take = partial(
        queries.to_take, house.database, offer_id, actor=acting(person), now=NOW + MINUTE
    )
    assert (await to_take())[1] == booked

    await free(house, SLOT)
    lesson = await house.database.write(
        partial(catalogue.add_service, title="Lesson", minutes=60, price=house.service.price)
    )
    other = replace(house.service, id=lesson, title="Lesson")
    await house.book(starts_at=SLOT, customer_id=person.id, service=other)

    with pytest.raises(WaitOfferOver):
        await to_take()
