"""Why somebody cannot sign in or change how they do; see `domain.refusals`."""

from dataclasses import dataclass

from domain.refusals import Refusal


@dataclass(unsafe_hash=True)
class SignedOut(Refusal, code="signed_out"):
    """Nobody is signed in with this: it was revoked, has expired, or is not ours."""


@dataclass(unsafe_hash=True)
class WrongLogin(Refusal, code="wrong_login"):
    """Name and password do not match, whether that name exists or not."""


@dataclass(unsafe_hash=True)
class LockedOut(Refusal, code="locked_out"):
    """Too many wrong passwords. until: epoch seconds. A code by mail or the chat unlocks sooner."""

    until: int


@dataclass(unsafe_hash=True)
class WrongCode(Refusal, code="wrong_code"):
    """Not the code of this request, or already used, or expired."""


@dataclass(unsafe_hash=True)
class TooManyCodes(Refusal, code="too_many_codes"):
    """Too many codes were requested: it may be an attack. until: epoch seconds."""

    until: int


@dataclass(unsafe_hash=True)
class NoWayToWrite(Refusal, code="no_way_to_write"):
    """The business cannot send codes that way. kind: email or phone."""

    kind: str


@dataclass(unsafe_hash=True)
class BadPassword(Refusal, code="bad_password"):
    """That password is not safe. reason: short, long, common, own (it says who they are),
    unreadable, same. least, most: how many characters it may have."""

    reason: str
    least: int
    most: int


@dataclass(unsafe_hash=True)
class SignInAgain(Refusal, code="sign_in_again"):
    """Only for those who have just shown who they are. minutes: how long that counts."""

    minutes: int


@dataclass(unsafe_hash=True)
class TooBusy(Refusal, code="too_busy"):
    """Too many passwords are waiting to be checked to take in another."""


@dataclass(unsafe_hash=True)
class ContactTaken(Refusal, code="contact_taken"):
    """Somebody else has since shown that this is theirs."""
