"""Which sessions go to another coach, who can have them, and until when somebody is asked."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.appointments.appointment import Appointment, Status
from domain.appointments.handover import (
    HandoverCase,
    answer_deadline,
    as_agreed,
    asked_coach_id,
    coach_may_hand_over,
    colleagues,
    why_not,
)
from domain.appointments.handover_refusals import CannotHandOver, HandedOver
from domain.refusals import AlreadyDecided, NotFound, Refusal
from domain.services.catalogue import Business, Catalogue
from domain.services.limits import FullPeriod, Whose
from domain.starts.constraints import NONE, Constraints, Reason
from domain.time.spans import epoch
from tests.domain.appointments.test_appointment import STARTS, an_appointment
from tests.domain.model import a_coach, a_service

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
NOW = STARTS - 4 * HOUR
SESSION = an_appointment()
ASKED = replace(SESSION, asked_coach_id=5, asked_until=STARTS - HOUR)
OFFERED = (STARTS + HOUR,)


@pytest.mark.parametrize(
    ("appointment", "now", "who"),
    [
        (ASKED, STARTS - HOUR - SECOND, 5),
        (ASKED, STARTS - HOUR, None),
        (replace(ASKED, status=Status.PENDING), NOW, 5),
        (replace(ASKED, status=Status.CANCELLED), NOW, None),
        (replace(ASKED, asked_until=None), NOW, None),
        (replace(ASKED, asked_until=STARTS + HOUR), STARTS - SECOND, 5),
        (replace(ASKED, asked_until=STARTS + HOUR), STARTS, None),
    ],
)
def test_a_colleague_may_answer_in_time_and_before_it_begins(
    appointment: Appointment, now: object, who: int | None
) -> None:
    assert asked_coach_id(appointment, now) == who  # type: ignore[arg-type]  # a datetime


@pytest.mark.parametrize(
    ("appointment", "refusal"),
    [
        (replace(SESSION, coach_id=9), NotFound()),
        (replace(SESSION, coach_id=9, handed_by=(2,)), HandedOver(1, "Anna Berg")),
        (replace(SESSION, status=Status.HELD), AlreadyDecided(1, Status.HELD)),
        (replace(SESSION, status=Status.CANCELLED), AlreadyDecided(1, Status.CANCELLED)),
        (replace(SESSION, session_id=6), CannotHandOver(1, "group")),
        (replace(SESSION, proposed=OFFERED), CannotHandOver(1, "offer")),
        (replace(SESSION, suggested=OFFERED), CannotHandOver(1, "offer")),
        (replace(SESSION, rescue_id=6), CannotHandOver(1, "offer")),
    ],
)
def test_what_waits_for_an_answer_or_is_shared_stays_where_it_is(
    appointment: Appointment, refusal: Refusal
) -> None:
    with pytest.raises(type(refusal)) as refused:
        coach_may_hand_over(appointment, 2, NOW)
    assert refused.value == refusal


def test_what_stands_and_is_ones_own_can_be_handed_over_until_it_begins() -> None:
    coach_may_hand_over(SESSION, 2, STARTS - SECOND)
    coach_may_hand_over(replace(SESSION, status=Status.PENDING), 2, NOW)
    lapsed = replace(SESSION, proposed=OFFERED, offer_until=NOW)
    coach_may_hand_over(lapsed, 2, NOW)
    with pytest.raises(AlreadyDecided):
        coach_may_hand_over(SESSION, 2, STARTS)


def test_colleagues_do_all_that_was_booked() -> None:
    does = {2: {1, 4}, 3: {4}, 5: {4, 7, 8}, 6: {7}, 9: {4, 7}}
    coaches = {n: replace(a_coach(number=n), service_ids=frozenset(s)) for n, s in does.items()}
    catalogue = Catalogue(1, Business("Studio", "UTC"), {}, coaches)

    assert [one.id for one in colleagues(catalogue, SESSION)] == [3, 5, 9]
    assert [one.id for one in colleagues(catalogue, replace(SESSION, also=(7,)))] == [5, 9]


def test_it_stays_as_it_was_agreed_at_any_minute() -> None:
    services = {n: replace(a_service(30), id=n, title=f"No. {n}") for n in (4, 7)}
    coach = replace(a_coach(), service_ids=frozenset(services))
    catalogue = Catalogue(1, Business("Studio", "UTC"), services, {1: coach})

    alone = as_agreed(catalogue, replace(SESSION, minutes=45, places=2), coach)
    assert (alone.minutes, alone.party, alone.step, alone.also) == (45, 2, 1, ())
    both = as_agreed(catalogue, replace(SESSION, minutes=70, also=(7,)), coach)
    assert (both.minutes, both.also) == (70, (7,))


def test_rules_that_protect_a_coach_bear_only_where_they_are_not_asked() -> None:
    start = epoch(STARTS)
    service = a_service(60, step=1, notice=24 * 60)
    day = FullPeriod(start - 3600, start + 3600, Whose.COACH, weekly=False, most=1)
    free = HandoverCase(service, a_coach(), (), NONE)
    capped = free._replace(service=a_service(60, step=1), constraints=Constraints(full=(day,)))

    now = start - 600
    assert why_not(free, start, now) is None
    assert why_not(free, start, now, asked=False) is Reason.NOTICE
    assert why_not(capped, start, now) is None
    assert why_not(capped, start, now, asked=False) is Reason.CAP
    assert why_not(free._replace(busy=((start + 1, start + 2),)), start, now) is Reason.BOOKED


def test_a_colleague_answers_before_the_request_itself_lapses() -> None:
    request = replace(SESSION, status=Status.PENDING, answer_by=NOW + HOUR)

    assert answer_deadline(SESSION, 120, NOW) == NOW + 2 * HOUR
    assert answer_deadline(request, 120, NOW) == NOW + HOUR
    assert answer_deadline(request, 30, NOW) == NOW + HOUR / 2
