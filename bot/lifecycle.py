"""From ready to drained: what runs while the process lives, and how it is stopped.

On SIGTERM nothing new is taken, what is in flight is finished, leases are given back, and what
Telegram has not been told yet is confirmed: all within 20 s. What does not finish comes again.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import structlog
from aiohttp import web
from telegram.error import BadRequest, InvalidToken, RetryAfter, TelegramError
from telegram.ext import Application

from bot import command_menu, readiness
from bot.command_menu import CommandMenu
from bot.delivery.deliverer import Deliverer
from bot.delivery.redraws import Redraws
from bot.delivery.webhooks import Webhooks
from bot.doors.api_door import ApiDoor
from bot.doors.realtime_door import RealtimeDoor
from bot.intake.intake import Intake, NotYet
from bot.intake.polling import Polling
from bot.intake.webhook_registration import WebhookRegistration
from bot.settings.settings import Settings, WrongSetting
from bot.stop import Stop
from bot.telegram import webhook_reply
from bot.telegram.answers import NoBotApi, seconds_of
from bot.telegram.bot_user import bot_user_in
from bot.telegram.calls import Calls
from bot.ticks import Ticks
from handlers.http import app as http
from handlers.http.health import Check, HealthChecks
from handlers.http.metrics import Metrics
from handlers.http.observing import Trace
from handlers.http.serving import Runner
from handlers.http.webhook import TelegramWebhook
from storage.transactions import Database

if TYPE_CHECKING:
    from bot.fanout import Fanout

log = structlog.get_logger(__name__)

DRAIN: Final = 14.0
# After that, for answers to presses that Telegram has not taken yet.
LEFT_BEHIND: Final = 3.0
WEBHOOK_LOOK: Final = 60
LONGEST_PAUSE: Final = 30.0
# One odd answer may be a proxy's bad moment; this many in a row mean a wrong address.
TRIES_ODD: Final = 4


@dataclass(kw_only=True)
class Lifecycle:
    """The parts that run, and the order in which they do."""

    settings: Settings
    database: Database
    calls: Calls
    intake: Intake
    delivery: Deliverer
    redraws: Redraws
    ticks: Ticks
    metrics: Metrics
    clock: Callable[[], datetime]
    webhooks: Webhooks | None = None
    fanout: "Fanout | None" = None
    api: ApiDoor | None = None
    trace: Trace | None = None
    realtime: RealtimeDoor | None = None
    # The socket is open before the handlers are ready, and while what is in flight is finished.
    taking: bool = field(default=False, init=False)
    # Telegram knows how we take updates.
    reached: bool = field(default=False, init=False)
    draining: bool = field(default=False, init=False)
    polling: Polling | None = field(default=None, init=False)
    _broken: BaseException | None = field(default=None, init=False)
    _running: list[asyncio.Task[None]] = field(default_factory=list, init=False)

    async def run(
        self,
        app: web.Application,
        listening: socket.socket,
        application: Application[Any, Any, Any, Any, Any, Any],
        stop: Stop,
        announce: Callable[[], None],
    ) -> None:
        """Serve until asked to stop. Raises WrongSetting if Telegram refuses the token."""
        self._add_routes(app)
        # Anything still open after the drain is a page listening to events.
        runner = Runner(app, shutdown_timeout=0.5)
        await runner.setup()
        try:
            await web.SockSite(runner, listening).start()
            await stop.cuts(stop.request, self._begin(application))
            if not stop.request.is_set():
                announce()
                await self._until(stop)
            await stop.cuts(stop.at_once, self._drain())
        finally:
            self.ticks.stop()
            for task in self._running:
                task.cancel()
            await asyncio.gather(*self._running, return_exceptions=True)
            await runner.cleanup()
            log.info("stopped")
        if self._broken is not None:
            raise self._broken

    async def _begin(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        await self._patiently(lambda: self._meet(application))
        if self.fanout is not None:
            self._running.append(asyncio.create_task(self.fanout.run(), name="fanout"))
        self.taking = True
        if self.realtime is not None:
            self.realtime.taking = True
        self.delivery.wake()
        self._running.append(asyncio.create_task(self.delivery.run(), name="delivery"))
        self._running.append(asyncio.create_task(self.redraws.run(), name="redraws"))
        if self.webhooks is not None:
            self._running.append(asyncio.create_task(self.webhooks.run(), name="webhooks"))
        if self.settings.public_url is None:
            await self._patiently(lambda: self.calls.call("deleteWebhook", {}))
            self.polling = Polling(self.calls.call, self.intake)
            self._running.append(asyncio.create_task(self.polling.run(), name="polling"))
        else:
            registration = WebhookRegistration(self.settings, self.calls)
            await self._patiently(registration.set)
            self.ticks.every(WEBHOOK_LOOK, "webhook", registration.look)
        self.reached = True
        menu = CommandMenu(self.database, self.calls.call, self.settings.language)
        self.ticks.every(command_menu.EVERY, "commands", menu.look)
        self.ticks.start()
        await menu.look()
        log.info("started", by="polling" if self.polling else "webhook")

    async def _meet(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Learn who the bot is. python-telegram-bot would ask itself, and accept any answer."""
        bot_user_in(await self.calls.call("getMe", {}))
        try:
            await application.initialize()
        except (LookupError, TypeError, ValueError, AttributeError) as fault:
            raise NoBotApi("getMe is answered with no bot") from fault

    async def _until(self, stop: Stop) -> None:
        request = asyncio.create_task(stop.request.wait())
        done, _ = await asyncio.wait({request, *self._running}, return_when=asyncio.FIRST_COMPLETED)
        request.cancel()
        for task in done - {request}:
            # These end only when told to: half a process must not look like a whole one.
            self._broken = task.exception() or RuntimeError(f"{task.get_name()} has ended")
            log.critical("ended_by_itself", part=task.get_name(), exc_info=self._broken)

    async def _drain(self) -> None:
        self.taking, self.draining = False, True
        log.info("draining", updates=self.intake.in_flight)
        if self.polling is not None:
            await self.polling.close()
        parts = self.intake, self.delivery, self.redraws
        closing = [part.close(DRAIN) for part in parts]
        if self.realtime is not None:
            closing.append(self.realtime.close())
        if self.webhooks is not None:
            closing.append(self.webhooks.close(DRAIN))
        await asyncio.gather(*closing)
        await self.calls.close(LEFT_BEHIND)
        if self.polling is not None:
            await self.polling.confirm()

    async def _patiently(self, call: Callable[[], Awaitable[Any]]) -> None:
        """Do what the start needs from Telegram, however long Telegram is away."""
        pause, odd = 0.5, 0
        while True:
            try:
                await call()
                return
            except InvalidToken:
                raise WrongSetting(
                    "COACHBOOK_TELEGRAM_TOKEN is a token that Telegram does not know: copy it "
                    "again from @BotFather."
                ) from None
            except TelegramError as error:
                if isinstance(error, NoBotApi) and (odd := odd + 1) == TRIES_ODD:
                    raise WrongSetting(self._no_bot_api(error)) from None
                self.calls.trouble = str(error)
                log.warning("start.waits_for_telegram", reason=str(error), at=self._where(error))
                # A webhook may be set once a second: replicas that start together get a 429.
                wait = seconds_of(error) if isinstance(error, RetryAfter) else 0.0
                await asyncio.sleep(max(pause, wait))
                pause = min(pause * 2, LONGEST_PAUSE)

    def _no_bot_api(self, error: TelegramError) -> str:
        url = self.settings.telegram_api_url
        return (
            f"COACHBOOK_TELEGRAM_API_URL {url} does not answer as a Bot API does ({error}): check "
            "the address, and what stands between."
        )

    def _where(self, error: TelegramError) -> str:
        """The setting that names the host that failed, with its value."""
        if isinstance(error, BadRequest) and self.settings.public_url is not None:
            return f"COACHBOOK_PUBLIC_URL {self.settings.public_url}"
        return f"COACHBOOK_TELEGRAM_API_URL {self.settings.telegram_api_url}"

    def _add_routes(self, app: web.Application) -> None:
        hook = None
        if self.settings.public_url is not None:
            hook = TelegramWebhook(self._accept, self.settings.webhook_secret or "")
        checks: dict[str, Check] = {
            "process": self._taking,
            "database": partial(readiness.of_database, self.database),
            "telegram": self._telegram_ready,
        }
        if self.api is not None:
            self.api.taking = lambda: self.taking
        http.add_routes(
            app,
            health=HealthChecks(checks),
            metrics=self.metrics,
            refresh=self._refresh,
            hook=hook,
            api=self.api.answer if self.api else None,
            trace=self.trace,
            receipts=self._twilio_receipts(),
            realtime=self.realtime.answer if self.realtime else None,
        )

    def _twilio_receipts(self) -> http.RequestHandler | None:
        twilio, public_url = self.settings.twilio, self.settings.public_url
        if twilio is None or public_url is None:
            return None
        from handlers.http.twilio import TwilioReceipts  # noqa: PLC0415 - only where it is set

        ways = self.settings.ways
        return TwilioReceipts(self.database, twilio.token, public_url, ways, self.clock).receive

    async def _accept(self, update: Mapping[str, Any]) -> float | Mapping[str, Any] | None:
        if not self.taking:
            return 1.0
        with webhook_reply.open_reply() as reply:
            try:
                await self.intake.accept(update)
            except NotYet as not_yet:
                reply.close()  # it comes again, and is answered then
                return not_yet.seconds
        return reply.close()

    async def _taking(self) -> str | None:
        if self.draining:
            return "is finishing what it has and takes no more"
        return None if self.taking else "is starting, and takes no updates yet"

    async def _telegram_ready(self) -> str | None:
        return readiness.of_telegram(self.calls, reached=self.reached)

    async def _refresh(self) -> None:
        self.metrics.in_flight.set(self.intake.in_flight)
        ways = self.settings.ways
        await readiness.measure(self.database, self.metrics, self.clock(), ways)
