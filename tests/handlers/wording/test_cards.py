"""When a session is: in the venue's time, and in the reader's if that differs."""

from datetime import UTC, datetime

import pytest

from domain.services.display_zones import display_zones
from domain.services.meeting import Meeting
from handlers.wording.cards import when
from handlers.wording.words import words_for

ENGLISH = words_for("en")
VENUE = "Europe/Berlin"
SPRING = datetime(2026, 5, 12, 13, 0, tzinfo=UTC)
# Between the nights on which America and Europe change their clocks.
BETWEEN = datetime(2026, 3, 20, 13, 0, tzinfo=UTC)


def lines(instant: datetime, zone: str | None, venue: str = VENUE) -> int:
    on_site, online = (
        len(when(ENGLISH, instant, display_zones(meeting, venue, zone)))
        for meeting in (Meeting.ON_SITE, Meeting.ONLINE)
    )
    assert online == on_site
    return on_site


@pytest.mark.parametrize(
    ("instant", "venue", "zone", "count"),
    [
        (SPRING, VENUE, None, 1),
        (SPRING, VENUE, VENUE, 1),
        (SPRING, VENUE, "Europe/Paris", 1),
        (SPRING, VENUE, "Africa/Johannesburg", 1),
        (BETWEEN, VENUE, "Africa/Johannesburg", 2),
        (SPRING, VENUE, "Europe/London", 2),
        (BETWEEN, "America/New_York", "America/Santiago", 2),
        (datetime(2026, 6, 20, 13, 0, tzinfo=UTC), "America/New_York", "America/Santiago", 1),
        # The same clock, on two days.
        (SPRING, "Pacific/Honolulu", "Pacific/Kiritimati", 2),
    ],
)
def test_the_readers_own_time_is_told_where_their_clock_is_known_to_show_another(
    instant: datetime, venue: str, zone: str | None, count: int
) -> None:
    assert lines(instant, zone, venue) == count


def test_an_old_client_shows_the_readers_time_too() -> None:
    known = when(ENGLISH, SPRING, display_zones(Meeting.ON_SITE, VENUE, "America/New_York"))
    unknown = when(ENGLISH, SPRING, display_zones(Meeting.ON_SITE, VENUE, None))
    assert known[0] == unknown[0] == "When: <b>Tue, 12 May 2026, 15:00 (Berlin)</b>"
    assert known[1].endswith(">Tue, 12 May 2026, 09:00 (New York)</tg-time>")
    assert unknown[1:] == []


@pytest.mark.parametrize("meeting", [Meeting.ONLINE, Meeting.PHONE])
def test_what_is_attended_from_anywhere_is_told_on_the_readers_clock_first(
    meeting: Meeting,
) -> None:
    assert when(ENGLISH, SPRING, display_zones(meeting, VENUE, "America/New_York")) == [
        "When: <b>Tue, 12 May 2026, 09:00 (New York)</b>",
        "On your coach’s clock: Tue, 12 May 2026, 15:00 (Berlin)",
    ]
