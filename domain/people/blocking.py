"""Who may be kept from booking, by whom, and until when."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from domain.refusals import Refusal
from domain.roles import Actor, Permission, Role

LONGEST: Final = 2 * 365  # days
LONGEST_REASON: Final = 300
USUAL: Final = (7, 30, 180)  # days, as keys


@dataclass(unsafe_hash=True)
class BlocksOneself(Refusal, code="blocks_oneself"):
    """Nobody keeps themselves out."""


@dataclass(unsafe_hash=True)
class BlocksTeam(Refusal, code="blocks_team"):
    """People who work here cannot simply be blocked. `role`: who may, or "" where nobody may before
    the person has lost their role."""

    person_id: int
    role: str = ""


@dataclass(unsafe_hash=True)
class BlockChanged(Refusal, code="block_changed"):
    """What was to be blocked, or cancelled with it, is not what was on the screen any more."""

    person_id: int


def may_block(actor: Actor, person_id: int, roles: Collection[Role]) -> None:
    """Raise unless the actor may keep somebody with these roles from booking.

    Admins are kept from nothing by a block, so they lose their role first; and with that the last
    of them is safe. Managers and coaches are for admins to block.
    """
    actor.require(Permission.BLOCK)
    if actor.person_id == person_id:
        raise BlocksOneself
    if Role.ADMIN in roles:
        raise BlocksTeam(person_id)
    if set(roles) - {Role.CUSTOMER} and not actor.may(Permission.ROLES):
        raise BlocksTeam(person_id, Role.ADMIN)


def until(minutes: int, now: datetime) -> datetime | None:
    """The end (UTC) of a block for so many minutes from now; None where it has none."""
    return now + timedelta(minutes=minutes) if minutes else None
