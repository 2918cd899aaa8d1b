"""What a customer answers to a reminder."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.appointments.appointment import Appointment, Status
from domain.appointments.attendance import (
    LATENESS,
    coming,
    customer_may_attend,
    late_by,
    lateness,
    may_be_late,
    unanswered,
)
from domain.appointments.message_refusals import CannotBeLate
from domain.refusals import AlreadyDecided, NotFound
from tests.domain.appointments.test_appointment import STARTS as NOW
from tests.domain.appointments.test_appointment import an_appointment

MINUTE = timedelta(minutes=1)


def an(**changed: object) -> Appointment:
    """A confirmed session of an hour that begins now, but for what differs."""
    return replace(an_appointment(), **changed)  # type: ignore[arg-type]  # of its fields


@pytest.mark.parametrize(
    ("minutes", "since_start", "late"),
    [(10, -60, 10), (10, 0, 10), (20, 3, 25), (10, 5, 15), (30, 59, 90), (10, 1, 15)],
)
def test_lateness_counts_from_the_start_or_from_now_where_that_is_over(
    minutes: int, since_start: int, late: int
) -> None:
    assert late_by(an(), minutes, NOW + since_start * MINUTE) == late


@given(minutes=st.sampled_from(LATENESS), since_start=st.integers(-1440, 59))
def test_nobody_is_said_to_come_before_they_have_said(minutes: int, since_start: int) -> None:
    now = NOW + since_start * MINUTE
    by = late_by(an(), minutes, now) * MINUTE

    assert timedelta() <= NOW + by - max(now, NOW) - minutes * MINUTE < 5 * MINUTE


@pytest.mark.parametrize("minutes", [0, -10, 11, 2**62])
def test_what_no_button_says_is_not_there(minutes: int) -> None:
    with pytest.raises(NotFound):
        late_by(an(), minutes, NOW)


@pytest.mark.parametrize("status", [one for one in Status if one is not Status.CONFIRMED])
def test_only_what_is_confirmed_is_answered(status: Status) -> None:
    session = an(status=status, attending_at=NOW, late_minutes=10)

    assert not coming(session)
    assert lateness(session) == 0
    assert not may_be_late(session, NOW)
    assert not unanswered(session, NOW - MINUTE)
    for attempt in (lambda: late_by(session, 10, NOW), lambda: customer_may_attend(session, NOW)):
        with pytest.raises(AlreadyDecided):
            attempt()


def test_that_they_come_is_said_before_the_start_and_that_they_are_late_until_the_end() -> None:
    customer_may_attend(an(), NOW - MINUTE)
    with pytest.raises(AlreadyDecided):
        customer_may_attend(an(), NOW)
    assert may_be_late(an(), NOW + 59 * MINUTE)
    assert not may_be_late(an(), NOW + 60 * MINUTE)


@pytest.mark.parametrize(
    ("reminders", "ahead"), [((1440, 60), 1440), ((60,), 60), ((2880, 30), 2880), ((), 1440)]
)
def test_nobody_is_late_before_the_first_reminder_is_due(
    reminders: tuple[int, ...], ahead: int
) -> None:
    session, due = an(reminders=reminders), NOW - ahead * MINUTE
    early = due - MINUTE

    assert may_be_late(session, due)
    assert late_by(session, 10, due) == 10
    assert not may_be_late(session, early)
    with pytest.raises(CannotBeLate):
        late_by(session, 10, early)
    customer_may_attend(session, early)


def test_who_has_arrived_has_nothing_to_answer() -> None:
    there = an(begun_at=NOW - 10 * MINUTE)
    for now in (NOW - MINUTE, NOW + MINUTE):
        assert not may_be_late(there, now)
        assert not unanswered(there, now)
        with pytest.raises(AlreadyDecided):
            late_by(there, 10, now)
        with pytest.raises(AlreadyDecided):
            customer_may_attend(there, now)


def test_an_answer_is_asked_for_until_it_is_given_or_its_time_has_come() -> None:
    assert unanswered(an(), NOW - MINUTE)
    assert not unanswered(an(), NOW)
    assert not unanswered(an(attending_at=NOW - MINUTE), NOW - MINUTE)
    assert not unanswered(an(rescue_id=7), NOW - MINUTE)


def test_either_answer_means_that_they_come() -> None:
    assert not coming(an())
    assert coming(an(attending_at=NOW))
    assert lateness(an(attending_at=NOW)) == 0
    assert lateness(an(attending_at=NOW, late_minutes=20)) == 20


def test_minutes_without_an_answer_are_none() -> None:
    """A version that knows no lateness takes the answer back and leaves the minutes."""
    assert lateness(an(late_minutes=10)) == 0
    assert lateness(an(late_minutes=10, attending_at=NOW)) == 10
