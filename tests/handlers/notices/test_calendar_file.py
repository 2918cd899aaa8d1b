"""Calendar files: RFC 5545 to the letter, whatever the session is called."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings

from domain.text import names
from handlers.notices.calendar_file import calendar_file
from handlers.wording.words import words_for
from tests.handlers.notices.letters import NOW, SESSION
from tests.handlers.notices.test_letterhead import HOSTILE, TROUBLE
from tests.hostile_names import check_label

CALENDAR = ["BEGIN", "VERSION", "PRODID", "METHOD", "BEGIN"]
EVENT = {
    *("UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "STATUS"),
    *("LOCATION", "END"),
}
_LINE = re.compile(r"([A-Z-]+)(?:;[A-Z]+=[A-Za-z0-9-]+)*:(.*)", re.DOTALL)
_ESCAPED = re.compile(r"\\([\\;,nN])")


def properties(raw: bytes) -> dict[str, str]:
    """The properties of the one event, unescaped, by a strict reader of bytes."""
    assert raw.endswith(b"\r\n")
    assert raw.count(b"\r") == raw.count(b"\n") == raw.count(b"\r\n")
    for folded in raw.split(b"\r\n"):
        assert len(folded) <= 75, folded
        folded.decode("utf-8")  # no fold inside of a character
    lines = raw.replace(b"\r\n ", b"").decode().split("\r\n")[:-1]
    pairs = []
    for line in lines:
        assert not re.search("[\x00-\x1f\x7f\x85\u2028\u2029]", line), ascii(line)
        parts = _LINE.fullmatch(line)
        assert parts, line
        pairs.append((parts[1], parts[2]))
    kinds = [kind for kind, _ in pairs]
    start = kinds.index("BEGIN", 1)
    assert sorted(kinds[: start + 1]) == sorted(CALENDAR)
    assert kinds[-1] == "END"
    event = dict(pairs[start + 1 : -1])
    assert len(event) == len(pairs) - start - 2, "a property that stands there twice"
    assert event.keys() == EVENT
    for value in event.values():
        assert not re.search(r"(?<!\\)(?:\\\\)*[;,]", value), value
    return {kind: _ESCAPED.sub(r"\1", value) for kind, value in event.items()}


def check(typed: str) -> None:
    session = replace(SESSION, service_title=typed, coach_name=typed, place=typed)
    event = properties(calendar_file(session, words_for("en"), NOW))
    shown = names.one_line(typed)
    assert event["SUMMARY"] == f"{shown or 'Session'} · {shown or 'Coach'}"
    assert event["UID"] == "K7M2QX-12@coachbook"
    check_label(event["SUMMARY"])
    if typed:
        assert event["LOCATION"] == (shown or "not named")


@pytest.mark.parametrize("typed", [typed for typed in HOSTILE.values() if typed])
def test_whatever_a_session_is_called_its_file_has_these_properties_and_no_other(
    typed: str,
) -> None:
    check(typed)


@settings(deadline=None)
@given(TROUBLE)
def test_no_text_breaks_a_file(typed: str) -> None:
    check(typed)


def test_what_a_file_says_is_escaped_and_folded() -> None:
    title = "Deep; talk, \\n BEGIN:VEVENT " + "ü" * 60
    event = properties(calendar_file(replace(SESSION, service_title=title), words_for("en"), NOW))
    assert event["SUMMARY"] == f"{title} · Anna Berg"
