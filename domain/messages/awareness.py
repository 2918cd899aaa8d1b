"""Whether a customer has heard the latest about a session, and how else to reach them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.messages.channels import Receipt, Ways
from domain.messages.notices import Channel


class NoticeOutcome(StrEnum):
    """What became of a notice."""

    SENT = "sent"
    MAILED = "mailed"
    TEXTED = "texted"  # by text message
    SHOWN = "shown"  # by an app or a browser
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Contact:
    """How somebody can be reached. away_since: since when (UTC) Telegram does not reach them, None
    if it does. met: they have written to us. ways: all by which we write to them. phone, email:
    what else is known of them. chat: they are known by Telegram at all."""

    away_since: datetime | None
    met: bool
    ways: Ways
    phone: str | None = None
    email: str | None = None
    chat: bool = True

    def is_reachable(self, available_channels: Collection[Channel]) -> bool:
        """Whether whatever there is to say reaches them. available_channels: the ways beside
        Telegram that are set up."""
        return self.ways.reach_with_everything(available_channels)


@dataclass(frozen=True, slots=True)
class CustomerAwareness:
    """What a customer was told of a session's current state. outcome, at: of the last notice and
    when (UTC), None if there was none, or it is on its way. reminded: a reminder has reached them.
    receipt: what is known since, with `at` as its instant."""

    contact: Contact
    outcome: NoticeOutcome | None = None
    at: datetime | None = None
    reminded: bool = False
    receipt: Receipt | None = None
