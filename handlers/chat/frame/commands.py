"""The command menu: what Telegram offers when somebody types a slash, by role and language.

Everyone's commands are published once for each language, with the business's language for all
others. Coaches and admins have a list of their own in their chat, which hides the others; so do
people who use another language with the bot than in Telegram."""

from collections.abc import Collection, Iterable, Mapping
from itertools import chain
from typing import Any

import structlog
from telegram.error import TelegramError

from domain.roles import Role
from domain.services.catalogue import Coach
from handlers.chat.frame.bot_api import BotApiCall
from handlers.chat.frame.chat_language import words_of
from handlers.chat.frame.reply import CommandList
from handlers.chat.frame.script import Command
from handlers.chat.frame.turn import Turn
from handlers.wording.words import Words, words_for
from storage.people.people import Person

log = structlog.get_logger(__name__)


async def publish(
    call: BotApiCall,
    commands: Mapping[str, Command],
    languages: Iterable[str],
    default_language: str,
    others: Iterable[str] = (),
) -> None:
    """Publish everyone's commands, in each language; `default_language` is the one for all others.

    others: languages that once had a list of their own. Raises what `call` raises.
    """
    scope = {"type": "all_private_chats"}
    names = offered_to(commands, frozenset({Role.CUSTOMER}))
    await call(
        "setMyCommands",
        {"commands": _bot_commands(words_for(default_language), names), "scope": scope},
    )
    for language in languages:
        payload = {
            "commands": _bot_commands(words_for(language), names),
            "scope": scope,
            "language_code": language,
        }
        await call("setMyCommands", payload)
    for language in others:
        await call("deleteMyCommands", {"scope": scope, "language_code": language})


def command_list(turn: Turn, person: Person, coach: Coach | None) -> CommandList | None:
    """The commands of a person's roles, in their language; None for a person without a chat.

    coach: the coach they are, if any.
    """
    if person.telegram_id is None:
        return None
    context = turn.context
    telegram_language = words_for(person.language, context.language).language
    chat_language = words_of(person, turn.catalogue.business, context.language).language
    if person.id == turn.person.id:
        chat_language = turn.words.language  # it may have just been chosen
    coaching = {Role.COACH} if coach else set()
    roles = person.roles - {Role.COACH} | coaching
    return CommandList(
        person.telegram_id, chat_language, roles, speaks_another=chat_language != telegram_language
    )


def offered_to(commands: Mapping[str, Command], roles: Collection[Role]) -> tuple[str, ...]:
    """The names of the commands for these roles, those for work first."""

    def names(role: Role, *, work: bool) -> list[str]:
        return [
            name
            for name, command in commands.items()
            if role in command.offered_to and work is (Role.CUSTOMER not in command.offered_to)
        ]

    by_role = (names(role, work=True) for role in Role if role in roles)
    everyones = names(Role.CUSTOMER, work=False)
    unique_names = dict.fromkeys((*chain.from_iterable(by_role), *everyones))
    return tuple(name for name in unique_names if commands[name].not_to.isdisjoint(roles))


async def publish_for(call: BotApiCall, commands: Mapping[str, Command], menu: CommandList) -> None:
    """Offer commands in a person's chat: everyone's again if they need no list of their own.

    Someone who has never opened the bot has no chat yet: they get theirs with /start.
    """
    scope = {"type": "chat", "chat_id": menu.chat_id}
    try:
        if menu.own:
            names = offered_to(commands, menu.roles)
            bot_commands = _bot_commands(words_for(menu.language), names)
            await call("setMyCommands", {"commands": bot_commands, "scope": scope})
        else:
            await call("deleteMyCommands", {"scope": scope})
    except TelegramError as error:
        # The menu is a convenience: what was done stands, and every command works when typed.
        log.info("commands.not_published", chat=menu.chat_id, reason=str(error))


def _bot_commands(words: Words, names: Iterable[str]) -> list[dict[str, Any]]:
    return [{"command": name, "description": words.label(f"command.{name}")} for name in names]
