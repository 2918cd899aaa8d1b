"""A notice as an e-mail, for whoever Telegram cannot reach: the same words, without the buttons."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from html import escape
from html.parser import HTMLParser
from typing import Any, Final

from domain import names
from domain.notices import FOR_CALENDARS
from handlers.actions.messages import appointment_of
from handlers.chat.frame.screen import Screen
from handlers.notices import letterhead
from handlers.notices.calendar_file import calendar_file
from handlers.wording.words import Words

# What Telegram's HTML and that of e-mails have in common; of every other tag the text stays.
KEPT: Final = frozenset({"b", "strong", "i", "em", "u", "s", "code", "pre", "blockquote"})
LONGEST_SUBJECT: Final = 120
FORM: Final = SMTP.clone(max_line_length=76)  # quoted-printable has no longer lines (RFC 2045)
_PAGE: Final = """\
<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>{subject}</title>
</head>
<body style="font: 16px/1.5 sans-serif; max-width: 36em; margin: 0 auto; padding: 1em">
<p>{said}</p>
{links}<p style="font-size: 13px; color: #767676">{why}</p>
</body>
</html>
"""


@dataclass(frozen=True)
class Letter:
    """A letter with its subject, and without a sender, a recipient or a date yet.

    body: its parts. No header of theirs holds anything that somebody typed.
    """

    subject: str
    body: EmailMessage

    def as_bytes(self, *headers: str) -> bytes:
        """The whole letter as it goes over the line. headers: more of `letterhead`."""
        head = (*headers, letterhead.text_header("Subject", self.subject))
        return "".join(head).encode("ascii") + self.body.as_bytes()


def letter(
    kind: str, facts: Mapping[str, Any], screen: Screen, words: Words, *, chat: str, now: datetime
) -> Letter:
    """The notice `screen` as plain text and as HTML, with the session's calendar file.

    kind, facts: of the outbox row. chat: where a browser opens our chat.
    """
    read = _Reading(screen.text)
    subject = names.one_line(read.text.partition("\n")[0], LONGEST_SUBJECT)
    links = _links(screen, words, chat)
    why = words.label("mail.why")
    message = EmailMessage(FORM)
    # RFC 3834: whoever is away does not answer a machine.
    message["Auto-Submitted"] = "auto-generated"
    parts = (read.text, *(f"{label}\n{url}" for label, url in links), f"-- \n{why}")
    message.set_content("\n\n".join(parts) + "\n", cte="quoted-printable")
    page = _PAGE.format(
        language=words.language,
        subject=escape(subject),
        said=read.html,
        links="".join(f"<p>{_linked(label, url)}</p>\n" for label, url in links),
        why=escape(why),
    )
    message.add_alternative(page, subtype="html", cte="quoted-printable")
    _enclose_session(message, kind, facts, words, now)
    # Last: what adds a part takes every Content- header along into the part before it.
    message["Content-Language"] = words.language
    return Letter(subject, message)


def _links(screen: Screen, words: Words, chat: str) -> list[tuple[str, str]]:
    """Where the screen's keys lead: to a web address, or all the others into our chat."""
    keys = [key for row in screen.rows for key in row]
    links = [(key.label, key.opens) for key in keys if isinstance(key.opens, str)]
    if len(links) < len(keys):
        links.append((words.label("mail.open_bot"), chat))
    return links


def _linked(label: str, url: str) -> str:
    target = escape(url)
    return f'{escape(label)}<br>\n<a href="{target}">{target}</a>'


def _enclose_session(
    message: EmailMessage, kind: str, facts: Mapping[str, Any], words: Words, now: datetime
) -> None:
    if kind not in FOR_CALENDARS:
        return
    session = appointment_of(facts)
    if session.open:
        message.add_attachment(
            calendar_file(session, words, now),
            maintype="text",
            subtype="calendar",
            filename=f"{session.code}.ics",
            params={"charset": "utf-8", "method": "PUBLISH"},
        )


class _Reading(HTMLParser):
    """Telegram's HTML as plain text and as the HTML of an e-mail.

    A `tg-time`, which only a Telegram client can tell the time of, leaves the text in it.
    """

    def __init__(self, source: str) -> None:
        super().__init__()
        self._text: list[str] = []
        self._html: list[str] = []
        self._targets: list[str] = []
        self.feed(source)
        self.close()

    @property
    def text(self) -> str:
        return "".join(self._text)

    @property
    def html(self) -> str:
        return "".join(self._html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in KEPT:
            self._html.append(f"<{tag}>")
        elif tag == "a":
            self._targets.append(dict(attrs).get("href") or "")
            self._html.append(f'<a href="{escape(self._targets[-1])}">')

    def handle_endtag(self, tag: str) -> None:
        if tag in KEPT:
            self._html.append(f"</{tag}>")
        elif tag == "a" and self._targets:
            self._text.append(f" ({self._targets.pop()})")
            self._html.append("</a>")

    def handle_data(self, data: str) -> None:
        self._text.append(data)
        self._html.append(escape(data, quote=False).replace("\n", "<br>\n"))
