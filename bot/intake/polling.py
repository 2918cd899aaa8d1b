"""Long polling: `getUpdates`, with an offset that never passes an update that is not done.

Telegram forgets an update once it is asked for a higher offset, and answers with everything from
the offset on. So while a slow update holds the offset, those after it come again and again; what is
in progress or done is remembered by its id until Telegram has forgotten it, too.
"""

import asyncio
import random
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

import structlog
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.intake.intake import Intake, NotYet
from bot.intake.update_reader import UnreadableUpdate
from bot.telegram.answers import NoBotApi, seconds_of
from bot.telegram.call_protocol import TelegramCall
from bot.timing.stopwatch import REAL, Stopwatch

log = structlog.get_logger(__name__)

# Always sent: otherwise Telegram keeps the previous setting.
WANTED: Final = ("message", "callback_query", "my_chat_member")
BATCH: Final = 100
LONG_POLL: Final = 25
# Telegram answers a second request for the same offset within half a second with one update only.
SAME_OFFSET: Final = 0.5
# Seconds to wait for more, per update in progress: about the processor time each takes.
GATHER: Final = 0.001
# After an empty answer the next request waits at least this long. A server that does not hold
# requests open, or a proxy that cuts them off, was asked 380 times a second.
APART: Final = 1.0
# How often an unreadable answer is requested again, the last times for one update alone, before
# that update is given up: it would hold up everybody else's for a day.
TRIES_TO_READ: Final = 4
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
CONFLICT_PAUSE: Final = 5.0
LONGEST_KEPT: Final = 20_000  # characters of an update that cannot be read
MOST_GIVEN_UP: Final = 1_000
_NUMBERS = re.compile(rb'"update_id"\s*:\s*(\d{1,18})(?!\d)')


class OffsetTracker:
    """Which updates are known, and from which on Telegram must still be asked."""

    def __init__(self) -> None:
        self._known: set[int] = set()
        self._unfinished: set[int] = set()

    def start(self, number: int) -> bool:
        """Whether this update is new; from now on it is in progress."""
        if number in self._known:
            return False
        self._known.add(number)
        self._unfinished.add(number)
        return True

    def finish(self, number: int) -> None:
        self._unfinished.discard(number)

    @property
    def offset(self) -> int | None:
        """The first update that is not done, or the one after the last. None if none is known."""
        if not self._known:
            return None
        return min(self._unfinished) if self._unfinished else max(self._known) + 1

    @property
    def in_the_works(self) -> int:
        return len(self._unfinished)

    def forget_before(self, offset: int | None) -> None:
        """Telegram has been asked for this offset: earlier updates never come again.

        If that is everything, there is no offset to keep: after a week without an update ids start
        over, perhaps lower, and an old offset would skip them.
        """
        if offset is not None:
            self._known = {number for number in self._known if number >= offset}


class Polling:
    """Asks Telegram for updates and hands them to the intake until it is closed.

    stopwatch: times its waits before it asks again.
    """

    def __init__(self, call: TelegramCall, intake: Intake, *, stopwatch: Stopwatch = REAL) -> None:
        self._call = call
        self._intake = intake
        self._stopwatch = stopwatch
        self._progress = OffsetTracker()
        self._moved = asyncio.Event()
        self._goal: Callable[[], bool] | None = None
        self._closing = False
        self._unread = 0
        self._given_up: set[str] = set()
        self._asking: asyncio.Task[Any] | None = None

    async def run(self) -> None:
        """Poll until `close`; no failure ends it."""
        pause = FIRST_PAUSE
        while not self._closing:
            try:
                await self._round()
                pause = FIRST_PAUSE
            except asyncio.CancelledError:
                if not self._closing:
                    raise
            except TelegramError as error:
                wait = self._explain(error, pause)
                pause = min(pause * 2, LONGEST_PAUSE)
                await self._wait_for(lambda: False, wait)
            except Exception:
                log.exception("polling.broke")
                await self._wait_for(lambda: False, pause)
                pause = min(pause * 2, LONGEST_PAUSE)

    async def close(self) -> None:
        """Take no more updates. The pending request is dropped: it confirmed nothing."""
        self._closing = True
        self._moved.set()
        if self._asking is not None:
            self._asking.cancel()

    async def confirm(self) -> None:
        """After the last update: tell Telegram what is done, so that it does not come again."""
        offset = self._progress.offset
        if offset is None:
            return
        try:
            await self._ask({"offset": offset, "limit": 1, "timeout": 0}, timeout=3)
        except TelegramError as error:
            # They come again, and are known to be done.
            log.info("polling.unconfirmed", reason=str(error))

    async def _round(self) -> None:
        offset, started_at = self._progress.offset, self._stopwatch.now()
        question: dict[str, Any] = {
            "limit": 1 if self._unread else BATCH,
            "timeout": 0 if self._progress.in_the_works else LONG_POLL,
            "allowed_updates": WANTED,
        }
        if offset is not None:
            question["offset"] = offset
        try:
            updates = await self._ask_until_closed(question)
            if not isinstance(updates, list):
                raise NoBotApi("getUpdates is answered with no list")
        except NoBotApi as error:
            await self._unreadable(error)
            raise
        self._unread = 0
        self._progress.forget_before(offset)
        news = [await self._begin(update, offset or 0) for update in updates]
        if self._progress.in_the_works and not self._closing:
            await self._gather(offset)
        elif question["timeout"] and not any(news):
            # Nothing new, and it did not wait: it is less patient than it was asked to be.
            await self._wait_for(lambda: False, started_at + APART - self._stopwatch.now())

    async def _begin(self, update: Any, first: int) -> bool:
        """Start handling an update, if it is one and new; whether it is.

        first: the offset that was asked for. One without an id is a dead letter, and holds up
        nobody.
        """
        number = update.get("update_id") if isinstance(update, Mapping) else None
        if type(number) is not int or number < 0:
            return await self._give_up(update, "it has no update_id")
        if self._closing or number < first or not self._progress.start(number):
            return False
        self._intake.take(update).add_done_callback(lambda task: self._on_done(number, task))
        return True

    async def _unreadable(self, error: NoBotApi) -> None:
        """Ask for one update at a time from now on; give one up that is unreadable even so."""
        self._unread += 1
        numbers = _NUMBERS.findall(error.body)
        if self._unread < TRIES_TO_READ or not numbers:
            return
        number = int(numbers[0])
        letter = {"update_id": number, "body": error.body.decode("utf-8", "replace")[:LONGEST_KEPT]}
        if await self._give_up(letter, "its text cannot be read") and self._progress.start(number):
            self._progress.finish(number)
            self._unread = 0

    async def _give_up(self, update: Any, reason: str) -> bool:
        """Keep what nobody can handle as a dead letter; whether it was kept, for the first time."""
        letter = update if isinstance(update, Mapping) else {"unreadable": update}
        mark = repr(letter)[:LONGEST_KEPT]
        if mark in self._given_up:
            return False
        try:
            await self._intake.keep(letter, UnreadableUpdate(reason))
        except NotYet:
            return False  # it comes again
        if len(self._given_up) < MOST_GIVEN_UP:
            self._given_up.add(mark)
        return True

    def _on_done(self, number: int, task: asyncio.Task[None]) -> None:
        if task.cancelled() or isinstance(task.exception(), NotYet):
            return  # closing: it is not acknowledged and comes again
        self._progress.finish(number)
        if self._goal is not None and self._goal():
            self._moved.set()

    async def _gather(self, offset: int | None) -> None:
        """Wait until the next request is worth it: each update in progress comes again with it.

        With a request every 13 ms and 64 in progress, reading what was already known took a tenth
        of the processor's time.
        """
        if await self._wait_for(lambda: self._progress.offset != offset, SAME_OFFSET):
            initial = self._progress.in_the_works
            await self._wait_for(
                lambda: 4 * self._progress.in_the_works <= initial, GATHER * initial
            )

    async def _ask_until_closed(self, question: Mapping[str, Any]) -> Any:
        self._asking = asyncio.current_task()
        try:
            return await self._ask(question, timeout=LONG_POLL + 10)
        finally:
            self._asking = None

    async def _ask(self, question: Mapping[str, Any], timeout: float) -> Any:
        return await self._call("getUpdates", question, timeout=timeout)

    def _explain(self, error: TelegramError, pause: float) -> float:
        """What is wrong, and for how many seconds to leave Telegram alone."""
        if isinstance(error, Conflict):
            log.error(
                "polling.conflict",
                meaning="another process is polling with this token, or a webhook was set for it; "
                "Telegram gives each update to one of them only. Stop the other one.",
                said=error.message,
            )
            return max(pause, CONFLICT_PAUSE)
        if isinstance(error, InvalidToken):
            log.error("polling.token_refused", meaning="Telegram does not know this token any more")
            return LONGEST_PAUSE
        if isinstance(error, RetryAfter):
            return seconds_of(error)
        log.warning("polling.trouble", reason=str(error))
        return pause * random.uniform(0.5, 1.0)

    async def _wait_for(self, goal: Callable[[], bool], seconds: float) -> bool:
        """Wait for `goal`, or for the end of polling; False if it takes longer."""
        if goal() or self._closing:
            return True
        # Checked by what brings it nearer, rather than here after each update: most of them do not.
        self._goal = goal
        self._moved.clear()
        try:
            await self._stopwatch.rest(seconds, self._moved)
        finally:
            self._goal = None
        return goal() or self._closing
