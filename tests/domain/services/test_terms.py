"""Lengths with their prices, and coaches with terms of their own."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.refusals import BadInput, NoLongerOffered
from domain.services.catalogue import Business, Catalogue, Coach
from domain.services.meeting import Addresses
from domain.services.service import Approval, Money, Service
from domain.services.service_choice import USUAL, Choice
from domain.services.terms import Length, Terms, in_order
from domain.starts.slots import offering
from domain.working_hours.hours import WorkingHours

TALK = Service(
    7,
    "Talk",
    60,
    Money(8000, "EUR"),
    lengths=(Length(30, 4500),),
    addresses=Addresses("Studio", "https://a.example"),
)
ANNA, BEN = (
    Coach(
        number,
        number,
        name,
        "UTC",
        Approval.MANUAL,
        True,
        None,
        WorkingHours(((),) * 7, {}),
        (),
        frozenset({7}),
        terms=terms,
    )
    for number, name, terms in (
        (1, "Anna", {}),
        (2, "Ben", {7: Terms((Length(75, 9000),), Addresses("Attic"))}),
    )
)
CATALOGUE = Catalogue(1, Business("Northside", "UTC", "House"), {7: TALK}, {1: ANNA, 2: BEN})
SOME = st.lists(st.builds(Length, st.integers(5, 720), st.integers(0, 10_000)), max_size=8)


def test_a_length_is_chosen_with_its_price_and_the_usual_one_without() -> None:
    assert CATALOGUE.service_for(7, ANNA, USUAL) is TALK
    short = CATALOGUE.service_for(7, ANNA, Choice(30))
    assert (short.minutes, short.price) == (30, Money(4500, "EUR"))
    assert CATALOGUE.service_for(7, ANNA, Choice(60)).price == TALK.price


def test_a_coach_with_terms_of_their_own_is_offered_on_those_alone() -> None:
    own = CATALOGUE.service_for(7, BEN, USUAL)
    assert (own.minutes, own.price.minor, own.lengths) == (75, 9000, ())
    assert CATALOGUE.place_of(own, BEN) == "Attic"
    assert own.addresses.online == "https://a.example"
    assert [coach.name for _, coach in offering(CATALOGUE, 7, (ANNA, BEN), Choice(30))] == ["Anna"]
    assert [s.minutes for s, _ in offering(CATALOGUE, 7, (ANNA, BEN), USUAL)] == [60, 75]
    assert CATALOGUE.lengths[7] == {Length(30, 4500), Length(60, 8000), Length(75, 9000)}


@pytest.mark.parametrize("choice", [Choice(45), Choice(75), Choice(9999), Choice(places=2)])
def test_what_is_not_there_cannot_be_chosen(choice: Choice) -> None:
    with pytest.raises(NoLongerOffered):
        CATALOGUE.service_for(7, ANNA, choice)
    with pytest.raises(NoLongerOffered):
        offering(CATALOGUE, 7, (ANNA,), choice)


def test_what_is_booked_keeps_a_length_that_nobody_offers_any_more() -> None:
    assert CATALOGUE.booked_service(7, ANNA, 45, 1) == replace(TALK, minutes=45)
    assert CATALOGUE.booked_service(7, ANNA, 60, 1) == TALK
    # Nor does it lose places that one booking could have then.
    assert CATALOGUE.booked_service(7, ANNA, 60, 3) == replace(TALK, party=3)


def test_a_group_has_one_length() -> None:
    group = replace(TALK, capacity=8, most_places=3)
    assert group.options == (Length(60, 8000),)
    house = replace(CATALOGUE, services={7: group})
    assert house.service_for(7, ANNA, Choice(places=2)).price.minor == 16000
    with pytest.raises(NoLongerOffered):
        house.service_for(7, ANNA, Choice(30, 2))


@given(SOME)
def test_lengths_stand_in_order_each_once_and_a_few_at_most(lengths: list[Length]) -> None:
    distinct = {one.minutes for one in lengths}
    if 0 < len(lengths) == len(distinct) <= 6:
        assert [one.minutes for one in in_order(lengths)] == sorted(distinct)
    else:
        with pytest.raises(BadInput) as refused:
            in_order(lengths)
        assert refused.value == BadInput("lengths", 6)


def test_a_service_has_up_to_six_lengths() -> None:
    six = tuple(Length(n, 0) for n in range(1, 7))
    assert in_order(reversed(six)) == six


@given(SOME)
def test_every_option_of_a_service_can_be_chosen_at_its_price(lengths: list[Length]) -> None:
    service = replace(TALK, lengths=tuple({one.minutes: one for one in lengths}.values()))
    for one in service.options:
        chosen = service.lasting(one.minutes)
        assert (chosen.minutes, chosen.price.minor) == (one.minutes, one.minor)
    assert service.minutes in {one.minutes for one in service.options}
