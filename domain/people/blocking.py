"""Who may be blocked from booking, by whom, and until when."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from domain.refusals import BadInput, Refusal
from domain.roles import UNBLOCKABLE, Actor, Permission, Role

LONGEST: Final = 2 * 365  # days
LONGEST_REASON: Final = 300
USUAL: Final = (7, 30, 180)  # days, as buttons


@dataclass(unsafe_hash=True)
class BlocksOneself(Refusal, code="blocks_oneself"):
    """Nobody blocks themself."""


@dataclass(unsafe_hash=True)
class BlocksTeam(Refusal, code="blocks_team"):
    """People who work here cannot simply be blocked. `role`: who may, or "" if nobody may until the
    person has lost their role."""

    person_id: int
    role: str = ""


@dataclass(unsafe_hash=True)
class BlockChanged(Refusal, code="block_changed"):
    """What was to be blocked, or cancelled with it, has changed since it was on the screen."""

    person_id: int


def may_block(actor: Actor, person_id: int, roles: Collection[Role]) -> None:
    """Raise unless the actor may keep somebody with these roles from booking, or limit how much.

    A block would not stop an admin, so they lose their role first; that also protects the last of
    them.
    Managers and coaches can only be blocked by admins.
    """
    actor.require(Permission.BLOCK)
    if actor.person_id == person_id:
        raise BlocksOneself
    if UNBLOCKABLE in roles:
        raise BlocksTeam(person_id)
    if set(roles) - {Role.CUSTOMER} and not actor.may(Permission.ROLES):
        raise BlocksTeam(person_id, Role.ADMIN)


def can_block(actor: Actor, person_id: int, roles: Collection[Role]) -> bool:
    """Whether `may_block` lets them: what would be refused is not offered."""
    try:
        may_block(actor, person_id, roles)
    except Refusal:
        return False
    return True


def until(minutes: int, now: datetime) -> datetime | None:
    """The end (UTC) of a block for this many minutes from now; None if it has none. BadInput."""
    if not 0 <= minutes <= LONGEST * 1440:
        raise BadInput("block", LONGEST)
    return now + timedelta(minutes=minutes) if minutes else None
