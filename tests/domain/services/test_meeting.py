"""How customer and coach meet, and where; and what may be typed for it."""

from dataclasses import replace

import pytest

from domain.refusals import BadInput
from domain.services.catalogue import Business, Catalogue, Coach
from domain.services.meeting import NOWHERE, Meeting
from domain.services.service import Approval, Money, Service
from domain.text import field_text
from domain.working_hours.hours import WorkingHours

ANNA = Coach(
    1, 1, "Anna", "UTC", Approval.MANUAL, True, None, WorkingHours(((),) * 7, {}), (), frozenset()
)
TALK = Service(1, "Talk", 60, Money(5000, "EUR"))
LINK = "https://meet.example.org/room"


def house(coach: Coach) -> Catalogue:
    return Catalogue(1, Business("Northside", "UTC", "Linden Street"), {1: TALK}, {1: coach})


@pytest.mark.parametrize(
    ("own", "of_coach", "meeting", "place"),
    [
        ("Studio 2", "Home", Meeting.ON_SITE, "Studio 2"),
        (None, "Home", Meeting.ON_SITE, "Home"),
        (None, None, Meeting.ON_SITE, "Linden Street"),
        (LINK, "Home", Meeting.ONLINE, LINK),
        (None, "Home", Meeting.ONLINE, None),
        (None, "Home", Meeting.PHONE, None),
    ],
)
def test_where_it_is_held_is_the_services_own_or_on_site_the_coachs_or_the_houses(
    own: str | None, of_coach: str | None, meeting: Meeting, place: str | None
) -> None:
    coach = replace(ANNA, place=of_coach)
    service = replace(TALK, meeting=meeting, addresses=NOWHERE.having(meeting, own))
    assert house(coach).place_of(service, coach) == place


def test_another_way_leaves_the_address_of_the_first() -> None:
    addresses = NOWHERE.having(Meeting.ONLINE, LINK).having(Meeting.PHONE, "+49 30 901820")
    assert addresses.of(Meeting.ONLINE) == LINK
    assert addresses.having(Meeting.PHONE, None).of(Meeting.PHONE) is None


@pytest.mark.parametrize("own", [None, *Approval])
def test_a_service_says_itself_who_confirms_or_leaves_it_to_its_coach(own: Approval | None) -> None:
    assert replace(TALK, approval=own).approval_by(ANNA) is (own or Approval.MANUAL)


@pytest.mark.parametrize(
    ("text", "link"),
    [
        (LINK, LINK),
        ("meet.example.org/room?pwd=1", "https://meet.example.org/room?pwd=1"),
        ("HTTP://example.org", "HTTP://example.org"),
        ("https://example.org:8443/x", "https://example.org:8443/x"),
    ],
)
def test_a_link_may_be_typed_without_its_scheme(text: str, link: str) -> None:
    assert field_text.link(text, "link", 200) == link


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "room 5", "https://", "https://a b.org", "https://me@example.org", "localhost"),
        *("javascript:alert(1)", "ftp://example.org", "\u202ehttps://"),
        "https://example.org/" + "x" * 200,
    ],
)
def test_what_no_client_would_open_is_no_link(text: str) -> None:
    with pytest.raises(BadInput):
        field_text.link(text, "link", 200)


@pytest.mark.parametrize("text", ["+49 30 901820", "030/901820", "(0)30 90-18-20", "12345,,678#"])
def test_a_number_to_call_stays_as_it_is_typed(text: str) -> None:
    assert field_text.number_to_call(text, "call_number", 200) == text


@pytest.mark.parametrize("text", ["", "1234", "call me", "+" + "1" * 18, "٣٠٩٠١٨٢٠"])
def test_what_nobody_can_dial_is_no_number(text: str) -> None:
    with pytest.raises(BadInput):
        field_text.number_to_call(text, "call_number", 200)
