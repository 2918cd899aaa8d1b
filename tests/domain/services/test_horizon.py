"""How far ahead, in each of the words in which it can be said."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.services.horizon import LONGEST, HorizonBy, days_at_most, end_of_month, last_day
from domain.services.rules import Rules
from domain.working_hours.hours import WorkingHours, day_number, day_of

DAY = ((540, 1020),)
OFFICE = WorkingHours((DAY,) * 5 + ((), ()), {})
FRIDAY = date(2026, 5, 1)
working_days = st.builds(
    lambda open_days, special: WorkingHours(
        tuple(DAY if is_open else () for is_open in open_days),
        {FRIDAY + timedelta(days=n): DAY if is_open else () for n, is_open in special.items()},
    ),
    st.lists(st.booleans(), min_size=7, max_size=7),
    st.dictionaries(st.integers(-3, 40), st.booleans(), max_size=6),
)


def last(rules: Rules, hours: WorkingHours = OFFICE, today: date = FRIDAY) -> date:
    return day_of(last_day(rules, hours, day_number(today)))


def working(count: int) -> Rules:
    return Rules(horizon_by=HorizonBy.WORKING_DAYS, horizon_count=count)


def test_days_are_counted_from_today() -> None:
    assert last(Rules(horizon_days=1)) == date(2026, 5, 2)
    assert last(Rules(horizon_days=60)) == date(2026, 6, 30)


def test_working_days_pass_over_the_days_without_hours() -> None:
    assert last(working(1)) == date(2026, 5, 4)
    assert last(working(5)) == date(2026, 5, 8)
    assert last(working(6)) == date(2026, 5, 11)


def test_a_day_off_is_no_working_day_and_an_extra_saturday_is_one() -> None:
    monday_off = WorkingHours(OFFICE.weekly, {date(2026, 5, 4): (), date(2026, 5, 2): DAY})

    assert last(working(1), monday_off) == date(2026, 5, 2)
    assert last(working(2), monday_off) == date(2026, 5, 5)


def test_whoever_never_works_can_be_booked_no_sooner_for_that() -> None:
    assert last(working(1), WorkingHours(((),) * 7, {})) == FRIDAY + timedelta(days=LONGEST)


@given(working_days, st.integers(1, 30))
def test_so_many_days_with_hours_lie_behind_today_and_the_last_of_them_is_one(
    hours: WorkingHours, count: int
) -> None:
    until = last(working(count), hours)
    days = [FRIDAY + timedelta(days=n) for n in range(1, (until - FRIDAY).days + 1)]
    with_hours = [day for day in days if hours.on(day)]

    if until < FRIDAY + timedelta(days=LONGEST):
        assert len(with_hours) == count
        assert with_hours[-1] == until
    else:
        assert len(with_hours) <= count


def test_a_month_counts_to_its_last_day() -> None:
    def until(count: int, today: date) -> date:
        return last(Rules(horizon_by=HorizonBy.MONTHS, horizon_count=count), today=today)

    assert until(0, FRIDAY) == date(2026, 5, 31)
    assert until(0, date(2026, 5, 31)) == date(2026, 5, 31)
    assert until(1, date(2027, 1, 31)) == date(2027, 2, 28)
    assert until(8, FRIDAY) == date(2027, 1, 31)
    assert end_of_month(date(2027, 12, 9), 2) == date(2028, 2, 29)


def test_a_date_stands_until_it_has_passed_and_lies_no_further_than_a_year() -> None:
    def until(day: date) -> date:
        return last(Rules(horizon_by=HorizonBy.DATE, horizon_until=day))

    assert until(date(2026, 7, 15)) == date(2026, 7, 15)
    assert until(date(2026, 4, 1)) == date(2026, 4, 1)
    assert until(date(2031, 1, 1)) == FRIDAY + timedelta(days=LONGEST)


@given(
    st.builds(
        Rules,
        horizon_days=st.integers(1, 365),
        horizon_by=st.sampled_from(HorizonBy),
        horizon_count=st.integers(0, 12),
        horizon_until=st.dates(date(2026, 1, 1), date(2029, 1, 1)),
    ),
    working_days,
)
def test_no_horizon_reaches_further_than_it_does_at_most(rules: Rules, hours: WorkingHours) -> None:
    today = day_number(FRIDAY)

    assert last_day(rules, hours, today) - today <= days_at_most(rules, today)


def test_the_last_day_that_there_can_be_is_looked_at_too() -> None:
    once = WorkingHours(((),) * 7, {FRIDAY + timedelta(days=LONGEST - 1): DAY})
    assert last(working(1), once) == FRIDAY + timedelta(days=LONGEST - 1)


def test_a_date_reaches_as_far_as_it_is_from_today() -> None:
    until = Rules(horizon_by=HorizonBy.DATE, horizon_until=FRIDAY + timedelta(days=10))
    far = Rules(horizon_by=HorizonBy.DATE, horizon_until=FRIDAY + timedelta(days=900))
    today = day_number(FRIDAY)
    assert [days_at_most(one, today) for one in (until, far)] == [10, LONGEST]
    assert days_at_most(until, today + 20) == 0
