"""Whether a message makes a sound during its reader's quiet hours."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from domain.messages.quiet_hours import QuietHours, makes_sound
from handlers.actions.appointments.appointment_messages import effective_kind, starts_of
from handlers.wording.words import zone_info


def silent(
    kind: str, facts: Mapping[str, Any], hours: QuietHours, zone: str, now: datetime
) -> bool:
    """Whether it comes silently. zone: the reader's, IANA. now: UTC."""
    wall = now.astimezone(zone_info(zone))
    if not hours.holds(wall.hour * 60 + wall.minute):
        return False
    return not makes_sound(effective_kind(kind, facts), starts_of(facts), now)
