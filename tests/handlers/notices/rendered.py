"""Notices as messages of the chat."""

from datetime import datetime

from handlers.buttons.screen import Screen
from handlers.notices import rendering, telegram
from handlers.notices.notice import Facts
from handlers.wording.words import Words


def render(
    kind: str, facts: Facts, words: Words, zone: str | None, now: datetime | None = None
) -> Screen:
    """The notice as its reader sees it. zone: theirs. now: when it is sent (UTC), None: when it was
    due."""
    return telegram.screen(rendering.compose(kind, facts, words, zone, now))
