"""The process: everything is wired here, started in order, and stopped in reverse."""

import asyncio
import gc
import os
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from secrets import token_hex
from typing import TYPE_CHECKING

from aiohttp import web

from bot import event_loop, health_watch, playground_reset, seed
from bot.account import BotAccount
from bot.delivery import opening
from bot.delivery.deliverer import Deliverer
from bot.delivery.exports import Exports
from bot.delivery.progress import ProgressUpdater
from bot.delivery.redraws import Redraws
from bot.delivery.wakeups import Wakeups
from bot.doors import api_door, http_socket, realtime_door
from bot.intake import dispatch
from bot.intake.dispatch import Dispatcher
from bot.intake.flood import Flood
from bot.intake.intake import Intake
from bot.lifecycle import Lifecycle
from bot.observing import observers
from bot.observing.observable_parts import Parts
from bot.playground.sample_people import TOKEN
from bot.settings.settings import Settings
from bot.stop import Stop
from bot.telegram.calls import Calls
from bot.telegram.limits import SendLimiter
from bot.telegram.transport import open_session
from bot.ticks import Ticks
from bot.timing.clock import Clock
from domain.roles import SYSTEM
from handlers.actions.people import roles
from handlers.chat.admin.broadcasts import broadcast_progress
from handlers.chat.cards.redrawing import draw
from handlers.http.metrics import Metrics
from handlers.notices import rendering
from handlers.queries.starts.shop import Shop
from storage import migrations
from storage.transactions import Database

if TYPE_CHECKING:
    from redis.asyncio import Redis

    from bot.delivery.mail_channel import MailChannel
    from bot.fanout import Fanout

# The most that the Bot API accepts, for the playground; the webhook has a limit of its own.
LARGEST_UPLOAD = 50 * 1024 * 1024

Announce = Callable[[str], None]


def run(settings: Settings, announce: Announce) -> None:
    """`serve` on the fastest event loop available."""
    with asyncio.Runner(loop_factory=event_loop.loop()) as runner:
        runner.run(serve(settings, announce))


async def serve(settings: Settings, announce: Announce, stop: Stop | None = None) -> None:
    """The whole life of the process, until a signal asks it to stop.

    `announce`: called with the address, once it can be opened. Raises WrongSetting and
    PostgresFailed, each with one sentence, when it cannot start, and PostgresGone when it cannot go
    on.
    """
    stop = stop or Stop()
    stop.listen()
    async with AsyncExitStack() as stack:
        # First of all, so that a taken port is found before anything else is started.
        listening = stack.enter_context(http_socket.open_socket(settings))
        address = http_socket.address(settings, listening.getsockname()[1])
        url = await stack.enter_async_context(_database_url(settings, stop))
        await _live(settings, url, listening.dup(), address, stop, announce)
        while stop.should_restart():
            gc.unfreeze()
            gc.collect()  # files left by the previous run
            # A client that connects meanwhile waits: the socket stays open.
            await _live(settings, url, listening.dup(), address, stop, lambda _address: None)


async def _live(
    settings: Settings,
    url: str,
    listening: socket.socket,
    address: str,
    stop: Stop,
    announce: Announce,
) -> None:
    """Everything between the database and the socket is made, runs, and is stopped."""
    clock, metrics = Clock(), Metrics()
    app = web.Application(client_max_size=LARGEST_UPLOAD)
    async with AsyncExitStack() as stack:
        stack.callback(listening.close)
        if settings.token is None:
            await playground_reset.carry_out(settings.data_dir, url)
        else:
            playground_reset.forget(settings.data_dir)
        await migrations.upgrade(url)
        parts = await stack.enter_async_context(observers.observing_parts(settings))
        database = parts.database(url)
        stack.push_async_callback(database.close)
        account = BotAccount.of(settings, address)
        if settings.token is None:
            _open_playground(stack, app, settings, database, clock, stop)
        await seed.open_business(database, settings, clock.now())
        await roles.appoint(database, account.admin_ids, actor=SYSTEM, now=clock.now())
        session = await stack.enter_async_context(open_session())
        shared, bot = _redis(stack, settings), account.token.partition(":")[0]
        fanout = _fanout(shared, bot)
        limits = SendLimiter(database, fanout)
        telegram = parts.telegram(session, account.api_url, account.token, clock)
        calls = Calls(telegram, limits, metrics, database)
        dispatcher = dispatch.dispatcher(session, clock, account)
        shop = Shop(database)
        chat_bot = dispatch.add_conversations(
            dispatcher, settings, account, database, calls, clock, shop
        )
        mail_channel = _mail_channel(settings, database, dispatcher, clock, parts)
        vapid = opening.open_vapid(settings, database, clock.now)
        adapters, texts = await opening.open_adapters(
            stack, settings, database, clock.now, mail_channel, vapid
        )
        owner = f"{socket.gethostname()}:{os.getpid()}:{token_hex(4)}"
        delivery = Deliverer(
            database,
            calls.call,
            rendering.compose,
            limits,
            clock=clock.now,
            owner=owner,
            language=settings.language,
            metrics=metrics,
            mail_channel=mail_channel,
            bring=calls.bring,
            sender=parts.sender,
            adapters=adapters,
            chat=lambda: str(dispatcher.bot.link),
        )
        guard = _local_only if settings.token is None else None
        realtime = realtime_door.RealtimeDoor(settings, database, clock, metrics, guard=guard)
        webhooks = parts.webhooks(settings, database, clock, metrics, owner)
        database.on_enqueued.append(delivery.wake)
        database.on_recorded += [realtime.wake, webhooks.wake]
        if fanout is not None:
            wakeups = Wakeups(fanout, (delivery.wake, realtime.wake, webhooks.wake))
            database.on_enqueued.append(wakeups.notify)
            database.on_recorded.append(wakeups.notify)
        ticks = Ticks(database, clock.now, delivery.wake, shop=shop, channels=settings.ways)
        progress = ProgressUpdater(
            database, calls.call, partial(broadcast_progress.draw, chat_bot), limits, clock.now
        )
        ticks.every(3, "progress", progress.look)
        check_mail = mail_channel.check if mail_channel else None
        health = health_watch.HealthWatch(database, clock.now, check_mail)
        ticks.every(health_watch.EVERY, "health", health.look)
        codes = opening.open_codes(settings, database, clock.now, mail_channel, texts)
        for name, sender in codes.items():
            ticks.every(1, name, sender.look)
        exports = Exports(database, calls.reply, calls.upload, shop, clock.now, settings.language)
        ticks.every(2, "exports", exports.look)
        database.on_recorded.append(ticks.wake_waitlist)
        clock.on_moved.append(ticks.at_once)
        lifecycle = Lifecycle(
            settings=settings,
            database=database,
            calls=calls,
            intake=Intake(
                parts.process(dispatcher.process),
                database=database,
                call=calls.reply,
                clock=clock.now,
                language=settings.language,
                metrics=metrics,
                flood=_flood(settings, calls, database, shared, bot),
            ),
            delivery=delivery,
            redraws=Redraws(database, calls.call, partial(draw, chat_bot), limits),
            ticks=ticks,
            metrics=metrics,
            clock=clock.now,
            webhooks=webhooks,
            fanout=fanout,
            api=api_door.ApiDoor(
                settings,
                database,
                shop,
                clock,
                context=chat_bot.context,
                session=session,
                guard=guard,
                browser_key=vapid.public_key if vapid else None,
            ),
            trace=parts.trace,
            realtime=realtime,
        )
        event_loop.settle_memory()
        await lifecycle.run(app, listening, dispatcher, stop, lambda: announce(address))


@asynccontextmanager
async def _database_url(settings: Settings, stop: Stop) -> AsyncIterator[str]:
    """Where the database is: the configured one, or our own while the block lasts."""
    if settings.database_url is not None:
        yield settings.database_url
        return
    from bot.postgres import supervisor  # noqa: PLC0415 - only where no other database is set
    from bot.postgres.embedded import EmbeddedPostgres  # noqa: PLC0415 - as above

    postgres = EmbeddedPostgres(settings.data_dir)
    url = await postgres.start()
    try:
        async with supervisor.keep_running(postgres, stop.request.set):
            yield url
    finally:
        await postgres.stop()


def _open_playground(
    stack: AsyncExitStack,
    app: web.Application,
    settings: Settings,
    database: Database,
    clock: Clock,
    stop: Stop,
) -> None:
    """Play Telegram's part on our own port, when no token is set."""
    from bot import playground_requests  # noqa: PLC0415 - with a token there is no playground
    from bot.playground import Playground, mount  # noqa: PLC0415 - as above

    playground = Playground(settings.data_dir / playground_reset.CHATS, TOKEN)
    stack.callback(playground.close)
    mount(app, playground, playground_requests.backstage(settings, database, clock, stop))


def _local_only(answer: api_door.RequestHandler) -> api_door.RequestHandler:
    """The playground's keys are public: only this machine may use them."""
    from bot.playground.local_access import local_only  # noqa: PLC0415 - with a token it is not there

    return local_only(answer)


def _redis(stack: AsyncExitStack, settings: Settings) -> "Redis | None":
    if settings.redis_url is None:
        return None
    from storage import redis  # noqa: PLC0415 - only where one is set

    client = redis.connect(settings.redis_url)
    stack.push_async_callback(client.aclose)
    return client


def _fanout(shared: "Redis | None", bot: str) -> "Fanout | None":
    if shared is None:
        return None
    from bot.fanout import Fanout  # noqa: PLC0415 - only where there is a Redis

    return Fanout(shared, bot)


def _mail_channel(
    settings: Settings, database: Database, dispatcher: Dispatcher, clock: Clock, parts: Parts
) -> "MailChannel | None":
    if settings.smtp_url is None:
        return None
    from bot.delivery.mail_channel import MailChannel  # noqa: PLC0415 - only where mail is sent
    from bot.delivery.smtp import SmtpClient, SmtpServer  # noqa: PLC0415 - as above

    return MailChannel(
        parts.smtp(SmtpClient(SmtpServer.at(settings.smtp_url), settings.mail_from or "")),
        database,
        rendering.compose,
        clock=clock.now,
        language=settings.language,
        chat=lambda: str(dispatcher.bot.link),
    )


def _flood(
    settings: Settings, calls: Calls, database: Database, shared: "Redis | None", bot: str
) -> Flood | None:
    if not settings.person_rate:
        return None
    return Flood(
        settings.person_rate,
        call=calls.call,
        reply=calls.reply,
        language=settings.language,
        database=database,
        redis=shared,
        bot=bot,
    )
