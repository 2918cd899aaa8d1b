"""Which bot this process speaks for: its token, where its Bot API is, and who its admins are."""

from dataclasses import dataclass
from typing import Self

from bot.playground.sample_people import CAST, TOKEN
from bot.settings.settings import Settings

PLAYGROUND_ADMINS = frozenset(person.id for person in CAST if person.role == "admin")


@dataclass(frozen=True, slots=True)
class BotAccount:
    """The bot, and where its Bot API is."""

    token: str
    api_url: str
    admin_ids: frozenset[int]

    @classmethod
    def of(cls, settings: Settings, playground: str) -> Self:
        """The bot of the settings; without a token, the playground's at this address."""
        if settings.token is None:
            return cls(TOKEN, playground, settings.admin_ids | PLAYGROUND_ADMINS)
        return cls(settings.token, settings.telegram_api_url, settings.admin_ids)

    @property
    def bot_id(self) -> int:
        """The bot's Telegram id: a token begins with it."""
        return int(self.token.partition(":")[0])
