"""The question who in Telegram the new coach is; the answer may be just a name."""

from typing import Final

from handlers.chat.frame.turn import Turn

WHO: Final = "coach.who"


def pending_name(turn: Turn) -> str:
    """What was typed as that name, "" if nothing was."""
    pending = turn.pending
    return str(pending.facts.get("named", "")) if pending and pending.step == WHO else ""
