"""Each check of the state machine made to fail once; row 12 of the table shows that it passes."""

from collections.abc import Iterator

import pytest
from _pytest.mark import ParameterSet
from hypothesis import settings

from tests.chaos.life_company import Company
from tests.chaos.life_machine import Life
from tests.chaos.life_stage import Stage
from tests.chaos.life_unguarded import (
    Removal,
    no_audit,
    no_coach_lock,
    no_constraint,
    no_count_of_places,
    no_end_of_proposals,
    no_lease,
    no_look_at_what_a_coach_has_read,
    no_look_what_leave_hits,
    no_look_whether_a_proposed_time_is_free,
    no_look_whether_it_holds,
    no_memory,
    no_messages,
    no_new_version,
    no_places_given_back,
    no_reminders,
    no_whole_series,
)
from tests.chaos.rows.life import SHORT, live
from tests.services import Postgres


@pytest.fixture
def stage(postgres: Postgres) -> Iterator[Stage]:
    opened = Stage(postgres)
    yield opened
    opened.close()


def longer(remove: Removal, difference: str) -> ParameterSet:
    """A guard whose absence takes more than a second to show."""
    return pytest.param(remove, difference, marks=pytest.mark.guard)


@pytest.mark.timeout(400)
@pytest.mark.parametrize(
    ("remove", "difference"),
    [
        longer(no_constraint, "overlap: "),
        longer(no_memory, "contended"),
        longer(no_look_whether_it_holds, "claimed"),
        longer(no_lease, "claimed"),
        (no_reminders, "reminders: of confirmed"),
        (no_audit, "audit: "),
        (no_messages, "letters: "),
        longer(no_look_at_what_a_coach_has_read, "appointments: "),
        (no_new_version, "reminders: of cancelled"),
        longer(no_look_whether_a_proposed_time_is_free, "ProposalGone"),
        longer(no_end_of_proposals, "appointments: "),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_guard_that_is_taken_away_is_missed(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, remove: Removal, difference: str
) -> None:
    remove(stage, monkeypatch)

    lived = live(stage, settings(SHORT, max_examples=60), machine=Life)

    assert difference in "\n".join(lived.differences)


@pytest.mark.timeout(400)
@pytest.mark.parametrize(
    ("remove", "difference"),
    [
        (no_count_of_places, "groups: "),
        longer(no_places_given_back, "groups: "),
        longer(no_coach_lock, "no order explains"),
        longer(no_whole_series, "appointments: "),
        longer(no_look_what_leave_hits, "LeaveHitsBookings"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_guard_of_what_several_share_is_missed(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, remove: Removal, difference: str
) -> None:
    remove(stage, monkeypatch)

    lived = live(stage, settings(SHORT, max_examples=60), machine=Company)

    assert difference in "\n".join(lived.differences)
