"""Notices as e-mails: whole, readable as text and as a page, in the reader's language."""

from dataclasses import replace

import pytest
from icalendar import Calendar

from domain.appointments.appointment import Status
from domain.messages.notices import FOR_CALENDARS, NoticeKind
from handlers.actions.appointments.appointment_messages import facts_of
from handlers.buttons.press import Home
from handlers.buttons.screen import Key
from handlers.notices import rendering
from handlers.notices.mail import compose_email
from handlers.notices.notice import Notice
from handlers.wording.rich import Link, Rich, Run, TextStyle, TimeMark
from handlers.wording.words import words_for
from tests.handlers.notices.letters import (
    CHAT,
    FACTS,
    NOW,
    SESSION,
    Page,
    page_of,
    parse_letter,
    received_letter,
    text_of,
)


def test_a_notice_reads_as_in_the_chat_and_says_why_it_comes_by_mail() -> None:
    letter = received_letter("moved_by_coach")
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
        "and press Start, and I will write there again. /profile in the chat removes this address.",
    ]


# What goes to an address leads nowhere: nobody learns to follow links in such a letter.
TO_ADDRESSES = {"account_code", "has_account", "contact_moved"}


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("kind", rendering.NOTICES)
def test_every_notice_says_the_same_in_both_parts_and_is_safe_to_show(
    kind: str, language: str
) -> None:
    letter = received_letter(kind, language, "Asia/Tokyo")
    text, page = text_of(letter), Page(page_of(letter))
    assert letter["Content-Language"] == language
    assert f'<html lang="{language}">' in page_of(letter)
    assert "tg-time" not in page_of(letter)
    body = text.partition(CHAT)[0].partition("-- \n")[0].rstrip()
    assert " ".join(body.split()) in " ".join(page.shown.split())
    assert page.links == ([] if kind in TO_ADDRESSES else [CHAT])


def test_times_are_written_out() -> None:
    lines = text_of(received_letter("reminder_24h", zone="Asia/Tokyo")).splitlines()
    assert "When: Tue, 12 May 2026, 15:00 (Berlin)" in lines
    assert "Your time: Tue, 12 May 2026, 22:00 (Tokyo)" in lines


def test_a_time_that_is_the_readers_too_is_written_once() -> None:
    text = text_of(received_letter("reminder_24h", zone="Europe/Paris"))
    assert "When: Tue, 12 May 2026, 15:00 (Berlin)" in text
    assert "Your time" not in text


@pytest.mark.parametrize("kind", rendering.NOTICES)
def test_a_session_that_stands_comes_with_its_calendar_file(kind: str) -> None:
    letter = received_letter(kind)
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
    assert list(received_letter(kind, facts=FACTS | over).iter_attachments()) == []


def test_keys_that_open_a_page_become_links() -> None:
    keys = ((Key("Pay <now>", "https://pay.example.org/?a=1&b=2"),), (Key("Menu", Home()),))
    title = Rich(
        (
            Run("Hi", (TextStyle.BOLD,)),
            Run(" "),
            Run("here", (Link('https://example.org/"x'),)),
            Run(" "),
            Run("you", (TimeMark(NOW),)),
        )
    )
    notice = Notice(NoticeKind.COACH_WELCOME, title, ways=keys)
    email = compose_email(notice, words_for("en"), chat=CHAT, now=NOW)
    text, page = text_of(parse_letter(email)), Page(page_of(parse_letter(email)))
    assert text.startswith('Hi here (https://example.org/"x) you\n')
    assert "Pay <now>\nhttps://pay.example.org/?a=1&b=2\n" in text
    assert page.links == ['https://example.org/"x', "https://pay.example.org/?a=1&b=2", CHAT]
    assert "Hi here you" in page.shown


def test_a_notice_without_keys_leads_nowhere() -> None:
    notice = Notice(NoticeKind.COACH_WELCOME, Rich.of("Hi"))
    email = compose_email(notice, words_for("en"), chat=CHAT, now=NOW)
    assert CHAT not in text_of(parse_letter(email)).partition("-- ")[0]
    assert Page(page_of(parse_letter(email))).links == []
