"""Free starts of an ordinary day by example: one sentence, one row."""

from typing import Any

import pytest

from tests.domain.examples import MONDAY, shown_starts

CASES: list[tuple[str, dict[str, Any], str]] = [
    ("a session ends by the end of the window", {"hours": "9-11"}, "09:00 09:30 10:00"),
    ("a session as long as the window fits once", {"hours": "9-10"}, "09:00"),
    ("a session longer than the window never fits", {"hours": "9-9:59"}, ""),
    ("a day without windows offers nothing", {"hours": "closed"}, ""),
    (
        "a session does not reach over the lunch break",
        {"hours": "9-10:30, 11-12"},
        "09:00 09:30 11:00",
    ),
    (
        "windows that touch are one stretch of work",
        {"hours": "9-10, 10-11"},
        "09:00 09:30 10:00",
    ),
    (
        "each window has its own grid",
        {"hours": "9:10-10:40, 11-12:15", "step": 15},
        "09:10 09:25 09:40 11:00 11:15",
    ),
    (
        "the grid of a window ends where the next one begins, also when they touch",
        {"hours": "9-10:10, 10:10-12"},
        "09:00 09:30 10:00 10:10 10:40",
    ),
    (
        "a booking shifts no start to an odd minute",
        {"hours": "9-12", "busy": "09:00-09:40"},
        "10:00 10:30 11:00",
    ),
    (
        "leave in the morning leaves the grid where it was",
        {"hours": "9-12", "leave": ("2026-06-01T08:00", "2026-06-01T10:10")},
        "10:30 11:00",
    ),
    (
        "leave of part of a day closes only that part",
        {"hours": "9-13", "leave": ("2026-06-01T10:30", "2026-06-01T11:30")},
        "09:00 09:30 11:30 12:00",
    ),
    (
        "leave of a whole day closes it",
        {"hours": "9-12", "leave": ("2026-06-01T00:00", "2026-06-02T00:00")},
        "",
    ),
    (
        "leave of years closes each of its days",
        {"hours": "9-12", "leave": ("2020-01-01T00:00", "2030-01-01T00:00")},
        "",
    ),
    (
        "leave until midnight does not reach into this day",
        {"hours": "0-2", "leave": ("2026-05-31T00:00", "2026-06-01T00:00")},
        "00:00 00:30 01:00",
    ),
    ("a day off is an override", {"hours": "9-12", "overrides": {MONDAY: "closed"}}, ""),
    (
        "an extra day is an override",
        {"hours": "closed", "overrides": {MONDAY: "18-20"}},
        "18:00 18:30 19:00",
    ),
    (
        "an override of another day changes nothing",
        {"hours": "9-10", "overrides": {"2026-06-02": "closed"}},
        "09:00",
    ),
    (
        "bookings may touch a session",
        {"hours": "9-12", "busy": "09:00-10:00, 11:00-12:00"},
        "10:00",
    ),
    (
        "a booking of one second blocks what it lies in",
        {"hours": "9-12", "busy": "10:00:00-10:00:01"},
        "09:00 10:30 11:00",
    ),
    (
        "a booking that begins a second before the session ends is in its way",
        {"hours": "9-10", "busy": "09:59:59-10:30"},
        "",
    ),
    ("a booking of no length blocks nothing", {"hours": "9-10", "busy": "09:30-09:30"}, "09:00"),
    (
        "bookings that overlap each other block as one",
        {"hours": "9-13", "busy": "09:00-11:00, 09:30-10:00, 10:00-11:30"},
        "11:30 12:00",
    ),
    (
        "a buffer before needs room after the booking before",
        {"hours": "9-13", "busy": "10:00-10:30", "buffers": (30, 0)},
        "09:00 11:00 11:30 12:00",
    ),
    (
        "a buffer after needs room before the next booking",
        {"hours": "9-13", "busy": "11:00-11:30", "buffers": (0, 30)},
        "09:00 09:30 11:30 12:00",
    ),
    (
        "buffers may lie outside working hours and in leave",
        {
            "hours": "9-11",
            "buffers": (45, 45),
            "leave": ("2026-06-01T11:00", "2026-06-02T00:00"),
        },
        "09:00 09:30 10:00",
    ),
    (
        "a start exactly at the notice is free",
        {"hours": "9-12", "now": "2026-06-01T08:00", "notice": 120},
        "10:00 10:30 11:00",
    ),
    (
        "a second later it is not",
        {"hours": "9-12", "now": "2026-06-01T08:00:01", "notice": 120},
        "10:30 11:00",
    ),
    ("what has begun is past", {"hours": "9-11", "now": "2026-06-01T09:31"}, "10:00"),
    (
        "the last day that can be booked is a whole one",
        {"hours": "9-12", "now": "2026-05-31T09:30", "horizon": 1},
        "09:00 09:30 10:00 10:30 11:00",
    ),
    (
        "also when it is nearly tomorrow on the coach's clock",
        {"hours": "22-24", "now": "2026-05-31T23:59", "horizon": 1},
        "22:00 22:30 23:00",
    ),
    (
        "the day after it is too far ahead, from its first minute on",
        {"hours": "0-24", "now": "2026-05-30T23:59", "horizon": 1},
        "",
    ),
    (
        "the coach's clock says which day it is",
        {
            "hours": "0-2",
            "zone": "Asia/Tokyo",
            "now": "2026-05-31T00:30",
            "horizon": 1,
            "shown_in": "UTC",
        },
        "15:00 15:30 16:00",
    ),
    (
        "a window to midnight offers the last hour of the day",
        {"hours": "22-24"},
        "22:00 22:30 23:00",
    ),
    (
        "midnight does not interrupt a coach who works on",
        {"hours": "0-1, 23-24", "minutes": 90},
        "23:00 23:30",
    ),
    (
        "midnight does interrupt one who begins at half past",
        {"hours": "0:30-1, 23-24", "minutes": 90},
        "",
    ),
    (
        "a session may last longer than a day",
        {"hours": "0-24", "minutes": 2000, "step": 720},
        "00:00 12:00",
    ),
    (
        "starts are instants: another zone reads them on its own clock",
        {"hours": "9-11", "shown_in": "America/New_York"},
        "03:00 03:30 04:00",
    ),
]


@pytest.mark.parametrize(("question", "starts"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_free_starts(question: dict[str, Any], starts: str) -> None:
    assert shown_starts(**question) == starts
