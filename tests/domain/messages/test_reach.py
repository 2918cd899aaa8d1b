"""Whether somebody hears what they are told, whoever asks, and which visit of theirs it is."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from domain.appointments.history import VisitCounts
from domain.messages.awareness import Contact, CustomerAwareness
from domain.messages.channels import ORDER, Ways
from domain.messages.notices import Channel
from domain.messages.reach import Reach

GONE = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("away", "way", "set_up", "wanted"),
    list(product((False, True), (None, *ORDER), (False, True), (False, True))),
)
def test_somebody_hears_by_chat_or_by_a_way_that_carries_everything_is_set_up_and_wanted(
    away: bool, way: Channel | None, set_up: bool, wanted: bool
) -> None:
    since = GONE if away else None
    theirs = frozenset({way} if way else ())
    ways = Ways(not away, theirs, theirs if wanted else frozenset())
    available = theirs if set_up else frozenset(ORDER) - theirs
    hears = not away or (way not in (None, Channel.SMS) and set_up and wanted)

    assert Reach(1, since, True, ways).is_reachable(available) == hears


@pytest.mark.parametrize(
    ("way", "hours", "hears"),
    [
        (Channel.SMS, 11, True),
        (Channel.SMS, 13, False),
        (Channel.MAIL, 13, True),
        (None, 11, False),
    ],
)
def test_of_a_decision_about_a_near_session_a_text_message_tells_too(
    way: Channel | None, hours: int, hears: bool
) -> None:
    theirs = frozenset({way} if way else ())
    reach = Reach(1, GONE, True, Ways(False, theirs, theirs))

    assert reach.hears_of_decision(GONE + timedelta(hours=hours), GONE, ORDER) == hears
    assert not reach.hears_of_decision(GONE + timedelta(hours=hours), GONE, ())


def test_who_is_said_nothing_else_of_is_known_by_telegram() -> None:
    assert Reach(1, None, True, Ways(telegram=True)).chat
    assert not CustomerAwareness(Contact(1, None, True, Ways(telegram=True))).reminded


def test_a_visit_counts_those_before_it() -> None:
    assert [VisitCounts(earlier, 0).visit for earlier in (0, 1, 9)] == [1, 2, 10]
