"""On whose clock a time is read: the venue's on site, one's own from anywhere else."""

import pytest

from domain.services.display_zones import (
    DisplayZone,
    DisplayZones,
    display_zones,
    leading,
    of_business,
    of_calendar,
)
from domain.services.meeting import Meeting

BERLIN, LONDON, DENVER = map(DisplayZone, ("Europe/Berlin", "Europe/London", "America/Denver"))


@pytest.mark.parametrize(
    ("meeting", "reader", "expected"),
    [
        (Meeting.ON_SITE, LONDON, DisplayZones(BERLIN, LONDON, own=True)),
        (Meeting.ONLINE, LONDON, DisplayZones(LONDON, BERLIN)),
        (Meeting.PHONE, LONDON, DisplayZones(LONDON, BERLIN)),
        (Meeting.ONLINE, DENVER, DisplayZones(DENVER, BERLIN, own=False)),
        *((meeting, BERLIN, DisplayZones(BERLIN)) for meeting in Meeting),
        *((meeting, None, DisplayZones(BERLIN)) for meeting in Meeting),
    ],
)
def test_whose_clock_leads(meeting: Meeting, reader: str | None, expected: DisplayZones) -> None:
    assert display_zones(meeting, BERLIN, reader) == expected
    assert leading(meeting, BERLIN, reader) == expected.lead


def test_a_calendar_is_read_on_the_clock_of_its_hours_and_the_rest_on_ones_own() -> None:
    assert of_calendar(BERLIN) == BERLIN
    assert (of_business(BERLIN, DENVER), of_business(BERLIN, None)) == (DENVER, BERLIN)
