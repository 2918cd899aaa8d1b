"""What keeps somebody from coming in by a link; as in `domain.refusals`."""

from dataclasses import dataclass

from domain.refusals import Refusal


@dataclass(unsafe_hash=True)
class NoInvite(Refusal, code="no_invite"):
    """There is no such link: a new one has replaced it, or it was never ours."""


@dataclass(unsafe_hash=True)
class InviteUsed(Refusal, code="invite_used"):
    """Somebody has come in by it."""


@dataclass(unsafe_hash=True)
class InviteWithdrawn(Refusal, code="invite_withdrawn"):
    """The team has withdrawn it."""


@dataclass(unsafe_hash=True)
class InviteExpired(Refusal, code="invite_expired"):
    """It has expired."""


@dataclass(unsafe_hash=True)
class AlreadyCoach(Refusal, code="already_coach"):
    """The person who opened it is a coach here already."""


@dataclass(unsafe_hash=True)
class OwnSessions(Refusal, code="own_sessions"):
    """The person who opened it has booked with the very coach whom they would become."""


@dataclass(unsafe_hash=True)
class CannotBecome(Refusal, code="cannot_become"):
    """What is known of who opened it and of that coach does not go together: the team joins the
    two by hand, or not at all."""


@dataclass(unsafe_hash=True)
class HasChat(Refusal, code="has_chat"):
    """The coach is in Telegram already: nobody else comes in as them."""

    coach_id: int


@dataclass(unsafe_hash=True)
class TooManyInvites(Refusal, code="too_many_invites"):
    """So many links are open that nobody knows who has them. most: how many there may be."""

    most: int
