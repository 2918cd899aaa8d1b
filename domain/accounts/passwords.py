"""Which passwords are accepted: long enough and not easily guessed, with no rules about characters.

Every Unicode character counts as one. Two ways to type the same one are the same password.
"""

import unicodedata
from collections.abc import Collection
from typing import Final

from domain.accounts.account_refusals import BadPassword

LEAST: Final = 8
MOST: Final = 128
# Checked first: composed, a password may be four times as long, and no longer.
LONGEST_TYPED: Final = 4 * MOST
SHORTEST_OWN: Final = 4  # a shorter name is part of many words


def plain(password: str) -> str | None:
    """A password in the form that is compared; None if it cannot be one, however it came."""
    if len(password) > LONGEST_TYPED or not _readable(password):
        return None
    normal = unicodedata.normalize("NFKC", password)
    return normal if 0 < len(normal) <= MOST else None


def validate(password: str, *, common: Collection[str], own: Collection[str]) -> str:
    """A new password in the form that is compared. common: those that are tried first, in lower
    case. own: from what identifies the person and the business. Raises BadPassword."""
    if len(password) > LONGEST_TYPED:
        raise _bad("long")
    if not _readable(password):
        raise _bad("unreadable")
    normal = unicodedata.normalize("NFKC", password)
    if len(normal) < LEAST:
        raise _bad("short")
    if len(normal) > MOST:
        raise _bad("long")
    folded = normal.casefold()
    if folded in common or len(set(folded)) == 1:
        raise _bad("common")
    if folded in _spellings(own):
        raise _bad("own")
    return normal


def _spellings(own: Collection[str]) -> set[str]:
    """What people make of a name: as it is, without spaces, the part before the @, with a year."""
    words = {unicodedata.normalize("NFKC", one).casefold() for one in own}
    words |= {one.partition("@")[0] for one in words}
    words |= {one.replace(" ", "") for one in words}
    words = {one for one in words if len(one) >= SHORTEST_OWN}
    tails = ("1", "12", "123", "1234", "12345", "!")
    return words | {f"{one}{tail}" for one in words for tail in tails} | {one * 2 for one in words}


def _readable(password: str) -> bool:
    return not any(unicodedata.category(c) in ("Cc", "Cs") for c in password)


def _bad(reason: str) -> BadPassword:
    return BadPassword(reason, LEAST, MOST)
