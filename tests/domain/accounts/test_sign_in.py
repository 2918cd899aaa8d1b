"""How long a sign-in lasts, and what a token is to it that a device shows."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from domain.accounts.sign_in import (
    FRESH,
    GRACE,
    IDLE,
    LONGEST_ADDRESS,
    LONGEST_AGENT,
    LONGEST_CHAIN,
    LONGEST_ID,
    LONGEST_NAME,
    Device,
    Method,
    RefreshToken,
    SignIn,
    TokenStatus,
    clip,
    is_fresh,
    same_device,
)

NOW = datetime(2031, 5, 5, 7, tzinfo=UTC)
SECOND = timedelta(seconds=1)
SECRET = b"of the family"
CHAIN = [RefreshToken(7, 0, "a" * 43)]
for _ in range(4):
    CHAIN.append(CHAIN[-1].successor(SECRET))
PHONE, OTHER = Device("phone"), Device("other")


def signed_in(generation: int) -> SignIn:
    """As a device is whose newest token is of this generation."""
    return SignIn(
        id=7,
        person_id=1,
        device=PHONE,
        method=Method.PASSWORD,
        created_at=NOW,
        used_at=NOW,
        expires_at=NOW + 2 * IDLE,
        ended_at=None,
        ending=None,
        secret=SECRET,
        digest=CHAIN[generation].digest(),
        before=None,
        generation=generation,
        renewed_at=NOW,
    )


def test_a_sign_in_lives_while_it_is_used_and_no_longer_than_it_may() -> None:
    one = signed_in(0)
    assert one.lives(NOW + IDLE - SECOND)
    assert not one.lives(NOW + IDLE)
    used = replace(one, used_at=one.expires_at - SECOND)
    assert used.lives(one.expires_at - SECOND)
    assert not used.lives(one.expires_at)
    assert not replace(one, ended_at=NOW).lives(NOW)


def test_who_has_just_shown_who_they_are_need_not_again() -> None:
    assert is_fresh(NOW, NOW + FRESH - SECOND)
    assert not is_fresh(NOW, NOW + FRESH)


@pytest.mark.parametrize(
    ("why", "token", "newest", "device", "after", "shown"),
    [
        ("the newest", CHAIN[3], 3, OTHER, IDLE, TokenStatus.NEWEST),
        ("whose answer was lost", CHAIN[2], 3, PHONE, GRACE - SECOND, TokenStatus.AGAIN),
        ("too late for that", CHAIN[2], 3, PHONE, GRACE, TokenStatus.REUSED),
        ("from another device", CHAIN[2], 3, OTHER, SECOND, TokenStatus.REUSED),
        ("spent long ago", CHAIN[1], 3, PHONE, SECOND, TokenStatus.REUSED),
        ("the first of all", CHAIN[0], 4, PHONE, SECOND, TokenStatus.REUSED),
        ("made up", replace(CHAIN[2], secret="b" * 43), 3, PHONE, SECOND, TokenStatus.FOREIGN),
        ("newer than the newest", CHAIN[4], 3, PHONE, SECOND, TokenStatus.FOREIGN),
        ("as if it were", replace(CHAIN[3], generation=4), 3, PHONE, SECOND, TokenStatus.FOREIGN),
    ],
)
def test_what_a_token_is_to_its_sign_in(
    why: str, token: RefreshToken, newest: int, device: Device, after: timedelta, shown: TokenStatus
) -> None:
    assert token.shown_to(signed_in(newest), device, NOW + after) is shown, why


def test_a_chain_is_followed_as_far_as_one_can_be() -> None:
    last = CHAIN[0]
    for _ in range(LONGEST_CHAIN):
        last = last.successor(SECRET)
    newest = replace(signed_in(0), generation=LONGEST_CHAIN, digest=last.digest())
    assert CHAIN[0].shown_to(newest, PHONE, NOW) is TokenStatus.REUSED
    further = replace(newest, generation=LONGEST_CHAIN + 1, digest=last.successor(SECRET).digest())
    assert CHAIN[0].shown_to(further, PHONE, NOW) is TokenStatus.FOREIGN


def test_a_successor_follows_from_the_token_and_the_secret_of_its_family_alone() -> None:
    first = CHAIN[0]
    assert first.successor(SECRET) == CHAIN[1]
    assert (CHAIN[1].sign_in_id, CHAIN[1].generation) == (7, 1)
    assert first.successor(b"another").secret != CHAIN[1].secret
    assert first.digest() == sha256(first.secret.encode()).hexdigest()
    # As of the first version: tokens of before go on after a deployment.
    assert CHAIN[1].secret == "98epOIP8TR6XLUVbirV46bkAju6CJtqAAqEWJ9AEXi8"


def test_a_token_is_read_as_it_is_written_and_nothing_else_is_one() -> None:
    for token in (*CHAIN, RefreshToken(10**17, 999_999, "-_" * 21 + "Z")):
        assert RefreshToken.read(str(token)) == token
    secret = "a" * 43
    for text in (
        *("", f"0.0.{secret}", f"01.0.{secret}", f"1.00.{secret}", f"{10**18}.0.{secret}"),
        *(f"1.1000000.{secret}", f"1.0.{secret}a", f"1.0.{secret[1:]}", f"1.0.{secret[1:]}+"),
        *(f" 1.0.{secret}", f"1.0.{secret}\n", f"1-0.{secret}", f"-1.0.{secret}"),
    ):
        assert RefreshToken.read(text) is None, text


@pytest.mark.parametrize(
    ("known", "shown", "same"),
    [
        (PHONE, Device("phone", agent="another"), True),
        (PHONE, OTHER, False),
        (PHONE, Device(), False),
        (Device(), PHONE, False),
        (Device(agent="Firefox"), Device(agent="Firefox", address="::1"), True),
        (Device(agent="Firefox"), Device(agent="curl"), False),
        (Device("phöne"), Device("phöne"), True),
    ],
)
def test_a_device_is_known_by_the_name_it_gave_itself_else_by_what_it_is(
    known: Device, shown: Device, same: bool
) -> None:
    assert same_device(known, shown) is same


def test_what_a_device_says_of_itself_is_kept_on_one_line_and_short() -> None:
    long = "x" * 900
    device = Device(long, long, long, long)
    assert [len(one or "") for one in (device.installation, device.name)] == [
        LONGEST_ID,
        LONGEST_NAME,
    ]
    assert [len(one or "") for one in (device.address, device.agent)] == [
        LONGEST_ADDRESS,
        LONGEST_AGENT,
    ]
    assert clip(None, 9) is None
    assert clip(" \0\n ", 9) is None
    assert clip("My\0 old\n\nphone ", 80) == "My old phone"
    # What is looked at has an end, too, before what cannot be seen is left out.
    assert clip(" " * 15 + "x", 4) == "x"
    assert clip(" " * 16 + "x", 4) is None
