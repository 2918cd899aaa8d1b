"""The ways a message can go, and which is next.

Telegram first. If it does not reach somebody, the next way is taken at once. Urgent messages go on,
way by way, until one of them reports it read. No way is taken twice.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from domain.messages.notices import REMINDERS, Channel, MessageState, NoticeKind
from domain.messages.quiet_hours import CHANGES, NEAR

ORDER: Final = (Channel.PUSH, Channel.WEB_PUSH, Channel.SMS, Channel.MAIL)
"""The ways beside Telegram: free and prompt ones, then those that cost, then those that may lie for
hours."""
USUAL: Final = frozenset({Channel.PUSH, Channel.WEB_PUSH, Channel.MAIL})
"""The ways used unless people choose: a registered device, or a given address, is meant for that. A
text message costs, and has to be asked for."""
APPS: Final = frozenset({Channel.PUSH, Channel.WEB_PUSH})
FOR_EVERYTHING: Final = frozenset(ORDER) - {Channel.SMS}
"""The ways that carry whatever there is to say. Text messages cost, and only carry what is urgent,
and reminders."""
PATIENCE: Final = 10
"""Minutes for which an urgent message goes unread before another way is taken, unless the business
says otherwise."""
PROMPT: Final = frozenset({NoticeKind.LATE, NoticeKind.WAIT_OFFER, NoticeKind.CODE})
"""What is always urgent, whatever it is about."""
BY_CHAT_ALONE: Final = frozenset({NoticeKind.BROADCAST})
"""Sent to many, and ended by a button in the chat."""


class Cap(StrEnum):
    """What text messages may cost at most."""

    DAY = "day"  # for one person
    MONTH = "month"  # for all of them


class Receipt(StrEnum):
    """What is known of a message that was sent; the values are what the database stores."""

    QUEUED = "queued"  # the provider has accepted it
    SENT = "sent"
    DELIVERED = "delivered"  # it is on the device
    READ = "read"
    FAILED = "failed"


_STEPS: Final = (Receipt.QUEUED, Receipt.SENT, Receipt.DELIVERED, Receipt.READ)


@dataclass(frozen=True, slots=True, kw_only=True)
class Messaging:
    """How a business writes beside the chat: a part of what is known of it.

    sms_per_day, sms_per_month: the most parts of text messages, to one person and to all; 0 for
    none. sms_codes_per_day: the most account codes by text, to strangers and to others each;
    sms_countries: where codes go, ISO 3166, none for where the business and its customers are.
    other_way_minutes: see PATIENCE.
    """

    sms_per_day: int = 3
    sms_per_month: int = 500
    sms_codes_per_day: int = 50
    sms_countries: tuple[str, ...] = ()
    other_way_minutes: int = PATIENCE


@dataclass(frozen=True, slots=True)
class Ways:
    """How somebody can be reached, by ways shown to be theirs.

    telegram: it reaches them, as far as we know. available: what else they have. enabled_channels:
    which of those they want used.
    """

    telegram: bool
    available: frozenset[Channel] = frozenset()
    enabled_channels: frozenset[Channel] = USUAL

    def open(self, available_channels: Collection[Channel]) -> tuple[Channel, ...]:
        """The usable ways beside Telegram, in order. available_channels: what the business has set
        up."""
        usable = self.available & self.enabled_channels & frozenset(available_channels)
        return tuple(channel for channel in ORDER if channel in usable)

    def reach(self, available_channels: Collection[Channel]) -> bool:
        """Whether anything reaches them, be it only what is urgent. available_channels: as
        above."""
        return self.telegram or bool(self.open(available_channels))

    def reach_with_everything(self, available_channels: Collection[Channel]) -> bool:
        """Whether whatever there is to say reaches them. available_channels: as above."""
        return self.reach(FOR_EVERYTHING & frozenset(available_channels))


def cannot_wait(kind: str, starts: Iterable[datetime], now: datetime) -> bool:
    """Whether a message goes on to other ways until it is read.

    starts: of its session, as it is and as it was (UTC).
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
    """The ways beside Telegram for it, in order; it takes the first, and if urgent, each until it
    is read.

    If Telegram reaches somebody, only urgent messages, and not by mail, which would go unread just
    as long. What is neither urgent nor a reminder goes by FOR_EVERYTHING alone.
    """
    if kind in BY_CHAT_ALONE:
        return ()
    prompt = cannot_wait(kind, starts, now)
    if ways.telegram and not prompt:
        return ()
    usable = frozenset(available_channels)
    if ways.telegram:
        usable -= {Channel.MAIL}
    if not prompt and kind not in REMINDERS:
        usable &= FOR_EVERYTHING
    return ways.open(usable)


def following(channel: Channel, ways: Iterable[Channel]) -> Channel | None:
    """The next of the ways after one; None after the last. Telegram comes before all."""
    place = ORDER.index(channel) if channel in ORDER else -1
    return next((way for way in ways if ORDER.index(way) > place), None)


def advance_receipt(current: Receipt | None, receipt: Receipt) -> Receipt | None:
    """What is now known of a message; None if this is nothing new.

    Receipts come late, twice and in any order, and only advance. Failure is final, and what has
    arrived cannot fail.
    """
    if current is Receipt.FAILED or current is receipt:
        return None
    step = -1 if current is None else _STEPS.index(current)
    if receipt is Receipt.FAILED:
        return receipt if step < _STEPS.index(Receipt.DELIVERED) else None
    return receipt if _STEPS.index(receipt) > step else None


class DeliveryState(StrEnum):
    """What became of a message by one way, as shown to people."""

    WAITING = "waiting"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    UNREACHED = "unreached"  # this way does not reach its reader
    FAILED = "failed"
    NEEDLESS = "needless"  # read elsewhere, or no longer true


def delivery_state(state: str, receipt: str | None, error: str | None) -> DeliveryState:
    """From a row of the outbox: its state, its receipt, and why it was not sent."""
    if state in (MessageState.WAITING, MessageState.SENDING):
        return DeliveryState.WAITING
    if state == MessageState.FAILED or receipt == Receipt.FAILED:
        return DeliveryState.FAILED
    if state == MessageState.DROPPED:
        away = error in ("unreachable", "elsewhere")
        return DeliveryState.UNREACHED if away else DeliveryState.NEEDLESS
    if receipt in (Receipt.DELIVERED, Receipt.READ):
        return DeliveryState(receipt)
    return DeliveryState.SENT
