"""How many messages Telegram accepts: 30 a second, about one a second to a private chat, twenty a
minute to a group. Edits and answers to presses are not counted."""

import math
from collections import deque
from dataclasses import dataclass

MINUTE = 60.0
# A webhook may be set once a second; replicas that start together notice.
WEBHOOKS = 1.0


@dataclass(frozen=True, slots=True)
class Rates:
    """Messages per second overall and per private chat (with the burst that Telegram lets pass),
    messages per minute and group."""

    overall: float = 30.0
    private: float = 1.0
    private_burst: int = 10
    group_per_minute: int = 20


TELEGRAM_RATES = Rates()


class Bucket:
    """A token bucket that stays shut until the time it named: asking earlier gains nothing."""

    __slots__ = ("_capacity", "_filled_at", "_rate", "_shut_until", "_tokens")

    def __init__(self, rate: float, capacity: float) -> None:
        self._rate = rate
        self._capacity = capacity
        self._tokens = capacity
        self._filled_at = 0.0
        self._shut_until = 0.0

    def wait(self, count: int, now: float) -> float:
        """Seconds until ``count`` tokens may be taken; 0 if they may be taken now."""
        if now < self._shut_until:
            return self._shut_until - now
        self._tokens = min(self._capacity, self._tokens + (now - self._filled_at) * self._rate)
        self._filled_at = now
        # More than ever fit at once (an album) may pass through a full bucket.
        needed = min(count, self._capacity)
        if self._tokens >= needed:
            return 0.0
        seconds = (needed - self._tokens) / self._rate
        self._shut_until = now + math.ceil(seconds)
        return seconds

    def take(self, count: int) -> None:
        self._tokens -= count

    def full_at(self) -> float:
        return self._filled_at + (self._capacity - self._tokens) / self._rate


class MinuteWindow:
    """At most this many within the last minute."""

    __slots__ = ("_limit", "_sent")

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._sent: deque[float] = deque()

    def wait(self, count: int, now: float) -> float:
        while self._sent and self._sent[0] <= now - MINUTE:
            self._sent.popleft()
        over = len(self._sent) + min(count, self._limit) - self._limit
        return self._sent[over - 1] + MINUTE - now if over > 0 else 0.0

    def take(self, count: int, now: float) -> None:
        self._sent.extend([now] * count)


class SimulatedLimits:
    """The rates at work; times are monotonic seconds, chats below zero are groups."""

    def __init__(self, rates: Rates | None) -> None:
        self._rates = rates
        self._overall = Bucket(rates.overall, rates.overall) if rates else None
        self._private: dict[int, Bucket] = {}
        self._groups: dict[int, MinuteWindow] = {}
        self._webhook = Bucket(WEBHOOKS, 1)

    def retry_after(self, chat_id: int, count: int, now: float) -> int | None:
        """Counts ``count`` messages to a chat, or says after how many seconds to try again."""
        if self._rates is None or self._overall is None:
            return None
        if chat_id < 0:
            window = self._groups.setdefault(chat_id, MinuteWindow(self._rates.group_per_minute))
            seconds = max(window.wait(count, now), self._overall.wait(count, now))
            if seconds == 0:
                window.take(count, now)
                self._overall.take(count)
        else:
            bucket = self._bucket(chat_id, now)
            seconds = max(bucket.wait(count, now), self._overall.wait(count, now))
            if seconds == 0:
                bucket.take(count)
                self._overall.take(count)
        return max(1, math.ceil(seconds)) if seconds > 0 else None

    def webhook_retry_after(self, now: float) -> int | None:
        """Counts the setting of a webhook, or says after how many seconds to try again."""
        if self._rates is None:
            return None
        seconds = self._webhook.wait(1, now)
        if seconds == 0:
            self._webhook.take(1)
        return max(1, math.ceil(seconds)) if seconds > 0 else None

    def _bucket(self, chat_id: int, now: float) -> Bucket:
        assert self._rates is not None
        bucket = self._private.get(chat_id)
        if bucket is None:
            if len(self._private) > 10_000:
                self._private = {
                    chat: other for chat, other in self._private.items() if other.full_at() > now
                }
            bucket = Bucket(self._rates.private, self._rates.private_burst)
            self._private[chat_id] = bucket
        return bucket
