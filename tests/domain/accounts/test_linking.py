"""Codes that link an account and a chat: how they are typed, and when they are good no longer."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from domain.accounts.link_refusals import LinkCodeExpired, LinkCodeUsed
from domain.accounts.linking import (
    MOST_WRONG,
    VALID,
    CodeTries,
    LinkCode,
    code_of,
    digest,
    format_code,
    payload,
    plain,
)

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "typed", ["K7XM2PQ9", "k7xm-2pq9", " K7XM 2PQ9 ", "k7xm–2pq9", "K-7-X-M2PQ9"]
)
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert plain(typed) == "K7XM2PQ9"
    assert plain(format_code("K7XM2PQ9")) == "K7XM2PQ9"


@pytest.mark.parametrize("typed", ["", "K7XM2PQ", "K7XM2PQ99", "K7XM2PQ0", "Ж7XM2PQ9", "K7XM2PQ\0"])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert plain(typed) is None


def test_a_link_leads_to_its_code_and_to_no_other() -> None:
    assert code_of(payload("K7XM2PQ9")) == "K7XM2PQ9"
    assert code_of(" l_k7xm2pq9\n") == "K7XM2PQ9"
    assert code_of("j_K7XM2PQ9") is None
    assert code_of("K7XM2PQ9") is None
    assert code_of("l_nonsense") is None


def test_a_code_is_good_for_its_minutes_and_once() -> None:
    code = LinkCode(1, 2, False, NOW + VALID)
    code.check(NOW + VALID - timedelta(seconds=1))
    with pytest.raises(LinkCodeExpired):
        code.check(NOW + VALID)
    with pytest.raises(LinkCodeUsed):
        LinkCode(1, 2, False, NOW + VALID, used_by=3).check(NOW)


def test_of_a_code_a_digest_is_kept() -> None:
    assert digest("K7XM2PQ9") == sha256(b"K7XM2PQ9").hexdigest()


def test_whoever_guesses_waits() -> None:
    assert CodeTries(NOW, MOST_WRONG - 1).waits_until(NOW) is None
    assert CodeTries(NOW, MOST_WRONG).waits_until(NOW + timedelta(minutes=9)) == NOW + VALID
    assert CodeTries(NOW, MOST_WRONG).waits_until(NOW + VALID) is None
