"""Why nothing is free: the reason that ends the sentence which says so.

Each sentence stands in the catalogues twice: alone, and as `…_why` with a reason behind a colon.
"""

from domain.catalogue import Coach
from domain.closures import names_of
from domain.constraints import Reason
from domain.spans import Span, moment
from handlers.chat.frame.turn import Turn
from handlers.chat.parts.search import Search
from handlers.wording.words import Html

# Told of one by name, of you, or of everybody.
_OF_COACH = (Reason.HOURS, Reason.LEAVE, Reason.CAP)
_TOLD = (
    *_OF_COACH,
    Reason.NOTICE,
    Reason.LENGTH,
    Reason.LIMIT,
    Reason.BOOKED,
    Reason.ROOM,
    Reason.CLOSURE,
)


async def sentence(turn: Turn, search: Search, window: Span, message: str, **names: str) -> str:
    """The message as Telegram HTML, with the reason where one holds for all of the window."""
    words, because = turn.words, await _because(turn, search, window)
    if because is None:
        return words.text(message, **names)
    why, told = because
    return words.text(f"{message}_why", why=Html(words.text(why, **told)), **names)


async def toast(turn: Turn, search: Search, window: Span, message: str) -> str:
    """The same as plain text."""
    words, because = turn.words, await _because(turn, search, window)
    if because is None:
        return words.label(message)
    why, told = because
    return words.label(f"{message}_why", why=words.label(why, **told))


def message_of(reason: Reason | None, whose: str = "") -> str | None:
    """The message that tells a reason, None for one that helps nobody. whose: you or everybody."""
    if reason not in _TOLD:
        return None
    return f"why.{reason}_{whose}" if whose and reason in _OF_COACH else f"why.{reason}"


def closure_told(turn: Turn, coach: Coach, window: Span, message: str) -> tuple[str, str]:
    """The message with the one thing for which the house is closed in a window, and its name; the
    plain message, and "", where it is nothing that has a name, or several."""
    first, last = (moment(instant).astimezone(coach.tz).date() for instant in window)
    closures, opened = turn.catalogue.closures, coach.opened_days
    names = names_of(closures, opened, first, max(first, last), turn.words.language)
    return (f"{message}_for", names[0]) if len(names) == 1 and names[0] else (message, "")


async def _because(turn: Turn, search: Search, window: Span) -> tuple[str, dict[str, str]] | None:
    first, name, whose = search.coaches[0], "", "everybody"
    if len(search.coaches) == 1:
        name, whose = first.name, "you" if first.person_id == turn.person.id else ""
    reason = await search.emptied_by(turn, window)
    if reason is Reason.CLOSURE:
        why, closure = closure_told(turn, first, (window[0], window[1] - 1), "why.closure")
        return why, {"closure": closure}
    message = message_of(reason, whose)
    return (message, {"coach": name}) if message else None
