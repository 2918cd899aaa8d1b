"""The way back into the first run, for an admin who has put it off."""

from domain.business.first_run import STEPS, completed_steps
from handlers.chat.frame.screen import PRIMARY, Key, Row
from handlers.chat.frame.turn import Turn
from handlers.chat.links.settings_links import FirstRun


def go_on(turn: Turn) -> tuple[Row, ...]:
    """The key that resumes it, with how much is done."""
    n = len(completed_steps(turn.catalogue))
    label = turn.words.label("first.go_on_key", n=n, of=len(STEPS))
    return ((Key(label, FirstRun(), PRIMARY),),)
