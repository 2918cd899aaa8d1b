"""By which ways a person can be reached: as columns of theirs, and as a condition on them."""

from collections.abc import Sequence

from domain.messages.channels import USUAL, Ways
from domain.messages.notices import Channel

_USUAL = ", ".join(f"'{channel}'" for channel in sorted(USUAL))
WANTED = f"coalesce(p.channels, ARRAY[{_USUAL}])"
"""SQL for the ways beside Telegram that a row `p` of `people` wants used."""
WAYS = """
p.telegram_id IS NOT NULL AND p.unreachable_since IS NULL, p.channels, ARRAY(
    SELECT channel FROM push_subscriptions WHERE person_id = p.id
    UNION SELECT 'mail' WHERE p.email IS NOT NULL
    UNION SELECT 'sms' FROM identities
        WHERE person_id = p.id AND kind = 'phone' AND verified_at IS NOT NULL)
"""
"""Columns of a row `p` of `people` from which `ways_of` makes their ways."""


def reached_sql(placeholder: str) -> str:
    """SQL for a row `p` of `people`, equivalent to `Ways.reach`. placeholder: the parameter with
    the ways beside Telegram that are set up."""
    return f"""
(p.telegram_id IS NOT NULL AND p.unreachable_since IS NULL OR EXISTS (
    SELECT FROM unnest({placeholder}::text[]) way
    WHERE way = ANY ({WANTED}) AND CASE way
        WHEN 'mail' THEN p.email IS NOT NULL
        WHEN 'sms' THEN EXISTS (SELECT FROM identities i
            WHERE i.person_id = p.id AND i.kind = 'phone' AND i.verified_at IS NOT NULL)
        ELSE EXISTS (SELECT FROM push_subscriptions s
            WHERE s.person_id = p.id AND s.channel = way) END))
"""


def ways_of(telegram: bool, channels: Sequence[str] | None, there: Sequence[str]) -> Ways:
    """The ways of a person, from the columns of `WAYS`."""
    known = frozenset(Channel(channel) for channel in there)
    if channels is None:
        return Ways(telegram, known)
    enabled = frozenset(Channel(channel) for channel in channels if channel in set(Channel))
    return Ways(telegram, known, enabled)
