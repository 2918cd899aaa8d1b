"""Notices as e-mails: whole, readable as text and as a page, in the reader's language."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from icalendar import Calendar

from domain import names
from domain.appointment import Appointment, Status
from domain.notices import FOR_CALENDARS, NoticeKind
from domain.service import Money
from handlers.actions.messages import facts_of
from handlers.chat.frame.buttons import Home
from handlers.chat.frame.screen import Key
from handlers.notices import rendering, telegram
from handlers.notices.letterhead import Mailbox, mailbox_header, own_header
from handlers.notices.mail import Letter, letter
from handlers.notices.notice import Notice
from handlers.wording.rich import Link, Rich, Run, Style, Time
from handlers.wording.words import words_for
from tests import strict_mail
from tests.handlers.notices.test_letterhead import HOSTILE, TROUBLE
from tests.hostile_names import check_line
from tests.strict_mail import Part

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
CHAT = "https://t.me/northside_bot"
SESSION = Appointment(
    id=12,
    code="K7M2QX",
    coach_id=1,
    coach_name="Anna Berg",
    customer_id=2,
    customer_name="Mia <b>& Co",
    service_id=1,
    service_title="Coaching",
    minutes=60,
    status=Status.CONFIRMED,
    starts_at=datetime(2026, 5, 12, 13, 0, tzinfo=UTC),
    ends_at=datetime(2026, 5, 12, 14, 0, tzinfo=UTC),
    place="Südstraße 5",
    zone="Europe/Berlin",
    wall_start=datetime(2026, 5, 12, 15, 0),
    price=Money(6000, "EUR"),
    note="knee & <back>\n2nd line",
    reason=None,
    version=3,
    attending_at=None,
    held_until=None,
)
FACTS = {
    **facts_of(SESSION),
    # What admins are told of a coach.
    "coach": 1,
    "active": True,
    "met": True,
    "username": None,
    "requests": {"count": 1, "first": [[7, "Mia & <Co>", "2026-05-12T13:00:00+00:00"]]},
    "sessions": {"count": 0, "first": []},
    "of": "booked",
    "reached": False,
    "team": True,
    "waiting": 2,
    "role": "manager",
    "visits": 2,
    "was": (SESSION.starts_at - timedelta(days=1)).isoformat(),
    "name": "Anna",
    "kind": "phone",
    "value": "+15550100",
    "others": ["Mia & <Co>"],
    # What a coach is told of a group.
    "what": "moved",
    "session": 5,
    "service": "Class & <Co>",
    "filled": [3, 8],
}


def written(
    kind: str,
    language: str = "en",
    zone: str | None = "Europe/Berlin",
    facts: Mapping[str, Any] = FACTS,
) -> EmailMessage:
    """The letter, as it comes out at the other end."""
    words = words_for(language)
    notice = rendering.compose(kind, facts, words, zone)
    return arrived(letter(notice, words, chat=CHAT, now=NOW))


def arrived(made: Letter) -> EmailMessage:
    letter = message_from_bytes(made.as_bytes(), policy=default)
    assert isinstance(letter, EmailMessage)
    return letter


def sent(notice: Notice) -> Part:
    """The letter with all its headers, as the strict reader has it."""
    made = letter(notice, words_for("en"), chat=CHAT, now=NOW)
    desk = Mailbox("desk@example.org", notice.facts["coach_name"])
    return strict_mail.read(
        made.as_bytes(
            mailbox_header("From", desk),
            mailbox_header("To", Mailbox("mia@example.org")),
            own_header("Date", "Mon, 04 May 2026 09:00:00 +0000"),
            own_header("Message-ID", "<1@example.org>"),
        )
    )


def text_of(letter: EmailMessage) -> str:
    part = letter.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def page_of(letter: EmailMessage) -> str:
    part = letter.get_body(("html",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


class Page(HTMLParser):
    """What a page shows, its links, and whether each tag is closed in order."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.shown, self.links, self._open = "", list[str](), list[str]()
        self.feed(source)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += [value for name, value in attrs if name == "href" and value]
        if tag not in ("br", "meta"):
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.shown += data


def test_a_notice_reads_as_in_the_chat_and_says_why_it_comes_by_mail() -> None:
    letter = written("moved_by_coach")
    assert letter["Subject"] == "Anna Berg has moved your session"
    assert letter["Content-Language"] == "en"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert text_of(letter).splitlines() == [
        "Anna Berg has moved your session",
        "",
        "Coaching, 1 hour",
        "Coach: Anna Berg",
        "When: Tue, 12 May 2026, 15:00 (Berlin)",
        "Where: Südstraße 5",
        "Price: €60.00",
        "Note: knee & <back>",
        "2nd line",
        "Booking code: K7M2QX",
        "",
        "Before: Mon, 11 May 2026, 15:00 (Berlin)",
        "",
        "To answer, move or cancel, open our chat in Telegram:",
        CHAT,
        "",
        "-- ",
        "You get this by e-mail because Telegram does not let me write to you. Open our chat there "
        "and press Start, and I write there again. /profile in the chat removes this address.",
    ]


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("kind", rendering.NOTICES)
def test_every_notice_says_the_same_in_both_parts_and_is_safe_to_show(
    kind: str, language: str
) -> None:
    letter = written(kind, language, "Asia/Tokyo")
    text, page = text_of(letter), Page(page_of(letter))
    assert letter["Content-Language"] == language
    assert f'<html lang="{language}">' in page_of(letter)
    assert "tg-time" not in page_of(letter)
    body = text.partition(CHAT)[0].rstrip()
    assert " ".join(body.split()) in " ".join(page.shown.split())
    assert page.links == [CHAT]


def test_times_are_written_out() -> None:
    lines = text_of(written("reminder_24h", zone="Asia/Tokyo")).splitlines()
    assert "When: Tue, 12 May 2026, 15:00 (Berlin)" in lines
    assert "Your time: Tue, 12 May 2026, 22:00 (Tokyo)" in lines


def test_a_time_that_is_the_readers_too_is_written_once() -> None:
    text = text_of(written("reminder_24h", zone="Europe/Paris"))
    assert "When: Tue, 12 May 2026, 15:00 (Berlin)" in text
    assert "Your time" not in text


@pytest.mark.parametrize("kind", rendering.NOTICES)
def test_a_session_that_stands_comes_with_its_calendar_file(kind: str) -> None:
    letter = written(kind)
    files = list(letter.iter_attachments())
    assert bool(files) == (kind in FOR_CALENDARS)
    for file in files:
        assert file.get_content_type() == "text/calendar"
        assert file.get_param("method") == "PUBLISH"
        assert file.get_filename() == "K7M2QX.ics"
        [event] = Calendar.from_ical(file.get_content()).walk("VEVENT")
        assert event.decoded("DTSTART") == SESSION.starts_at
        assert str(event["LOCATION"]) == "Südstraße 5"


@pytest.mark.parametrize("kind", sorted(FOR_CALENDARS))
def test_a_session_that_does_not_stand_any_more_comes_without(kind: str) -> None:
    over = facts_of(replace(SESSION, status=Status.CANCELLED))
    assert list(written(kind, facts=FACTS | over).iter_attachments()) == []


@pytest.mark.parametrize(
    "name", ["Mia\r\nBcc: everybody@example.org", "Mia\x00\x1b[2J", "Mia " * 100, "Миа 🙂", ""]
)
def test_a_name_cannot_write_headers(name: str) -> None:
    facts = FACTS | {"customer_name": name}
    letter = written("request", facts=facts)
    assert letter["Bcc"] is None
    assert len(letter["Subject"]) <= 120
    assert letter["Subject"].isprintable()


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
def test_whatever_anything_is_called_a_letter_is_one_of_ours_to_the_strictest_reader(
    name: str,
) -> None:
    named = ("customer_name", "coach_name", "service_title", "place", "note", "reason", "name")
    facts = FACTS | dict.fromkeys(named, name)
    for kind in ("request", "approved"):
        notice = rendering.compose(kind, facts, words_for("en"), None)
        screen, letter = telegram.screen(notice), sent(notice)
        subject = strict_mail.unstructured(letter.headers["Subject"])
        first = unescape(re.sub(r"<[^>]+>", "", screen.text.partition("\n")[0]))
        assert subject == names.one_line(first, 120)
        [text], [page] = letter.of_type("text/plain"), letter.of_type("text/html")
        assert Page(page.text).links == [CHAT]
        assert text.text.startswith(first.rstrip() if len(first) > 120 else f"{subject}\r\n\r\n")
        for line in text.text.split("\r\n"):
            check_line(line)


@settings(deadline=None)
@given(TROUBLE)
def test_no_text_breaks_a_letter(name: str) -> None:
    facts = FACTS | dict.fromkeys(("coach_name", "place", "note"), name)
    letter = sent(rendering.compose("approved", facts, words_for("de"), None))
    assert len(letter.of_type("text/calendar")) == 1


def test_keys_that_open_a_page_become_links() -> None:
    keys = ((Key("Pay <now>", "https://pay.example.org/?a=1&b=2"),), (Key("Menu", Home()),))
    title = Rich(
        (
            Run("Hi", (Style.BOLD,)),
            Run(" "),
            Run("here", (Link('https://example.org/"x'),)),
            Run(" "),
            Run("you", (Time(NOW),)),
        )
    )
    notice = Notice(NoticeKind.COACH_WELCOME, title, ways=keys)
    made = letter(notice, words_for("en"), chat=CHAT, now=NOW)
    text, page = text_of(arrived(made)), Page(page_of(arrived(made)))
    assert text.startswith('Hi here (https://example.org/"x) you\n')
    assert "Pay <now>\nhttps://pay.example.org/?a=1&b=2\n" in text
    assert page.links == ['https://example.org/"x', "https://pay.example.org/?a=1&b=2", CHAT]
    assert "Hi here you" in page.shown


def test_a_notice_without_keys_leads_nowhere() -> None:
    notice = Notice(NoticeKind.COACH_WELCOME, Rich.of("Hi"))
    made = letter(notice, words_for("en"), chat=CHAT, now=NOW)
    assert CHAT not in text_of(arrived(made)).partition("-- ")[0]
    assert Page(page_of(arrived(made))).links == []


def test_a_letter_passes_servers_that_take_seven_bits_and_short_lines() -> None:
    facts = FACTS | {"note": "ä" * 3000}
    words = words_for("de")
    notice = rendering.compose("booked", facts, words, None)
    raw = letter(notice, words, chat=CHAT, now=NOW).as_bytes()
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 998
