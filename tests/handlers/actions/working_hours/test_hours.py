"""Changes of working hours, and what is booked outside them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from domain.appointments.appointment import Status
from domain.refusals import BadInput, HoursChanged, HoursClash, NotFound, StrandsBookings
from domain.time.periods import days
from domain.time.spans import epoch
from handlers.actions.working_hours.changed_hours import ChangeResult
from handlers.actions.working_hours.hours import set_date, set_dates, set_week
from handlers.typing.windows import Day
from storage import audit
from tests.house import NOW, OFFICE_HOURS, House, acting

TUESDAY = datetime(2026, 3, 3, tzinfo=UTC)
BY_HOUR = {hour: TUESDAY + timedelta(hours=hour - 1) for hour in range(24)}  # of Berlin


async def test_the_named_weekdays_get_the_hours_and_no_others(house: House) -> None:
    changed = await set_week(
        house.database,
        house.coach.id,
        [((1, 5), ((600, 720),))],
        actor=acting(house.coach_person),
        key="1",
        now=NOW,
    )
    assert changed.outside == 0
    assert changed.coach.hours.weekly == (
        OFFICE_HOURS,
        ((600, 720),),
        OFFICE_HOURS,
        OFFICE_HOURS,
        OFFICE_HOURS,
        ((600, 720),),
        (),
    )


async def test_sessions_outside_the_new_hours_stand_and_are_counted(house: House) -> None:
    await house.book(starts_at=BY_HOUR[9])
    await house.book(starts_at=BY_HOUR[14])
    await house.book(starts_at=BY_HOUR[16], status=Status.CANCELLED)
    await house.book(starts_at=BY_HOUR[9] + timedelta(days=1))
    changed = await set_week(
        house.database,
        house.coach.id,
        [((1,), ((840, 1020),))],
        actor=acting(house.coach_person),
        key="2",
        now=NOW,
        agreed=None,
    )
    assert changed.outside == 1


async def test_a_session_on_a_date_with_its_own_hours_is_not_the_weeks_concern(
    house: House,
) -> None:
    await house.book(starts_at=BY_HOUR[9])
    by = house.coach_person
    alone = await set_date(
        house.database,
        house.coach.id,
        TUESDAY.date(),
        ((540, 600),),
        actor=acting(by),
        key="3",
        now=NOW,
    )
    assert alone.outside == 0
    week = await set_week(
        house.database, house.coach.id, [(range(5), ())], actor=acting(by), key="4", now=NOW
    )
    assert week.outside == 0


async def test_a_date_gets_hours_of_its_own_and_is_as_usual_again(house: House) -> None:
    by, day = house.coach_person, date(2026, 3, 7)
    await house.book(starts_at=BY_HOUR[9])
    opened = await set_date(
        house.database, house.coach.id, day, ((600, 720),), actor=acting(by), key="5", now=NOW
    )
    assert opened.coach.hours.on(day) == ((600, 720),)
    closed = await set_date(
        house.database,
        house.coach.id,
        TUESDAY.date(),
        (),
        actor=acting(by),
        key="6",
        now=NOW,
        agreed=None,
    )
    assert (closed.coach.hours.on(TUESDAY.date()), closed.outside) == ((), 1)
    usual = await set_date(
        house.database, house.coach.id, TUESDAY.date(), None, actor=acting(by), key="7", now=NOW
    )
    assert (usual.coach.hours.on(TUESDAY.date()), usual.outside) == (OFFICE_HOURS, 0)


async def test_every_change_is_written_down_with_what_was(house: House) -> None:
    by = house.coach_person
    await set_week(house.database, house.coach.id, [((0,), ())], actor=acting(by), key="8", now=NOW)
    await set_date(
        house.database,
        house.coach.id,
        date(2026, 3, 7),
        ((600, 1440),),
        actor=acting(by),
        key="9",
        now=NOW,
    )
    async with house.database.read() as reader:
        written = await audit.of(reader, "coach", house.coach.id)
    assert [(entry.action, entry.before, entry.after) for entry in written] == [
        ("set_hours", {"0": ["09:00–13:00", "14:00–17:00"]}, {"0": []}),
        ("set_date_hours", {"2026-03-07": None}, {"2026-03-07": ["10:00–24:00"]}),
    ]


async def test_hours_of_nobody_are_not_found(house: House) -> None:
    with pytest.raises(NotFound):
        await set_week(
            house.database, 999, [((0,), ())], actor=acting(house.coach_person), key="10", now=NOW
        )


async def test_hours_that_come_again_do_not_undo_what_was_set_since(house: House) -> None:
    by, coach, day = house.coach_person, house.coach.id, date(2026, 3, 7)
    await set_week(
        house.database, coach, [((0,), ((600, 720),))], actor=acting(by), key="a", now=NOW
    )
    await set_date(house.database, coach, day, ((600, 720),), actor=acting(by), key="b", now=NOW)
    await set_week(house.database, coach, [((0,), ())], actor=acting(by), key="c", now=NOW)
    await set_date(house.database, coach, day, None, actor=acting(by), key="d", now=NOW)

    await set_week(
        house.database, coach, [((0,), ((600, 720),))], actor=acting(by), key="a", now=NOW
    )
    late = await set_date(
        house.database, coach, day, ((600, 720),), actor=acting(by), key="b", now=NOW
    )

    assert late.coach.hours.weekly[0] == ()
    assert day not in late.coach.hours.overrides
    async with house.database.read() as reader:
        assert len(await audit.of(reader, "coach", coach)) == 4


LATE = ((1320, 1560),)
EARLY = ((60, 120),)


async def test_a_night_may_end_where_the_next_day_begins_and_no_later(house: House) -> None:
    async def give(weekdays: range, windows: Day, key: str) -> ChangeResult:
        by = acting(house.coach_person)
        plan = [(weekdays, windows)]
        return await set_week(house.database, house.coach.id, plan, actor=by, key=key, now=NOW)

    await give(range(6, 7), LATE, "1")
    await give(range(1), ((120, 180),), "2")
    with pytest.raises(HoursClash) as met:
        await give(range(1), EARLY, "3")
    assert met.value == HoursClash(house.coach.id, 6, "", LATE[0], EARLY[0])
    with pytest.raises(HoursClash) as met:
        await give(range(5, 7), ((1320, 1561),), "4")
    assert met.value == HoursClash(house.coach.id, 6, "", (1320, 1561), (120, 180))
    await give(range(6), LATE, "5")


async def test_a_date_of_its_own_meets_the_nights_around_it(house: House) -> None:
    by, coach, database = acting(house.coach_person), house.coach.id, house.database
    friday, saturday = date(2026, 3, 6), date(2026, 3, 7)
    await set_date(database, coach, saturday, EARLY, actor=by, key="1", now=NOW)
    for key, day, windows in (("2", friday, LATE), ("3", saturday - timedelta(days=1), LATE)):
        with pytest.raises(HoursClash) as met:
            await set_date(database, coach, day, windows, actor=by, key=key, now=NOW)
        assert met.value == HoursClash(coach, 4, friday.isoformat(), LATE[0], EARLY[0])
    with pytest.raises(HoursClash):
        await set_week(database, coach, [([4], LATE)], actor=by, key="4", now=NOW)
    await set_date(database, coach, saturday, None, actor=by, key="5", now=NOW)
    await set_week(database, coach, [([4], LATE)], actor=by, key="6", now=NOW)
    with pytest.raises(HoursClash):
        await set_date(database, coach, saturday, EARLY, actor=by, key="7", now=NOW)


async def test_a_session_after_midnight_is_counted_when_its_night_is_shortened(
    house: House,
) -> None:
    by, coach, database = acting(house.coach_person), house.coach.id, house.database
    await set_week(database, coach, [([0], LATE)], actor=by, key="1", now=NOW)
    await house.book(starts_at=BY_HOUR[1] - timedelta(minutes=30))
    kept = await set_week(database, coach, [([0], LATE)], actor=by, key="2", now=NOW)
    shorter = await set_week(
        database, coach, [([0], ((1320, 1440),))], actor=by, key="3", now=NOW, agreed=None
    )
    assert (kept.outside, shorter.outside) == (0, 1)
    monday = TUESDAY.date() - timedelta(days=1)
    longer = await set_date(database, coach, monday, LATE, actor=by, key="4", now=NOW)
    usual = await set_date(database, coach, monday, None, actor=by, key="5", now=NOW, agreed=None)
    assert (longer.outside, usual.outside) == (0, 1)


async def test_a_change_that_leaves_sessions_outside_names_them_until_it_is_agreed_to(
    house: House,
) -> None:
    by, coach, database = acting(house.coach_person), house.coach.id, house.database
    nine = await house.book(starts_at=BY_HOUR[9])
    await house.book(starts_at=BY_HOUR[14])

    async def shorten(key: str, agreed: str) -> ChangeResult:
        plan = [((1,), ((840, 1020),))]
        return await set_week(database, coach, plan, actor=by, key=key, now=NOW, agreed=agreed)

    with pytest.raises(StrandsBookings):
        await shorten("1", "")
    with pytest.raises(StrandsBookings) as met:
        await shorten("1", "")
    refusal = met.value
    assert (refusal.ids, refusal.number) == ((nine.id,), 1)
    assert refusal.bookings == ((nine.customer_name, epoch(nine.starts_at), coach),)
    ten = await house.book(starts_at=BY_HOUR[11])
    with pytest.raises(StrandsBookings) as met:
        await shorten("2", refusal.agreed)
    assert met.value.ids == (nine.id, ten.id)
    assert (await shorten("3", met.value.agreed)).outside == 2
    # What lies outside already is nothing that a further change does.
    assert (
        await set_week(database, coach, [((1,), ())], actor=by, key="4", now=NOW, agreed=None)
    ).outside == 1


async def test_a_row_of_dates_gets_the_same_hours_or_none_does(house: House) -> None:
    by, coach, database = acting(house.coach_person), house.coach.id, house.database
    row = days(date(2026, 3, 2), date(2026, 3, 8))
    nine = await house.book(starts_at=BY_HOUR[9])
    with pytest.raises(StrandsBookings) as met:
        await set_dates(database, coach, row, ((600, 840),), actor=by, key="1", now=NOW)
    assert met.value.ids == (nine.id,)
    changed = await set_dates(
        database, coach, row, ((600, 840),), actor=by, key="2", now=NOW, agreed=met.value.agreed
    )
    assert [changed.coach.hours.on(day) for day in row] == [((600, 840),)] * 7
    with pytest.raises(HoursChanged):
        await set_dates(database, coach, row, (), actor=by, key="3", now=NOW, seen_mark="abc")
    usual = await set_dates(database, coach, row, None, actor=by, key="4", now=NOW)
    assert not usual.coach.hours.overrides
    for count in (0, 93):
        many = days(row[0], row[0] + timedelta(days=count - 1))
        with pytest.raises(BadInput):
            await set_dates(database, coach, many, (), actor=by, key=f"5{count}", now=NOW)
