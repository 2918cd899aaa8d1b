"""A notice as an email, for people Telegram cannot reach: the same words, without the buttons."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from html import escape
from typing import Final

from domain.appointments.appointment import Appointment
from domain.text import names
from handlers.notices import letterhead
from handlers.notices.calendar_file import calendar_of
from handlers.notices.notice import Notice
from handlers.wording.rich import Link, Mark, TextStyle, render_rich
from handlers.wording.words import Words

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
{links}<p style="font-size: 13px; color: #767676">{foot}</p>
</body>
</html>
"""


@dataclass(frozen=True)
class Email:
    """A mail with its subject, but without a sender, recipient or date yet.

    body: its parts. None of their headers contains typed text.
    """

    subject: str
    body: EmailMessage

    def as_bytes(self, *headers: str) -> bytes:
        """The whole mail as sent over the wire. headers: more, from `letterhead`."""
        head = (*headers, letterhead.text_header("Subject", self.subject))
        return "".join(head).encode("ascii") + self.body.as_bytes()


def compose_email(
    notice: Notice,
    words: Words,
    *,
    chat: str,
    now: datetime,
    legal: Sequence[str] = (),
    picture: bytes | None = None,
    why: str = "mail.why",
) -> Email:
    """The notice as plain text and as HTML, with the session's calendar file.

    chat: where a browser opens our chat. legal: lines at the foot, as plain text. picture: of the
    notice, as PNG, attached as a file. why: the sentence at the foot that says why it comes by
    mail.
    """
    text = render_rich(notice.text, _plain_tags, str)
    subject = names.one_line(text.partition("\n")[0], LONGEST_SUBJECT)
    links = _links(notice, words, chat)
    foot = "\n".join((words.label(why), *legal))
    message = EmailMessage(FORM)
    # RFC 3834: keeps out-of-office replies from answering a machine.
    message["Auto-Submitted"] = "auto-generated"
    parts = (text, *(f"{label}\n{url}" for label, url in links), f"-- \n{foot}")
    message.set_content("\n\n".join(parts) + "\n", cte="quoted-printable")
    page = _PAGE.format(
        language=words.language,
        subject=escape(subject),
        said=render_rich(notice.text, _page_tags, _page_text),
        links="".join(f"<p>{_html_link(label, url)}</p>\n" for label, url in links),
        foot=_page_text(foot),
    )
    message.add_alternative(page, subtype="html", cte="quoted-printable")
    if notice.calendar:
        _enclose(message, notice.calendar, words, now)
    if picture is not None:
        message.add_attachment(
            picture, maintype="image", subtype="png", filename=f"{notice.kind}.png"
        )
    # Last: adding a part moves every Content- header into the part before it.
    message["Content-Language"] = words.language
    return Email(subject, message)


def _links(notice: Notice, words: Words, chat: str) -> list[tuple[str, str]]:
    """Where the notice's ways lead: to a web address, or else into our chat."""
    keys = [key for row in notice.ways for key in row]
    links = [(key.label, key.opens) for key in keys if isinstance(key.opens, str)]
    if len(links) < len(keys):
        links.append((words.label("mail.open_bot"), chat))
    return links


def _html_link(label: str, url: str) -> str:
    target = escape(url)
    return f'{escape(label)}<br>\n<a href="{target}">{target}</a>'


def _enclose(
    message: EmailMessage, sessions: Sequence[Appointment], words: Words, now: datetime
) -> None:
    message.add_attachment(
        calendar_of(sessions, words, now),
        maintype="text",
        subtype="calendar",
        filename=f"{sessions[0].code}.ics",
        params={"charset": "utf-8", "method": "PUBLISH"},
    )


def _plain_tags(mark: Mark) -> tuple[str, str]:
    return ("", f" ({mark.url})") if isinstance(mark, Link) else ("", "")


def _page_tags(mark: Mark) -> tuple[str, str]:
    """A time is just its text: mail programs cannot localise it."""
    if isinstance(mark, TextStyle):
        return f"<{mark}>", f"</{mark}>"
    if isinstance(mark, Link):
        return f'<a href="{escape(mark.url)}">', "</a>"
    return "", ""


def _page_text(text: str) -> str:
    return escape(text, quote=False).replace("\n", "<br>\n")
