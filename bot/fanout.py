"""What one replica tells the others at once, through Redis's publish and subscribe.

    fanout = Fanout(redis, bot)
    fanout.on("quiet", listener)          # hears the others, and this process itself
    await fanout.tell("quiet", "7001 3")

Nothing may depend on it: anything told while Redis is away, or a replica is connecting, is not
heard. It only makes known sooner what would be found out anyway.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Final

import structlog
from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)

# Seconds of silence after which Redis is pinged, and that it may take to answer.
PULSE: Final = 5.0
LONGEST_PAUSE: Final = 5.0
TELLING: Final = 0.1

TopicListener = Callable[[str], None]


class Fanout:
    """One connection that listens, for all topics of a bot."""

    def __init__(self, redis: Redis, bot: str) -> None:
        """bot: replicas of other bots on the same Redis hear nothing."""
        self._redis = redis
        self._prefix = f"coachbook:{bot}:fanout:"
        self._listeners: dict[str, list[TopicListener]] = {}
        self.listens = asyncio.Event()

    def on(self, topic: str, listener: TopicListener) -> None:
        """Call this with every text announced on a topic. Use it before `run`."""
        self._listeners.setdefault(topic, []).append(listener)

    async def tell(self, topic: str, text: str) -> None:
        """Tell every replica that listens now; without Redis nobody hears it."""
        with suppress(RedisError, OSError, TimeoutError):
            async with asyncio.timeout(TELLING):
                await self._redis.publish(self._prefix + topic, text)

    async def run(self) -> None:
        """Listen until cancelled, reconnecting as often as needed."""
        pause = 0.1
        while True:
            try:
                async with self._redis.pubsub() as subscription:
                    await self._subscribe(subscription)
                    await self._listen(subscription)
            except (RedisError, OSError, TimeoutError) as error:
                log.warning(
                    "fanout.deaf",
                    at="COACHBOOK_REDIS_URL",
                    reason=f"{type(error).__name__}: {error}",
                )
            pause = 0.1 if self.listens.is_set() else min(2 * pause, LONGEST_PAUSE)
            self.listens.clear()
            await asyncio.sleep(pause)

    async def _listen(self, subscription: PubSub) -> None:
        """Listen until the connection breaks. Raises TimeoutError if Redis falls silent."""
        is_checking = False
        while True:
            message = await subscription.get_message(timeout=PULSE)
            if message is None and is_checking:
                raise TimeoutError
            is_checking = message is None
            if message is None:
                # A dead connection looks like a quiet one, and so does a new one whose subscription
                # was lost.
                await self._subscribe(subscription)
            elif message["type"] == "subscribe":
                self.listens.set()
            elif message["type"] == "message":
                self._hear(message["channel"].removeprefix(self._prefix), message["data"])

    async def _subscribe(self, subscription: PubSub) -> None:
        """Subscribe to all topics. May be repeated; Redis confirms each."""
        await subscription.subscribe(*(self._prefix + topic for topic in self._listeners))

    def _hear(self, topic: str, text: str) -> None:
        for listener in self._listeners[topic]:
            try:
                listener(text)
            except Exception:
                log.exception("fanout.broke", topic=topic)
