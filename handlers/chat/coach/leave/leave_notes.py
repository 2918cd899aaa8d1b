"""The reason typed with leave, while it is under review: buttons have no room for it."""

from collections.abc import Sequence

from handlers.buttons.press import Press
from handlers.chat.coach.leave.leave_list import TYPED
from handlers.chat.frame.turn import Turn


def facts_of(note: str | None, reviews: Sequence[Press]) -> dict[str, object]:
    """What the question remembers during a review: buttons have no room for a reason."""
    return {"note": note, "of": [press.pack() for press in reviews]} if note else {}


def note_for(turn: Turn, press: Press) -> str | None:
    """The reason typed with the leave under this review."""
    pending = turn.pending
    if pending is None or pending.step != TYPED or press.pack() not in pending.facts.get("of", ()):
        return None
    note: str | None = pending.facts.get("note")
    return note
