"""What somebody was told, page by page: what it was, and what became of each way."""

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import Final

from domain.services.display_zones import DisplayZone, of_business
from handlers.buttons.keyboards import way_out
from handlers.buttons.press import Press
from handlers.buttons.screen import Key, Row, Screen
from handlers.chat.frame.turn import Turn
from handlers.queries.messages.notifications import NoticeDelivery
from handlers.wording import cards
from handlers.wording.words import Html, Words

PAGE: Final = 8
LIMIT: Final = PAGE + 1  # to be read for a page: one more says that there are earlier ones


def page(
    turn: Turn,
    head: str,
    log: Sequence[NoticeDelivery],
    title: Callable[[NoticeDelivery], str],
    *,
    nothing: str,
    earlier: Callable[[int], Press],
    back: Press,
) -> Screen:
    """A page, the latest first. log: up to LIMIT of them. title: as in `lines`. nothing: what
    stands there in place of none. earlier: the page before one, by its id."""
    words = turn.words
    zone = of_business(turn.catalogue.business.zone, turn.zone)
    parts = lines(words, log[:PAGE], zone, title) or [nothing]
    rows: list[Row] = []
    if len(log) > PAGE:
        rows.append((Key(words.label("log.earlier"), earlier(log[PAGE - 1].id)),))
    text = cards.with_title(head, "\n\n".join(parts))
    return Screen(text, (*rows, way_out(words, back)))


def lines(
    words: Words,
    log: Iterable[NoticeDelivery],
    zone: DisplayZone,
    title: Callable[[NoticeDelivery], str],
) -> Sequence[str]:
    """A paragraph for each message, as HTML, with a line for each of its ways. zone: the reader's.
    title: what a message was about, as plain text."""
    paragraphs = []
    for _, group in groupby(log, lambda one: one.message):
        each = list(group)
        head = words.text("log.title", title=title(each[-1]))
        paragraphs.append("\n".join((head, *(_way(words, one, zone) for one in reversed(each)))))
    return paragraphs


def _way(words: Words, one: NoticeDelivery, zone: DisplayZone) -> str:
    line = words.text(
        f"log.{one.state}",
        way=words.label(f"way.{one.channel}"),
        when=words.button_time(one.at, zone),
    )
    more = words.text("log.twice") if one.repeated else ""
    return Html(f"{line} {more}".strip())
