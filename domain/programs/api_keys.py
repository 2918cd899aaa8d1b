"""API keys, given out by an admin: what each may do, in parts with plain names.

A key acts as the admin who made it, and never more than they may; keys of a former admin do not
work.
"""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from domain.programs.scopes import FOR_KEYS, Scope
from domain.refusals import Refusal

MARK: Final = "cbk_"
"""How every key begins, so that people and leaked-secret scanners recognise one."""
BYTES: Final = 32  # of entropy in a key
LONGEST_NAME: Final = 60
SHOWN: Final = 8  # characters that tell one from another
MOST: Final = 50  # valid ones, for the whole business
# The order is part of old buttons: new ones go last.
SUBJECTS: Final = (
    "bookings",
    "calendar",
    "catalogue",
    "people",
    "reports",
    "business",
    "notifications",
    "webhooks",
    "roles",
)
_LEVELS: Final = 3  # nothing, read, read and change


@dataclass(unsafe_hash=True)
class TooManyKeys(Refusal, code="too_many_keys"):
    """Too many keys are valid for anybody to know what uses them. most: how many there may be."""

    most: int


@dataclass(unsafe_hash=True)
class NoScopes(Refusal, code="no_scopes"):
    """A key has to allow something."""


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key that was given out. prefix: how it begins. scopes: in the order of `FOR_KEYS`.

    person_id, person: whose it is. last_used_at: to the minute, None if never. Instants are UTC.
    """

    id: int
    name: str
    prefix: str
    scopes: tuple[Scope, ...]
    person_id: int
    person: str
    created_at: datetime
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None


def new_key() -> str:
    """A key that was never given out."""
    return MARK + secrets.token_urlsafe(BYTES)


def looks_like_key(token: str) -> bool:
    """Whether it looks like a key, by its prefix."""
    return token.startswith(MARK)


def digest_of(token: str) -> bytes:
    """What is stored of a key. It is as long as a digest and random: nobody can guess it, however
    fast hashing is."""
    return hashlib.sha256(token.encode()).digest()


def grantable_scopes(scopes: Iterable[Scope]) -> tuple[Scope, ...]:
    """Those that a key can have, each once. Raises NoScopes if there are none."""
    requested_scopes = frozenset(scopes)
    grants = tuple(scope for scope in FOR_KEYS if scope in requested_scopes)
    if not grants:
        raise NoScopes
    return grants


def of_subject(subject: str) -> tuple[Scope, ...]:
    """The scopes of a subject: to read it, and to change it, if there are both."""
    return tuple(scope for scope in FOR_KEYS if scope.value.partition(":")[0] == subject)


def level_of(scopes: Iterable[Scope], subject: str) -> int:
    """How much of a subject they allow: 0 for nothing, 1 to read, 2 also to change it."""
    mine = [scope.value for scope in scopes if scope in of_subject(subject)]
    return max((2 if value.endswith(":write") else 1 for value in mine), default=0)


def scopes_of(number: int) -> tuple[Scope, ...]:
    """The scopes encoded in a button's number: one digit per subject."""
    scopes: list[Scope] = []
    for subject in SUBJECTS:
        number, level = divmod(number, _LEVELS)
        scopes += of_subject(subject)[:level]
    return tuple(scopes)


def with_next_level(number: int, place: int) -> int:
    """The number with the subject at this place one level up; after the last level, none."""
    weight: int = _LEVELS**place
    level = number // weight % _LEVELS
    following = (level + 1) % (len(of_subject(SUBJECTS[place])) + 1)
    return number + (following - level) * weight


def in_bounds(number: int) -> int:
    """The number if it is valid, else 0."""
    return number if 0 <= number < _LEVELS ** len(SUBJECTS) else 0
