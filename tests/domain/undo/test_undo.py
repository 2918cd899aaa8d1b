"""What can be taken back: by whom, and for how long."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.undo.undo import (
    FOR,
    UNDOABLE,
    CannotUndo,
    LastAction,
    TooLateToUndo,
    UndoOvertaken,
    may_undo,
)

NOW = datetime(2031, 5, 5, 7, tzinfo=UTC)
SECOND = timedelta(seconds=1)
DEEDS = ("take", "change", "give_back")
STEP = LastAction("cancel_by_coach", by=7, at=NOW, version=3)


def test_a_step_can_be_undone_for_a_minute_to_the_second() -> None:
    assert STEP.until == NOW + FOR
    may_undo(STEP, 40, by=7, version=3, now=STEP.until)
    with pytest.raises(TooLateToUndo) as refused:
        may_undo(STEP, 40, by=7, version=3, now=STEP.until + SECOND)
    assert refused.value == TooLateToUndo(40)


@pytest.mark.parametrize(
    "step",
    [
        None,
        replace(STEP, by=8),
        replace(STEP, by=None),
        replace(STEP, version=4),
        replace(STEP, action="approve"),
    ],
)
def test_what_another_has_done_since_is_not_undone(step: LastAction | None) -> None:
    with pytest.raises(UndoOvertaken) as refused:
        may_undo(step, 40, by=7, version=3, now=NOW)
    assert refused.value == UndoOvertaken(40)


def test_what_is_no_version_of_a_session_counts_as_the_first() -> None:
    for action in UNDOABLE:
        may_undo(LastAction(action, 7, NOW), 40, by=7, version=0, now=NOW)


def test_steps_are_called_as_the_audit_log_calls_them() -> None:
    leave = {f"{deed}_{kind}" for deed in DEEDS for kind in ("leave", "repeating_leave")}
    group = {"call_session_off", "move_session"}
    attendance = {"begin", "check_in", "record_completed", "record_no_show"}
    session = {"decline", "cancel_by_coach", "move", "hand_over"}
    assert leave | group | attendance | session | {"block"} <= UNDOABLE
    assert CannotUndo(40, "room").to_json()["taken"] == "room"
