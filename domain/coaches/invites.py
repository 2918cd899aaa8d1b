"""Links that let somebody in as a coach: each for one person, once, and for a limited time.

Having the link is enough to come in, so it ends soon: once used, withdrawn, replaced or expired.
Only its digest is stored: reading the database lets nobody in.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from domain.coaches.invite_refusals import InviteExpired, InviteUsed, InviteWithdrawn

VALID: Final = timedelta(days=7)  # since its link was made
KEPT: Final = timedelta(days=90)  # after that; who came in stays in the audit log
MOST_OPEN: Final = 200  # at a time, for all coaches together
BYTES: Final = 16  # of entropy in a token
_PAYLOAD: Final = re.compile(r"j_([0-9a-f]{32})")


class InviteState(StrEnum):
    """The state of a link."""

    OPEN = "open"
    USED = "used"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Invite:
    """A link for somebody. name: what the team calls them. coach_id: the coach they become, None
    for a new one, who starts with `service_id` if that is set.

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
        """Its state now: being used takes precedence."""
        if self.used_by is not None:
            return InviteState.USED
        if self.withdrawn:
            return InviteState.WITHDRAWN
        return InviteState.OPEN if now < self.expires_at else InviteState.EXPIRED

    def check(self, now: datetime) -> None:
        """Raise InviteUsed, InviteWithdrawn or InviteExpired unless it lets somebody in."""
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
    """What follows `start=` in a link: at most 64 of `[A-Za-z0-9_-]`."""
    return f"j_{token}"


def token_of(payload: str) -> str | None:
    """The token in such a link, None for any other."""
    match = _PAYLOAD.fullmatch(payload.strip())
    return match[1] if match else None


def digest(token: str) -> str:
    """What is stored of a token. A salt would not make its 128 bits harder to guess."""
    return hashlib.sha256(token.encode()).hexdigest()
