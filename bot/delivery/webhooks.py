"""Webhooks on their way out: turn events into messages, claim what is due, send it, note the
outcome.

Delivery is at least once, always with the same id: if a replica dies between the call and its note,
the lease expires, and another one sends it again. Each endpoint gets a few at a time, so a slow one
does not hold up the others. Without any webhook there is one look every ten seconds, and no session
is opened.
"""

import asyncio
import socket
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from random import uniform
from time import perf_counter
from typing import Final

import structlog
from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout
from yarl import URL

from bot.drain import drain
from bot.timing.stopwatch import REAL
from domain.accounts.addresses import is_public
from domain.programs.webhooks import NoAnswer, signature
from domain.roles import SYSTEM
from handlers.actions.programs import webhook_feed, webhook_outcomes
from handlers.actions.programs.webhook_outcomes import AttemptOutcome
from handlers.http.metrics import Metrics
from storage import request_ids
from storage.faults import DatabaseAway
from storage.programs import webhook_deliveries, webhooks
from storage.programs.webhook_deliveries import ClaimedDelivery, DeliveryAttempt
from storage.transactions import Database, Writer

log = structlog.get_logger(__name__)

AT_ONCE: Final = 32
EACH_AT_ONCE: Final = 4
PATIENCE: Final = ClientTimeout(total=15, connect=5)
# Twice as long as a try can take, including waits for the database.
LEASE: Final = timedelta(seconds=60)
LOOK: Final = 1.0
IDLE_LOOK: Final = 10.0
READ: Final = 4_096  # bytes of an answer; this many letters are stored
SHOWN: Final = 500
AGENT: Final = "Coachbook-Webhooks/1"


Traced = Callable[[str], AbstractContextManager[Mapping[str, str]]]


def _no_trace(_name: str) -> AbstractContextManager[Mapping[str, str]]:
    return nullcontext({})


class Webhooks:
    """Sends webhooks until it is closed.

    owner: the name this process leases under. clock: when things are due. present: the real time,
    in epoch seconds. private: also send to our own networks, without encryption. traced: wraps a
    call in a span, and yields the headers that pass the trace on.
    """

    def __init__(
        self,
        database: Database,
        *,
        clock: Callable[[], datetime],
        present: Callable[[], float],
        owner: str,
        private: bool = False,
        metrics: Metrics,
        traced: Traced = _no_trace,
        lease: timedelta = LEASE,
    ) -> None:
        self._database = database
        self._clock = clock
        self._present = present
        self._owner = owner
        self._private = private
        self._metrics = metrics
        self._traced = traced
        self._lease = lease
        self._session: ClientSession | None = None
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._of_endpoint: Counter[int] = Counter()
        self._awake = asyncio.Event()
        self._closing = False
        self._any = False

    def wake(self) -> None:
        """Something has happened: look now, if there is any webhook."""
        if self._any:
            self._awake.set()

    async def run(self) -> None:
        """Send until `close`, and until what was begun is done; nothing else ends it."""
        try:
            while not self._closing or self._tasks:
                self._awake.clear()
                more = False
                try:
                    more = await self.look()
                except DatabaseAway as error:
                    log.warning("webhooks.database_away", reason=str(error))
                except Exception:
                    log.exception("webhooks.broke")
                if not more:
                    await REAL.rest(LOOK if self._any or self._tasks else IDLE_LOOK, self._awake)
        finally:
            if self._session is not None:
                await self._session.close()

    async def close(self, seconds: float) -> None:
        """Begin no more, and finish what is being sent; anything cut off is sent again."""
        self._closing = True
        self._awake.set()
        await drain(self._tasks.values(), seconds)

    async def look(self) -> bool:
        """Read new events and begin what is due; whether there may be more right now."""
        if self._closing:
            return False
        async with self._database.read() as reader:
            self._any = bool(await webhooks.count(reader))
        if not self._any:
            return False
        now = self._clock()
        more = await webhook_feed.read(self._database, actor=SYSTEM, now=now)
        room = AT_ONCE - len(self._tasks)
        if room <= 0:
            return False
        busy = [endpoint for endpoint, n in self._of_endpoint.items() if n >= EACH_AT_ONCE]

        async def claim(writer: Writer) -> Sequence[ClaimedDelivery]:
            return await webhook_deliveries.claim(
                writer,
                self._owner,
                now,
                self._lease,
                most=room,
                most_each=EACH_AT_ONCE,
                without=busy,
            )

        rows = await self._database.write(claim)
        for row in rows:
            # When the clock jumps forward, our own leases expire: what we are sending must not be
            # claimed again.
            if row.id not in self._tasks:
                self._begin(row)
        return more or len(rows) == room

    def _begin(self, row: ClaimedDelivery) -> None:
        task = asyncio.create_task(self._deliver(row), name=f"webhook {row.id}")
        self._tasks[row.id] = task
        self._of_endpoint[row.endpoint_id] += 1
        task.add_done_callback(lambda done: self._on_done(row, done))

    def _on_done(self, row: ClaimedDelivery, task: asyncio.Task[None]) -> None:
        del self._tasks[row.id]
        self._of_endpoint[row.endpoint_id] -= 1
        if not self._of_endpoint[row.endpoint_id]:
            del self._of_endpoint[row.endpoint_id]
        self._awake.set()
        error = None if task.cancelled() else task.exception()
        if error is not None:
            log.error("webhooks.row_broke", delivery=row.id, exc_info=error)

    async def _deliver(self, row: ClaimedDelivery) -> None:
        request_ids.adopt()
        with self._traced("webhook") as carried:
            outcome = await self._send(row, carried)
        state = await webhook_outcomes.note(
            self._database,
            row,
            outcome,
            owner=self._owner,
            jitter=uniform(-1, 1),
            actor=SYSTEM,
            now=self._clock(),
        )
        attempt = outcome.attempt
        self._metrics.webhook(str(state))
        # No address: it may contain a secret.
        log.info(
            "webhook",
            endpoint=row.endpoint_id,
            message=row.message_id,
            kind=row.kind,
            outcome=str(state),
            status=attempt.status,
            reason=attempt.error,
            ms=attempt.milliseconds,
        )

    async def _send(self, row: ClaimedDelivery, carried: Mapping[str, str]) -> AttemptOutcome:
        """Send it once. carried: additional headers."""
        at, started_at = self._clock(), perf_counter()
        status, answer, error, retry_after = None, "", None, None
        body, timestamp = row.body.encode(), int(self._present())
        headers = {
            **carried,
            "Content-Type": "application/json",
            "User-Agent": AGENT,
            "Accept-Encoding": "identity",
            "webhook-id": row.message_id,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": signature(row.secrets, row.message_id, timestamp, body),
        }
        try:
            async with self._ensure_session().post(
                URL(row.url, encoded=True),
                data=body,
                headers=headers,
                allow_redirects=False,
                auto_decompress=False,
                timeout=PATIENCE,
            ) as response:
                status = response.status
                retry_after = self._retry_after(response)
                answer = _excerpt(await _beginning(response))
        except (ClientError, TimeoutError, OSError, ValueError) as fault:
            # What came before the connection broke counts: a status is an answer.
            error = _reason(fault) if status is None else None
        ms = round((perf_counter() - started_at) * 1000)
        return AttemptOutcome(DeliveryAttempt(at, status, ms, answer, error), retry_after)

    def _ensure_session(self) -> ClientSession:
        if self._session is None:
            from bot import public_addresses  # noqa: PLC0415 - once there is something to send

            allowed = (lambda _address: True) if self._private else is_public
            self._session = public_addresses.open_session(connections=AT_ONCE, allowed=allowed)
        return self._session

    def _retry_after(self, response: ClientResponse) -> timedelta | None:
        """`Retry-After`, in seconds or as a date."""
        text = response.headers.get("Retry-After", "").strip()
        if text.isascii() and text.isdigit():
            return timedelta(seconds=min(int(text[:9]), 10**7))
        try:
            until = parsedate_to_datetime(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
        if until.tzinfo is None:
            until = until.replace(tzinfo=UTC)
        seconds = until.timestamp() - self._present()
        return timedelta(seconds=min(max(seconds, 0.0), 10**7))


async def _beginning(response: ClientResponse) -> bytes:
    """The first bytes of the answer; the rest is not read."""
    content = bytearray()
    async for chunk in response.content.iter_any():
        content += chunk
        if len(content) >= READ:
            break
    if not response.content.is_eof():
        response.close()
    return bytes(content[:READ])


def _excerpt(content: bytes) -> str:
    text = content.decode("utf-8", "replace")
    return "".join(c if c.isprintable() else " " for c in text)[:SHOWN].strip()


def _reason(fault: BaseException) -> str:
    """Why there was no answer, without the address."""
    inner = getattr(fault, "os_error", fault)
    if isinstance(inner, TimeoutError):
        return NoAnswer.LATE
    # With several addresses, each has failed, and one text names them all.
    if "private network" in str(inner):
        return NoAnswer.PRIVATE
    if isinstance(inner, socket.gaierror):
        return NoAnswer.UNKNOWN
    if isinstance(inner, ConnectionRefusedError):
        return NoAnswer.REFUSED
    return type(inner).__name__
