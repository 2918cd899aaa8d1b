"""What two people have written to each other, as a page."""

from collections.abc import Sequence
from typing import Final

from domain.appointments.correspondence import FILES, ContentKind
from domain.services.display_zones import of_business
from domain.text import names
from handlers.buttons.labels import LabelFitter
from handlers.buttons.limits import units
from handlers.buttons.message_links import ShowFile
from handlers.buttons.screen import Key, Row
from handlers.chat.frame.turn import Turn
from handlers.wording.correspondence import message_html
from storage.appointments.correspondence import Message

LONGEST: Final = 560  # UTF-16 units of each message; each was shown in full when it came
LONGEST_NAME: Final = 40
LAST_PAGE: Final = 10_000


def transcript(
    turn: Turn, messages: Sequence[Message], both: Sequence[str], mine: bool | None
) -> str:
    """The messages of a page, as HTML. both: the coach's and the customer's names. mine: whether
    the reader is the coach, None if neither."""
    words, zone = turn.words, of_business(turn.catalogue.business.zone, turn.zone)
    display_names = [LabelFitter(words, LONGEST_NAME).user_text("other", name) for name in both]
    parts = []
    for message in messages:
        when = words.button_time(message.sent_at, zone)
        own = mine is not None and message.by_coach == mine
        head = (
            words.text("message.line_own", when=when)
            if own
            else words.text(
                "message.line_other", other=display_names[not message.by_coach], when=when
            )
        )
        if message.to_all:
            head += f"\n{words.text('message.to_all')}"
        text = message.content.text and _beginning(message.content.text)
        parts.append(f"{head}\n{message_html(words, message.content, text)}")
    return "\n\n".join(parts)


def _beginning(text: str) -> str:
    most = LONGEST
    while units(excerpt := names.cut(text, most)) > LONGEST:
        most = most * 9 // 10
    return excerpt


def file_keys(turn: Turn, messages: Sequence[Message]) -> tuple[Row, ...]:
    """The files of a page that can be opened again."""
    words, zone = turn.words, of_business(turn.catalogue.business.zone, turn.zone)
    return tuple(
        (
            Key(
                words.label(
                    f"message.{message.content.kind}_key",
                    when=words.button_time(message.sent_at, zone),
                ),
                ShowFile(message.id),
            ),
        )
        for message in messages
        if message.content.kind in (*FILES, ContentKind.PLACE)
    )
