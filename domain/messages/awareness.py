"""Whether a customer has heard the latest about a session, and how else to reach them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.messages.channels import Receipt
from domain.messages.reach import Reach


class NoticeOutcome(StrEnum):
    """What became of a notice."""

    SENT = "sent"
    MAILED = "mailed"
    TEXTED = "texted"  # by text message
    SHOWN = "shown"  # by an app or a browser
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Contact(Reach):
    """How somebody is reached, and what else is known of them: phone, email. Not whether they are
    signed in."""

    phone: str | None = None
    email: str | None = None


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
