"""What happens to an update, whether polled or pushed.

It is acknowledged only after its handler and the reply are through. Three things can prevent that:
if the database or Telegram is away, it is not acknowledged and comes again, which every action
allows; if the fault is ours, it would fail again and hold up this person's queue, so it is kept as
a dead letter, the person gets an apology, and it is acknowledged.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime
from typing import Final

import structlog
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError

from bot.drain import drain
from bot.intake.faults import DeadLetterKeeper
from bot.intake.flood import Flood
from bot.intake.update_fields import action_of, kind_of, queue_of, sender_of
from bot.intake.update_reader import Raw
from bot.person_queues import PersonQueues
from bot.telegram.answers import nobody_there, seconds_of
from bot.timing.stopwatch import REAL
from handlers.chat.frame.bot_api import BotApiCall
from handlers.http.metrics import Metrics
from storage import request_ids
from storage.faults import DatabaseAway, TooSlow
from storage.transactions import Database

log = structlog.get_logger(__name__)

PARALLEL_PEOPLE: Final = 64
# An update that is not acknowledged is tried again five seconds after the database, or Telegram, is
# back, however long it was away.
FIRST_PAUSE: Final = 0.5
LONGEST_PAUSE: Final = 4.0
# How often Telegram may refuse the reply to an update before it counts as a fault.
TRIES_TO_REPLY: Final = 6
# The same for a statement that takes too long, five seconds each time.
TRIES_TOO_SLOW: Final = 4
REMEMBERED_TRIES: Final = 1_000
RETRY_SOON: Final = 2.0


class NotYet(Exception):
    """The update must not be acknowledged. `seconds`: when to try again."""

    def __init__(self, reason: str, seconds: float) -> None:
        super().__init__(reason)
        self.reason = reason
        self.seconds = seconds


def pauses() -> Iterator[float]:
    """The shortest pause before each next try of an update."""
    pause = FIRST_PAUSE
    while True:
        yield pause
        pause = min(pause * 2, LONGEST_PAUSE)


class Intake:
    """Takes updates in. `process`: runs the handlers on one update and raises what they raise."""

    def __init__(
        self,
        process: Callable[[Raw], Awaitable[None]],
        *,
        database: Database,
        call: BotApiCall,
        clock: Callable[[], datetime],
        language: str,
        metrics: Metrics,
        flood: Flood | None = None,
    ) -> None:
        self._process = process
        self._metrics = metrics
        self._faults = DeadLetterKeeper(
            database, call=call, clock=clock, language=language, metrics=metrics
        )
        self._flood = flood
        self._queues = PersonQueues()
        self._room = asyncio.Semaphore(PARALLEL_PEOPLE)
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._tries: OrderedDict[int, int] = OrderedDict()
        self._closing = asyncio.Event()
        self._log = log.bind()  # built once: each update logs a line

    @property
    def in_flight(self) -> int:
        """Updates taken and not yet done."""
        return len(self._tasks)

    async def accept(self, update: Raw) -> None:
        """Handle one update to its end, once, for a sender who can send it again (a webhook).

        Returns when it may be acknowledged, raises NotYet if it may not. A second copy that arrives
        while the first is being handled shares its fate.
        """
        task = self._start(update, insist=False)
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError:
            if task.cancelled():
                raise NotYet("closing", RETRY_SOON) from None
            raise

    def take(self, update: Raw) -> asyncio.Task[None]:
        """Handle one update until it may be acknowledged, however long the database is away.

        For polling, where only we remember it. Raises NotYet only when closing.
        """
        return self._start(update, insist=True)

    async def retry(self, update: Raw) -> None:
        """Handle a dead letter. Raises what keeps it one, and neither stores nor says anything."""
        async with self._queues.turn_of(queue_of(update)), self._room:
            await self._process(update)

    async def keep(self, update: Raw, error: Exception) -> None:
        """Keep an update that no handler can take as a dead letter. Raises NotYet if that fails."""
        await self._keep_fault(update, error)

    async def close(self, seconds: float) -> None:
        """Let what is in flight finish, for this long; the rest is left for the next start."""
        self._closing.set()
        late = await drain(self._tasks.values(), seconds)
        if late:
            log.warning("intake.left_for_next_start", updates=len(late))

    def _start(self, update: Raw, *, insist: bool) -> asyncio.Task[None]:
        number = update.get("update_id", 0)
        task = self._tasks.get(number)
        if task is None:
            task = asyncio.create_task(self._run(update, insist), name=f"update {number}")
            self._tasks[number] = task
            task.add_done_callback(lambda done: self._on_done(number, done))
        return task

    def _on_done(self, number: int, task: asyncio.Task[None]) -> None:
        del self._tasks[number]
        error = None if task.cancelled() else task.exception()
        if error is not None and not isinstance(error, NotYet):
            log.critical("intake.broke", exc_info=error)

    async def _run(self, update: Raw, insist: bool) -> None:
        person, flood = queue_of(update), self._flood
        ready_at = flood.weigh(person, update, polled=insist) if flood else 0.0
        if flood and ready_at is None:
            await flood.dismiss(person, update)
            return self._metrics.count_update(kind_of(update), "dismissed", 0.0)
        async with self._queues.turn_of(person):
            if flood and ready_at and (wait := await flood.wait(person, update, ready_at)) > 0:
                await REAL.rest(wait, self._closing)
            pause = pauses()
            while True:
                try:
                    async with self._room:
                        return await self._once(update)
                except NotYet as not_yet:
                    if not insist or self._closing.is_set():
                        raise
                    await REAL.rest(max(next(pause), not_yet.seconds), self._closing)
                    if self._closing.is_set():
                        raise

    async def _once(self, update: Raw) -> None:
        number, sender = update.get("update_id", 0), sender_of(update)
        started_at = asyncio.get_running_loop().time()
        outcome = "cancelled"
        try:
            # Each update has a task, and so a context, of its own: nothing has to be unbound.
            structlog.contextvars.bind_contextvars(update_id=number)
            request_ids.adopt()
            outcome = await self._handle(update, number)
        except NotYet as not_yet:
            outcome = not_yet.reason
            raise
        finally:
            seconds = asyncio.get_running_loop().time() - started_at
            self._metrics.count_update(kind_of(update), outcome, seconds)
            self._log.info(
                "update",
                person=sender.get("id"),
                action=action_of(update),
                outcome=outcome,
                ms=round(seconds * 1000, 1),
            )

    async def _handle(self, update: Raw, number: int) -> str:
        try:
            await self._process(update)
        except TooSlow as error:
            # A bad moment of the database, or a statement that is too slow each time.
            if self._count(number) < TRIES_TOO_SLOW:
                raise NotYet("database_slow", RETRY_SOON) from error
            return await self._keep_fault(update, error)
        except DatabaseAway as error:
            raise NotYet("database_away", RETRY_SOON) from error
        except TelegramError as error:
            if nobody_there(error):
                return "blocked_us"  # they cannot be answered, but what was done stands
            if self._may_pass(error) and self._count(number) < TRIES_TO_REPLY:
                wait = seconds_of(error) if isinstance(error, RetryAfter) else 0.5
                raise NotYet("telegram_away", wait) from error
            return await self._keep_fault(update, error)
        except Exception as error:
            return await self._keep_fault(update, error)
        self._tries.pop(number, None)
        return "done"

    @staticmethod
    def _may_pass(error: TelegramError) -> bool:
        # python-telegram-bot counts a BadRequest as a network error, which it is not.
        return isinstance(error, RetryAfter | NetworkError) and not isinstance(error, BadRequest)

    def _count(self, number: int) -> int:
        tries = self._tries.pop(number, 0) + 1
        self._tries[number] = tries
        if len(self._tries) > REMEMBERED_TRIES:
            self._tries.popitem(last=False)
        return tries

    async def _keep_fault(self, update: Raw, error: Exception) -> str:
        try:
            await self._faults.keep(update, error)
        except DatabaseAway as away:
            raise NotYet("database_away", RETRY_SOON) from away
        self._tries.pop(update.get("update_id", 0), None)
        return "fault"
