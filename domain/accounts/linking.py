"""Codes that prove an account and a chat belong to the same person.

A person signed in to an account gets a code there and types it in the chat, or opens it there as a
link; or they get it in the chat and type it into the app. It ends once used, once another is made,
or after some minutes. Only its digest is stored.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from domain.accounts.link_refusals import LinkCodeExpired, LinkCodeUsed

VALID: Final = timedelta(minutes=10)
LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that is easily misread
LENGTH: Final = 8  # 39 bits of entropy
MOST_WRONG: Final = 5  # codes by one person in `VALID`
_PREFIX: Final = "l_"
_BETWEEN: Final = str.maketrans("", "", " -\N{EN DASH}\N{NON-BREAKING HYPHEN}\N{NO-BREAK SPACE}")


@dataclass(frozen=True, slots=True)
class LinkCode:
    """A code somebody holds. person_id: whose. from_chat: it was shown in the chat, for an account;
    else the other way round. expires_at: UTC. used_by: the person who typed it."""

    id: int
    person_id: int
    from_chat: bool
    expires_at: datetime
    used_by: int | None = None

    def check(self, now: datetime) -> None:
        """Raise LinkCodeUsed or LinkCodeExpired unless it is valid."""
        if self.used_by is not None:
            raise LinkCodeUsed
        if now >= self.expires_at:
            raise LinkCodeExpired


@dataclass(frozen=True, slots=True)
class CodeTries:
    """Wrong codes somebody has typed, since the first of them."""

    since: datetime
    wrong: int

    def waits_until(self, now: datetime) -> datetime | None:
        """Until when they may not try again, None if they may."""
        until = self.since + VALID
        return until if self.wrong >= MOST_WRONG and now < until else None


def plain(text: str) -> str | None:
    """The code as it is compared, from typed text: `k7xm-2pq9`. None if it is no code."""
    code = text.translate(_BETWEEN).upper()
    return code if len(code) == LENGTH and set(code) <= set(LETTERS) else None


def format_code(code: str) -> str:
    """As people read it: K7XM-2PQ9."""
    return f"{code[:4]}-{code[4:]}"


def payload(code: str) -> str:
    """What follows `start=` in a link to the chat."""
    return f"{_PREFIX}{code}"


def code_of(payload: str) -> str | None:
    """The code in such a link, None for any other."""
    text = payload.strip()
    return plain(text.removeprefix(_PREFIX)) if text.startswith(_PREFIX) else None


def digest(code: str) -> str:
    """What is stored of a code."""
    return hashlib.sha256(code.encode()).hexdigest()
