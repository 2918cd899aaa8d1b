"""What keeps an account and a chat from being linked; as in `domain.refusals`."""

from dataclasses import dataclass

from domain.refusals import Refusal


@dataclass(unsafe_hash=True)
class NoLinkCode(Refusal, code="no_link_code"):
    """There is no such code: it was mistyped, there is a newer one, or it was said no to."""


@dataclass(unsafe_hash=True)
class LinkCodeUsed(Refusal, code="link_code_used"):
    """Somebody has used it."""


@dataclass(unsafe_hash=True)
class LinkCodeExpired(Refusal, code="link_code_expired"):
    """Its minutes are over."""


@dataclass(unsafe_hash=True)
class TooManyGuesses(Refusal, code="too_many_guesses"):
    """They have typed so many wrong codes that they have to wait. until: epoch seconds."""

    until: int


@dataclass(unsafe_hash=True)
class AlreadyLinked(Refusal, code="already_linked"):
    """The account has a chat: it stays the account of that one."""


@dataclass(unsafe_hash=True)
class CannotLink(Refusal, code="cannot_link"):
    """What is known of the account and of the chat does not go together.

    why: the code of what keeps the two apart: `two_chats`, `two_coaches`, `own_customer`, or
    `booked_twice`.
    """

    why: str
