"""Who has come is checked in from an hour before until the end."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from domain.appointments.appointment import Appointment, Status
from domain.appointments.check_in import EARLY, CheckInClosed, has_code, may_check_in, waits_for
from domain.refusals import AlreadyDecided, NotFound, Refusal
from domain.services.meeting import Meeting
from domain.time.spans import epoch
from tests.domain.appointments.test_appointment import STARTS, an_appointment

SECOND = timedelta(seconds=1)
SESSION = an_appointment()
OPENS, ENDS = STARTS - EARLY, SESSION.ends_at
OFF = replace(SESSION, status=Status.CANCELLED)
AWAY = replace(SESSION, rescue_id=7)  # its coach, and the customer may choose


@pytest.mark.parametrize(
    ("session", "coach_id", "now", "refusal"),
    [
        (SESSION, 2, OPENS, None),
        (SESSION, 2, ENDS - SECOND, None),
        (replace(SESSION, begun_at=STARTS), 2, STARTS, None),
        (SESSION, 2, OPENS - SECOND, CheckInClosed(1, epoch(OPENS))),
        (SESSION, 2, ENDS, CheckInClosed(1, epoch(OPENS), over=True)),
        (SESSION, 3, STARTS, NotFound()),
        (SESSION, None, STARTS, NotFound()),
        (OFF, 2, STARTS, AlreadyDecided(1, Status.CANCELLED)),
        (OFF, 2, ENDS, AlreadyDecided(1, Status.CANCELLED)),
        (OFF, 2, OPENS - SECOND, AlreadyDecided(1, Status.CANCELLED)),
        (AWAY, 2, OPENS, AlreadyDecided(1, Status.CONFIRMED)),
    ],
)
def test_its_coach_checks_in_from_an_hour_before_until_the_end(
    session: Appointment, coach_id: int | None, now: datetime, refusal: Refusal | None
) -> None:
    if refusal is None:
        may_check_in(session, coach_id, now)
        return
    with pytest.raises(type(refusal)) as refused:
        may_check_in(session, coach_id, now)
    assert refused.value == refusal
    assert CheckInClosed(1, 0).over is False


@pytest.mark.parametrize(
    ("session", "now", "waits"),
    [
        (SESSION, OPENS, True),
        (SESSION, OPENS - SECOND, False),
        (SESSION, ENDS - SECOND, True),
        (SESSION, ENDS, False),
        (replace(SESSION, begun_at=STARTS), STARTS, False),
        (OFF, STARTS, False),
        (AWAY, OPENS, False),
    ],
)
def test_who_has_arrived_is_not_waited_for(
    session: Appointment, now: datetime, waits: bool
) -> None:
    assert waits_for(session, now) is waits


def test_a_code_is_shown_where_somebody_arrives_until_it_is_over() -> None:
    assert has_code(SESSION, STARTS - timedelta(days=9))
    assert not has_code(SESSION, ENDS)
    assert not has_code(OFF, STARTS)
    assert not has_code(AWAY, STARTS)
    assert not has_code(replace(SESSION, meeting=Meeting.ONLINE), STARTS)
