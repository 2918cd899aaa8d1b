"""Whether somebody hears what they are told."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

MISSED_FOR: Final = timedelta(days=14)
"""What somebody missed longer ago is history, and is not sent any more."""


@dataclass(frozen=True, slots=True)
class Reach:
    """By which ways a person hears of something.

    away_since: since when (UTC) Telegram does not reach them, None where it does. met: they have
    pressed Start at least once. mailable: they left an e-mail address. chat: they are known by
    Telegram at all; who is not cannot come back by themself. app: they have one that is told.
    """

    person_id: int
    away_since: datetime | None
    met: bool
    mailable: bool
    chat: bool = True
    app: bool = False

    def hears(self, *, mails: bool) -> bool:
        """Whether anything reaches them. mails: there is a server for what Telegram cannot."""
        return self.away_since is None or self.app or (mails and self.mailable)
