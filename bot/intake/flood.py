"""How much one person may do at once: 20 updates, then some each second; others do not notice.

Faster updates are slowed down: the person gets one friendly sentence, and each is handled after a
wait. Nobody is banned for continuing: two a second are still handled, and any beyond the number
that may wait are answered and dropped, until the person has paused.

Each replica counts for itself, which takes a microsecond. Redis is asked only about people who look
fast here, so that a tap does not pay for it; without Redis, or while it is slow, the local count
stands.
"""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import structlog
from telegram.error import TelegramError

from bot.intake.update_fields import kind_of, sender_of
from handlers.chat.frame.bot_api import BotApiCall
from handlers.wording.words import words_for
from storage.faults import DatabaseAway
from storage.people import people
from storage.transactions import Database

if TYPE_CHECKING:
    from redis.asyncio import Redis

log = structlog.get_logger(__name__)

BURST: Final = 20
# How many of one person's updates may wait to be handled before the rest are dropped.
WAITING_PUSHED: Final = 50
# While one update waits, polling brings at most 99 more, from all people: one person hammering
# buttons would hold up everyone. So none may wait there.
WAITING_POLLED: Final = 0
# After this many at once, Redis is asked what other replicas have seen of this person.
SUSPICIOUS: Final = 6
LONGEST_WAIT: Final = 5.0
TELL_AGAIN: Final = 10.0
COUNTED: Final = frozenset({"message", "callback_query"})
REDIS_PATIENCE: Final = 0.1
REDIS_REST: Final = 1.0
DATABASE_PATIENCE: Final = 0.3
MANY_PEOPLE: Final = 1_000

# KEYS: the person's schedule. ARGV: interval and tolerance in ms, updates to count, longest wait.
# Returns how many ms to wait. The schedule never runs further ahead of now than that.
COUNT: Final = """
local now = redis.call('TIME')
now = now[1] * 1000 + now[2] / 1000
local due = math.max(tonumber(redis.call('GET', KEYS[1]) or 0), now)
due = math.min(due + ARGV[1] * ARGV[3], now + ARGV[1] + ARGV[2] + ARGV[4])
redis.call('SET', KEYS[1], string.format('%.3f', due), 'PX', math.ceil(due - now) + 1000)
return math.ceil(math.max(due - now - ARGV[1] - ARGV[2], 0))
"""

Raw = Mapping[str, Any]


class Episode:
    """What is remembered about somebody fast, until they have paused."""

    __slots__ = ("shared", "slowed", "told_at")

    def __init__(self) -> None:
        self.slowed = 0
        self.shared = False
        self.told_at = float("-inf")


class Counts:
    """Everybody's schedule, one number each (GCRA), and what is remembered about fast people."""

    def __init__(self, per_second: float, stopwatch: Callable[[], float]) -> None:
        self.interval = 1 / per_second
        self.tolerance = (BURST - 1) * self.interval
        self.stopwatch = stopwatch
        self._suspicion = SUSPICIOUS * self.interval
        self._due: dict[int, float] = {}
        self._many = MANY_PEOPLE
        self.episodes: dict[int, Episode] = {}

    def weigh(self, person: int, may_wait: int) -> float | None:
        """0: handle it now. A time on the stopwatch: too fast, handle it then. None: too many, drop
        it."""
        now = self.stopwatch()
        due = self._due.get(person, 0.0)
        if due <= now:
            self._due[person] = now + self.interval
            self.episodes.pop(person, None)
            if len(self._due) > self._many:
                self._forget_rested(now)
            return 0.0
        ahead = due - now
        if ahead <= self._suspicion:
            self._due[person] = due + self.interval
            return 0.0
        episode = self.episodes.get(person)
        if episode is None:
            episode = self.episodes[person] = Episode()
        if ahead > self.tolerance:
            if episode.slowed >= may_wait:
                return None
            episode.slowed += 1
        self._due[person] = due + self.interval
        return due - self.tolerance

    def __len__(self) -> int:
        return len(self._due)

    def _forget_rested(self, now: float) -> None:
        self._due = {person: due for person, due in self._due.items() if due > now}
        self.episodes = {p: episode for p, episode in self.episodes.items() if p in self._due}
        self._many = max(MANY_PEOPLE, 2 * len(self._due))


class Flood:
    """Slows down people who are too fast.

    `call`: the Bot API; `reply`: the same, but it may ride on an answer, or wait. language: for
    people whose own is not available. database: knows the language they chose; it is asked when the
    sentence is due, at most once in ten seconds, and without an answer the language of their
    Telegram is used.
    """

    def __init__(
        self,
        per_second: float,
        *,
        call: BotApiCall,
        reply: BotApiCall,
        language: str,
        database: Database | None = None,
        redis: "Redis | None" = None,
        bot: str = "",
        stopwatch: Callable[[], float] | None = None,
    ) -> None:
        self.counts = Counts(per_second, stopwatch or asyncio.get_running_loop().time)
        self._call = call
        self._reply = reply
        self._language = language
        self._database = database
        self._prefix = f"coachbook:{bot}:flood"
        self._count = redis.register_script(COUNT) if redis is not None else None
        self._redis_rests_until = float("-inf")

    def weigh(self, person: int, update: Raw, *, polled: bool) -> float | None:
        """Like `Counts.weigh`. Only messages and presses count."""
        if person <= 0 or kind_of(update) not in COUNTED:
            return 0.0
        return self.counts.weigh(person, WAITING_POLLED if polled else WAITING_PUSHED)

    async def wait(self, person: int, update: Raw, ready_at: float) -> float:
        """Seconds a fast update still has to wait; the person is told if there are any."""
        wait = max(ready_at - self.counts.stopwatch(), await self._elsewhere(person))
        if wait > 0:
            await self._tell(person, update, self._call)
        return min(wait, LONGEST_WAIT)

    async def dismiss(self, person: int, update: Raw) -> None:
        """Drop an update: a press gets its answer, so that its button stops spinning."""
        if not await self._tell(person, update, self._reply) and _is_press(update):
            await self._say("answerCallbackQuery", _query(update), self._reply)

    async def _tell(self, person: int, update: Raw, call: BotApiCall) -> bool:
        """Say the sentence, unless it was said a moment ago."""
        episode = self.counts.episodes.get(person)
        now = self.counts.stopwatch()
        if episode is None or now < episode.told_at + TELL_AGAIN:
            return False
        episode.told_at = now
        log.info("flood", person=person)
        language_code = sender_of(update).get("language_code")
        words = words_for(await self._chosen_language(person), language_code, self._language)
        text = words.label("flood.slowed")
        if _is_press(update):
            await self._say("answerCallbackQuery", {**_query(update), "text": text}, call)
        elif _is_private(update, person):
            await self._say("sendMessage", {"chat_id": person, "text": text}, self._reply)
        return True

    async def _chosen_language(self, person: int) -> str | None:
        """The language they chose, if the database answers at once."""
        if self._database is None:
            return None
        with suppress(DatabaseAway, TimeoutError):
            async with asyncio.timeout(DATABASE_PATIENCE), self._database.read() as reader:
                row = await people.by_telegram_id(reader, person)
            return row.chosen_language if row else None
        return None

    async def _say(self, method: str, payload: Mapping[str, Any], call: BotApiCall) -> None:
        try:
            await call(method, payload)
        except (TelegramError, DatabaseAway) as error:
            log.info("flood.not_said", reason=str(error))

    async def _elsewhere(self, person: int) -> float:
        """How long all replicas together would make this person wait; 0 if Redis does not say."""
        episode = self.counts.episodes.get(person)
        if self._count is None or episode is None:
            return 0.0
        from redis.exceptions import RedisError  # noqa: PLC0415 - not there without a URL

        if self.counts.stopwatch() < self._redis_rests_until:
            return 0.0
        times = self.counts.interval * 1000, self.counts.tolerance * 1000
        # The earlier ones did not look fast, and were not reported.
        new = 1 if episode.shared else SUSPICIOUS + 2
        try:
            async with asyncio.timeout(REDIS_PATIENCE):
                waits = await self._count(
                    keys=[f"{self._prefix}:{person}"], args=[*times, new, LONGEST_WAIT * 1000]
                )
        except (RedisError, OSError, TimeoutError) as error:
            self._redis_rests_until = self.counts.stopwatch() + REDIS_REST
            log.warning("flood.without_redis", error=type(error).__name__)
            return 0.0
        episode.shared = True
        return float(waits) / 1000


def _is_press(update: Raw) -> bool:
    return kind_of(update) == "callback_query"


def _is_private(update: Raw, person: int) -> bool:
    """Whether a message came in the person's own chat, which has their id. Groups get nothing."""
    chat = update["message"].get("chat")
    return isinstance(chat, Mapping) and chat.get("id") == person


def _query(update: Raw) -> dict[str, Any]:
    return {"callback_query_id": update["callback_query"].get("id")}
