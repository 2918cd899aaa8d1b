"""Updates pushed to the bot, with Telegram's patience: anything but 2xx is sent again.

Updates of one queue go one after another, queues in parallel, and a refused update blocks its queue
until it is taken or too old.
"""

import asyncio
import re
from collections import deque
from collections.abc import Callable
from ipaddress import ip_address
from urllib.parse import urlsplit

import aiohttp

from bot.playground import errors
from bot.playground.errors import ApiError
from bot.playground.limits import SimulatedLimits
from bot.playground.parameters import Parameters, read_answer
from bot.playground.sample_people import Json
from bot.playground.simulated_clock import SimulatedClock
from bot.playground.store import Store
from bot.playground.updates import Pending, Updates, webhook_kinds

SILENCE = 60.0
LONGEST_PAUSE = 60.0
LONGEST_RETRY_AFTER = 3600
DEFAULT_CONNECTIONS = 40
MOST_CONNECTIONS = 100
PORTS = (443, 80, 88, 8443)
_SECONDS = re.compile(r"[0-9]{1,9}")
_SECRET = re.compile(r"[A-Za-z0-9_-]*")
# The result of a call in a webhook's answer is lost, so these would be useless or harmful.
_NOT_IN_ANSWERS = {"setwebhook", "deletewebhook", "close", "logout"}

Execute = Callable[[str, Parameters], object]


def pause_after(failures: int, retry_after: int) -> float:
    """Seconds until an update is sent again after this many failures: at once, then 2, 4, 8 … 60; a
    ``Retry-After`` is obeyed up to an hour."""
    if retry_after > 0:
        return float(min(retry_after, LONGEST_RETRY_AFTER))
    return 0.0 if failures <= 1 else min(LONGEST_PAUSE, 2.0 ** (failures - 1))


class SimulatedWebhook:
    def __init__(
        self, store: Store, clock: SimulatedClock, updates: Updates, limits: SimulatedLimits
    ) -> None:
        self._limits = limits
        self._store = store
        self._clock = clock
        self._updates = updates
        self._session: aiohttp.ClientSession | None = None
        self._execute: Execute = lambda _method, _params: None
        self._queues: dict[str, deque[int]] = {}
        self._senders: dict[str, asyncio.Task[None]] = {}
        self._connections = asyncio.Semaphore(DEFAULT_CONNECTIONS)
        self._settings: Json = store.get("setting", "webhook", {})
        self._last_error: Json = {}
        # Called with each attempt at an update: its id, and whether the bot took it.
        self.on_attempt: list[Callable[[int, bool], None]] = []

    @property
    def url(self) -> str:
        return str(self._settings.get("url", ""))

    # Life.

    def run(self, execute: Execute) -> None:
        """Starts delivering; ``execute`` carries out the calls in answers."""
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0),
            timeout=aiohttp.ClientTimeout(total=SILENCE),
        )
        self._execute = execute
        self._updates.on_added.append(self._enqueue)
        self._begin()

    async def stop(self) -> None:
        await self._cancel_senders()
        if self._enqueue in self._updates.on_added:
            self._updates.on_added.remove(self._enqueue)
        if self._session is not None:
            await self._session.close()
            self._session = None

    # Methods of the Bot API.

    async def set(self, params: Parameters) -> bool:
        url = params.text("url").strip()
        wait = self._limits.webhook_retry_after(self._clock.steady()) if url else None
        if wait is not None:
            raise errors.too_many(wait)
        settings = _settings(url, params) if url else {}
        if settings == self._settings and not params.flag("drop_pending_updates"):
            # Updates on their way stay so if another replica sets the same webhook.
            if url:
                self._updates.allow(params)
            return True
        if settings:
            self._updates.end_poll_for_webhook()
        await self._cancel_senders()
        if params.flag("drop_pending_updates"):
            self._updates.forget_all()
        if url:
            self._updates.allow(params)
        self._settings = settings
        self._last_error = {}
        self._store.put("setting", "webhook", settings)
        self._begin()
        return True

    async def delete(self, params: Parameters) -> bool:
        drop = {"drop_pending_updates": params.flag("drop_pending_updates")}
        return await self.set(Parameters(drop))

    async def drop(self) -> None:
        """Forgets every waiting update, including one on its way."""
        await self._cancel_senders()
        self._updates.forget_all()

    def info(self) -> Json:
        """A ``WebhookInfo``."""
        settings = self._settings
        info: Json = {
            "url": self.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self._updates.waiting()),
        }
        if settings:
            info["max_connections"] = settings["max_connections"]
            info["ip_address"] = settings["ip_address"] or "127.0.0.1"
        return {**info, **self._last_error, **webhook_kinds(self._updates.allowed)}

    # Delivery.

    def _begin(self) -> None:
        if not self.url or self._session is None:
            return
        self._connections = asyncio.Semaphore(self._settings["max_connections"])
        for pending in self._updates.waiting():
            self._enqueue(pending)

    def _enqueue(self, pending: Pending) -> None:
        if not self.url:
            return
        queue = self._queues.setdefault(pending.queue, deque())
        queue.append(pending.id)
        if pending.queue not in self._senders:
            task = asyncio.get_running_loop().create_task(self._empty(pending.queue, queue))
            self._senders[pending.queue] = task

    async def _empty(self, name: str, queue: deque[int]) -> None:
        while queue:
            pending = self._updates.get(queue[0])
            if pending is not None:
                await self._deliver(pending)
            queue.popleft()
        del self._queues[name], self._senders[name]

    async def _deliver(self, pending: Pending) -> None:
        failures = 0
        while True:
            async with self._connections:
                retry_after = await self._send(pending)
            for listener in self.on_attempt:
                listener(pending.id, retry_after is None)
            if retry_after is None:
                break
            failures += 1
            pause = pause_after(failures, retry_after)
            if self._clock.real() + pause > pending.expires_at:
                break
            await asyncio.sleep(pause)
        self._updates.forget(pending.id)
        self._store.flush()

    async def _send(self, pending: Pending) -> int | None:
        """``None`` if the bot took it, else the seconds of its ``Retry-After`` (0 without)."""
        assert self._session is not None
        headers = {
            "Content-Type": "application/json",
            # Bots that get no answers from us still have to follow the simulated clock.
            "X-Coachbook-Clock": f"{self._clock.offset:.3f}",
        }
        if secret := self._settings["secret_token"]:
            headers["X-Telegram-Bot-Api-Secret-Token"] = secret
        try:
            async with self._session.post(
                self.url, data=pending.body, headers=headers, allow_redirects=False
            ) as response:
                body = await response.read()
        except TimeoutError:
            return self._record_failure("Read timeout expired")
        except aiohttp.ClientConnectorError:
            return self._record_failure("Connection refused")
        except aiohttp.ClientError:
            return self._record_failure("Webhook connection closed")
        if 200 <= response.status <= 299:
            self._execute_answer(read_answer(response.headers, body))
            return None
        retry_after = response.headers.get("Retry-After", "")
        self._record_failure(
            f"Wrong response from the webhook: {response.status} {response.reason}"
        )
        return int(retry_after) if _SECONDS.fullmatch(retry_after) else 0

    def _record_failure(self, message: str) -> int:
        self._last_error = {
            "last_error_date": int(self._clock.now()),
            "last_error_message": message,
        }
        return 0

    def _execute_answer(self, params: Parameters) -> None:
        method = params.text("method").lower()
        if method and not method.startswith("get") and method not in _NOT_IN_ANSWERS:
            self._execute(method, params)

    async def _cancel_senders(self) -> None:
        senders = list(self._senders.values())
        for sender in senders:
            sender.cancel()
        await asyncio.gather(*senders, return_exceptions=True)
        self._senders.clear()
        self._queues.clear()


def _settings(url: str, params: Parameters) -> Json:
    secret = params.text("secret_token")
    if len(secret) > 256:
        raise ApiError(errors.SECRET_TOO_LONG)
    if not _SECRET.fullmatch(secret):
        raise ApiError(errors.SECRET_CHARACTERS)
    return {
        "url": _valid_url(url),
        "secret_token": secret,
        "ip_address": params.text("ip_address"),
        "max_connections": params.integer(
            "max_connections", DEFAULT_CONNECTIONS, 1, MOST_CONNECTIONS
        ),
    }


def _valid_url(url: str) -> str:
    """Telegram's rules; on this machine, as with a local Bot API server, plain HTTP on any port
    is welcome."""
    if "://" not in url:
        url = f"https://{url}"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ApiError(errors.WEBHOOK_URL) from None
    if not parts.hostname or parts.scheme not in ("http", "https"):
        raise ApiError(errors.WEBHOOK_URL)
    if _is_here(parts.hostname):
        return url
    if parts.scheme != "https":
        raise ApiError(errors.WEBHOOK_HTTPS)
    if (port or 443) not in PORTS:
        raise ApiError(errors.WEBHOOK_PORT)
    return url


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
