"""What somebody was told, as paragraphs: what it was, and what became of each way."""

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby

from domain.services.clocks import Clock
from handlers.queries.messages.notifications import NoticeDelivery
from handlers.wording.words import Html, Words


def lines(
    words: Words,
    log: Iterable[NoticeDelivery],
    clock: Clock,
    title: Callable[[NoticeDelivery], str],
) -> Sequence[str]:
    """A paragraph for each message, as HTML, with a line for each of its ways. clock: the reader's.
    title: what a message was about, as plain text."""
    paragraphs = []
    for _, group in groupby(log, lambda one: one.message):
        each = list(group)
        head = words.text("log.title", title=title(each[-1]))
        paragraphs.append("\n".join((head, *(_way(words, one, clock) for one in reversed(each)))))
    return paragraphs


def _way(words: Words, one: NoticeDelivery, clock: Clock) -> str:
    line = words.text(
        f"log.{one.standing}",
        way=words.label(f"way.{one.channel}"),
        when=words.button_time(one.at, clock),
    )
    more = words.text("log.twice") if one.repeated else ""
    return Html(f"{line} {more}".strip())
