"""Whether a message makes a sound where its reader has quiet hours."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from domain.correspondence import Kind
from domain.notices import NoticeKind
from domain.quiet import QuietHours, heard
from handlers.wording.words import zone_info


def silent(
    kind: str, facts: Mapping[str, Any], hours: QuietHours, zone: str, now: datetime
) -> bool:
    """Whether it comes without one. zone: IANA, the reader's. now: UTC."""
    wall = now.astimezone(zone_info(zone))
    if not hours.holds(wall.hour * 60 + wall.minute):
        return False
    return not heard(_meant(kind, facts), _starts(facts), now)


def _meant(kind: str, facts: Mapping[str, Any]) -> str:
    """A coach says by a message that they are late, a customer by an answer: both mean the same."""
    said = facts.get("said") or {}
    if kind == NoticeKind.MESSAGE and said.get("kind") == Kind.LATE:
        return NoticeKind.LATE
    return kind


def _starts(facts: Mapping[str, Any]) -> list[datetime]:
    """When the session begins, and when it began until now."""
    return [
        datetime.fromisoformat(facts[name])
        for name in ("starts_at", "was")
        if isinstance(facts.get(name), str)
    ]
