"""By which ways a message goes, and which of them is next.

Telegram first. Where it does not reach somebody, the next way is taken at once. What cannot wait
goes on, way by way, until one of them says that it was read. No way is taken twice.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from domain.messages.notices import REMINDERS, Channel, MessageState, NoticeKind
from domain.messages.quiet import CHANGES, NEAR

ORDER: Final = (Channel.PUSH, Channel.WEB_PUSH, Channel.SMS, Channel.MAIL)
"""The ways beside Telegram: what is free and prompt, what costs, what may lie for hours."""
USUAL: Final = frozenset({Channel.PUSH, Channel.WEB_PUSH, Channel.MAIL})
"""What goes by whom nobody has asked: a device is registered, and an address left, for that. A text
message costs, and is wished for by name."""
APPS: Final = frozenset({Channel.PUSH, Channel.WEB_PUSH})
PATIENCE: Final = 10
"""Minutes for which what cannot wait goes unread before another way is taken, unless the business
says otherwise."""
PROMPT: Final = frozenset({NoticeKind.LATE, NoticeKind.WAIT_OFFER, NoticeKind.CODE})
"""What cannot wait, whatever it is about."""
BY_CHAT_ALONE: Final = frozenset({NoticeKind.BROADCAST})
"""What goes to many: a button of the chat ends it."""


class Cap(StrEnum):
    """What text messages may cost, and do not go beyond."""

    DAY = "day"  # one person's
    MONTH = "month"  # all of them


class Receipt(StrEnum):
    """What is known of a message that has left: the values are what the database stores."""

    QUEUED = "queued"  # the provider has it
    SENT = "sent"
    DELIVERED = "delivered"  # it is on the device
    READ = "read"
    FAILED = "failed"


_STEPS: Final = (Receipt.QUEUED, Receipt.SENT, Receipt.DELIVERED, Receipt.READ)


@dataclass(frozen=True, slots=True, kw_only=True)
class Messaging:
    """How a business writes beside the chat: a part of what is known of it.

    sms_per_day, sms_per_month: so many parts of text messages at most, to one person and to all; 0
    for none. sms_codes_per_day: so many account codes by text, to strangers and to others each;
    sms_countries: where codes go, ISO 3166, none for where the business and its customers are.
    other_way_minutes: as of PATIENCE.
    """

    sms_per_day: int = 3
    sms_per_month: int = 500
    sms_codes_per_day: int = 50
    sms_countries: tuple[str, ...] = ()
    other_way_minutes: int = PATIENCE


@dataclass(frozen=True, slots=True)
class Ways:
    """By which ways somebody can be reached, as far as it is shown that these are theirs.

    telegram: it reaches them, as far as we know. there: what else they have. enabled_channels: what
    of it they want to be used.
    """

    telegram: bool
    there: frozenset[Channel] = frozenset()
    enabled_channels: frozenset[Channel] = USUAL

    def open(self, available_channels: Collection[Channel]) -> tuple[Channel, ...]:
        """Those beside Telegram that can be used, in order. available_channels: what the house has
        set up."""
        usable = self.there & self.enabled_channels & frozenset(available_channels)
        return tuple(channel for channel in ORDER if channel in usable)

    def reach(self, available_channels: Collection[Channel]) -> bool:
        """Whether anything reaches them. available_channels: as above."""
        return self.telegram or bool(self.open(available_channels))


def cannot_wait(kind: str, starts: Iterable[datetime], now: datetime) -> bool:
    """Whether a message goes on by another way until it is read.

    starts: of the session that it is about, as it is and as it was (UTC).
    """
    if kind in PROMPT:
        return True
    return kind in CHANGES and any(now <= start < now + NEAR for start in starts)


def others(
    ways: Ways,
    kind: str,
    starts: Iterable[datetime],
    now: datetime,
    available_channels: Collection[Channel],
) -> tuple[Channel, ...]:
    """By which ways beside Telegram it goes, in order; of these the first, and what cannot wait by
    each until it was read.

    Where Telegram reaches somebody, nothing but what cannot wait, and no letters: they would lie
    as long. A text message only says what cannot wait, and what reminds.
    """
    if kind in BY_CHAT_ALONE:
        return ()
    prompt = cannot_wait(kind, starts, now)
    if ways.telegram and not prompt:
        return ()
    without = {Channel.MAIL} if ways.telegram else set()
    if not prompt and kind not in REMINDERS:
        without.add(Channel.SMS)
    return tuple(channel for channel in ways.open(available_channels) if channel not in without)


def following(channel: Channel, ways: Iterable[Channel]) -> Channel | None:
    """Which of the ways is next after one of them; None after the last. Telegram is before all."""
    place = ORDER.index(channel) if channel in ORDER else -1
    return next((way for way in ways if ORDER.index(way) > place), None)


def advance_receipt(current: Receipt | None, receipt: Receipt) -> Receipt | None:
    """What is known of a message from now on; None where it says nothing new.

    Receipts come late, twice and in any order, and only advance. What has failed has failed, and
    what has arrived cannot fail any more.
    """
    if current is Receipt.FAILED or current is receipt:
        return None
    step = -1 if current is None else _STEPS.index(current)
    if receipt is Receipt.FAILED:
        return receipt if step < _STEPS.index(Receipt.DELIVERED) else None
    return receipt if _STEPS.index(receipt) > step else None


class Standing(StrEnum):
    """What became of a message by one way, as people see it."""

    WAITING = "waiting"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    UNREACHED = "unreached"  # this way does not reach its reader
    FAILED = "failed"
    NEEDLESS = "needless"  # it was read elsewhere, or true no more


def standing(state: str, receipt: str | None, error: str | None) -> Standing:
    """Of a row of the outbox: its state, what is known since, and why it was not sent."""
    if state in (MessageState.WAITING, MessageState.SENDING):
        return Standing.WAITING
    if state == MessageState.FAILED or receipt == Receipt.FAILED:
        return Standing.FAILED
    if state == MessageState.DROPPED:
        away = error in ("unreachable", "elsewhere")
        return Standing.UNREACHED if away else Standing.NEEDLESS
    if receipt in (Receipt.DELIVERED, Receipt.READ):
        return Standing(receipt)
    return Standing.SENT
