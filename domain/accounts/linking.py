"""Codes by which an account and a chat are shown to be one person's.

A person signed in to an account is given a code there, and types it in the chat, or opens it there
as a link; or it is shown in the chat and typed into the app. It is worth nothing soon: after it was
used, after another was made, or after some minutes. It is kept as a digest alone.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from domain.accounts.link_refusals import LinkCodeExpired, LinkCodeUsed

VALID: Final = timedelta(minutes=10)
LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that is read as another
LENGTH: Final = 8  # 39 bits of chance
MOST_WRONG: Final = 5  # codes by one person in `VALID`
_PREFIX: Final = "l_"
_BETWEEN: Final = str.maketrans("", "", " -\N{EN DASH}\N{NON-BREAKING HYPHEN}\N{NO-BREAK SPACE}")


@dataclass(frozen=True, slots=True)
class LinkCode:
    """A code that somebody has. person_id: whose. from_chat: it was shown in the chat, and is for
    an account; else the other way round. expires_at: UTC. used_by: the person who typed it."""

    id: int
    person_id: int
    from_chat: bool
    expires_at: datetime
    used_by: int | None = None

    def check(self, now: datetime) -> None:
        """Raise LinkCodeUsed or LinkCodeExpired unless it is good."""
        if self.used_by is not None:
            raise LinkCodeUsed
        if now >= self.expires_at:
            raise LinkCodeExpired


@dataclass(frozen=True, slots=True)
class Tries:
    """Wrong codes that somebody has typed, from the first of them on."""

    since: datetime
    wrong: int

    def waits_until(self, now: datetime) -> datetime | None:
        """Until when they may type no other, None where they may."""
        until = self.since + VALID
        return until if self.wrong >= MOST_WRONG and now < until else None


def plain(text: str) -> str | None:
    """The code as it is compared, of what was text: `k7xm-2pq9`. None for what is no code."""
    code = text.translate(_BETWEEN).upper()
    return code if len(code) == LENGTH and set(code) <= set(LETTERS) else None


def format_code(code: str) -> str:
    """As it is read: K7XM-2PQ9."""
    return f"{code[:4]}-{code[4:]}"


def payload(code: str) -> str:
    """What a link to the chat has after its `start=`."""
    return f"{_PREFIX}{code}"


def code_of(payload: str) -> str | None:
    """The code of such a link, None for any other."""
    text = payload.strip()
    return plain(text.removeprefix(_PREFIX)) if text.startswith(_PREFIX) else None


def digest(code: str) -> str:
    """What is kept of a code."""
    return hashlib.sha256(code.encode()).hexdigest()
