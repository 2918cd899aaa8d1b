"""The way back into the first run, for an admin who has put it off."""

from domain.business.first_run import STEPS, completed_steps
from domain.services.catalogue import Catalogue
from handlers.buttons.screen import PRIMARY, Key, Row
from handlers.buttons.settings_links import FirstRun
from handlers.wording.words import Words


def go_on(words: Words, catalogue: Catalogue) -> tuple[Row, ...]:
    """The key that resumes it, with how much is done."""
    n = len(completed_steps(catalogue))
    label = words.label("first.go_on_key", n=n, of=len(STEPS))
    return ((Key(label, FirstRun(), PRIMARY),),)
