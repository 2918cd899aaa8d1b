"""The starts of a day as buttons: few or hundreds, each is at most two presses away."""

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.waitlist.waitlist import Part
from domain.working_hours.hours import day_span
from handlers.buttons.links import PickSlot, ShowMonth
from handlers.buttons.press import Blank
from handlers.buttons.screen import Row, Screen
from handlers.buttons.wait_links import EditWait, flags_of
from handlers.chat.parts.day import PickDay, day_screen
from handlers.wording.words import words_for, zone_info
from tests.handlers.fitting import excess

BERLIN = "Europe/Berlin"
DAY = date(2031, 5, 6)
NIGHT = date(2031, 10, 26)  # an hour comes twice
MONTH = ShowMonth(1, 2, 0, DAY)


def starts(*windows: tuple[int, int], step: int = 5, day: date = DAY) -> tuple[int, ...]:
    """Starts every few minutes, in windows of minutes of the day."""
    midnight, _ = day_span(day, day, zone_info(BERLIN))
    minutes = sorted({m for start, end in windows for m in range(start, end, step)})
    return tuple(midnight + 60 * minute for minute in minutes)


def checked_screen(
    times: Sequence[int], part: str = "", day: date = DAY, language: str = "en"
) -> Screen:
    press = PickDay(1, 2, 0, day, part)
    screen = day_screen(words_for(language), "Yoga with Anna", BERLIN, press, tuple(times))
    assert excess(screen.payload()) == []
    assert equal_widths(screen.rows)
    return screen


def equal_widths(rows: Sequence[Row]) -> bool:
    """Whether all rows with starts or blanks have as many keys, which makes them equally wide."""
    grid = [row for row in rows if any(isinstance(key.opens, PickSlot | Blank) for key in row)]
    return len({len(row) for row in grid}) <= 1


def labels(screen: Screen) -> list[list[str]]:
    return [[key.label for key in row] for row in screen.rows]


def slots(screen: Screen) -> set[int]:
    return {key.opens.start * 60 for row in screen.rows for key in row
            if isinstance(key.opens, PickSlot)}  # fmt: skip


def further(screen: Screen) -> set[str]:
    return {key.opens.part for row in screen.rows for key in row
            if isinstance(key.opens, PickDay)}  # fmt: skip


def reachable(times: Sequence[int], day: date = DAY) -> set[int]:
    """What can be picked with one or two presses on the day."""
    first = checked_screen(times, day=day)
    return slots(first).union(*(slots(checked_screen(times, part, day)) for part in further(first)))


def test_a_few_starts_stand_together_by_parts_of_the_day_in_equal_columns() -> None:
    screen = checked_screen(starts((540, 720), (840, 1020), step=30))
    assert labels(screen) == [
        ["Morning · 6"],
        ["09:00", "09:30", "10:00"],
        ["10:30", "11:00", "11:30"],
        ["Afternoon · 6"],
        ["14:00", "14:30", "15:00"],
        ["15:30", "16:00", "16:30"],
        ["‹ Back", "☰ Menu"],
    ]


@pytest.mark.parametrize(
    ("number", "rows"),
    [
        (1, [1]),
        (2, [2]),
        (3, [3]),
        (4, [4]),
        (5, [3, 2]),
        (6, [3, 3]),
        (7, [4, 3]),
        (9, [3, 3, 3]),
        (11, [4, 4, 3]),
        (13, [4, 4, 4, 1]),
    ],
)
def test_the_last_row_is_filled_with_blanks(number: int, rows: list[int]) -> None:
    screen = checked_screen(starts((540, 540 + number), step=1))
    *grid, _ = screen.rows
    assert [sum(isinstance(key.opens, PickSlot) for key in row) for row in grid] == rows


def test_more_starts_are_shown_part_by_part() -> None:
    times = starts((540, 1020), step=15)
    morning = checked_screen(times)
    assert labels(morning)[0] == ["Morning · 12", "Afternoon · 20"]
    assert labels(morning)[1] == ["09:00", "09:15", "09:30", "09:45"]
    assert labels(checked_screen(times, "a"))[1] == ["12:00", "12:15", "12:30", "12:45"]


def test_three_parts_beside_each_other_are_named_without_a_number_that_would_be_cut() -> None:
    times = starts((0, 24 * 60))
    assert labels(checked_screen(times, "a"))[0] == ["Morning", "Afternoon", "Evening"]
    assert labels(checked_screen(times, "e", language="de"))[0] == [
        "Vormittag",
        "Nachmittag",
        "Abend",
    ]


def test_a_day_of_five_minutes_is_shown_hour_by_hour() -> None:
    times = starts((0, 1440))
    day = checked_screen(times)
    assert labels(day)[:2] == [["Morning · 144"], ["00:00 · 12 free", "01:00 · 12 free"]]
    assert further(day) == {"m", "a", "e"} | {f"{hour:02}" for hour in range(24)}
    nine = checked_screen(times, "09")
    assert labels(nine) == [
        ["‹ 08:00", "10:00 ›"],
        ["09:00", "09:05", "09:10", "09:15"],
        ["09:20", "09:25", "09:30", "09:35"],
        ["09:40", "09:45", "09:50", "09:55"],
        ["‹ Back", "☰ Menu"],
    ]
    assert nine.rows[-1][0].opens == PickDay(1, 2, 0, DAY, "")
    assert day.rows[-1][0].opens == MONTH
    assert labels(checked_screen(times, "00"))[0] == ["01:00 ›"]
    assert labels(checked_screen(times, "23"))[0] == ["‹ 22:00"]


def test_hours_without_a_start_are_left_out_and_passed_over() -> None:
    times = starts((240, 420), (600, 660), (1260, 1320))
    assert labels(checked_screen(times)) == [
        ["Morning · 48"],
        ["04:00 · 12 free", "05:00 · 12 free"],
        ["06:00 · 12 free", "10:00 · 12 free"],
        ["Evening · 12"],
        ["21:00 · 12 free", " "],
        ["‹ Back", "☰ Menu"],
    ]
    assert labels(checked_screen(times, "10"))[0] == ["‹ 06:00", "21:00 ›"]


def test_a_part_of_a_long_day_is_shown_alone_by_starts_or_by_hours() -> None:
    times = starts((480, 720), (1260, 1320))
    assert labels(checked_screen(times, "e"))[:2] == [
        ["Morning · 48", "Evening · 12"],
        ["21:00", "21:05", "21:10", "21:15"],
    ]
    assert labels(checked_screen(times, "m"))[1] == ["08:00 · 12 free", "09:00 · 12 free"]


def test_many_starts_within_one_hour_need_no_way_to_it() -> None:
    screen = checked_screen(starts((600, 660), step=1))
    assert len(slots(screen)) == 60
    assert screen.rows[-1][0].opens == MONTH


@pytest.mark.parametrize("part", ["12", "02r", "z", "99"])
def test_an_hour_that_is_full_by_now_shows_the_day_again(part: str) -> None:
    times = starts((480, 720))
    assert labels(checked_screen(times, part)) == labels(checked_screen(times))


def test_an_hour_of_a_day_with_few_starts_shows_the_day_or_its_part() -> None:
    few, some = starts((540, 1020), step=60), starts((540, 1020), step=15)
    assert labels(checked_screen(few, "15")) == labels(checked_screen(few))
    assert labels(checked_screen(some, "15")) == labels(checked_screen(some, "a"))


def test_the_hour_that_comes_twice_is_two_hours() -> None:
    """With "anyone", coaches in other zones may be free in both."""
    midnight, end = day_span(NIGHT, NIGHT, zone_info(BERLIN))
    times = range(midnight, end, 60)
    assert {"02", "02r"} <= further(checked_screen(times, day=NIGHT))
    assert len(slots(checked_screen(times, "02", NIGHT))) == 60
    assert slots(checked_screen(times, "02", NIGHT)).isdisjoint(
        slots(checked_screen(times, "02r", NIGHT))
    )
    assert reachable(times, NIGHT) == set(times)


@given(st.sets(st.integers(0, 1439), min_size=1), st.sampled_from(["en-US", "de"]))
@settings(max_examples=25, deadline=None)
def test_every_start_of_any_day_is_at_most_two_presses_away(
    minutes: set[int], language: str
) -> None:
    midnight, _ = day_span(DAY, DAY, zone_info(BERLIN))
    times = sorted(midnight + 60 * minute for minute in minutes)
    assert reachable(times) == set(times)
    for part in ("", "m", "a", "e", *(f"{hour:02}" for hour in range(24))):
        assert further(checked_screen(times, part, language=language)) <= {
            "", "m", "a", "e", *(f"{hour:02}" for hour in range(24))}  # fmt: skip


@pytest.mark.parametrize(("part", "waits_for"), [("", Part.ANY), ("a", Part.AFTERNOON)])
def test_what_is_taken_is_waited_for_on_the_day_and_in_the_part_that_is_shown(
    part: str, waits_for: Part
) -> None:
    press = PickDay(1, 2, 0, DAY, part, "l30")
    times = starts((540, 1140), step=15)
    screen = day_screen(words_for("de"), "Yoga", BERLIN, press, times, waits=True)
    wish = EditWait(1, 2, DAY, 0, flags_of(part=waits_for), "l30")
    assert [key.opens for row in screen.rows for key in row].count(wish) == 1
    assert excess(screen.payload()) == []


def test_an_hour_alone_leads_back_to_its_day_and_not_into_the_line() -> None:
    press = PickDay(1, 2, 0, DAY, "09")
    times = starts((540, 1200), step=1)
    screen = day_screen(words_for("en"), "Yoga", BERLIN, press, times, waits=True)
    assert not any(isinstance(key.opens, EditWait) for row in screen.rows for key in row)
