"""Days on which the house is closed."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from domain.time.periods import Period
from domain.time.spans import intersect, union
from domain.working_hours.closures import Closure, closed_days, closed_spans, closure_on, names_of
from domain.working_hours.hours import day_span
from tests.domain.drawn import JUMPS

BERLIN = ZoneInfo("Europe/Berlin")


def _closure(number: int, first: date, last: date | None = None, **more: object) -> Closure:
    yearly = bool(more.pop("yearly", False))
    return Closure(number, f"No. {number}", Period(first, last or first, yearly), **more)  # type: ignore[arg-type]  # plain words


def test_a_closed_day_is_a_day_on_the_coachs_clock_unless_they_open_it() -> None:
    eve, day = date(2026, 12, 24), date(2026, 12, 25)
    closures = [_closure(1, eve, day)]
    window = day_span(date(2026, 12, 1), date(2026, 12, 31), BERLIN)
    assert closed_spans(closures, (), BERLIN, window) == [day_span(eve, day, BERLIN)]
    assert closed_spans(closures, {eve}, BERLIN, window) == [day_span(day, day, BERLIN)]
    tokyo = ZoneInfo("Asia/Tokyo")
    assert closed_spans(closures, (), tokyo, window) == [day_span(eve, day, tokyo)]


def test_the_house_says_its_own_name_of_a_day_before_that_of_a_holiday() -> None:
    day = date(2026, 12, 25)
    holiday = _closure(1, day, region="DE", names={"en": "Christmas Day"})
    own = _closure(2, date(2026, 12, 24), date(2027, 1, 1))
    assert closure_on([holiday, own], day) == own
    assert closure_on([holiday], day) == holiday
    assert closure_on([holiday], date(2026, 12, 26)) is None
    assert (holiday.name_in("en"), holiday.name_in("de")) == ("Christmas Day", "No. 1")


def test_of_closures_alike_the_shorter_is_named_and_of_those_the_older() -> None:
    day = date(2026, 8, 4)
    week, two = _closure(1, day, date(2026, 8, 10)), _closure(2, day, date(2026, 8, 5))
    assert closure_on([week, two], day) == two
    assert closure_on([_closure(5, day), _closure(3, day)], day) == _closure(3, day)
    austria = _closure(1, day, date(2026, 8, 5), region="AT")
    germany = _closure(2, day, region="DE")
    assert closure_on([austria, germany], day) == germany


def test_of_several_days_each_name_is_told_once_unless_somebody_has_opened_them() -> None:
    eve, day, after = (date(2026, 12, n) for n in (24, 25, 26))
    closures = [
        _closure(1, eve, after, region="DE", names={"en": "Christmas"}),
        _closure(2, day),
        _closure(3, date(2026, 12, 31)),
    ]
    assert names_of(iter(closures), (), eve, after, "en") == ("Christmas", "No. 2")
    assert names_of(closures, (), eve, after, "de") == ("No. 1", "No. 2")
    assert names_of(closures, {day}, eve, after, "en") == ("Christmas",)
    assert names_of(closures, (), after, date(2026, 12, 31), "en") == ("Christmas", "No. 3")
    assert closures[1].region == ""


def test_days_in_a_row_are_one_span_and_none_lies_outside_the_window() -> None:
    days = [date(2026, 8, n) for n in (3, 5, 6, 9, 10, 11)]
    closures = [_closure(n, day) for n, day in enumerate(days)]
    rows = [(3, 3), (5, 6), (9, 11)]
    spans = [day_span(date(2026, 8, first), date(2026, 8, last), BERLIN) for first, last in rows]
    month = day_span(date(2026, 8, 1), date(2026, 8, 31), BERLIN)
    assert closed_spans(closures, (), BERLIN, month) == spans
    between = day_span(date(2026, 8, 7), date(2026, 8, 8), BERLIN)
    assert closed_spans(closures, (), BERLIN, between) == []
    assert closed_spans(closures, (), BERLIN, (between[0] - 1, between[1] + 1)) == [
        day_span(date(2026, 8, 6), date(2026, 8, 6), BERLIN),
        day_span(date(2026, 8, 9), date(2026, 8, 9), BERLIN),
    ]


def test_what_comes_each_year_is_closed_each_year() -> None:
    closures = [_closure(1, date(2026, 12, 31), date(2027, 1, 1), yearly=True)]
    days = closed_days(closures, (), date(2027, 12, 1), date(2028, 12, 31))
    assert days == [date(2027, 12, 31), date(2028, 1, 1), date(2028, 12, 31)]


@given(st.sampled_from(JUMPS), st.lists(st.integers(-5, 8), max_size=4), st.integers(0, 7 * 86_400))
def test_closed_spans_are_the_days_themselves_on_nights_when_clocks_jump(
    jump: tuple[str, date], offsets: list[int], length: int
) -> None:
    zone, near = ZoneInfo(jump[0]), jump[1]
    days = [near + timedelta(days=n) for n in offsets]
    closures = [_closure(n, day) for n, day in enumerate(days)]
    start = day_span(near, near, zone)[0] - 40_000
    window = (start, start + length)
    spans = closed_spans(closures, (), zone, window)
    whole = union(day_span(day, day, zone) for day in days)
    assert intersect(spans, [window]) == intersect(whole, [window])
