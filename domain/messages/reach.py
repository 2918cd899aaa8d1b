"""Whether what people are told reaches them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

MISSED_FOR: Final = timedelta(days=14)
"""What somebody missed longer ago is history, and no longer sent."""


@dataclass(frozen=True, slots=True)
class Reach:
    """The ways a person can hear something.

    away_since: since when (UTC) Telegram does not reach them, None if it does. met: they have
    pressed Start at least once. mailable: they left an e-mail address. chat: they are known by
    Telegram at all; otherwise they cannot come back by themselves. app: they have one that gets
    messages.
    """

    person_id: int
    away_since: datetime | None
    met: bool
    mailable: bool
    chat: bool = True
    app: bool = False

    def hears(self, *, mails: bool) -> bool:
        """Whether anything reaches them. mails: there is a mail server."""
        return self.away_since is None or self.app or (mails and self.mailable)
