"""The doctor: checks everything a running Coachbook needs, and changes nothing."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from aiohttp import ClientError, ClientTimeout
from redis.exceptions import RedisError
from telegram.error import InvalidToken, TelegramError

from bot.commands import doctor_database
from bot.commands.finding import Finding
from bot.delivery.mail_failures import MailFailed
from bot.delivery.smtp import SmtpClient, SmtpServer
from bot.doors import http_socket
from bot.settings.settings import TELEGRAM, Settings, misspelt
from bot.telegram.answers import NoBotApi
from bot.telegram.bot_user import bot_user_in
from bot.telegram.transport import Telegram, open_session
from bot.timing.clock import Clock
from handlers.http import webhook
from handlers.wording import formats, words
from storage import redis

# Telegram reports its last failure for ever; last week's has been dealt with.
RECENT = timedelta(hours=24)
MANY_WAITING = 100


async def report(
    settings: Settings, environ: Mapping[str, str], say: Callable[[Finding], None]
) -> int:
    """Print each finding as it is made; return 1 if anything is wrong, else 0."""
    wrong = 0
    async for finding in examine(settings, environ):
        say(finding)
        wrong += not finding.well
    return 1 if wrong else 0


async def examine(settings: Settings, environ: Mapping[str, str]) -> AsyncIterator[Finding]:
    """Every finding, in the order of a start."""
    clock = Clock()
    for name, suggestion in misspelt(environ).items():
        yield Finding(False, f"{name} is no setting and does nothing: {suggestion} is one.")
    yield _zone(settings, clock.now())
    yield _language(settings)
    decimals = formats.minor_units(settings.currency)
    yield Finding(True, f"Prices are in {settings.currency}, with {decimals} decimals.")
    async for finding in doctor_database.findings(settings, clock.now()):
        yield finding
    yield await _redis(settings)
    yield await _mail(settings)
    yield await _port(settings)
    async for finding in _telegram(settings, clock):
        yield finding


def _zone(settings: Settings, now: datetime) -> Finding:
    local = now.astimezone(ZoneInfo(settings.zone))
    return Finding(
        True,
        f"Times are in {settings.zone}, where it is {local:%H:%M} now, until an admin sets another"
        " zone.",
    )


def _language(settings: Settings) -> Finding:
    codes = words.languages()
    if settings.language in codes:
        name = words.own_name(settings.language)
        return Finding(True, f"The bot speaks {name} when it cannot tell.")
    languages = ", ".join(codes)
    return Finding(
        False, f"COACHBOOK_LANGUAGE {settings.language} is not spoken; these are: {languages}."
    )


async def _redis(settings: Settings) -> Finding:
    if settings.redis_url is None:
        return Finding(True, "There is no Redis: replicas hear of each other a second later.")
    client = redis.connect(settings.redis_url)
    try:
        version = (await client.info("server"))["redis_version"]
    except (RedisError, OSError) as fault:
        return Finding(False, f"Redis at COACHBOOK_REDIS_URL cannot be used: {fault}")
    finally:
        await client.aclose()
    return Finding(True, f"Redis {version} answers.")


async def _mail(settings: Settings) -> Finding:
    if settings.smtp_url is None:
        return Finding(True, "There is no mail server: whom Telegram cannot reach, nobody can.")
    mail = SmtpClient(SmtpServer.at(settings.smtp_url), settings.mail_from or "")
    try:
        await mail.check()
    except MailFailed as failure:
        return Finding(False, f"The mail server at COACHBOOK_SMTP_URL {failure}.")
    host = urlsplit(settings.smtp_url).hostname
    return Finding(True, f"The mail server {host} lets us in; mail is from {mail.sender.address}.")


async def _port(settings: Settings) -> Finding:
    host, port = settings.http_host, settings.http_port
    try:
        with http_socket.listen(host, port):
            return Finding(True, f"Port {port} on {host} is free for us.")
    except OSError as fault:
        address = http_socket.address(settings, port)
        if await _is_ours(address):
            return Finding(True, f"Coachbook is running at {address}.")
        if wrong := http_socket.wrong_host(settings, fault):
            return Finding(False, str(wrong))
        # asyncio and socket write the address into `strerror`.
        reason = os.strerror(fault.errno) if fault.errno else str(fault)
        return Finding(
            False,
            f"Port {port} on {host} is not ours ({reason}): set another COACHBOOK_HTTP_PORT.",
        )


async def _is_ours(address: str) -> bool:
    try:
        async with open_session() as session:
            timeout = ClientTimeout(total=2)
            async with session.get(f"{address}/healthz", timeout=timeout) as answer:
                return answer.status == 200 and (await answer.json()) == {"alive": True}
    except (ClientError, TimeoutError, ValueError):
        return False


async def _telegram(settings: Settings, clock: Clock) -> AsyncIterator[Finding]:
    if settings.token is None:
        yield Finding(True, "No token is set: `coachbook run` opens the playground.")
        return
    if settings.admin_ids:
        many = len(settings.admin_ids)
        who = "One person is an admin" if many == 1 else f"{many} people are admins"
        yield Finding(True, f"{who} by COACHBOOK_ADMIN_IDS.")
    else:
        yield Finding(
            False,
            "COACHBOOK_ADMIN_IDS is empty: before anybody is an admin, nobody may add"
            " coaches; set your Telegram id.",
        )
    async with open_session() as session:
        telegram = Telegram(session, settings.telegram_api_url, settings.token, clock)
        try:
            me = bot_user_in(await telegram.call("getMe", {}, timeout=10))
            webhook_info = await telegram.call("getWebhookInfo", {}, timeout=10)
            if not isinstance(webhook_info, dict):
                raise NoBotApi("getWebhookInfo is answered with something else")
        except InvalidToken:
            yield Finding(
                False,
                "Telegram does not know COACHBOOK_TELEGRAM_TOKEN: copy it again from @BotFather.",
            )
            return
        except TelegramError as fault:
            where = f"Telegram at {urlsplit(settings.telegram_api_url).netloc}"
            reason = fault.message.removeprefix("Telegram ")
            reason = reason if reason != fault.message else f"cannot be asked: {reason}"
            yield Finding(False, f"{where} (COACHBOOK_TELEGRAM_API_URL) {reason}.")
            return
    yield Finding(True, f"The token is that of @{me.username}, {me.name}.")
    if settings.public_url is None:
        yield Finding(True, "Updates come by long polling.")
        return
    if settings.telegram_api_url == TELEGRAM:
        yield await _public_host(settings.public_url)
    for finding in _webhook(settings.public_url, webhook_info, clock.now()):
        yield finding


async def _public_host(public_url: str) -> Finding:
    host = urlsplit(public_url).hostname or ""
    try:
        loop = asyncio.get_running_loop()
        entries = await loop.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
    except OSError as fault:
        return Finding(False, f"The host of COACHBOOK_PUBLIC_URL is not known ({fault.strerror}).")
    addresses = {str(entry[4][0]) for entry in entries}
    if any(ip_address(address).is_global for address in addresses):
        return Finding(True, f"{host} is an address that Telegram can call.")
    return Finding(
        False,
        f"{host} in COACHBOOK_PUBLIC_URL is {', '.join(sorted(addresses))}, which Telegram cannot "
        "call from outside.",
    )


def _webhook(public_url: str, info: Mapping[str, Any], now: datetime) -> list[Finding]:
    """What getWebhookInfo says, compared with what `run` sets."""
    our_url = f"{public_url}{webhook.PATH}"
    if not info.get("url"):
        return [Finding(True, f"The webhook {our_url} will be set when Coachbook runs.")]
    if info["url"] != our_url:
        return [
            Finding(False, f"The webhook is {info['url']} and not {our_url}: start Coachbook once.")
        ]
    findings = [Finding(True, f"The webhook is {our_url}.")]
    failed = datetime.fromtimestamp(info.get("last_error_date", 0), UTC)
    if now - failed < RECENT:
        reason = info.get("last_error_message", "no reason given")
        findings.append(
            Finding(False, f"Telegram's last delivery failed at {failed:%H:%M} UTC: {reason}.")
        )
    waiting = info.get("pending_update_count", 0)
    findings.append(Finding(waiting < MANY_WAITING, f"{waiting} updates wait at Telegram."))
    return findings
