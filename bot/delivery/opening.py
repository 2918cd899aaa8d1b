"""Opens the configured channels for as long as the process lives."""

from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from datetime import datetime
from typing import TYPE_CHECKING

from aiohttp import ClientSession, ClientTimeout, DummyCookieJar, TCPConnector

from bot.settings.settings import Settings
from domain.accounts.identity import IdentityKind
from domain.messages.notices import Channel
from storage.transactions import Database

if TYPE_CHECKING:
    from bot.delivery.channels.adapter import Adapter
    from bot.delivery.channels.twilio import TwilioChannel
    from bot.delivery.channels.vapid import Vapid
    from bot.delivery.codes import CodeSender
    from bot.delivery.mail_channel import MailChannel

_PATIENCE = ClientTimeout(total=20, connect=10)


async def open_adapters(
    stack: AsyncExitStack,
    settings: Settings,
    database: Database,
    clock: Callable[[], datetime],
    mail_channel: "MailChannel | None",
    vapid: "Vapid | None",
) -> "tuple[dict[Channel, Adapter], TwilioChannel | None]":
    """An adapter for each channel; and the one for text messages again, as it also sends codes."""
    adapters: dict[Channel, Adapter] = {}
    session, texts = None, None
    if settings.twilio is not None or settings.fcm is not None:
        connector = TCPConnector(limit=20)
        session = ClientSession(connector=connector, cookie_jar=DummyCookieJar(), timeout=_PATIENCE)
        await stack.enter_async_context(session)
    if session and settings.twilio is not None:
        from bot.delivery.channels.twilio import TwilioChannel  # noqa: PLC0415 - as it is set

        adapters[Channel.SMS] = texts = TwilioChannel(
            session, database, settings.twilio, public_url=settings.public_url, clock=clock
        )
    if session and settings.fcm is not None:
        from bot.delivery.channels.fcm import FcmChannel  # noqa: PLC0415 - as it is set

        adapters[Channel.PUSH] = FcmChannel(
            session, database, settings.fcm, url=settings.fcm_url, clock=clock
        )
    if vapid is not None:
        from bot import public_addresses  # noqa: PLC0415 - as it is set
        from bot.delivery.channels.web_push import WebPushChannel  # noqa: PLC0415 - as it is set

        browsers = await stack.enter_async_context(public_addresses.open_session())
        adapters[Channel.WEB_PUSH] = WebPushChannel(browsers, database, vapid, clock)
    if mail_channel is not None:
        from bot.delivery.channels.by_mail import MailAdapter  # noqa: PLC0415 - as it is set

        adapters[Channel.MAIL] = MailAdapter(mail_channel)
    return adapters, texts


def open_vapid(
    settings: Settings, database: Database, clock: Callable[[], datetime]
) -> "Vapid | None":
    """The business's keys for browsers, if messages to browsers are configured."""
    if settings.vapid_subject is None:
        return None
    from bot.delivery.channels.vapid import Vapid  # noqa: PLC0415 - as it is set

    return Vapid(database, settings.vapid_subject, clock)


def open_codes(
    settings: Settings,
    database: Database,
    clock: Callable[[], datetime],
    mail_channel: "MailChannel | None",
    texts: "TwilioChannel | None",
) -> "Mapping[str, CodeSender]":
    """What sends codes to addresses, by the name of its tick."""
    if mail_channel is None and texts is None:
        return {}
    from bot.delivery.codes import CodeSender  # noqa: PLC0415 - as it is set

    senders = {}
    if mail_channel is not None:
        senders["codes"] = CodeSender(
            database, IdentityKind.EMAIL, mail_channel.write, clock, settings.language
        )
    if texts is not None:
        from bot.delivery.code_caps import CodeCaps  # noqa: PLC0415 - as it is set

        may = CodeCaps(clock).may
        senders["codes_by_text"] = CodeSender(
            database, IdentityKind.PHONE, texts.write, clock, settings.language, may
        )
    return senders
