"""What was booked for a customer who is asked first: who is, until when, and who may take it."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from domain.appointments.appointment import Appointment, Status
from domain.appointments.consent import (
    answer_deadline,
    can_answer,
    customer_may_take,
    declined_by_customer,
)
from domain.messages.channels import ORDER, Ways
from domain.messages.notices import Channel
from domain.messages.reach import Reach
from domain.refusals import AlreadyDecided
from tests.domain.appointments.test_appointment import STARTS, an_appointment

HOUR = timedelta(hours=1)
HELD = replace(an_appointment(Status.HELD), held_until=STARTS - HOUR)


def test_who_has_no_buttons_is_not_asked() -> None:
    now, everything = STARTS - timedelta(days=3), frozenset(ORDER)

    assert can_answer(Reach(1, None, True, Ways(telegram=True)), STARTS, now, ())
    assert not can_answer(None, STARTS, now, everything)


@pytest.mark.parametrize(
    ("way", "signed_in", "set_up", "answers"),
    [
        (Channel.PUSH, None, True, True),
        (Channel.WEB_PUSH, None, True, True),
        (Channel.PUSH, None, False, False),
        (Channel.PUSH, HOUR, False, False),  # nothing tells them
        (Channel.MAIL, None, True, False),  # a letter has no buttons
        (Channel.MAIL, HOUR, True, True),
        (Channel.MAIL, -HOUR, True, False),
        (Channel.MAIL, 0 * HOUR, True, False),
        (Channel.MAIL, HOUR, False, False),
        (Channel.SMS, HOUR, True, False),  # it can wait, and does not go by text message
        (None, HOUR, True, False),
    ],
)
def test_who_uses_an_app_is_asked_where_something_tells_them(
    way: Channel | None, signed_in: timedelta | None, set_up: bool, answers: bool
) -> None:
    now = STARTS - timedelta(days=3)
    theirs = frozenset({way} if way else ())
    until = None if signed_in is None else now + signed_in
    reach = Reach(1, now, False, Ways(False, theirs, frozenset(ORDER)), False, until)
    set_up_ways = frozenset(ORDER) if set_up else frozenset(ORDER) - theirs

    assert can_answer(reach, STARTS, now, set_up_ways) == answers


def test_it_is_held_as_long_as_other_offers_and_never_past_its_start() -> None:
    now = STARTS - timedelta(days=3)

    assert answer_deadline(120, STARTS, now) == now + 2 * HOUR
    assert now < answer_deadline(10_000, STARTS, now) < STARTS
    assert answer_deadline(120, STARTS, STARTS - timedelta(minutes=1)) < STARTS


@pytest.mark.parametrize(
    ("appointment", "now", "status"),
    [
        (HELD, STARTS - HOUR, Status.EXPIRED),
        (replace(HELD, held_until=STARTS + HOUR), STARTS, Status.EXPIRED),
        (replace(HELD, status=Status.CONFIRMED), STARTS - 2 * HOUR, Status.CONFIRMED),
        (replace(HELD, held_until=None), STARTS - 2 * HOUR, Status.HELD),
    ],
)
def test_late_or_twice_it_is_not_taken(
    appointment: Appointment, now: datetime, status: Status
) -> None:
    customer_may_take(HELD, STARTS - HOUR - timedelta(seconds=1))
    with pytest.raises(AlreadyDecided) as refused:
        customer_may_take(appointment, now)
    assert refused.value.status == status


def test_a_customers_no_is_told_from_a_coachs() -> None:
    assert declined_by_customer(replace(HELD, status=Status.DECLINED))
    assert not declined_by_customer(replace(HELD, status=Status.DECLINED, held_until=None))
    assert not declined_by_customer(replace(HELD, status=Status.CANCELLED))
