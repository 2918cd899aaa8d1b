"""Hours as people type them, and the weeks made of them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.hours import (
    Window,
    WorkingHours,
    day_span,
    instant_of,
    normalise,
    parse_windows,
    written,
)
from domain.refusals import BadHours

MORNING_AND_AFTERNOON = ((540, 780), (840, 1020))
FULL_WIDTH = "9:00-13:00,14-17".translate({c: c + 0xFEE0 for c in range(0x21, 0x7F)})
ARABIC_DIGITS = "9-13, 14:00-17:00".translate({c: c + 0x630 for c in range(0x30, 0x3A)})


@pytest.mark.parametrize(
    ("text", "windows"),
    [
        ("09:00 am to 01:00 pm, 02:00pm to 05:00 pm", MORNING_AND_AFTERNOON),
        ("9-13, 14-17", MORNING_AND_AFTERNOON),
        ("9:00–13:00, 14:00–17:00", MORNING_AND_AFTERNOON),
        ("9.00—13.00; 14.00—17.00", MORNING_AND_AFTERNOON),
        ("9am-1pm and 2pm-5pm", MORNING_AND_AFTERNOON),
        ("9-1pm, 2-5pm", MORNING_AND_AFTERNOON),
        ("9am-1, 2pm-5", MORNING_AND_AFTERNOON),
        ("9 a.m. to 1 p.m., 2 p.m. to 5 p.m.", MORNING_AND_AFTERNOON),
        ("9 A.M. - 1 P.M. & 2P - 5P", MORNING_AND_AFTERNOON),
        ("von 9 bis 13 Uhr und von 14 bis 17 Uhr", MORNING_AND_AFTERNOON),
        ("9h-13h, 14h00-17h00", MORNING_AND_AFTERNOON),
        ("0900-1300/1400-1700", MORNING_AND_AFTERNOON),
        (
            "09:00\N{NARROW NO-BREAK SPACE}AM to 01:00\N{NO-BREAK SPACE}PM\n14-17",
            MORNING_AND_AFTERNOON,
        ),
        ("  9 -13 ,,\r\n\t14 - 17 . ", MORNING_AND_AFTERNOON),
        ("14-17, 9-13", MORNING_AND_AFTERNOON),
        ("9−13 + 14\N{NON-BREAKING HYPHEN}17", MORNING_AND_AFTERNOON),
        (FULL_WIDTH, MORNING_AND_AFTERNOON),
        (ARABIC_DIGITS, MORNING_AND_AFTERNOON),
        ("9 until 13, from 14 till 17", MORNING_AND_AFTERNOON),
        # am and pm
        ("12am-12pm", ((0, 720),)),
        ("12pm-12am", ((720, 1440),)),
        ("12:30 am - 1 am", ((30, 60),)),
        ("12:30 pm - 1 pm", ((750, 780),)),
        ("9-5pm", ((540, 1020),)),
        ("1-5pm", ((780, 1020),)),
        ("12-5pm", ((720, 1020),)),
        ("10-12am", ((1320, 1440),)),
        ("10-12pm", ((600, 720),)),
        ("9pm-12", ((1260, 1440),)),
        ("01:00-5pm", ((60, 1020),)),
        ("9am-13:30", ((540, 810),)),
        ("14:00 pm to 17:00 pm", ((840, 1020),)),
        ("00:30 am to 9", ((30, 540),)),
        # the ends of the day
        ("0-24", ((0, 1440),)),
        ("00:00-24:00", ((0, 1440),)),
        ("18:00-00:00", ((1080, 1440),)),
        ("22-0", ((1320, 1440),)),
        ("9-12, 12-15", ((540, 720), (720, 900))),
        # no hours at all
        ("closed", ()),
        ("Closed.", ()),
        (" OFF ", ()),
        ("-", ()),
        ("–", ()),
        ("geschlossen", ()),
    ],
)
def test_hours_are_read_as_typed(text: str, windows: tuple[Window, ...]) -> None:
    assert parse_windows(text) == windows


@pytest.mark.parametrize(
    ("text", "fragment", "reason"),
    [
        ("", "", "unreadable"),
        ("   ", "", "unreadable"),
        (",,,", ",,,", "unreadable"),
        ("nonsense", "nonsense", "unreadable"),
        ("9", "9", "unreadable"),
        ("9-", "9-", "unreadable"),
        ("-9", "-9", "unreadable"),
        ("9-13-17", "9-13-17", "unreadable"),
        ("9-13, lunch, 14-17", "lunch", "unreadable"),
        ("25:00-26:00", "25:00-26:00", "unreadable"),
        ("9-25:00", "9-25:00", "unreadable"),
        ("24:30-25", "24:30-25", "unreadable"),
        ("9:60-10", "9:60-10", "unreadable"),
        ("9:5-10", "9:5-10", "unreadable"),
        ("13am-14am", "13am-14am", "unreadable"),
        ("9-24pm", "9-24pm", "unreadable"),
        ("9:00:00-10:00:00", "9:00:00-10:00:00", "unreadable"),
        ("100000000000-5", "100000000000-5", "unreadable"),
        ("17-9", "17:00–09:00", "backwards"),
        ("9-5", "09:00–05:00", "backwards"),
        ("5pm-9am", "17:00–09:00", "backwards"),
        ("24:00-9", "24:00–09:00", "backwards"),
        ("22:00-02:00", "22:00–02:00", "backwards"),
        ("9-9", "09:00–09:00", "empty"),
        ("24-24", "24:00–24:00", "empty"),
        ("9-13, 12-17", "12:00–17:00", "overlap"),
        ("9-13, 9-13", "09:00–13:00", "overlap"),
        ("9-17, 10-11", "10:00–11:00", "overlap"),
        ("9-10," * 100, ("9-10," * 100)[:40], "unreadable"),
        ("9" * 100_000, "9" * 40, "unreadable"),
        ("<b>9-17</b>", "<b>9-17<", "unreadable"),
        ("x" * 200, "x" * 40, "unreadable"),
    ],
)
def test_what_cannot_be_read_is_named(text: str, fragment: str, reason: str) -> None:
    with pytest.raises(BadHours) as refused:
        parse_windows(text)
    assert refused.value == BadHours(fragment, reason)


@given(st.text() | st.text(alphabet="0123456789:.-–apm ,;to h", max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    read: tuple[Window, ...] | BadHours
    try:
        read = parse_windows(text)
    except BadHours as refused:
        read = refused
    if isinstance(read, BadHours):
        assert read.reason in {"unreadable", "backwards", "empty", "overlap"}
        assert len(read.fragment) <= 40
    else:
        assert read == normalise(read)


@st.composite
def days(draw: st.DrawFn) -> tuple[Window, ...]:
    cuts = sorted(draw(st.sets(st.integers(0, 1440), max_size=8)))
    return tuple(zip(cuts[::2], cuts[1::2], strict=False))


@given(days())
def test_written_hours_can_be_typed_again(windows: tuple[Window, ...]) -> None:
    text = ", ".join(map(written, windows)) or "-"
    assert parse_windows(text) == windows


def test_windows_are_put_in_order_and_may_touch() -> None:
    assert normalise([(600, 720), (540, 600)]) == ((540, 600), (600, 720))
    assert normalise([]) == ()


@pytest.mark.parametrize("window", [(-1, 60), (0, 1441)])
def test_a_window_outside_the_day_is_refused(window: Window) -> None:
    with pytest.raises(BadHours, match="unreadable"):
        normalise([window])


def test_a_date_overrides_its_weekday() -> None:
    sunday = date(2026, 6, 7)
    weekdays, closed = ((540, 1020),), ()
    hours = WorkingHours((weekdays,) * 5 + (closed,) * 2, {sunday: ((600, 660),)})
    assert hours.on(date(2026, 6, 5)) == weekdays
    assert hours.on(date(2026, 6, 6)) == closed
    assert hours.on(sunday) == ((600, 660),)


@pytest.mark.parametrize(
    ("weekly", "overrides"),
    [
        (((),) * 6, {}),
        ((((600, 660), (540, 600)),) * 7, {}),
        (((),) * 7, {date(2026, 6, 1): ((600, 660), (540, 600))}),
    ],
)
def test_a_week_that_makes_no_sense_cannot_be_built(
    weekly: tuple[tuple[Window, ...], ...], overrides: dict[date, tuple[Window, ...]]
) -> None:
    with pytest.raises(ValueError, match=r"seven days|out of order"):
        WorkingHours(weekly, overrides)


def test_a_week_of_windows_that_overlap_cannot_be_built() -> None:
    with pytest.raises(BadHours, match="overlap"):
        WorkingHours((((540, 660), (600, 720)),) * 7, {})


def test_a_local_time_is_an_instant_only_where_the_clock_shows_it() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    spring, autumn = date(2026, 3, 29), date(2026, 10, 25)
    assert instant_of(spring, 150, berlin) is None
    assert instant_of(spring, 180, berlin) == _utc("2026-03-29T01:00")
    assert instant_of(autumn, 150, berlin) == _utc("2026-10-25T00:30")
    assert instant_of(autumn, 180, berlin) == _utc("2026-10-25T02:00")
    assert instant_of(spring, 1440, berlin) == _utc("2026-03-29T22:00")


def test_a_day_has_as_many_hours_as_its_clock_shows() -> None:
    berlin, cairo = ZoneInfo("Europe/Berlin"), ZoneInfo("Africa/Cairo")

    def hours(first: date, last: date, zone: ZoneInfo) -> float:
        start, end = day_span(first, last, zone)
        return (end - start) / 3600

    assert hours(date(2026, 3, 29), date(2026, 3, 29), berlin) == 23
    assert hours(date(2026, 10, 25), date(2026, 10, 25), berlin) == 25
    assert hours(date(2026, 10, 1), date(2026, 10, 31), berlin) == 31 * 24 + 1
    # The 24th of April 2026 begins at one in Cairo.
    assert day_span(date(2026, 4, 24), date(2026, 4, 24), cairo)[0] == _utc("2026-04-23T22:00")
    assert hours(date(2026, 4, 24), date(2026, 4, 24), cairo) == 23


def _utc(text: str) -> int:
    return int(datetime.fromisoformat(text + "+00:00").timestamp())
