"""Why an account and a chat cannot be linked; see `domain.refusals`."""

from dataclasses import dataclass

from domain.refusals import Refusal


@dataclass(unsafe_hash=True)
class NoLinkCode(Refusal, code="no_link_code"):
    """No such code: it was mistyped, replaced by a newer one, or declined."""


@dataclass(unsafe_hash=True)
class LinkCodeUsed(Refusal, code="link_code_used"):
    """The code has been used."""


@dataclass(unsafe_hash=True)
class LinkCodeExpired(Refusal, code="link_code_expired"):
    """The code has expired."""


@dataclass(unsafe_hash=True)
class TooManyGuesses(Refusal, code="too_many_guesses"):
    """Too many wrong codes: they have to wait. until: epoch seconds."""

    until: int


@dataclass(unsafe_hash=True)
class AlreadyLinked(Refusal, code="already_linked"):
    """The account already has a chat, and keeps it."""


@dataclass(unsafe_hash=True)
class CannotLink(Refusal, code="cannot_link"):
    """What is known of the account and the chat is contradictory.

    why: the code of what keeps the two apart: `two_chats`, `two_coaches`, `own_customer`, or
    `booked_twice`.
    """

    why: str
