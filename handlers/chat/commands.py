"""The command menu: what Telegram offers when somebody types a slash, by role and language.

Everyone's commands are published once for each language, with those of the house for all others.
Coaches and admins have a list of their own in their chat, in their language; it hides the others.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from telegram.error import BadRequest, Forbidden

from handlers.words import Words, words_for

log = structlog.get_logger(__name__)

Call = Callable[[str, Mapping[str, Any]], Awaitable[Any]]

EVERYONE = ("book", "appointments", "language", "help")
COACHES = ("today", "requests", "leave", "hours")
ADMINS = ("coaches", "addcoach", "services", "hours")


@dataclass(frozen=True, slots=True)
class Audience:
    """Someone with commands of their own. telegram_id: also the id of their private chat."""

    telegram_id: int
    words: Words
    coach: bool
    admin: bool


async def publish(call: Call, languages: Iterable[str], house: str) -> None:
    """Everyone's commands, in each language; `house` is the one for all other languages."""
    scope = {"type": "all_private_chats"}
    await call("setMyCommands", {"commands": _list(words_for(house), EVERYONE), "scope": scope})
    for language in languages:
        commands = _list(words_for(language), EVERYONE)
        payload = {"commands": commands, "scope": scope, "language_code": language}
        await call("setMyCommands", payload)


async def publish_for(call: Call, audience: Audience) -> None:
    """The commands of a person's roles, in their chat; without a role, everyone's again.

    Someone who has never opened the bot has no chat yet: they get theirs with /start.
    """
    scope = {"type": "chat", "chat_id": audience.telegram_id}
    names = commands_of(coach=audience.coach, admin=audience.admin)
    try:
        if names == EVERYONE:
            await call("deleteMyCommands", {"scope": scope})
        else:
            payload = {"commands": _list(audience.words, names), "scope": scope}
            await call("setMyCommands", payload)
    except (BadRequest, Forbidden) as error:
        log.info("commands.not_published", telegram_id=audience.telegram_id, reason=str(error))


def commands_of(*, coach: bool, admin: bool) -> tuple[str, ...]:
    """The commands of somebody's roles, work first."""
    work = (*(COACHES if coach else ()), *(ADMINS if admin else ()))
    return tuple(dict.fromkeys((*work, *EVERYONE)))


def _list(words: Words, names: Iterable[str]) -> list[dict[str, str]]:
    return [{"command": name, "description": words.label(f"command.{name}")} for name in names]
