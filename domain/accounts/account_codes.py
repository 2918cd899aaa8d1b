"""Codes that are sent to a mailbox or a telephone, and show that it is somebody's.

A code has 50 bits of chance, is good once and for ten minutes, and only together with the word that
the asker was given: who reads it in the mail alone can do nothing with it, and who asked
without reading the mail neither. Of both a digest is kept, which gives away no code in ten minutes.
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
# For one mailbox, and for one place that asks, in an hour; and between two for one mailbox.
MOST_CODES: Final = 5
MOST_OF_ADDRESS: Final = 30
WITHIN: Final = timedelta(hours=1)
PAUSE: Final = timedelta(seconds=60)

# Without letters that are read as another (Crockford).
LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH: Final = 10
_MISREAD: Final = str.maketrans("OIL", "011", " -–\t\n")
LONGEST_TYPED: Final = 40


class Purpose(StrEnum):
    """What a code is for; the values are what the database stores."""

    REGISTER = "register"
    KNOWN = "known"  # to somebody with an account who was about to be given one: no code at all
    RECOVER = "recover"  # another password, or the end of a lock
    CONTACT = "contact"  # another mailbox, or telephone
    MOVED = "moved"  # to the old mailbox, that it is no longer used: no code at all


CODELESS: Final = frozenset({Purpose.KNOWN, Purpose.MOVED})


@dataclass(frozen=True, slots=True)
class CodeRequest:
    """What waits for its code. request: a digest of the word that goes with it. person_id: None for
    who is nobody yet. payload: what comes of it, JSON values. digests: of codes that are good."""

    id: int
    request: str
    purpose: Purpose
    identity: Identity
    person_id: int | None
    language: str | None
    payload: dict[str, Any]
    digests: tuple[str, ...]
    tries: int
    expires_at: datetime
    used_at: datetime | None

    def open(self, now: datetime) -> bool:
        """Whether a code for it could be good."""
        return self.used_at is None and self.tries < MOST_TRIES and now < self.expires_at


def normalize_code(code: str) -> str:
    """A code as people type it: small, in groups, with letters that are read as others."""
    return code[:LONGEST_TYPED].upper().translate(_MISREAD)


def format_code(code: str) -> str:
    """A code as people read it: in two groups."""
    half = LENGTH // 2
    return f"{code[:half]}-{code[half:]}"


def request_digest(request: str) -> str:
    """What is kept of the word that goes with a code."""
    return hashlib.sha256(request.encode("utf-8", "replace")).hexdigest()


def code_digest(request: str, code: str) -> str:
    """What is kept of a code. request: the digest of the word that goes with it."""
    return hashlib.sha256(f"{request}:{code}".encode("utf-8", "replace")).hexdigest()
