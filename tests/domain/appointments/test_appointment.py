"""The life of an appointment: every pair of states, and who may do what until when."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from domain.appointments.appointment import (
    NEXT,
    OCCUPYING,
    Appointment,
    Status,
    advance,
    awaits_coach,
    coach_may_change,
    coach_may_propose,
    customer_may_ask,
    customer_may_cancel,
    customer_may_choose,
    customer_may_move,
    free_until,
)
from domain.refusals import AlreadyDecided, NotFound, TooSoon
from domain.services.rules import Rules
from domain.services.service import Money

STARTS = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
RULES = Rules(notice_book=60, notice_move=240, notice_cancel=720)
SECOND = timedelta(seconds=1)

MAY_BECOME = """
held       pending confirmed declined cancelled expired
pending    confirmed declined cancelled expired
confirmed  completed no_show cancelled
completed
declined
cancelled
expired
no_show
"""
ALLOWED = {
    (Status(start), Status(to))
    for start, *targets in map(str.split, MAY_BECOME.strip().splitlines())
    for to in targets
}


def an_appointment(status: Status = Status.CONFIRMED) -> Appointment:
    return Appointment(
        id=1,
        code="K7QX",
        coach_id=2,
        coach_name="Anna Berg",
        place=None,
        customer_id=3,
        customer_name="Mia Keller",
        service_id=4,
        service_title="Session",
        minutes=60,
        status=status,
        starts_at=STARTS,
        ends_at=STARTS + timedelta(hours=1),
        zone="Europe/Berlin",
        wall_start=datetime(2026, 6, 1, 11, 0),
        price=Money(5000, "EUR"),
        note=None,
        reason=None,
        version=1,
        attending_at=None,
        held_until=None,
    )


@pytest.mark.parametrize(("start", "to"), list(product(Status, Status)))
def test_each_state_leads_exactly_where_it_may(start: Status, to: Status) -> None:
    appointment = an_appointment(start)
    if (start, to) in ALLOWED:
        assert advance(appointment, to) is to
    else:
        with pytest.raises(AlreadyDecided) as refused:
            advance(appointment, to)
        assert refused.value == AlreadyDecided(1, start.value)


def test_every_state_is_in_the_table() -> None:
    assert set(NEXT) == set(Status)
    assert len(MAY_BECOME.strip().splitlines()) == len(Status)


def test_a_state_occupies_its_time_exactly_while_it_can_still_change() -> None:
    assert {status for status in Status if NEXT[status]} == OCCUPYING
    assert all(an_appointment(status).open == (status in OCCUPYING) for status in Status)


@pytest.mark.parametrize("status", Status)
def test_a_customer_may_cancel_and_move_what_is_open_and_ahead(status: Status) -> None:
    """What is only held for them they take or turn down: there is nothing to move yet."""
    early = STARTS - timedelta(days=2)
    for check, allowed in (
        (customer_may_cancel, OCCUPYING),
        (customer_may_move, OCCUPYING - {Status.HELD}),
    ):
        if status in allowed:
            check(an_appointment(status), RULES, early)
        else:
            with pytest.raises(AlreadyDecided):
                check(an_appointment(status), RULES, early)


def test_the_last_instant_of_the_notice_is_in_time() -> None:
    for check, rule, notice in (
        (customer_may_cancel, "cancel", 720),
        (customer_may_move, "move", 240),
    ):
        deadline = STARTS - timedelta(minutes=notice)
        check(an_appointment(), RULES, deadline)
        with pytest.raises(TooSoon) as refused:
            check(an_appointment(), RULES, deadline + SECOND)
        assert refused.value == TooSoon(rule, notice, int(deadline.timestamp()))


@pytest.mark.parametrize("status", list(Status))
def test_a_customer_asks_for_what_it_is_too_late_to_do(status: Status) -> None:
    session, deadline = an_appointment(status), STARTS - timedelta(minutes=720)
    if status is Status.CONFIRMED:
        customer_may_ask(session, 720, deadline + SECOND)
        customer_may_ask(session, 720, STARTS - SECOND)
    for appointment, now in (
        (session, deadline),
        (session, STARTS),
        # Not the coach they booked: no notice binds them.
        (replace(session, rescue_id=7), STARTS - SECOND),
        (replace(session, handed_from=5), STARTS - SECOND),
    ):
        with pytest.raises(AlreadyDecided):
            customer_may_ask(appointment, 720, now)


@pytest.mark.parametrize("status", list(Status))
def test_a_request_is_for_its_coach_unless_they_are_away(status: Status) -> None:
    session = an_appointment(status)
    assert awaits_coach(session) is (status is Status.PENDING)
    assert not awaits_coach(replace(session, rescue_id=7))


def test_a_request_without_an_answer_can_be_withdrawn_until_it_starts() -> None:
    request = an_appointment(Status.PENDING)
    customer_may_cancel(request, RULES, STARTS - SECOND)
    with pytest.raises(AlreadyDecided):
        customer_may_cancel(request, RULES, STARTS)


def test_what_has_begun_can_be_changed_by_nobody() -> None:
    running = an_appointment()
    with pytest.raises(AlreadyDecided):
        customer_may_move(running, RULES, STARTS)
    with pytest.raises(AlreadyDecided):
        coach_may_change(running, 2, STARTS)


@pytest.mark.parametrize("status", Status)
def test_a_coach_needs_no_notice_but_an_open_session(status: Status) -> None:
    if status in OCCUPYING:
        coach_may_change(an_appointment(status), 2, STARTS - SECOND)
    else:
        with pytest.raises(AlreadyDecided):
            coach_may_change(an_appointment(status), 2, STARTS - SECOND)


@pytest.mark.parametrize("other", [1, None])
def test_the_session_of_another_coach_does_not_exist(other: int | None) -> None:
    closed = replace(an_appointment(), status=Status.CANCELLED)
    for session in (an_appointment(), closed):
        with pytest.raises(NotFound):
            coach_may_change(session, other, STARTS - SECOND)


def test_a_customer_is_told_until_when_cancelling_is_free() -> None:
    assert free_until(an_appointment(), RULES) == datetime(2026, 5, 31, 21, 0, tzinfo=UTC)


@pytest.mark.parametrize("status", Status)
def test_other_times_are_on_offer_for_what_waits_or_is_confirmed(status: Status) -> None:
    later = (STARTS + timedelta(days=1),)
    appointment, before = replace(an_appointment(status), proposed=later), STARTS - SECOND
    if status in (Status.PENDING, Status.CONFIRMED):
        coach_may_propose(appointment, 2, before)
        customer_may_choose(appointment, before)
    else:
        with pytest.raises(AlreadyDecided):
            coach_may_propose(appointment, 2, before)
        with pytest.raises(AlreadyDecided):
            customer_may_choose(appointment, before)


def test_a_request_whose_time_has_come_can_be_answered_by_nobody() -> None:
    request = replace(an_appointment(Status.PENDING), proposed=(STARTS + timedelta(days=1),))
    with pytest.raises(AlreadyDecided):
        coach_may_propose(request, 2, STARTS)
    with pytest.raises(AlreadyDecided):
        customer_may_choose(request, STARTS)
    assert request.on_offer(STARTS) == ()


@pytest.mark.parametrize("other", [1, None])
def test_nobody_proposes_times_for_the_request_of_another_coach(other: int | None) -> None:
    with pytest.raises(NotFound):
        coach_may_propose(an_appointment(Status.PENDING), other, STARTS - SECOND)


def test_a_proposed_time_is_on_offer_until_it_begins() -> None:
    soon, later = STARTS - timedelta(hours=3), STARTS + timedelta(days=1)
    request = replace(an_appointment(Status.PENDING), proposed=(soon, later))
    assert request.on_offer(soon - SECOND) == (soon, later)
    assert request.on_offer(soon) == (later,)
    assert replace(request, status=Status.CANCELLED).on_offer(soon) == ()
    assert replace(request, offer_until=soon).on_offer(soon - SECOND) == (soon, later)
    assert replace(request, offer_until=soon).on_offer(soon) == ()
