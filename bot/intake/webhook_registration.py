"""Where Telegram pushes updates to: set at the start, and checked from time to time."""

from typing import Final

import structlog
from telegram.error import TelegramError

from bot.intake.polling import WANTED
from bot.settings.settings import Settings
from bot.telegram.calls import Calls
from handlers.http import webhook

log = structlog.get_logger(__name__)

CONNECTIONS: Final = 64


class WebhookRegistration:
    """The webhook of the public address in the settings."""

    def __init__(self, settings: Settings, calls: Calls) -> None:
        self._calls = calls
        self._url = f"{settings.public_url}{webhook.PATH}"
        self._secret = settings.webhook_secret

    async def set(self) -> None:
        """Have updates pushed to us. Raises what `Calls.call` raises."""
        await self._calls.call(
            "setWebhook",
            {
                "url": self._url,
                "secret_token": self._secret,
                "allowed_updates": WANTED,
                "max_connections": CONNECTIONS,
            },
        )

    async def look(self) -> None:
        """Log what Telegram says is wrong with it. Raises nothing of Telegram's."""
        try:
            info = await self._calls.reply("getWebhookInfo", {})
        except TelegramError as error:
            log.warning("webhook.unknown", reason=str(error))
            return
        if not isinstance(info, dict):
            log.warning("webhook.unknown", reason="getWebhookInfo is answered with something odd")
            return
        if info.get("url") != self._url:
            log.error("webhook.elsewhere", meaning="something else has set or deleted the webhook")
        if "last_error_message" in info:
            log.warning("webhook.trouble", said=info["last_error_message"])
