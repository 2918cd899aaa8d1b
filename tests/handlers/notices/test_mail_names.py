"""Whatever anything is called, a mail is well formed to the strictest reader."""

import re
from html import unescape

import pytest
from hypothesis import given, settings

from domain.text import names
from handlers.notices import rendering, telegram
from handlers.notices.mail import compose_email
from handlers.wording.words import words_for
from tests import strict_mail
from tests.handlers.notices.letters import CHAT, FACTS, NOW, Page, received_letter, strict_letter
from tests.handlers.notices.test_letterhead import HOSTILE, TROUBLE
from tests.hostile_names import check_line


@pytest.mark.parametrize(
    "name", ["Mia\r\nBcc: everybody@example.org", "Mia\x00\x1b[2J", "Mia " * 100, "Миа 🙂", ""]
)
def test_a_name_cannot_write_headers(name: str) -> None:
    facts = FACTS | {"customer_name": name}
    letter = received_letter("request", facts=facts)
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
        screen, letter = telegram.screen(notice), strict_letter(notice)
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
    letter = strict_letter(rendering.compose("approved", facts, words_for("de"), None))
    assert len(letter.of_type("text/calendar")) == 1


def test_a_letter_passes_servers_that_take_seven_bits_and_short_lines() -> None:
    facts = FACTS | {"note": "ä" * 3000}
    words = words_for("de")
    notice = rendering.compose("booked", facts, words, None)
    raw = compose_email(notice, words, chat=CHAT, now=NOW).as_bytes()
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 998
