"""Refusals are stored with the outcome of an update and shown again."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from domain import refusals
from domain.refusals import LeaveHitsBookings, NotFound, Refusal, SlotTaken, TooFar

EXAMPLES: list[Refusal] = [
    refusals.SlotTaken(1, 2, (10, 20, 30)),
    refusals.SlotTaken(1, 2),
    refusals.ProposalGone(7, (10, 20)),
    refusals.NotOffered(1, 2),
    refusals.TooSoon("cancel", 720, 1_780_000_000),
    refusals.TooFar(60),
    refusals.NoLongerOffered(),
    refusals.NotAllowed("coach"),
    refusals.NotFound(),
    refusals.AlreadyDecided(7, "declined"),
    refusals.HoursChanged(2),
    refusals.ServiceChanged(3),
    refusals.BadHours("9-", "unreadable"),
    refusals.LeaveHitsBookings((("Mia Keller", 10), ("Ben Okoro", 20))),
    refusals.LeaveOverlaps(),
    refusals.LeaveInPast(),
    refusals.TooManyOpen(3),
    refusals.BlockedPerson(),
    refusals.BadInput("title", 80),
    refusals.SameTime(7),
    refusals.OutOfReach(2, met=False),
]


@pytest.mark.parametrize("refusal", EXAMPLES, ids=str)
def test_a_refusal_survives_being_stored_as_json(refusal: Refusal) -> None:
    assert Refusal.from_json(json.loads(json.dumps(refusal.to_json()))) == refusal


def test_every_refusal_has_an_example() -> None:
    assert {type(refusal) for refusal in EXAMPLES} == set(Refusal.__subclasses__())


def test_a_field_of_an_older_version_is_left_out() -> None:
    assert Refusal.from_json({"refusal": "TooFar", "horizon_days": 60, "once": 1}) == TooFar(60)


def test_an_unknown_refusal_is_an_error() -> None:
    with pytest.raises(KeyError):
        Refusal.from_json({"refusal": "TooTired"})


def test_a_refusal_passes_through_a_context_manager() -> None:
    @contextmanager
    def transaction() -> Iterator[None]:
        yield

    with pytest.raises(NotFound), transaction():
        raise NotFound


def test_a_refusal_says_what_it_is_in_a_log() -> None:
    assert "SlotTaken" in str(SlotTaken(1, 2, (3,)))
    assert "Mia" in str(LeaveHitsBookings((("Mia", 1),)))
