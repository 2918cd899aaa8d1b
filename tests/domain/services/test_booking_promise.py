"""What somebody was shown before they booked, told from what is there now."""

from dataclasses import replace
from typing import Any

import pytest

from domain.services.booking_promise import mark
from domain.services.catalogue import Business, Catalogue
from domain.services.meeting import Meeting
from domain.services.service import Approval, Money
from tests.domain.model import a_coach, a_service

SERVICE, ANNA = a_service(), replace(a_coach(), place="Spree 1")
CATALOGUE = Catalogue(1, Business("Studio", "UTC"), {1: SERVICE}, {1: ANNA})
SHOWN = mark(CATALOGUE, SERVICE, ANNA)


@pytest.mark.parametrize(
    "changed",
    [
        {"price": Money(5001, "EUR")},
        {"price": Money(5000, "USD")},
        {"minutes": 31},
        {"meeting": Meeting.ONLINE},
        {"approval": Approval.KNOWN},
    ],
)
def test_another_price_length_way_or_answer_is_another_promise(changed: dict[str, Any]) -> None:
    assert mark(CATALOGUE, replace(SERVICE, **changed), ANNA) != SHOWN


def test_another_place_is_another_promise_and_another_title_is_none() -> None:
    assert mark(CATALOGUE, SERVICE, replace(ANNA, place="Spree 2")) != SHOWN
    assert mark(CATALOGUE, replace(SERVICE, title="Other"), ANNA) == SHOWN


def test_who_is_known_matters_where_the_answer_hangs_on_it() -> None:
    known = replace(SERVICE, approval=Approval.KNOWN)
    assert mark(CATALOGUE, SERVICE, ANNA, known=True) == SHOWN
    assert mark(CATALOGUE, known, ANNA, known=True) != mark(CATALOGUE, known, ANNA)


def test_by_hand_matters_where_it_would_be_confirmed_at_once() -> None:
    manual = replace(SERVICE, approval=Approval.MANUAL)
    known = replace(SERVICE, approval=Approval.KNOWN)
    assert mark(CATALOGUE, SERVICE, ANNA, by_hand=True) != SHOWN
    assert mark(CATALOGUE, manual, ANNA, by_hand=True) == mark(CATALOGUE, manual, ANNA) == SHOWN
    assert mark(CATALOGUE, known, ANNA, by_hand=True) == mark(CATALOGUE, known, ANNA)
    promise = mark(CATALOGUE, known, ANNA, known=True, by_hand=True)
    assert promise != mark(CATALOGUE, known, ANNA, known=True)


def test_marks_stand_on_buttons_of_before() -> None:
    assert SHOWN == 2298954545
    assert mark(CATALOGUE, SERVICE, ANNA, by_hand=True) == 785877711
