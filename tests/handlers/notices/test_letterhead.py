"""Mail headers: what somebody typed is their text, and nothing else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.notices.letterhead import Mailbox, mailbox_header, own_header, text_header
from tests import strict_mail
from tests.hostile_names import EVERY

DESK = "desk@example.org"
HOSTILE: dict[str, str] = {
    **EVERY,
    "a header in an encoded word": "=?utf-8?q?a=0D=0AReply-To:_q@evil.example?=",
    "a body in an encoded word": "=?utf-8?b?YQ0KDQo8aDE+?=",
    "an encoded word in Latin letters": "=?iso-8859-1?q?=FC?= =?us-ascii?q?x?=",
    "half an encoded word": "=?utf-8?q?",
    "the rest of one": "?= =?",
    "line breaks": "Mia\r\nBcc: everybody@example.org\r\n\r\n<h1>",
    "a lone carriage return": "Mia\rBcc: everybody@example.org",
    "a lone line feed": "Mia\nBcc: everybody@example.org",
    "a folded line": "Mia\r\n Bcc: everybody@example.org",
    "other line breaks": "Mia\u2028Bcc: a\u2029b\x85c\x0bd\x0ce",
    "a mailbox": '"Desk" <root@evil.example>, you@evil.example',
    "a group": "all: a@evil.example, b@evil.example;",
    "a comment": "Mia (the one) \\",
    "quotes": "Mia \"the knee\" 'Keller'",
    "a long word": "x" * 1500,
    "a word just too long to fold": "y" * 76,
    "a long word of wide letters": "ß" * 400 + "\U0001f600" * 100,
    "spaces": "  two  spaces  ",
    "a tab": "a\tb",
    "colons": "Subject: hello",
}
TROUBLE = st.lists(
    st.one_of(
        st.characters(exclude_categories=["Cs"]),
        st.sampled_from('=?utf-8bq_ \t\r\n<>@,:;\\"()[]'),
        st.sampled_from(["=?utf-8?q?", "?=", "\r\n", "\0"]),
    ),
    min_size=1,
    max_size=120,
).map("".join)


def head_of(header: str) -> dict[str, str]:
    """The header, as the strict reader unfolds it."""
    raw = header + "Content-Type: text/plain\r\nContent-Transfer-Encoding: 7bit\r\n\r\n"
    expected = {header.partition(":")[0]} | strict_mail.PART
    return strict_mail._part(raw.encode("ascii"), expected).headers


def check(text: str) -> None:
    plain = text.encode("utf-8", "replace").decode()
    assert strict_mail.unstructured(head_of(text_header("Subject", text))["Subject"]) == plain
    for name in ("From", "To"):
        written = head_of(mailbox_header(name, Mailbox(DESK, text)))
        assert strict_mail.mailbox(written[name]) == (plain, DESK)


@pytest.mark.parametrize("text", [text for text in HOSTILE.values() if text])
def test_a_header_is_decoded_to_what_was_typed(text: str) -> None:
    check(text)


@settings(deadline=None)
@given(TROUBLE)
def test_any_text_comes_out_as_it_went_in(text: str) -> None:
    check(text)


def test_what_needs_no_code_stays_readable_and_is_folded_between_words() -> None:
    assert text_header("Subject", "Anna Berg has moved it") == "Subject: Anna Berg has moved it\r\n"
    long = text_header("Subject", "seven " * 20 + "end")
    assert long.startswith("Subject: seven seven")
    assert all(len(line) <= 76 for line in long.split("\r\n"))
    assert mailbox_header("From", Mailbox(DESK, "Northside Desk")) == (
        "From: Northside Desk <desk@example.org>\r\n"
    )
    assert mailbox_header("To", Mailbox(DESK)) == "To: desk@example.org\r\n"
    assert text_header("Subject", "") == "Subject: \r\n"


@pytest.mark.parametrize(
    "address",
    [
        "mia@example.org\r\nBcc: you@evil.example",
        "mia@example.org, you@evil.example",
        "mia@example.org>, <you@evil.example",
        "=?utf-8?q?a=0D=0AReply-To:_q?=@example.org",
        "mia @example.org",
        "mia@",
        "@example.org",
        "mia@.org",
        "mia@exämple.org",
        "mia@example.org\n",
        "mia\0@example.org",
        '"mia keller"@example.org',
        "m" * 250 + "@example.org",
        "",
    ],
)
def test_what_is_no_plain_address_is_no_mailbox(address: str) -> None:
    with pytest.raises(ValueError, match="no address"):
        Mailbox(address)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (DESK, ""),
        (f"<{DESK}>", ""),
        (f" Desk  <{DESK}> ", "Desk"),
        (f"Süd & Co, Berlin <{DESK}>", "Süd & Co, Berlin"),
        (f'"Süd, \\"Co\\"" <{DESK}>', 'Süd, "Co"'),
        (f"a@b.example <{DESK}>", "a@b.example"),
        (f"=?utf-8?q?=0D=0A?= <{DESK}>", "=?utf-8?q?=0D=0A?="),
        (f"Desk\r\nBcc: x <{DESK}>", "Desk\r\nBcc: x"),
    ],
)
def test_a_sender_is_read_with_its_name_as_text(text: str, name: str) -> None:
    assert Mailbox.of(text) == Mailbox(DESK, name)


def test_what_we_write_ourselves_is_plain_or_refused() -> None:
    assert own_header("Date", "Mon, 4 May 2026") == "Date: Mon, 4 May 2026\r\n"
    for value in ("a\r\nBcc: b", "ä", "", " a"):
        with pytest.raises(ValueError, match="no plain text"):
            own_header("Date", value)
