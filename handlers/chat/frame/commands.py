"""The command menu: what Telegram offers when somebody types a slash, by role and language.

Everyone's commands are published once for each language, with those of the house for all others.
Coaches and admins have a list of their own in their chat, which hides the others; so does whoever
speaks another language with the bot than with Telegram.
"""

from collections.abc import Iterable
from typing import Any

import structlog
from telegram.error import TelegramError

from domain.catalogue import Coach
from domain.roles import Role
from handlers.chat.frame.screen import CommandList
from handlers.chat.frame.turn import Call, Turn
from handlers.wording.words import Words, words_for
from storage.people import Person

log = structlog.get_logger(__name__)

EVERYONE = ("book", "appointments", "profile", "language", "help")
COACHES = ("today", "requests", "leave", "hours")
ADMINS = ("coaches", "addcoach", "services", "hours", "business")


async def publish(call: Call, languages: Iterable[str], house: str) -> None:
    """Everyone's commands, in each language; `house` is the one for all other languages.

    Raises what `call` raises.
    """
    scope = {"type": "all_private_chats"}
    await call("setMyCommands", {"commands": _told(words_for(house), EVERYONE), "scope": scope})
    for language in languages:
        commands = _told(words_for(language), EVERYONE)
        payload = {"commands": commands, "scope": scope, "language_code": language}
        await call("setMyCommands", payload)


def command_list(turn: Turn, person: Person, coach: Coach | None) -> CommandList | None:
    """The commands of a person's roles, in their language; None for who has no chat.

    coach: the one that they are.
    """
    if person.telegram_id is None:
        return None
    house = turn.house
    told = words_for(person.language, house.language).language
    chosen = words_for(person.chosen_language, person.language, house.language).language
    if person.id == turn.person.id:
        chosen = turn.words.language  # it may have been chosen just now
    work = COACHES if coach else ()
    if Role.ADMIN in person.roles:
        work = (*work, *ADMINS)
    names = tuple(dict.fromkeys((*work, *EVERYONE)))
    return CommandList(person.telegram_id, chosen, names if work or chosen != told else ())


async def publish_for(call: Call, offered: CommandList) -> None:
    """Offer commands in a person's chat; without any, everyone's again.

    Someone who has never opened the bot has no chat yet: they get theirs with /start.
    """
    scope = {"type": "chat", "chat_id": offered.chat_id}
    try:
        if offered.names:
            commands = _told(words_for(offered.language), offered.names)
            await call("setMyCommands", {"commands": commands, "scope": scope})
        else:
            await call("deleteMyCommands", {"scope": scope})
    except TelegramError as error:
        # The menu is a convenience: the deed stands, and every command works when typed.
        log.info("commands.not_published", chat=offered.chat_id, reason=str(error))


def _told(words: Words, names: Iterable[str]) -> list[dict[str, Any]]:
    return [{"command": name, "description": words.label(f"command.{name}")} for name in names]
