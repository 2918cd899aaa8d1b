"""Free starts on the nights when clocks jump, by example: one sentence, one row.

In Berlin 02:00 becomes 03:00 in spring, and 03:00 becomes 02:00 in autumn.
"""

from typing import Any

import pytest

from tests.domain.examples import shown_starts

CASES: list[tuple[str, dict[str, Any], str]] = [
    (
        "Berlin in spring: no start in the hour that is missing, and 01:30 to 03:30 is one hour",
        {"hours": "0-5", "day": "2026-03-29"},
        "00:00 00:30 01:00 01:30 03:00 03:30 04:00",
    ),
    (
        "Berlin in spring, in UTC",
        {"hours": "1-4", "day": "2026-03-29", "shown_in": "UTC"},
        "00:00 00:30 01:00",
    ),
    (
        "Berlin in spring: a window in the missing hour is no window",
        {"hours": "2-3", "day": "2026-03-29", "minutes": 5},
        "",
    ),
    (
        "Berlin in spring: a window that opens in the missing hour opens after it, on its grid",
        {"hours": "2:10-4", "day": "2026-03-29", "minutes": 20},
        "03:10 03:40",
    ),
    (
        "Berlin in spring: a window that closes in the missing hour closes before it",
        {"hours": "1-2:30", "day": "2026-03-29", "minutes": 30},
        "01:00 01:30",
    ),
    (
        "Berlin in autumn: the hour that comes twice is offered once",
        {"hours": "1-4", "day": "2026-10-25"},
        "01:00 01:30 02:00 02:30 03:00",
    ),
    (
        "Berlin in autumn, in UTC: the first 02:00 is meant",
        {"hours": "1-4", "day": "2026-10-25", "shown_in": "UTC"},
        "23:00 23:30 00:00 00:30 02:00",
    ),
    (
        "Berlin in autumn: a session through the fold ends when its time is over",
        {"hours": "2-3", "day": "2026-10-25", "minutes": 120},
        "02:00",
    ),
    (
        "Berlin in autumn: closing at half past two means the first one",
        {"hours": "1-2:30", "day": "2026-10-25", "minutes": 90},
        "01:00",
    ),
    (
        "Berlin in autumn: opening at half past two means the first one",
        {"hours": "2:30-4", "day": "2026-10-25", "minutes": 150},
        "02:30",
    ),
    (
        "Berlin in autumn: leave until the first half past two leaves the second pass open",
        {
            "hours": "2-3",
            "day": "2026-10-25",
            "minutes": 90,
            "leave": ("2026-10-25T02:00", "2026-10-25T02:30"),
        },
        "02:30",
    ),
    (
        "New York in spring",
        {"hours": "1-4", "day": "2026-03-08", "zone": "America/New_York"},
        "01:00 01:30 03:00",
    ),
    (
        "New York in autumn, in UTC",
        {
            "hours": "0-3",
            "day": "2026-11-01",
            "zone": "America/New_York",
            "shown_in": "UTC",
        },
        "04:00 04:30 05:00 05:30 07:00",
    ),
    (
        "Lord Howe in spring: the clock jumps half an hour, from 02:00 to 02:30",
        {"hours": "1-4", "day": "2026-10-04", "zone": "Australia/Lord_Howe", "step": 15},
        "01:00 01:15 01:30 01:45 02:30 02:45 03:00",
    ),
    (
        "Lord Howe in autumn: half an hour comes twice, from 01:30 to 02:00",
        {
            "hours": "1-3",
            "day": "2026-04-05",
            "zone": "Australia/Lord_Howe",
            "shown_in": "UTC",
        },
        "14:00 14:30 15:30",
    ),
    (
        "Havana: midnight itself is missing",
        {"hours": "0-2", "day": "2026-03-08", "zone": "America/Havana", "minutes": 30},
        "01:00 01:30",
    ),
    (
        "Santiago: midnight is missing and the evening before is not cut short",
        {"hours": "23-24", "day": "2026-09-05", "zone": "America/Santiago", "minutes": 30},
        "23:00 23:30",
    ),
    (
        "Santiago: the hour before midnight comes twice and is offered once",
        {"hours": "22-24", "day": "2026-04-04", "zone": "America/Santiago", "shown_in": "UTC"},
        "01:00 01:30 02:00 02:30",
    ),
    (
        "Cairo: a day of 23 hours begins at one",
        {"hours": "0-24", "day": "2026-04-24", "zone": "Africa/Cairo", "step": 360},
        "06:00 12:00 18:00",
    ),
    (
        "Apia left out the 30th of December 2011",
        {"hours": "0-24", "day": "2011-12-30", "zone": "Pacific/Apia"},
        "",
    ),
    (
        "Apia: Thursday evening runs on into Saturday",
        {"hours": "0-1, 23-24", "day": "2011-12-29", "zone": "Pacific/Apia", "minutes": 120},
        "23:00",
    ),
    (
        "St. John's, 2010: a minute after midnight it was yesterday again",
        {
            "hours": "0-1, 22-24",
            "day": "2010-11-06",
            "zone": "America/St_Johns",
            "shown_in": "UTC",
            "minutes": 30,
        },
        "02:30 03:00 00:30 01:00 01:30 02:00",
    ),
    (
        "a session goes past midnight where the hours do",
        {"hours": "22-26"},
        "00:00 00:30 01:00 22:00 22:30 23:00 23:30",
    ),
    (
        "days that touch at midnight are one stretch",
        {"hours": "0-24", "minutes": 1440, "step": 720},
        "00:00 12:00",
    ),
    (
        "what goes past midnight keeps the grid of the evening before",
        {"hours": "21:50-26"},
        "00:20 00:50 21:50 22:20 22:50 23:20 23:50",
    ),
    (
        "the night before a day off goes on into it",
        {"hours": "22-26", "overrides": {"2026-06-01": "closed"}},
        "00:00 00:30 01:00",
    ),
    (
        "a date of its own keeps the night before, and has none of its own",
        {"hours": "22-26", "overrides": {"2026-06-01": "9-10"}},
        "00:00 00:30 01:00 09:00",
    ),
    (
        "a night that would run into the next day ends where that begins",
        {"hours": "0:30-2, 22-26"},
        "00:00 00:30 01:00 22:00 22:30 23:00 23:30",
    ),
    (
        "leave of some hours after midnight takes them out of the night",
        {"hours": "22-26", "leave": ("2026-06-01T00:00", "2026-06-01T00:30"), "minutes": 30},
        "00:30 01:00 01:30 22:00 22:30 23:00 23:30",
    ),
    (
        "leave until midnight leaves what comes behind it",
        {"hours": "22-26", "leave": ("2026-05-31T00:00", "2026-06-01T00:00")},
        "00:00 00:30 01:00 22:00 22:30 23:00 23:30",
    ),
    (
        "Berlin in spring: a night until 03:30 has no starts in the hour that is missing",
        {"hours": "22-27:30", "day": "2026-03-29", "minutes": 30},
        "00:00 00:30 01:00 01:30 03:00 22:00 22:30 23:00 23:30",
    ),
    (
        "Berlin in spring: a night until 02:30 ends when the clock is put forward",
        {"hours": "22-26:30", "day": "2026-03-29", "minutes": 30},
        "00:00 00:30 01:00 01:30 22:00 22:30 23:00 23:30",
    ),
    (
        "Berlin in autumn: a night until 03:00 is an hour longer, and offers that hour once",
        {"hours": "22-27", "day": "2026-10-25", "shown_in": "UTC"},
        "22:00 22:30 23:00 23:30 00:00 00:30 21:00 21:30 22:00 22:30",
    ),
    (
        "Lord Howe in autumn: half an hour comes twice in the night",
        {
            "hours": "23-26:30",
            "day": "2026-04-05",
            "zone": "Australia/Lord_Howe",
            "minutes": 30,
        },
        "00:00 00:30 01:00 01:30 02:00 23:00 23:30",
    ),
    (
        "Kathmandu, a quarter of an hour off",
        {"hours": "23-25", "zone": "Asia/Kathmandu", "shown_in": "UTC"},
        "18:15 17:15 17:45",
    ),
]


@pytest.mark.parametrize(("question", "starts"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_free_starts_of_the_night(question: dict[str, Any], starts: str) -> None:
    assert shown_starts(**question) == starts
