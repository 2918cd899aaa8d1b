"""Codes sent to a mailbox or phone to prove that it belongs to somebody.

A code has 50 bits of entropy and works once, for ten minutes, and only together with the word given
to whoever asked: reading the mail alone is no use, nor is asking without reading the mail. Only
digests of both are kept, which give away no code in ten minutes.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from domain.accounts.identity import Identity

VALID: Final = timedelta(minutes=10)
KEPT: Final = timedelta(days=1)
MOST_TRIES: Final = 5
# Per mailbox and per network that asks, in an hour; and the pause between two for one mailbox.
MOST_CODES: Final = 5
MOST_OF_ADDRESS: Final = 30
WITHIN: Final = timedelta(hours=1)
PAUSE: Final = timedelta(seconds=60)

# Without letters that are easily misread (Crockford).
LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH: Final = 10
_MISREAD: Final = str.maketrans("OIL", "011", " -–\t\n")
LONGEST_TYPED: Final = 40


class CodePurpose(StrEnum):
    """What a code is for; the values are what the database stores."""

    REGISTER = "register"
    KNOWN = "known"  # to somebody who already has an account: no code at all
    RECOVER = "recover"  # a new password, or the end of a lock
    CONTACT = "contact"  # a new mailbox or phone
    MOVED = "moved"  # to the old mailbox, that it is no longer used: no code at all


CODELESS: Final = frozenset({CodePurpose.KNOWN, CodePurpose.MOVED})


@dataclass(frozen=True, slots=True)
class CodeRequest:
    """A request that waits for its code. request: a digest of the word that goes with it.
    person_id: None if the account does not exist yet. payload: what comes of it, JSON values.
    digests: of the codes that are valid."""

    id: int
    request: str
    purpose: CodePurpose
    identity: Identity
    person_id: int | None
    language: str | None
    payload: dict[str, Any]
    digests: tuple[str, ...]
    tries: int
    expires_at: datetime
    used_at: datetime | None

    def open(self, now: datetime) -> bool:
        """Whether it can still be redeemed."""
        return self.used_at is None and self.tries < MOST_TRIES and now < self.expires_at


def normalize_code(code: str) -> str:
    """A code as people type it: in lower case, in groups, with misread letters."""
    return code[:LONGEST_TYPED].upper().translate(_MISREAD)


def format_code(code: str) -> str:
    """A code as people read it: in two groups."""
    half = LENGTH // 2
    return f"{code[:half]}-{code[half:]}"


def request_digest(request: str) -> str:
    """What is stored of the word that goes with a code."""
    return hashlib.sha256(request.encode("utf-8", "replace")).hexdigest()


def code_digest(request: str, code: str) -> str:
    """What is stored of a code. request: the digest of the word that goes with it."""
    return hashlib.sha256(f"{request}:{code}".encode("utf-8", "replace")).hexdigest()
