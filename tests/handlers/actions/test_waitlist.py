"""What comes free goes to those who wait for it, one after the other."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.appointment import Appointment, Status
from domain.catalogue import Catalogue, Coach
from domain.refusals import NotFound, Refusal, SlotTaken, TooSoon
from domain.rules import Rules
from domain.waitlist import EVERY_DAY, Part, State
from domain.waitlist_refusals import NothingToWaitFor, OfferOver, TooManyLines
from handlers.actions import leave, line, waitlist
from handlers.actions.line_watch import LineWatch
from handlers.queries.free_starts import FREE
from handlers.queries.shop import Shop
from storage import booking, catalogue, people, timetables
from storage.transactions import Database, Writer
from tests.handlers.actions.groups import join as join_class
from tests.handlers.actions.groups import open_class, session_at
from tests.handlers.actions.in_line import (
    another_coach,
    at,
    fill,
    free,
    join,
    key,
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


async def free_now(house: House, now: datetime = NOW) -> list[datetime]:
    """What anybody else could book on the Tuesday."""
    shop = Shop(house.database)
    known = await shop.catalogue()
    day = at(1), at(23)
    busy = await shop.blocked([house.coach.id], *day, now=now)
    window = int(day[0].timestamp()), int(day[1].timestamp())
    starts = shop.free.of(
        house.service,
        known.coaches[house.coach.id],
        busy.get(house.coach.id, FREE),
        window,
        window[0],
    )
    return [datetime.fromtimestamp(start, UTC) for start in starts]


async def told(house: House) -> list[str]:
    return [kind for (kind,) in await rows(house, "SELECT kind FROM outbox ORDER BY id")]


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
    assert await free_now(house) == []
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
    assert await free_now(house) == []
    await look(house)
    assert await offers(house) == [(0, "passed"), (1, "open")]
    assert await look(house, NOW + 14 * MINUTE) == 0
    assert await look(house, NOW + 15 * MINUTE) == 1
    assert await offers(house) == [(0, "passed"), (1, "lapsed"), (2, "open")]
    with pytest.raises(SlotTaken):
        await take(house, second, SLOT, now=NOW + 16 * MINUTE)
    assert await look(house, NOW + 30 * MINUTE) == 0

    assert await free_now(house, NOW + 30 * MINUTE) == [SLOT]
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

    found = await rows(house, "SELECT person_id, starts_at FROM wait_offers ORDER BY id")
    assert [tuple(row) for row in found] == [(afternoon.id, at(14)), (any_time.id, SLOT)]


async def test_what_was_free_when_somebody_joined_stays_free_for_all(house: House) -> None:
    await join(house, house.customer)

    assert await look(house) == 0
    assert len(await free_now(house)) > 3

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
    assert [said for _, said in await offers(house)] == ["passed", "open"]


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


async def test_at_night_it_is_kept_until_the_morning(house: House) -> None:
    await fill(house)
    await join(house, house.customer)
    await join(house, house.customers[1])
    night = at(2)
    await look(house, night)
    await free(house, SLOT, now=night)

    await look(house, night)

    [[told_at, until, due]] = await rows(
        house,
        "SELECT o.told_at, o.until, m.due_at FROM wait_offers o JOIN outbox m"
        " ON m.key = 'wait_offer:' || o.id",
    )
    assert (told_at, due) == (at(8), at(8))
    assert until == at(8, 15)
    assert await look(house, at(7, 59)) == 0
    await waitlist.leave(
        house.database,
        (await rows(house, "SELECT id FROM waits ORDER BY id"))[0][0],
        actor=acting(house.customer),
        key=key(),
        now=night,
    )
    [[state]] = await rows(house, "SELECT state FROM outbox WHERE key LIKE 'wait_offer%'")
    assert state == "dropped"
    await look(house, night)
    assert await offers(house) == [(0, "passed"), (1, "open")]


@pytest.mark.parametrize("what", ["leave", "hidden", "away"])
async def test_who_sleeps_is_told_of_nothing_that_cannot_be_had_by_the_morning(
    house: House, what: str
) -> None:
    await another_coach(house)
    await fill(house)
    await join(house, house.customer)
    await join(house, house.customers[1], anyone=True)
    night = at(2)
    watch = LineWatch(house.database, Shop(house.database))
    await look(house, night, watch)
    await free(house, SLOT, now=night)
    await look(house, night, watch)
    assert await offers(house) == [(0, "open")]

    async def work(writer: Writer) -> None:
        if what == "hidden":
            await catalogue.update_service(writer, house.service.id, hidden=True)
        else:
            await catalogue.update_coach(writer, house.coach.id, active=False)

    if what == "leave":
        await leave.take_leave(
            house.database,
            house.coach.id,
            datetime(2026, 3, 3, 10),
            datetime(2026, 3, 3, 11, 45),
            actor=acting(house.coach_person),
            key=key(),
            now=night,
        )
    else:
        await house.database.write(work)
    for _ in range(2):
        await look(house, night + MINUTE, watch)

    assert await offers(house) == [(0, "gone")]
    [[state]] = await rows(house, "SELECT state FROM outbox WHERE key LIKE 'wait_offer%'")
    assert state == "dropped"
    assert await rows(house, "SELECT 1 FROM claims WHERE reason = 'hold'") == []
    assert await disagreements(house) == []


async def test_who_leaves_three_offers_in_a_row_without_an_answer_leaves_the_line(
    house: House,
) -> None:
    await fill(house)
    await join(house, house.customer)
    now = NOW
    for start in (SLOT, at(14), at(15, 30)):
        await free(house, start, now=now)
        await look(house, now)
        now += 20 * MINUTE
        await look(house, now)

    assert [row[0] for row in await rows(house, "SELECT state FROM waits")] == [State.SILENT]
    assert (await told(house))[-1] == "wait_closed"


async def test_when_the_last_day_has_passed_or_nobody_offers_it_they_are_told_once(
    house: House,
) -> None:
    await join(house, house.customer)
    await join(house, house.customers[1], tuesday(last=tuesday().last + timedelta(days=30)))
    watch = LineWatch(house.database, Shop(house.database))

    await look(house, NOW + timedelta(days=2), watch)
    await house.database.write(lambda w: catalogue.update_service(w, house.service.id, hidden=True))
    for _ in range(2):
        await look(house, NOW + timedelta(days=2), watch)

    states = await rows(house, "SELECT state FROM waits ORDER BY id")
    assert [state for (state,) in states] == [State.OVER, State.GONE]
    assert await told(house) == ["wait_closed", "wait_closed"]


async def test_who_asks_for_less_keeps_their_place_and_for_more_goes_to_the_end(
    house: House,
) -> None:
    await fill(house)
    first = await join(house, house.customer)
    await join(house, house.customers[1])
    later = NOW + MINUTE

    async def change(times: object) -> None:
        await waitlist.change(
            house.database,
            first,
            times,  # type: ignore[arg-type]  # as the test says
            actor=acting(house.customer),
            key=key(),
            now=later,
        )

    await change(tuesday(part=Part.MORNING))
    assert (await rows(house, "SELECT joined_at FROM waits WHERE id = $1", first))[0][0] == NOW
    await change(tuesday(weekdays=EVERY_DAY))
    assert (await rows(house, "SELECT joined_at FROM waits WHERE id = $1", first))[0][0] == later


async def _another(house: House, minutes: int) -> int:
    """A further service that the coach does."""

    async def work(writer: Writer) -> int:
        price = house.service.price
        added = await catalogue.add_service(
            writer, title=str(minutes), minutes=minutes, price=price
        )
        await catalogue.set_coach_services(writer, house.coach.id, {house.service.id, added})
        return added

    return await house.database.write(work)


async def test_nobody_stands_in_a_line_twice_or_in_too_many_or_for_days_that_are_over(
    house: House,
) -> None:
    assert await join(house, house.customer) == await join(house, house.customer)
    for minutes in (30, 31, 32, 33):
        await join(house, house.customer, service_id=await _another(house, minutes))
    with pytest.raises(TooManyLines):
        await join(house, house.customer, anyone=True)
    with pytest.raises(NothingToWaitFor):
        await join(house, house.customer, now=NOW + timedelta(days=9))


async def test_what_is_somebody_elses_is_not_found(house: House) -> None:
    await fill(house)
    wait_id = await join(house, house.customer)
    await free(house, SLOT)
    await look(house)
    other = acting(house.customers[1])
    [[offer_id]] = await rows(house, "SELECT id FROM wait_offers")

    with pytest.raises(NotFound):
        await waitlist.leave(house.database, wait_id, actor=other, key=key(), now=NOW)
    with pytest.raises(NotFound):
        await waitlist.pass_on(house.database, offer_id, actor=other, key=key(), now=NOW)
    await waitlist.leave(house.database, wait_id, actor=acting(house.customer), key=key(), now=NOW)
    await look(house)
    assert await free_now(house) == [SLOT]
    with pytest.raises(OfferOver):
        await waitlist.pass_on(
            house.database,
            (await rows(house, "UPDATE wait_offers SET answer = 'lapsed' RETURNING id"))[0][0],
            actor=acting(house.customer),
            key=key(),
            now=NOW,
        )


async def test_many_replicas_look_and_people_answer_at_once_and_each_time_is_offered_to_one(
    house: House,
) -> None:
    await fill(house)
    for person in house.customers[:4]:
        await join(house, person)
    await free(house, SLOT)
    watches = [LineWatch(house.database, Shop(house.database)) for _ in range(4)]

    async def tried(person: int, now: datetime) -> object:
        try:
            return await take(house, house.customers[person], SLOT, now=now)
        except Refusal as refusal:
            return refusal

    now = NOW
    for turn in range(3):
        await asyncio.gather(*(look(house, now, watch) for watch in watches))
        assert [said for _, said in await offers(house)] == ["lapsed"] * turn + ["open"]
        now += 15 * MINUTE
    late = await asyncio.gather(
        tried(2, now),
        *(look(house, now, watch) for watch in watches),
        *(tried(person, now) for person in (0, 1, 4)),
    )
    assert all(isinstance(one, Refusal | int) for one in late)
    await look(house, now)
    assert [said for _, said in await offers(house)] == ["lapsed"] * 3 + ["open"]
    at_once = await asyncio.gather(
        *(tried(3, now + MINUTE) for _ in range(4)), look(house, now + 15 * MINUTE, watches[0])
    )
    booked = {one.id for one in at_once if isinstance(one, Appointment)}
    assert len(booked) <= 1
    assert await disagreements(house) == []


async def test_who_waits_for_anybody_is_offered_one_time_at_once_and_the_next_in_line_the_other(
    house: House,
) -> None:
    ben = await another_coach(house)
    await fill(house)
    await fill(house, coach_id=ben)
    for person in house.customers[:2]:
        await join(house, person, anyone=True)
    watches = [LineWatch(house.database, Shop(house.database)) for _ in range(4)]
    await look(house, NOW, watches[0])
    await free(house, SLOT)
    await free(house, SLOT)

    await asyncio.gather(*(look(house, NOW, watch) for watch in watches))
    for watch in watches:
        await look(house, NOW, watch)

    assert sorted(await offers(house)) == [(0, "open"), (1, "open")]
    found = await rows(house, "SELECT coach_id FROM wait_offers")
    assert {coach_id for (coach_id,) in found} == {house.coach.id, ben}
    await pass_on(house, house.customer)
    await pass_on(house, house.customers[1])
    await look(house, NOW)
    assert [said for _, said in await offers(house)] == ["passed", "passed", "open", "open"]
    assert await disagreements(house) == []


async def test_a_fault_at_a_coach_keeps_nobody_from_the_times_of_another(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    ben = await another_coach(house)
    await fill(house)
    await fill(house, coach_id=ben)
    await join(house, house.customer, anyone=True)
    await look(house)
    await free(house, SLOT)
    await free(house, SLOT)
    advance = line.advance

    async def broken(writer: Writer, known: Catalogue, coach: Coach, *rest: Any) -> Any:
        if coach.id == house.coach.id:
            raise ZeroDivisionError
        return await advance(writer, known, coach, *rest)

    with monkeypatch.context() as breaking:
        breaking.setattr(line, "advance", broken)
        with pytest.raises(ExceptionGroup):
            await look(house)

    assert await rows(house, "SELECT coach_id FROM wait_offers") == [(ben,)]


async def test_a_place_in_a_group_that_is_given_back_is_kept_too(database: Database) -> None:
    house = await open_class(database, customers=6, capacity=2, most_places=2)
    full, first, second, third, *_ = house.customers
    seat = await join_class(house, full, 2)
    for person in (first, second, third):
        await join(house, person)
    assert await look(house) == 0

    await house.database.write(lambda w: booking.change(w, seat, status=Status.CANCELLED, now=NOW))
    await join_class(house, house.customers[4])
    await look(house)

    assert await offers(house) == [(1, "open")]
    assert await disagreements(house) == []
    with pytest.raises(SlotTaken):
        await join_class(house, second)
    await pass_on(house, first)
    await look(house)
    assert (await offers(house))[-1] == (2, "open")
    taken = await join_class(house, second, key=key())
    session = await session_at(house)
    assert session is not None
    assert (taken.session_id, session.taken) == (session.id, 2)
    await look(house)
    assert await disagreements(house) == []


async def test_of_ten_thousand_who_wait_only_those_are_looked_at_who_are_asked(
    house: House,
) -> None:
    await fill(house)
    await join(house, house.customer)
    await rows(
        house,
        "WITH p AS (INSERT INTO people (telegram_id, first_name) SELECT 100000 + n, 'Many'"
        " FROM generate_series(1, 10000) n RETURNING id)"
        " INSERT INTO waits (person_id, service_id, coach_id, first_day, last_day, zone, weekdays,"
        " part, joined_at) SELECT p.id, $1, $2, '2026-03-03', '2026-03-03', 'Europe/Berlin', 127,"
        " '', now() FROM p",
        house.service.id,
        house.coach.id,
    )
    watch = LineWatch(house.database, Shop(house.database))
    await look(house, NOW, watch)
    await free(house, SLOT)

    assert await look(house, NOW, watch) == 1
    assert await offers(house) == [(0, "open")]
