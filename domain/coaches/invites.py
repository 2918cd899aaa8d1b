"""Links by which somebody comes in as a coach: each for one person, once, and not for ever.

The link is the right to come in, so it is soon worth nothing: once it was used, withdrawn or
replaced, or has expired. Only its digest is kept: who reads the database cannot come in.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from domain.coaches.invite_refusals import InviteExpired, InviteUsed, InviteWithdrawn

VALID: Final = timedelta(days=7)  # from when its link was made
KEPT: Final = timedelta(days=90)  # from then on: who came in stays in the audit log
MOST_OPEN: Final = 200  # at a time, of all coaches together
BYTES: Final = 16  # of chance in a token
_PAYLOAD: Final = re.compile(r"j_([0-9a-f]{32})")


class InviteState(StrEnum):
    """What a link is by now."""

    OPEN = "open"
    USED = "used"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Invite:
    """A link for somebody. name: who that is, as the team calls them. coach_id: the coach whom they
    become, None for a new one, who gets `service_id` to begin with, if that is said.

    expires_at: UTC. used_by: the person who came in by it.
    """

    id: int
    name: str
    coach_id: int | None
    service_id: int | None
    expires_at: datetime
    withdrawn: bool = False
    used_by: int | None = None

    def state(self, now: datetime) -> InviteState:
        """What it is at this moment: that it was used counts before all else."""
        if self.used_by is not None:
            return InviteState.USED
        if self.withdrawn:
            return InviteState.WITHDRAWN
        return InviteState.OPEN if now < self.expires_at else InviteState.EXPIRED

    def check(self, now: datetime) -> None:
        """Raise InviteUsed, InviteWithdrawn or InviteExpired unless somebody can come in by it."""
        match self.state(now):
            case InviteState.USED:
                raise InviteUsed
            case InviteState.WITHDRAWN:
                raise InviteWithdrawn
            case InviteState.EXPIRED:
                raise InviteExpired
            case InviteState.OPEN:
                return


def payload(token: str) -> str:
    """What a link has after its `start=`: at most 64 of `[A-Za-z0-9_-]`."""
    return f"j_{token}"


def token_of(payload: str) -> str | None:
    """The token of such a link, None for any other."""
    match = _PAYLOAD.fullmatch(payload.strip())
    return match[1] if match else None


def digest(token: str) -> str:
    """What is kept of a token. It has 128 bits of chance: no salt makes it harder to guess."""
    return hashlib.sha256(token.encode()).hexdigest()
