"""Closed days: set by an admin, respected by every booking, and opened again by a coach."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest

from domain.refusals import BadInput, NotFound, NotOffered, StrandsBookings
from domain.roles import SYSTEM as THE_HOUSE
from domain.roles import Role
from domain.time.periods import Period
from domain.working_hours.closures import MOST
from handlers.actions.appointments.booking import BookingOrder, book
from handlers.actions.services.catalogue import newest
from handlers.actions.working_hours import closures
from handlers.actions.working_hours.closures import Holiday
from storage import audit
from storage.transactions import Writer
from storage.working_hours import closures as stored
from tests.house import NOW, House, acting

TUESDAY = date(2026, 3, 3)
AT_NINE = datetime(2026, 3, 3, 8, tzinfo=UTC)
DAY = Period(TUESDAY, TUESDAY)
WEEK = timedelta(weeks=1)


async def test_nobody_is_booked_on_a_closed_day_unless_the_coach_opens_it(house: House) -> None:
    admin, coach = acting(house.customer, Role.ADMIN), acting(house.coach_person)
    await closures.add_closure(house.database, "Team day", DAY, actor=admin, key="1", now=NOW)

    async def try_to_book(key: str) -> None:
        await book(
            house.database,
            await newest(house.database),
            BookingOrder(house.service.id, house.coach.id, AT_NINE, house.service.price),
            actor=acting(house.customer),
            key=key,
            now=NOW,
        )

    with pytest.raises(NotOffered) as refused:
        await try_to_book("2")
    assert refused.value.reason == "closure"
    assert refused.value.nearest
    open_day = closures.open_day
    day = house.coach.id, TUESDAY
    opened = await open_day(house.database, *day, True, actor=coach, key="3", now=NOW)
    assert opened.coaches[house.coach.id].opened_days == {TUESDAY}
    await try_to_book("4")
    with pytest.raises(StrandsBookings) as met:
        await open_day(house.database, *day, False, actor=coach, key="5", now=NOW)
    agreed = met.value.agreed
    shut = await open_day(house.database, *day, False, actor=coach, key="6", now=NOW, agreed=agreed)
    assert not shut.coaches[house.coach.id].opened_days


async def test_a_closure_names_the_sessions_that_stand_in_it(house: House) -> None:
    admin = acting(house.customer, Role.ADMIN)
    stands = await house.book(starts_at=AT_NINE)
    with pytest.raises(StrandsBookings) as met:
        await closures.add_closure(house.database, "", DAY, actor=admin, key="1", now=NOW)
    assert met.value.ids == (stands.id,)
    kept = met.value.agreed
    saved = [
        await closures.add_closure(
            house.database, "", DAY, actor=admin, key=key, now=NOW, agreed=kept
        )
        for key in ("2", "2", "3")
    ]
    assert len(set(saved)) == 1
    weekly = Period(date(2026, 3, 10), date(2026, 3, 11))
    await closures.change_closure(
        house.database,
        saved[0],
        lambda closure: replace(closure, name="Fair", period=weekly),
        actor=admin,
        key="4",
        now=NOW,
    )
    [closure] = (await newest(house.database)).closures
    assert (closure.name, closure.period) == ("Fair", weekly)
    for key in ("5", "6"):
        await closures.delete_closure(house.database, saved[0], actor=admin, key=key, now=NOW)
    assert not (await newest(house.database)).closures
    with pytest.raises(NotFound):
        await closures.change_closure(
            house.database, saved[0], lambda closure: closure, actor=admin, key="7", now=NOW
        )
    async with house.database.read() as reader:
        written = await audit.of(reader, "closure", saved[0])
    assert [entry.action for entry in written] == [
        "add_closure",
        "change_closure",
        "delete_closure",
    ]


async def test_there_are_no_more_closures_than_can_be_looked_through(house: House) -> None:
    admin = acting(house.customer, Role.ADMIN)

    async def fill(writer: Writer) -> None:
        for n in range(MOST):
            await stored.add(writer, f"No. {n}", DAY)

    await house.database.write(fill)
    with pytest.raises(BadInput):
        await closures.add_closure(house.database, "More", DAY, actor=admin, key="1", now=NOW)


async def test_closures_that_are_over_use_up_nothing_and_can_be_renamed(house: House) -> None:
    admin, database = acting(house.customer, Role.ADMIN), house.database
    first, old = date(2026, 2, 2), list[int]()
    past = Period(first, first)

    async def fill(writer: Writer) -> None:
        for n in range(MOST):
            old.append(await stored.add(writer, f"No. {n}", past))

    await database.write(fill)
    change = partial(closures.change_closure, database, old[0], actor=admin, now=NOW)
    await closures.add_closure(database, "More", DAY, actor=admin, key="1", now=NOW)
    await change(lambda one: replace(one, name="Fair"), key="2")
    with pytest.raises(BadInput):
        await change(lambda one: replace(one, period=Period(first, first + WEEK)), key="3")
    for period in (past, Period(date(2029, 2, 2), date(2029, 2, 2)), Period(TUESDAY, None)):
        with pytest.raises(BadInput):
            await closures.add_closure(database, "", period, actor=admin, key="4", now=NOW)

    names = [one.name for one in (await newest(database)).closures]
    assert sorted(names) == sorted(["Fair", *(f"No. {n}" for n in range(1, MOST)), "More"])


async def test_the_holidays_of_a_region_are_kept_and_renewed_once(house: House) -> None:
    admin, calls = acting(house.customer, Role.ADMIN), list[tuple[str, list[int]]]()
    days: list[Holiday] = [(date(2026, 12, 25), "Weihnachten", {"en": "Christmas Day"})]
    for key in ("1", "2"):
        await closures.add_holidays(
            house.database, "DE-BY", 2027, days, actor=admin, key=key, now=NOW
        )

    async def reckon(region: str, years: Sequence[int]) -> Sequence[Holiday]:
        calls.append((region, list(years)))
        return [(date(year, 12, 25), "Weihnachten", {}) for year in years]

    for expected in (1, 0):
        renewed = await closures.renew_holidays(
            house.database, reckon, actor=THE_HOUSE, now=NOW, years_ahead=3
        )
        assert renewed == expected
    assert calls == [("DE-BY", [2028, 2029])]
    known = (await newest(house.database)).closures
    assert [(c.period.first.year, c.region) for c in known] == [
        (2026, "DE-BY"),
        (2028, "DE-BY"),
        (2029, "DE-BY"),
    ]
    assert known[0].name_in("en") == "Christmas Day"
    await closures.forget_holidays(house.database, "DE-BY", actor=admin, key="3", now=NOW)
    assert not (await newest(house.database)).closures
