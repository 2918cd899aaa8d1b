"""Codes that come by mail: how long they are good, and how people type them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from domain.accounts.account_codes import (
    CODELESS,
    LENGTH,
    LETTERS,
    LONGEST_TYPED,
    MOST_TRIES,
    VALID,
    CodePurpose,
    CodeRequest,
    code_digest,
    format_code,
    normalize_code,
    request_digest,
)
from domain.accounts.identity import Identity

NOW = datetime(2031, 5, 5, 7, tzinfo=UTC)
ASKED = CodeRequest(
    1,
    "",
    CodePurpose.RECOVER,
    Identity.email("mia@example.org"),
    2,
    None,
    {},
    (),
    0,
    NOW + VALID,
    None,
)


def test_a_code_is_good_for_ten_minutes_a_few_tries_and_once() -> None:
    assert ASKED.open(NOW + VALID - timedelta(seconds=1))
    assert not ASKED.open(NOW + VALID)
    assert replace(ASKED, tries=MOST_TRIES - 1).open(NOW)
    assert not replace(ASKED, tries=MOST_TRIES).open(NOW)
    assert not replace(ASKED, used_at=NOW).open(NOW)


@pytest.mark.parametrize(
    "as_typed", ["7k1m0-pq9x1", " 7KIMO PQ9XL", "7K1M0–PQ9X1\n", "7k\t1mo-pq9xi"]
)
def test_a_code_is_the_same_however_it_is_typed(as_typed: str) -> None:
    assert normalize_code(as_typed) == "7K1M0PQ9X1"
    assert normalize_code(format_code("7K1M0PQ9X1")) == "7K1M0PQ9X1"


def test_a_code_is_shown_in_two_groups_and_read_no_further_than_one_is_long() -> None:
    assert format_code("7K1M0PQ9X1") == "7K1M0-PQ9X1"
    assert len("7K1M0PQ9X1") == LENGTH
    assert normalize_code("A" * 900) == "A" * LONGEST_TYPED
    assert len(set(LETTERS)) == 32
    assert not set("ILOU") & set(LETTERS)


def test_what_is_kept_are_digests_whatever_was_typed() -> None:
    assert request_digest("word") == sha256(b"word").hexdigest()
    assert code_digest("r", "7K1M0PQ9X1") == sha256(b"r:7K1M0PQ9X1").hexdigest()
    assert request_digest("\ud800") == sha256(b"?").hexdigest()
    assert code_digest("r", "\ud800") == sha256(b"r:?").hexdigest()


def test_what_only_tells_something_has_no_code() -> None:
    assert {CodePurpose.KNOWN, CodePurpose.MOVED} == CODELESS
