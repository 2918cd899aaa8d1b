"""What a coach may say of a session, and from when on."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from domain.appointments.appointment import Appointment, Status
from domain.appointments.outcome import (
    ASKED_FOR,
    coach_may_begin,
    coach_may_record,
    in_progress,
    outcomes,
    running,
    unsaid,
)
from domain.refusals import AlreadyDecided, NotFound
from tests.domain.appointments.test_appointment import STARTS, an_appointment

SECOND = timedelta(seconds=1)
SESSION = an_appointment()
ENDS = SESSION.ends_at
TOOK_PLACE, MISSED = Status.COMPLETED, Status.NO_SHOW
BY_TIME = replace(SESSION, status=TOOK_PLACE)
BEGUN = replace(SESSION, begun_at=STARTS)


@pytest.mark.parametrize(
    ("session", "now", "may_say"),
    [
        (SESSION, STARTS - SECOND, ()),
        (SESSION, STARTS, (MISSED,)),
        (SESSION, ENDS - SECOND, (MISSED,)),
        (SESSION, ENDS, (TOOK_PLACE, MISSED)),
        # What time has said its coach may say, too.
        (BY_TIME, ENDS, (TOOK_PLACE, MISSED)),
        (BY_TIME, ENDS + ASKED_FOR, (MISSED,)),
        (replace(BY_TIME, outcome_at=ENDS), ENDS, (MISSED,)),
        (replace(SESSION, status=MISSED, outcome_at=ENDS), ENDS, (TOOK_PLACE,)),
        (replace(SESSION, status=Status.CANCELLED), ENDS, ()),
        (replace(SESSION, status=Status.PENDING), ENDS, ()),
    ],
)
def test_missed_from_the_start_on_and_took_place_from_the_end(
    session: Appointment, now: datetime, may_say: tuple[Status, ...]
) -> None:
    assert outcomes(session, now) == may_say
    for outcome in may_say:
        coach_may_record(session, outcome, 2, now)
        with pytest.raises(NotFound):
            coach_may_record(session, outcome, 3, now)


def test_what_is_said_may_be_said_again_and_nothing_too_early() -> None:
    coach_may_record(replace(BY_TIME, outcome_at=ENDS), TOOK_PLACE, 2, ENDS)
    with pytest.raises(AlreadyDecided) as refused:
        coach_may_record(SESSION, TOOK_PLACE, 2, STARTS)
    assert refused.value == AlreadyDecided(1, Status.CONFIRMED)


def test_it_is_in_progress_from_start_to_end_once_that_is_said() -> None:
    for now, is_running in (
        (STARTS - SECOND, False),
        (STARTS, True),
        (ENDS - SECOND, True),
        (ENDS, False),
    ):
        assert running(SESSION, now) is is_running
        assert in_progress(BEGUN, now) is is_running
        assert not in_progress(SESSION, now)
    assert not running(replace(SESSION, status=Status.PENDING), STARTS)


def test_its_coach_begins_it_while_it_is_its_time() -> None:
    coach_may_begin(SESSION, 2, STARTS)
    with pytest.raises(NotFound):
        coach_may_begin(SESSION, 3, STARTS)
    with pytest.raises(AlreadyDecided) as refused:
        coach_may_begin(SESSION, 2, ENDS)
    assert refused.value == AlreadyDecided(1, Status.CONFIRMED)


@pytest.mark.parametrize(
    ("session", "now", "due"),
    [
        (SESSION, ENDS - SECOND, False),
        (SESSION, ENDS, True),
        (BY_TIME, ENDS + ASKED_FOR - SECOND, True),
        (BY_TIME, ENDS + ASKED_FOR, False),
        (BEGUN, ENDS, False),
        (replace(BY_TIME, outcome_at=ENDS), ENDS, False),
        (replace(SESSION, status=MISSED), ENDS, False),
    ],
)
def test_whoever_has_said_nothing_is_asked_for_a_week(
    session: Appointment, now: datetime, due: bool
) -> None:
    assert unsaid(session, now) is due
