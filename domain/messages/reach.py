"""Whether what people are told reaches them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from domain.messages.channels import Ways, others
from domain.messages.notices import Channel, NoticeKind

MISSED_FOR: Final = timedelta(days=14)
"""What somebody missed longer ago is history, and no longer sent."""


@dataclass(frozen=True, slots=True)
class Reach:
    """The ways a person can hear something.

    away_since: since when (UTC) Telegram does not reach them, None if it does. met: they have
    pressed Start at least once. ways: all by which they can be reached. chat: they are known by
    Telegram at all; otherwise they cannot come back by themselves. signed_in_until: they are signed
    in to an app until then (UTC) unless they use it again, None if they are not.
    """

    person_id: int
    away_since: datetime | None
    met: bool
    ways: Ways
    chat: bool = True
    signed_in_until: datetime | None = None

    def is_reachable(self, available_channels: Collection[Channel]) -> bool:
        """Whether whatever there is to say reaches them. available_channels: the ways beside
        Telegram that are set up."""
        return self.ways.reach_with_everything(available_channels)

    def hears_of_decision(
        self, start: datetime, now: datetime, available_channels: Collection[Channel]
    ) -> bool:
        """Whether what their coach decides about a session reaches them: about a near one, a text
        message does, too. start: the session's (UTC)."""
        ways = others(self.ways, NoticeKind.APPROVED, (start,), now, available_channels)
        return self.ways.telegram or bool(ways)
