"""Calls of the Bot API as the rest of the process makes them: counted, and kept to the limits."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from datetime import timedelta
from functools import partial
from typing import IO, Any, Final

import structlog
from telegram.error import BadRequest, RetryAfter, TelegramError

from bot.drain import drain
from bot.telegram import kept_media, webhook_reply
from bot.telegram.answers import seconds_of
from bot.telegram.cooldowns import EVERYONE
from bot.telegram.kept_media import stored_file_id
from bot.telegram.limits import SendLimiter
from bot.telegram.transport import OutgoingFile, Telegram
from bot.timing.stopwatch import REAL, Stopwatch
from handlers.http.metrics import Metrics
from storage.transactions import Database

log = structlog.get_logger(__name__)

# An immediate answer may take several messages in a row; Telegram allows that many.
REPLY_BURST: Final = 3
# A longer cooldown is not waited for here: the update is tried again when it is over.
PATIENCE: Final = 2.0
# Everyone waiting for the same cooldown would call at once: too soon to hear of another one. For
# this many seconds after it they take turns, this many seconds apart.
AFTERWARDS: Final = 1.0
APART: Final = 0.02
# An answer to a press sent as a call of its own is tried this often, this many seconds apart: its
# toast may be all the person is told.
TRIES_BY_ITSELF: Final = 10
BY_ITSELF_APART: Final = 1.0


class Calls:
    """The ways to call Telegram. All raise as `bot.telegram.transport.Telegram.call` does.

    What counts as a message also raises DatabaseAway: its limits are stored there.
    """

    def __init__(
        self,
        telegram: Telegram,
        limits: SendLimiter,
        metrics: Metrics,
        database: Database | None = None,
        *,
        stopwatch: Stopwatch = REAL,
    ) -> None:
        """database: of the files that are kept here, without which none is sent. stopwatch: by
        which it waits for the end of a silence, and for another try, and knows how long a call
        takes."""
        self._telegram = telegram
        self._stopwatch = stopwatch
        self._database = database
        self._limits = limits
        self._metrics = metrics
        self.heard_at: float | None = None
        self.trouble: str | None = None
        self._by_itself: set[asyncio.Task[None]] = set()
        self._after_cooldown = asyncio.Lock()

    async def call(self, method: str, payload: Mapping[str, Any], *, timeout: float = 20) -> Any:
        """A call without limits: for the outbox, which keeps to them itself, and for polling."""
        if self._database is not None and (file_id := stored_file_id(method, payload)) is not None:
            send = kept_media.send
            call, bring = self._call_telegram, self.bring
            return await send(self._database, method, payload, file_id, call=call, bring=bring)
        return await self._call_telegram(method, payload, timeout=timeout)

    async def _call_telegram(
        self, method: str, payload: Mapping[str, Any], *, timeout: float = 20
    ) -> Any:
        try:
            result = await self._telegram.call(method, payload, timeout=timeout)
        except TelegramError as error:
            self._record_failure(method, error)
            raise
        self._record_success(method)
        return result

    async def reply(self, method: str, payload: Mapping[str, Any]) -> Any:
        """A call for a person who is waiting. Only messages count against the limits.

        It may ride on the answer to a webhook; then the result is True, before Telegram has it.
        """
        chat_id = _chat_of(payload)
        if chat_id == EVERYONE and self._carry(method, payload):
            return True
        return await self._within_limits(method, chat_id, partial(self.call, method, payload))

    async def upload(
        self,
        method: str,
        fields: Mapping[str, Any],
        field: str,
        name: str,
        content: bytes | IO[bytes],
        *,
        timeout: float = 60,
    ) -> Any:
        """Send a file to a person who is waiting, or replace one with it.

        content: bytes, or an open file, which is read as it is sent. timeout: seconds, for all of
        it.
        """
        chat_id = int(fields["chat_id"])
        bring = partial(self.bring, method, fields, field, name, content, timeout=timeout)
        return await self._within_limits(method, chat_id, bring)

    async def bring(
        self,
        method: str,
        fields: Mapping[str, Any],
        field: str,
        name: str,
        content: bytes | IO[bytes],
        *,
        timeout: float = 60,
    ) -> Any:
        """A call with a file, without limits: for the outbox, which keeps to them itself."""
        try:
            files = {field: OutgoingFile(name, content)}
            result = await self._telegram.upload(method, fields, files, timeout=timeout)
        except TelegramError as error:
            self._record_failure(method, error)
            raise
        self._record_success(method)
        return result

    async def download(self, file_id: str, most: int) -> bytes | None:
        """A file somebody has sent; None if it is larger than this many bytes, or than a bot may
        fetch. Raises as `call` does."""
        try:
            file = await self.call("getFile", {"file_id": file_id})
        except BadRequest as error:
            if "too big" in error.message.lower():
                return None
            raise
        if not isinstance(file, dict) or int(file.get("file_size") or 0) > most:
            return None
        return await self._telegram.download(str(file.get("file_path")), most)

    async def close(self, seconds: float) -> None:
        """Give calls in the background this long to finish: without them no toast is seen."""
        for task in await drain(self._by_itself, seconds):
            log.warning("reply.left_behind", method=task.get_name(), reason="closing")

    def _carry(self, method: str, payload: Mapping[str, Any]) -> bool:
        answer = webhook_reply.current()
        if answer is None:
            return False
        carried = answer.carry(method, payload, lambda: self._send_after_all(method, payload))
        if carried:
            self._metrics.count_call(method, "rides")
        return carried

    def _send_after_all(self, method: str, payload: Mapping[str, Any]) -> None:
        task = asyncio.create_task(self._send_by_itself(method, payload), name=method)
        self._by_itself.add(task)
        task.add_done_callback(self._by_itself.discard)

    async def _send_by_itself(self, method: str, payload: Mapping[str, Any]) -> None:
        for _ in range(TRIES_BY_ITSELF):
            wait = BY_ITSELF_APART
            try:
                await self.reply(method, payload)
            except RetryAfter as error:
                wait = max(wait, seconds_of(error))
            except BadRequest as error:
                # Too old by now, most likely: there is no spinner left to stop.
                log.info("reply.left_behind", method=method, reason=str(error))
                return
            except TelegramError as error:
                log.info("reply.left_behind", method=method, reason=str(error))
            else:
                return
            await self._stopwatch.sleep(wait)

    async def _within_limits(
        self, method: str, chat_id: int, send: Callable[[], Awaitable[Any]]
    ) -> Any:
        """Send once a cooldown is over and the limits allow it; one that Telegram asks for now
        holds for all replicas."""
        await self._cooldown_over(chat_id)
        async with self._admission(chat_id) if _counts(method, chat_id) else nullcontext():
            started_at = self._stopwatch.now()
            try:
                return await send()
            except RetryAfter as error:
                took = self._stopwatch.now() - started_at
                await self._limits.cool_down(chat_id, seconds_of(error), took)
                raise

    async def _cooldown_over(self, chat_id: int) -> None:
        """Wait for the end of a cooldown. RetryAfter if that is far off."""
        # Checked again after each wait: Telegram may have extended it meanwhile.
        while (wait := self._limits.wait_of(chat_id)) > -AFTERWARDS:
            if wait > PATIENCE:
                raise RetryAfter(timedelta(seconds=wait))
            await self._stopwatch.sleep(max(wait, 0.0))
            async with self._after_cooldown:
                await self._stopwatch.sleep(APART)
            if self._limits.wait_of(chat_id) <= 0:
                break

    def _admission(self, chat_id: int) -> AbstractAsyncContextManager[None]:
        return self._limits.sending(chat_id, burst=REPLY_BURST)

    def _record_success(self, method: str) -> None:
        self._metrics.count_call(method, "ok")
        self.heard_at = asyncio.get_running_loop().time()
        self.trouble = None

    def _record_failure(self, method: str, error: TelegramError) -> None:
        self._metrics.count_call(method, type(error).__name__)
        self.trouble = f"{method}: {error}"


def _chat_of(payload: Mapping[str, Any]) -> int:
    """The chat a call is about, EVERYONE if none. Setting a chat's commands is about one, too."""
    scope = payload.get("scope")
    chat_id = payload.get("chat_id", scope.get("chat_id") if isinstance(scope, Mapping) else None)
    return chat_id if isinstance(chat_id, int) else EVERYONE


def _counts(method: str, chat_id: int) -> bool:
    """Whether this is a message, which is what Telegram limits."""
    return chat_id != EVERYONE and method.startswith("send") and method != "sendChatAction"
