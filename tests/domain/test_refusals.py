"""Refusals are stored with the outcome of an update and shown again."""

import ast
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path

import pytest

from domain import refusals
from domain.refusals import LeaveHitsBookings, NotFound, Refusal, SlotTaken, TooFar
from domain.services import limits
from domain.services.limits import DayFull, WeekFull

# Whoever speaks to us from outside goes by these: one may be added, none may change.
CODES = {
    "already_decided",
    "bad_hours",
    "bad_input",
    "blocked_person",
    "day_full",
    "hours_changed",
    "last_admin",
    "leave_hits_bookings",
    "leave_in_past",
    "leave_never",
    "leave_overlaps",
    "leave_too_often",
    "no_longer_offered",
    "not_allowed",
    "not_found",
    "not_offered",
    "out_of_reach",
    "proposal_gone",
    "same_time",
    "service_changed",
    "slot_taken",
    "too_far",
    "too_many_open",
    "too_soon",
    "week_full",
}

EXAMPLES: list[Refusal] = [
    refusals.SlotTaken(1, 2, (10, 20, 30)),
    refusals.SlotTaken(1, 2),
    refusals.ProposalGone(7, (10, 20)),
    refusals.NotOffered(1, 2),
    refusals.TooSoon("cancel", 720, 1_780_000_000),
    refusals.TooFar(60),
    refusals.TooFar(60, 1_780_000_000, "working_days", 10),
    DayFull(1, 2, "coach", 3, (10, 20)),
    WeekFull(1, 2, "customer_service", 1),
    refusals.NoLongerOffered(),
    refusals.OfferChanged(),
    refusals.NotAllowed("coach"),
    refusals.LastAdmin(),
    refusals.NotFound(),
    refusals.AlreadyDecided(7, "declined"),
    refusals.HoursChanged(2),
    refusals.StrandsBookings((("Mia", 10, 2),), (7,), 1, "abc"),
    refusals.HoursClash(2, 4, "2026-05-01", (1320, 1560), (60, 120)),
    refusals.ServiceChanged(3),
    refusals.BadHours("9-", "unreadable"),
    refusals.LeaveHitsBookings((("Mia Keller", 10), ("Ben Okoro", 20))),
    refusals.LeaveOverlaps(),
    refusals.LeaveInPast(),
    refusals.LeaveNever(),
    refusals.LeaveTooOften(400),
    refusals.TooManyOpen(3),
    refusals.BlockedPerson(),
    refusals.BadInput("title", 80),
    refusals.ChangedMeanwhile(7, 3),
    refusals.SameTime(7),
    refusals.OutOfReach(2, met=False),
]


@pytest.mark.parametrize("refusal", EXAMPLES, ids=str)
def test_a_refusal_survives_being_stored_as_json(refusal: Refusal) -> None:
    assert Refusal.from_json(json.loads(json.dumps(refusal.to_json()))) == refusal


def test_every_refusal_has_an_example() -> None:
    homes = {refusals.__name__, limits.__name__}
    ours = {kind for kind in Refusal.kinds.values() if kind.__module__ in homes}
    assert {type(refusal) for refusal in EXAMPLES} == ours


@pytest.mark.parametrize("code", Refusal.kinds)
def test_a_code_is_a_word_that_leaves_room_for_the_fields(code: str) -> None:
    kind = Refusal.kinds[code]
    assert kind.code == code
    assert re.fullmatch("[a-z]+(_[a-z]+)*", code)
    assert not {"refusal", "code"} & {f.name for f in fields(kind)}


def test_the_codes_are_those_that_others_have_been_told() -> None:
    assert set(Refusal.kinds) >= CODES


def test_a_refusal_of_another_refusal_comes_back_as_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Refusal, "kinds", dict(Refusal.kinds))

    @dataclass(unsafe_hash=True)
    class BikeTaken(SlotTaken, code="bike_taken"):
        bike: str = ""

    @dataclass(unsafe_hash=True)
    class LastBikeTaken(BikeTaken, code="last_bike_taken"):
        pass

    last = LastBikeTaken(1, 2, (10, 20), bike="Blue")
    restored = Refusal.from_json(json.loads(json.dumps(last.to_json())))
    assert (type(restored), restored) == (LastBikeTaken, last)


def test_two_refusals_cannot_share_a_code() -> None:
    with pytest.raises(TypeError):
        type("TakenToo", (Refusal,), {}, code="slot_taken")


def test_what_the_version_before_stored_is_read_by_the_name_of_its_class() -> None:
    assert Refusal.from_json({"refusal": "LeaveInPast"}) == refusals.LeaveInPast()


def test_refusals_know_nothing_of_chat_or_http() -> None:
    tree = ast.parse(Path(refusals.__file__).read_text())
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert imported == {"dataclasses", "typing"}
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Import)]


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
