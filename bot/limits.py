"""Telegram's limits on messages out: 25 a second overall, 1 a second per private chat, 20 a minute
per group.

Each limit is a virtual schedule (GCRA): one number says when the next message would be on time.
With Redis all replicas share the schedules, counted on Redis's own clock; without it, or while it
is away or slower than 100 ms, a process keeps to a share of its own. Edits and answers to presses
are not messages and pass freely.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Final

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError
from telegram.error import RetryAfter

from bot.fanout import Fanout
from bot.quiet import Quiet

log = structlog.get_logger(__name__)

OVERALL_PER_SECOND: Final = 25.0
# What one replica allows itself while it cannot see the others: three of them stay within bounds.
SHARE_WITHOUT_REDIS: Final = 8.0
OVERALL_BURST: Final = 5
PRIVATE_INTERVAL: Final = 1.0
GROUP_INTERVAL: Final = 3.0
REDIS_PATIENCE: Final = 0.1
REDIS_REST: Final = 1.0
REDIS_CONNECTIONS: Final = 4
MANY_CHATS: Final = 10_000
TOPIC: Final = "quiet"

# KEYS: overall, chat. ARGV (ms): overall interval, overall tolerance, chat interval, chat
# tolerance. Answers {taken, wait}: a chat that is not due takes nothing and says how long; the
# overall place is reserved at once, so nobody comes twice for it.
TAKE: Final = """
local now = redis.call('TIME')
now = now[1] * 1000 + now[2] / 1000
local chat = tonumber(redis.call('GET', KEYS[2]) or 0)
local wait = chat - tonumber(ARGV[4]) - now
if wait > 0 then return {0, math.ceil(wait)} end
local all = math.max(tonumber(redis.call('GET', KEYS[1]) or 0), now)
wait = math.max(all - tonumber(ARGV[2]) - now, 0)
all = all + tonumber(ARGV[1])
chat = math.max(chat, now) + tonumber(ARGV[3])
redis.call('SET', KEYS[1], string.format('%.3f', all), 'PX', math.ceil(all - now) + 1000)
redis.call('SET', KEYS[2], string.format('%.3f', chat), 'PX', math.ceil(chat - now) + 1000)
return {1, math.ceil(wait)}
"""
# KEYS: the schedule to push. ARGV (ms): for how long nothing may go, tolerance of that schedule.
HOLD: Final = """
local now = redis.call('TIME')
now = now[1] * 1000 + now[2] / 1000
local free = now + tonumber(ARGV[1]) + tonumber(ARGV[2])
local held = math.max(tonumber(redis.call('GET', KEYS[1]) or 0), free)
redis.call('SET', KEYS[1], string.format('%.3f', held), 'PX', math.ceil(held - now) + 1000)
return 1
"""


class LocalLimits:
    """The schedules of one process. `stopwatch`: monotonic seconds, the loop's by default."""

    def __init__(
        self,
        per_second: float = OVERALL_PER_SECOND,
        stopwatch: Callable[[], float] | None = None,
    ) -> None:
        self._interval = 1 / per_second
        self._stopwatch = stopwatch
        self._overall = 0.0
        self._chats: dict[int, float] = {}

    def take(self, chat_id: int, burst: int) -> tuple[bool, float]:
        """Whether a place was taken, and the seconds to wait: for it, or before asking again."""
        now = self._now()
        interval = _interval(chat_id)
        chat = self._chats.get(chat_id, 0.0)
        wait = chat - (burst - 1) * interval - now
        if wait > 0:
            return False, wait
        overall = max(self._overall, now)
        wait = max(overall - (OVERALL_BURST - 1) * self._interval - now, 0.0)
        self._overall = overall + self._interval
        self._forget_idle(now)
        self._chats[chat_id] = max(chat, now) + interval
        return True, wait

    def hold(self, chat_id: int | None, seconds: float) -> None:
        """Nothing goes to that chat, or to anyone, for so many seconds."""
        now = self._now()
        if chat_id is None:
            free = now + seconds + (OVERALL_BURST - 1) * self._interval
            self._overall = max(self._overall, free)
        else:
            self._chats[chat_id] = max(self._chats.get(chat_id, 0.0), now + seconds)

    def _forget_idle(self, now: float) -> None:
        if len(self._chats) >= MANY_CHATS:
            self._chats = {chat: due for chat, due in self._chats.items() if due > now}

    def _now(self) -> float:
        return self._stopwatch() if self._stopwatch else asyncio.get_running_loop().time()


class SharedLimits:
    """The same schedules in Redis, one set per bot for all replicas."""

    def __init__(self, redis: Redis, bot: str) -> None:
        self._redis = redis
        self._prefix = f"coachbook:{bot}:limits"
        self._take = redis.register_script(TAKE)
        self._hold = redis.register_script(HOLD)

    async def take(self, chat_id: int, burst: int) -> tuple[bool, float]:
        """As `LocalLimits.take`. RedisError, OSError or TimeoutError when Redis is not there."""
        overall = 1000 / OVERALL_PER_SECOND
        interval = _interval(chat_id) * 1000
        async with asyncio.timeout(REDIS_PATIENCE):
            taken, wait = await self._take(
                keys=[self._key(None), self._key(chat_id)],
                args=[overall, (OVERALL_BURST - 1) * overall, interval, (burst - 1) * interval],
            )
        return bool(taken), float(wait) / 1000

    async def hold(self, chat_id: int | None, seconds: float) -> None:
        """As `LocalLimits.hold`; raises as `take`."""
        tolerance = (OVERALL_BURST - 1) * 1000 / OVERALL_PER_SECOND if chat_id is None else 0
        async with asyncio.timeout(REDIS_PATIENCE):
            await self._hold(keys=[self._key(chat_id)], args=[seconds * 1000, tolerance])

    def _key(self, chat_id: int | None) -> str:
        # Both keys of a script must share a slot should Redis be a cluster: hence the braces.
        return f"{{{self._prefix}}}:{'all' if chat_id is None else chat_id}"


class Limits:
    """The gate that every message passes.

    Without Redis there is one process and its limits are the whole; with Redis the local share
    only stands in while Redis does not answer, and Redis is asked again a second later.
    """

    def __init__(
        self, redis: Redis | None = None, bot: str = "bot", fanout: Fanout | None = None
    ) -> None:
        """fanout: where replicas tell each other what Telegram has asked of one of them."""
        self._shared = SharedLimits(redis, bot) if redis is not None else None
        self._local = LocalLimits(SHARE_WITHOUT_REDIS if self._shared else OVERALL_PER_SECOND)
        self._redis_rests_until = 0.0
        # A crowd that connects all at once would take longer than Redis is given.
        self._asking = asyncio.Semaphore(REDIS_CONNECTIONS)
        self._quiet = Quiet()
        self._fanout = fanout
        if fanout is not None:
            fanout.on(TOPIC, self._heard)

    async def admit(self, chat_id: int, *, burst: int = 1) -> None:
        """Wait until a message to this chat may go.

        `burst`: how many in a row may go to this chat before they are spaced; what a person is
        answered at once may use 3, everything else waits its second.
        """
        while True:
            taken, wait = await self._take(chat_id, burst)
            if wait > 0:
                await asyncio.sleep(wait)
            # Telegram may have asked for silence while this one waited for its place.
            held = self._quiet.wait_of(chat_id)
            if held > 0:
                await asyncio.sleep(held)
            elif taken:
                return

    def wait_of(self, chat_id: int) -> float:
        """For how many seconds Telegram has asked this chat, or EVERYONE, to be left alone."""
        return self._quiet.wait_of(chat_id)

    async def told(self, chat_id: int, seconds: float) -> None:
        """Obey a `retry_after` that a call about this chat, or about none, was answered with.

        All replicas obey it, as soon as they hear of it.
        """
        held = self._obey(chat_id, seconds)
        everyone = held is None
        log.warning("limits.told_to_wait", chat=chat_id, seconds=seconds, everyone=everyone)
        if self._fanout is not None:
            await self._fanout.tell(TOPIC, f"{chat_id} {seconds:.3f}")
        if self._shared is not None:
            with suppress(RedisError, OSError, TimeoutError):
                await self._shared.hold(held, seconds)

    def _heard(self, text: str) -> None:
        """Another replica was told to wait, or this one hears itself."""
        chat_id, _, seconds = text.partition(" ")
        self._obey(int(chat_id), float(seconds))

    def _obey(self, chat_id: int, seconds: float) -> int | None:
        """The chat that is held back; None: everyone is."""
        held = None if self._quiet.hear(chat_id, seconds) else chat_id
        self._local.hold(held, seconds)
        return held

    async def _take(self, chat_id: int, burst: int) -> tuple[bool, float]:
        if self._shared is None:
            return self._local.take(chat_id, burst)
        async with self._asking:
            if _stopwatch() < self._redis_rests_until:
                return self._local.take(chat_id, burst)
            try:
                return await self._shared.take(chat_id, burst)
            except (RedisError, OSError, TimeoutError) as error:
                self._redis_rests_until = _stopwatch() + REDIS_REST
                log.warning("limits.without_redis", error=type(error).__name__)
                return self._local.take(chat_id, burst)


def seconds_of(error: RetryAfter) -> float:
    """How long Telegram asks to wait; the library gives a number or a timedelta."""
    told = error.retry_after
    return float(told) if isinstance(told, int | float) else told.total_seconds()


def _interval(chat_id: int) -> float:
    # Bot API: the ids of groups and channels are negative.
    return PRIVATE_INTERVAL if chat_id > 0 else GROUP_INTERVAL


def _stopwatch() -> float:
    return asyncio.get_running_loop().time()
