"""Why somebody cannot come in by a link; see `domain.refusals`."""

from dataclasses import dataclass

from domain.refusals import Refusal


@dataclass(unsafe_hash=True)
class NoInvite(Refusal, code="no_invite"):
    """No such link: it was replaced by a new one, or never ours."""


@dataclass(unsafe_hash=True)
class InviteUsed(Refusal, code="invite_used"):
    """Somebody has used it."""


@dataclass(unsafe_hash=True)
class InviteWithdrawn(Refusal, code="invite_withdrawn"):
    """The team has withdrawn it."""


@dataclass(unsafe_hash=True)
class InviteExpired(Refusal, code="invite_expired"):
    """It has expired."""


@dataclass(unsafe_hash=True)
class AlreadyCoach(Refusal, code="already_coach"):
    """The person who opened it is already a coach here."""


@dataclass(unsafe_hash=True)
class OwnSessions(Refusal, code="own_sessions"):
    """The person who opened it has booked with the very coach they would become."""


@dataclass(unsafe_hash=True)
class CannotBecome(Refusal, code="cannot_become"):
    """What is known of the person who opened it contradicts that coach: only the team can join the
    two, by hand."""


@dataclass(unsafe_hash=True)
class HasChat(Refusal, code="has_chat"):
    """The coach already uses Telegram: nobody else comes in as them."""

    coach_id: int


@dataclass(unsafe_hash=True)
class TooManyInvites(Refusal, code="too_many_invites"):
    """Too many links are open for anybody to know who has them. most: how many there may be."""

    most: int
