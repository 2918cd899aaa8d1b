"""What a message was about, for the list of messages somebody was sent."""

from typing import Final

from domain.messages.notices import NoticeKind
from handlers.notices import rendering, short
from handlers.queries.messages.notifications import NoticeDelivery
from handlers.wording.words import Words

LONGEST: Final = 90  # letters of a title
# What people write to each other is read where it was written.
_UNSAID: Final = {NoticeKind.MESSAGE: "log.message", NoticeKind.CODE: "log.code"}


def title(words: Words, entry: NoticeDelivery, zone: str | None) -> str:
    """Its subject, as plain text. zone: the reader's, IANA."""
    if entry.kind in _UNSAID:
        return words.label(_UNSAID[NoticeKind(entry.kind)])
    try:
        notice = rendering.compose(
            entry.kind, entry.facts, words, zone, entry.sent_at or entry.due_at
        )
    except Exception:  # its facts are gone, or a newer version wrote it
        return words.label("log.forgotten")
    return short.cut(notice.title.plain.partition("\n")[0].strip(), LONGEST)
