"""What keeps somebody from signing in, or from changing how they do; as in `domain.refusals`."""

from dataclasses import dataclass

from domain.refusals import Refusal


@dataclass(unsafe_hash=True)
class SignedOut(Refusal, code="signed_out"):
    """Nobody is signed in with this: it was revoked, has expired, or is not ours."""


@dataclass(unsafe_hash=True)
class WrongLogin(Refusal, code="wrong_login"):
    """Name and password do not go together, whether there is somebody of that name or not."""


@dataclass(unsafe_hash=True)
class LockedOut(Refusal, code="locked_out"):
    """Too many wrong passwords. until: epoch seconds. A code by mail or the chat unlocks before."""

    until: int


@dataclass(unsafe_hash=True)
class WrongCode(Refusal, code="wrong_code"):
    """It is not the code of this request, has been used, or has expired."""


@dataclass(unsafe_hash=True)
class TooManyCodes(Refusal, code="too_many_codes"):
    """So many codes were asked for that this looks like somebody else. until: epoch seconds."""

    until: int


@dataclass(unsafe_hash=True)
class NoWayToWrite(Refusal, code="no_way_to_write"):
    """This business has no way to send a code there. kind: email or phone."""

    kind: str


@dataclass(unsafe_hash=True)
class BadPassword(Refusal, code="bad_password"):
    """Nobody should use that password. reason: short, long, common, own (it says who they are),
    unreadable, same. least, most: how many characters it may have."""

    reason: str
    least: int
    most: int


@dataclass(unsafe_hash=True)
class SignInAgain(Refusal, code="sign_in_again"):
    """This is done only by who has shown just now who they are. minutes: how long that counts."""

    minutes: int


@dataclass(unsafe_hash=True)
class TooBusy(Refusal, code="too_busy"):
    """So many wait for their passwords to be looked at that no more are taken in."""


@dataclass(unsafe_hash=True)
class ContactTaken(Refusal, code="contact_taken"):
    """Somebody else has shown meanwhile that this is theirs."""
