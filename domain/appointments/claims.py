"""What the time of a coach, a room or a device is claimed for."""

from enum import StrEnum
from typing import Final


class ClaimReason(StrEnum):
    """The values are what the database stores."""

    APPOINTMENT = "appointment"
    SESSION = "session"  # a group's
    HOLD = "hold"
    PROPOSAL = "proposal"  # another time on offer


EXPIRING: Final = (ClaimReason.HOLD, ClaimReason.PROPOSAL)
"""Claims that end by themselves."""
