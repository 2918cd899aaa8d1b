"""What people can undo of what they decided: which steps, and until when.

A step of one session, of several dates at once or of a whole group, a block, and a change of one's
own leave can be undone for a minute by whoever took it, as long as nothing has happened since; not
what several people have agreed on, or what others have answered by then. Everybody is told at once,
as they may have to act on it, and told again when it is undone.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from domain.refusals import Refusal

FOR: Final = timedelta(minutes=1)
# As in the audit log.
UNDOABLE: Final = frozenset(
    {
        "decline",
        "cancel_by_coach",
        "move",
        "hand_over",
        "begin",
        "check_in",
        "record_completed",
        "record_no_show",
        "block",
        "take_leave",
        "change_leave",
        "give_back_leave",
        "take_repeating_leave",
        "change_repeating_leave",
        "give_back_repeating_leave",
        "call_session_off",
        "move_session",
    }
)


@dataclass(unsafe_hash=True)
class TooLateToUndo(Refusal, code="too_late_to_undo"):
    """It could be undone for a minute, which is over. about: the session, or the person."""

    about: int


@dataclass(unsafe_hash=True)
class UndoOvertaken(Refusal, code="undo_overtaken"):
    """Something has happened to it since, or it was somebody else's step. about: as above."""

    about: int


@dataclass(unsafe_hash=True)
class CannotUndo(Refusal, code="cannot_undo"):
    """Something it would need again is not there any more. about: as above. taken: `time`, `room`,
    `places`; `leave` if its coach is away then; `closure` or `hours` if the business or the coach
    has since closed at that time."""

    about: int
    taken: str


@dataclass(frozen=True, slots=True)
class LastAction:
    """The last thing done to something: what, by whom (a person's id, None for the bot itself), and
    when (UTC). version: the session's, as a result."""

    action: str
    by: int | None
    at: datetime
    version: int = 0

    @property
    def until(self) -> datetime:
        """Until when it can be undone."""
        return self.at + FOR


def may_undo(step: LastAction | None, about: int, *, by: int, version: int, now: datetime) -> None:
    """Whether this person may undo the step that made this version. step: the latest.

    Raises UndoOvertaken, TooLateToUndo.
    """
    if step is None or step.action not in UNDOABLE or (step.by, step.version) != (by, version):
        raise UndoOvertaken(about)
    if now > step.until:
        raise TooLateToUndo(about)
