"""Who is signed in, from which device, and for how long.

A sign-in is what others call a session: one device of one person, as long as it lasts. Its access
tokens live for minutes and are checked in the database each time; it is renewed by a chain of
tokens, each of which works once:

    first token → its successor → the successor of that → …

A successor is derived from the spent token and a secret of the sign-in. So a device that missed the
answer gets the very same one again, and neither token is stored anywhere: the row has the secret
and the digests of the newest two, from which no token can be derived.
"""

import hashlib
import hmac
import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

ACCESS: Final = timedelta(minutes=15)  # an access token's life
IDLE: Final = timedelta(days=30)  # without being renewed
LONGEST: Final = timedelta(days=90)  # however often it is renewed
KEPT: Final = timedelta(days=90)  # after its end, for those who check where they were signed in
# A device that missed the answer gets the same successor again within this.
GRACE: Final = timedelta(seconds=60)
# How long it counts that somebody has shown who they are.
FRESH: Final = timedelta(minutes=10)
MOST: Final = 20  # per person; the least recently used makes room
LONGEST_CHAIN: Final = 10_000  # more than it can be renewed in its life

LONGEST_NAME: Final = 80
LONGEST_AGENT: Final = 200
LONGEST_ID: Final = 80
LONGEST_ADDRESS: Final = 64
_TOKEN: Final = re.compile(r"([1-9][0-9]{0,17})\.(0|[1-9][0-9]{0,5})\.([A-Za-z0-9_-]{43})")


class Method(StrEnum):
    """How somebody has shown who they are; the values are what the database stores."""

    PASSWORD = "password"
    CODE = "code"  # sent to their mailbox or phone
    TELEGRAM = "telegram"  # by Telegram's own sign-in
    APP = "app"  # in a Mini App, which Telegram says they opened
    CHAT = "chat"  # by a code from our chat


class SignOutReason(StrEnum):
    """Why a sign-in has ended."""

    SIGNED_OUT = "signed_out"
    ENDED = "ended"  # by its owner, from elsewhere
    NOT_ME = "not_me"  # by its owner, who does not recognise it
    BY_TEAM = "by_team"
    REUSED = "reused"  # a spent token came back
    PASSWORD = "password"  # it was changed
    CONTACT = "contact"  # the mailbox or phone was changed
    REPLACED = "replaced"  # the same device signed in again
    TOO_MANY = "too_many"


class LoginEventKind(StrEnum):
    """A line of the log that people can read of their account."""

    REGISTERED = "registered"
    SIGNED_IN = "signed_in"
    WRONG = "wrong"  # a password or a code
    LOCKED = "locked"
    UNLOCKED = "unlocked"
    RENEWED_TWICE = "renewed_twice"  # a spent token came back
    PASSWORD = "password"  # set or changed
    CONTACT = "contact"  # a mailbox or phone was shown to be theirs
    ENDED = "ended"  # a device was signed out


@dataclass(frozen=True, slots=True)
class Device:
    """The device that asks, as it describes itself. installation: a random name that an app gives
    itself once.

    name: what its owner calls it. address: where the request came from. agent: its User-Agent.
    """

    installation: str | None = None
    name: str | None = None
    address: str | None = None
    agent: str | None = None

    def __post_init__(self) -> None:
        for field, most in _BOUNDS.items():
            object.__setattr__(self, field, clip(getattr(self, field), most))


_BOUNDS: Final = {
    "installation": LONGEST_ID,
    "name": LONGEST_NAME,
    "address": LONGEST_ADDRESS,
    "agent": LONGEST_AGENT,
}


def clip(text: str | None, most: int) -> str | None:
    """On one line, without what cannot be stored, at most `most` long; None if nothing is left."""
    if text is None:
        return None
    plain = "".join(c if c.isprintable() else " " for c in text[: 4 * most])
    return " ".join(plain.split())[:most] or None


@dataclass(frozen=True, slots=True)
class SignIn:
    """A device of a person that is signed in, or was. Instants are UTC.

    secret, digest, before: what its tokens are checked against: the family's secret, the digest of
    the newest token and of the one before it, which was spent at `renewed_at`. generation: how
    often it was renewed. expires_at: whatever happens.
    """

    id: int
    person_id: int
    device: Device
    method: Method
    created_at: datetime
    used_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    ending: SignOutReason | None
    secret: bytes
    digest: str
    before: str | None
    generation: int
    renewed_at: datetime

    def lives(self, now: datetime) -> bool:
        return self.ended_at is None and now < self.expires_at and now < self.used_at + IDLE


def is_fresh(since: datetime, now: datetime) -> bool:
    """Whether somebody has shown recently who they are."""
    return now < since + FRESH


class TokenStatus(StrEnum):
    """What a token is to its sign-in."""

    NEWEST = "newest"
    AGAIN = "again"  # just spent by the same device, which missed the answer
    REUSED = "reused"  # spent, and still in somebody's hands
    FOREIGN = "foreign"  # not one of its tokens at all


@dataclass(frozen=True, slots=True)
class RefreshToken:
    """What renews a sign-in: its id, its generation, and 256 random bits."""

    sign_in_id: int
    generation: int
    secret: str

    @classmethod
    def read(cls, text: str) -> "RefreshToken | None":
        """The token in this text; None for anything else."""
        match = _TOKEN.fullmatch(text)
        return cls(int(match[1]), int(match[2]), match[3]) if match else None

    def __str__(self) -> str:
        return f"{self.sign_in_id}.{self.generation}.{self.secret}"

    def digest(self) -> str:
        """What is stored of it. A salt would not make 256 bits harder to guess."""
        return hashlib.sha256(self.secret.encode()).hexdigest()

    def successor(self, secret: bytes) -> "RefreshToken":
        """The next of its family. secret: the family's."""
        step = hmac.digest(secret, self.secret.encode(), "sha256")
        following = urlsafe_b64encode(step).decode().rstrip("=")
        return RefreshToken(self.sign_in_id, self.generation + 1, following)

    def shown_to(self, sign_in: SignIn, device: Device, now: datetime) -> TokenStatus:
        """What it is to a sign-in, shown by this device. A forged one ends no sign-in: the newest
        follows from any that was spent, however long ago, and nobody can make that up."""
        behind = sign_in.generation - self.generation
        if not 0 <= behind <= LONGEST_CHAIN:
            return TokenStatus.FOREIGN
        last = self
        for _ in range(behind):
            last = last.successor(sign_in.secret)
        if not hmac.compare_digest(last.digest(), sign_in.digest):
            return TokenStatus.FOREIGN
        if behind == 0:
            return TokenStatus.NEWEST
        just_now = behind == 1 and now < sign_in.renewed_at + GRACE
        return (
            TokenStatus.AGAIN
            if just_now and same_device(sign_in.device, device)
            else TokenStatus.REUSED
        )


def same_device(known_device: Device, device: Device) -> bool:
    """Whether it is the device that signed in: by the name it gave itself, or else by its kind;
    addresses change as people walk."""
    one, other = known_device.installation, device.installation
    if one is None or other is None:
        return one is other and known_device.agent == device.agent
    return hmac.compare_digest(one.encode(), other.encode())
