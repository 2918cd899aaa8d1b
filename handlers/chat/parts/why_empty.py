"""Why nothing is free: the reason that ends the sentence which says so.

Each sentence stands in the catalogues twice: alone, and as `…_why` with a reason behind a colon.
"""

from domain.constraints import Reason
from domain.spans import Span
from handlers.chat.frame.turn import Turn
from handlers.chat.parts.search import Search
from handlers.wording.words import Html

# Told of one by name, of you, or of everybody.
_OF_COACH = (Reason.HOURS, Reason.LEAVE, Reason.CAP)
_TOLD = (*_OF_COACH, Reason.NOTICE, Reason.LENGTH, Reason.LIMIT, Reason.BOOKED, Reason.ROOM)


async def sentence(turn: Turn, search: Search, window: Span, message: str, **names: str) -> str:
    """The message as Telegram HTML, with the reason where one holds for all of the window."""
    words, because = turn.words, await _because(turn, search, window)
    if because is None:
        return words.text(message, **names)
    why, coach = because
    return words.text(f"{message}_why", why=Html(words.text(why, coach=coach)), **names)


async def toast(turn: Turn, search: Search, window: Span, message: str) -> str:
    """The same as plain text."""
    words, because = turn.words, await _because(turn, search, window)
    if because is None:
        return words.label(message)
    why, coach = because
    return words.label(f"{message}_why", why=words.label(why, coach=coach))


def message_of(reason: Reason | None, whose: str = "") -> str | None:
    """The message that tells a reason, None for one that helps nobody. whose: you or everybody."""
    if reason not in _TOLD:
        return None
    return f"why.{reason}_{whose}" if whose and reason in _OF_COACH else f"why.{reason}"


async def _because(turn: Turn, search: Search, window: Span) -> tuple[str, str] | None:
    first, name, whose = search.coaches[0], "", "everybody"
    if len(search.coaches) == 1:
        name, whose = first.name, "you" if first.person_id == turn.person.id else ""
    message = message_of(await search.emptied_by(turn, window), whose)
    return (message, name) if message else None
