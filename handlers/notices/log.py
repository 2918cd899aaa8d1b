"""What somebody was told, as lines for whoever looks: the title, and what became of each way."""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from typing import Final

from domain.clocks import Clock
from domain.notices import NoticeKind
from handlers.notices import rendering, short
from handlers.queries.notifications import NoticeDelivery
from handlers.wording.words import Html, Words

LONGEST: Final = 90  # letters of a title
# What people write to each other is read where it was written.
_UNSAID: Final = {NoticeKind.MESSAGE: "log.message", NoticeKind.CODE: "log.code"}


def title(words: Words, entry: NoticeDelivery, zone: str | None) -> str:
    """What it was about, as plain text. zone: the reader's."""
    if entry.kind in _UNSAID:
        return words.label(_UNSAID[NoticeKind(entry.kind)])
    try:
        notice = rendering.compose(
            entry.kind, entry.facts, words, zone, entry.sent_at or entry.due_at
        )
    except Exception:  # nothing is left of it, or a newer version has written it
        return words.label("log.forgotten")
    return short.cut(notice.title.plain.partition("\n")[0].strip(), LONGEST)


def lines(words: Words, log: Iterable[NoticeDelivery], zone: str | None, clock: Clock) -> list[str]:
    """A paragraph for each message, as HTML, with a line for each of its ways. clock: of the
    reader."""
    paragraphs = []
    for _, group in groupby(log, lambda one: one.message):
        each = list(group)
        head = words.text("log.title", title=title(words, each[-1], zone))
        paragraphs.append("\n".join((head, *(_way(words, one, clock) for one in reversed(each)))))
    return paragraphs


def _way(words: Words, one: NoticeDelivery, clock: Clock) -> str:
    when: datetime = one.at
    line = words.text(
        f"log.{one.standing}",
        way=words.label(f"way.{one.channel}"),
        when=words.button_time(when, clock),
    )
    more = words.text("log.twice") if one.repeated else ""
    return Html(f"{line} {more}".strip())
