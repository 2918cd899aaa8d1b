"""People who were found, as keys."""

from collections.abc import Callable, Sequence

from domain.text import names
from handlers.buttons.labels import WHOLE, LabelFitter
from handlers.buttons.press import Press
from handlers.buttons.screen import Key, Row
from handlers.chat.frame.turn import Turn
from handlers.queries.people import people as queries
from storage.people.person_cards import PersonEntry


def keys(
    turn: Turn, people: Sequence[PersonEntry], leads_to: Callable[[int], Press]
) -> tuple[Row, ...]:
    """A key for each, with what tells them from others of the same name. leads_to: from their
    id."""
    labels = LabelFitter(turn.words, WHOLE)
    return tuple(
        (
            Key(
                labels.label("people.key", cut="name", name=one.name, hint=_hint(one)),
                leads_to(one.id),
            ),
        )
        for one in people
    )


def search_text(turn: Turn) -> str:
    """What was typed, or a text that finds the shared person; "" for nothing that one can see."""
    if turn.contact is not None:
        return str(turn.contact.telegram_id)
    if turn.shared is not None:
        return turn.shared.number or turn.shared.name
    return turn.text[: queries.LONGEST] if names.visible(turn.text) else ""


def _hint(one: PersonEntry) -> str:
    if one.username:
        return f"@{one.username}"
    return one.number or f"#{one.id}"
