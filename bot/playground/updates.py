"""Updates the bot has not confirmed yet, and the poll that waits for more."""

import asyncio
import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import orjson

from bot.playground import errors
from bot.playground.errors import ApiError
from bot.playground.parameters import NotJson, Parameters
from bot.playground.sample_people import Json
from bot.playground.simulated_clock import SimulatedClock
from bot.playground.store import Store

LONGEST_POLL = 50
MOST_UPDATES = 100
# Seconds after the end of a poll in which a bot counts as busy rather than gone.
BETWEEN_POLLS = 5.0
# Seconds that Telegram keeps an update for the bot.
MESSAGE_LIFETIME = 86_400
PRESS_LIFETIME = 150

KINDS = (
    "message", "edited_message", "channel_post", "edited_channel_post", "business_connection",
    "business_message", "edited_business_message", "deleted_business_messages",
    "message_reaction", "message_reaction_count", "inline_query", "chosen_inline_result",
    "callback_query", "shipping_query", "pre_checkout_query", "purchased_paid_media", "poll",
    "poll_answer", "my_chat_member", "chat_member", "chat_join_request", "chat_boost",
    "removed_chat_boost",
)  # fmt: skip
_ONLY_WHEN_ASKED = {"chat_member", "message_reaction", "message_reaction_count"}
DEFAULT_KINDS = frozenset(KINDS) - _ONLY_WHEN_ASKED


@dataclass(frozen=True, slots=True)
class Pending:
    """One update, encoded as it will be sent. ``queue``: updates of one queue are delivered to a
    webhook one at a time. ``expires_at``: real epoch seconds."""

    id: int
    queue: str
    expires_at: float
    body: bytes


class Updates:
    def __init__(self, store: Store, clock: SimulatedClock) -> None:
        self._store = store
        self._clock = clock
        self._pending: dict[int, Pending] = {}
        self._waiting: asyncio.Future[None] | None = None
        # The clock as the last poll reported it. If it moves between two polls, the next one must
        # not wait: the bot would miss what is due until then.
        self._told = clock.offset
        self._polled_at = -math.inf
        self.allowed: frozenset[str] | None = None
        # The webhook listens here; a poll is woken without it.
        self.on_added: list[Callable[[Pending], None]] = []
        self._load()

    def _load(self) -> None:
        names = self._store.get("setting", "allowed_updates")
        self.allowed = None if names is None else frozenset(names)
        for key, record in self._store.all("update"):
            body = orjson.dumps(record["update"])
            self._pending[int(key)] = Pending(int(key), record["queue"], record["expires_at"], body)
        # Telegram begins anywhere; bots that count from zero are wrong.
        anywhere = random.randrange(100_000_000, 900_000_000)
        self._last_id = int(self._store.get("setting", "update_id", anywhere))

    # Telegram's side.

    def add(self, kind: str, payload: Json, queue: str, lifetime: float) -> bool:
        """Queues an update for the bot, unless it does not want this kind."""
        if kind not in (self.allowed or DEFAULT_KINDS):
            return False
        if self._clock.mark():
            self._store.put("setting", "latest", self._clock.latest)
        self._last_id += 1
        update = {"update_id": self._last_id, kind: payload}
        expires_at = self._clock.real() + lifetime
        pending = Pending(self._last_id, queue, expires_at, orjson.dumps(update))
        self._pending[pending.id] = pending
        self._store.put(
            "update",
            str(pending.id),
            {"queue": queue, "expires_at": expires_at, "update": update},
        )
        self._store.put("setting", "update_id", self._last_id)
        self.wake()
        for listener in self.on_added:
            listener(pending)
        return True

    def waiting(self) -> list[Pending]:
        """Everything unconfirmed and not too old, oldest first."""
        now = self._clock.real()
        for pending in [one for one in self._pending.values() if one.expires_at < now]:
            self.forget(pending.id)
        return list(self._pending.values())

    def get(self, update_id: int) -> Pending | None:
        return self._pending.get(update_id)

    def forget(self, update_id: int) -> None:
        if self._pending.pop(update_id, None) is not None:
            self._store.forget("update", str(update_id))

    def forget_all(self) -> None:
        for update_id in list(self._pending):
            self.forget(update_id)

    def __len__(self) -> int:
        return len(self._pending)

    # The bot's side.

    def allow(self, params: Parameters) -> None:
        """``allowed_updates``: left out, the last setting stays; empty, the default returns."""
        if "allowed_updates" not in params.fields:
            return
        try:
            names = params.json("allowed_updates")
        except NotJson:
            return
        if isinstance(names, list):
            kinds = frozenset(str(name).lower() for name in names) & frozenset(KINDS)
            self.allowed = kinds or None
            self._store.put("setting", "allowed_updates", sorted(kinds) if kinds else None)

    async def poll(self, params: Parameters) -> bytes:
        """``getUpdates``: the JSON array of updates; waits if there are none."""
        offset = params.integer("offset")
        limit = params.integer("limit", MOST_UPDATES, 1, MOST_UPDATES)
        timeout = params.integer("timeout", 0, 0, LONGEST_POLL)
        self.allow(params)
        self._polled_at = self._clock.steady()
        self._end_poll(ApiError(errors.POLL_TWICE))
        self._confirm(offset)
        # Before anything is handed out: what was confirmed must not come back after a crash.
        self._store.flush()
        batch = self._batch(offset, limit)
        if not batch and timeout and self._told == self._clock.offset:
            await self._wait(timeout)
            batch = self._batch(offset, limit)
            self._polled_at = self._clock.steady()
        self._told = self._clock.offset
        return b"[" + b",".join(pending.body for pending in batch) + b"]"

    def polled_lately(self) -> bool:
        """Whether a bot is polling, or was a moment ago."""
        since = self._clock.steady() - self._polled_at
        return self._waiting is not None or since < BETWEEN_POLLS

    def wake(self) -> None:
        """Ends a waiting poll; without updates it answers with an empty list."""
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    def end_poll_for_webhook(self) -> None:
        self._end_poll(ApiError(errors.POLL_ENDED_BY_WEBHOOK))

    def _end_poll(self, error: Exception) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(error)

    async def _wait(self, timeout: float) -> None:
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting = future
        timer = asyncio.get_running_loop().call_later(
            timeout, lambda: None if future.done() else future.set_result(None)
        )
        try:
            await future
        finally:
            timer.cancel()
            if self._waiting is future:
                self._waiting = None

    def _confirm(self, offset: int) -> None:
        if offset > 0:
            update_ids = [update_id for update_id in self._pending if update_id < offset]
        elif offset < 0:
            update_ids = list(self._pending)[:offset]
        else:
            return
        for update_id in update_ids:
            self.forget(update_id)

    def _batch(self, offset: int, limit: int) -> list[Pending]:
        if not self._pending:
            return []
        first = max(offset, 0)
        return [pending for pending in self.waiting() if pending.id >= first][:limit]


def webhook_kinds(allowed: frozenset[str] | None) -> dict[str, Any]:
    """``allowed_updates`` of ``WebhookInfo``: only given if it is not the default."""
    return {} if allowed is None else {"allowed_updates": sorted(allowed, key=KINDS.index)}
