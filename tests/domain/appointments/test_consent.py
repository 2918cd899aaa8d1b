"""What was booked for a customer who is asked first: who is, until when, and who may take it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.appointments.appointment import Appointment, Status
from domain.appointments.consent import (
    answer_deadline,
    can_answer,
    customer_may_take,
    declined_by_customer,
)
from domain.messages.channels import Ways
from domain.messages.notices import Channel
from domain.messages.reach import Reach
from domain.refusals import AlreadyDecided
from tests.domain.appointments.test_appointment import STARTS, an_appointment

HOUR = timedelta(hours=1)
HELD = replace(an_appointment(Status.HELD), held_until=STARTS - HOUR)


def test_who_has_no_buttons_is_not_asked() -> None:
    gone = datetime(2026, 1, 1, tzinfo=UTC)

    assert can_answer(Reach(1, None, True, Ways(telegram=True)))
    assert not can_answer(Reach(1, gone, True, Ways(False, frozenset({Channel.MAIL}))))
    assert not can_answer(None)


def test_it_is_held_as_long_as_other_offers_and_never_past_its_start() -> None:
    now = STARTS - timedelta(days=3)

    assert answer_deadline(120, STARTS, now) == now + 2 * HOUR
    assert now < answer_deadline(10_000, STARTS, now) < STARTS
    assert answer_deadline(120, STARTS, STARTS - timedelta(minutes=1)) < STARTS


@pytest.mark.parametrize(
    ("appointment", "now", "said"),
    [
        (HELD, STARTS - HOUR, Status.EXPIRED),
        (replace(HELD, held_until=STARTS + HOUR), STARTS, Status.EXPIRED),
        (replace(HELD, status=Status.CONFIRMED), STARTS - 2 * HOUR, Status.CONFIRMED),
        (replace(HELD, held_until=None), STARTS - 2 * HOUR, Status.HELD),
    ],
)
def test_late_or_twice_it_is_not_taken(
    appointment: Appointment, now: datetime, said: Status
) -> None:
    customer_may_take(HELD, STARTS - HOUR - timedelta(seconds=1))
    with pytest.raises(AlreadyDecided) as refused:
        customer_may_take(appointment, now)
    assert refused.value.status == said


def test_a_customers_no_is_told_from_a_coachs() -> None:
    assert declined_by_customer(replace(HELD, status=Status.DECLINED))
    assert not declined_by_customer(replace(HELD, status=Status.DECLINED, held_until=None))
    assert not declined_by_customer(replace(HELD, status=Status.CANCELLED))
