"""All conversations, and what is said if none of them answers."""

from collections.abc import Iterable
from functools import partial
from typing import Any, Final

from telegram.ext import BaseHandler

from handlers.chat.cards import refusals as card_refusals
from handlers.chat.everyone import (
    account_refusals,
    all_scripts,
    applying,
    devices,
    erasing,
    free_text,
    house_rules,
    joining,
    linking,
    menu,
    news,
    phone,
    preview,
    profile,
    quiet_hours,
    refusals,
    series_continue,
    series_onward,
    series_plan,
    series_preview,
    series_rule,
    stopping,
    thread,
    undoing,
    ways,
    writing,
    writing_refusals,
)
from handlers.chat.everyone.helping import helping
from handlers.chat.frame import commands, router
from handlers.chat.frame.bot_api import BotApiCall
from handlers.chat.frame.script import Otherwise, Script, merge_scripts
from handlers.chat.frame.turn import ChatBot
from handlers.chat.frame.typed_confirmation import confirming

_ALL_OTHERS: Final[Script] = merge_scripts(
    all_scripts.SCRIPT,
    series_plan.SCRIPT,
    series_rule.SCRIPT,
    series_preview.SCRIPT,
    series_continue.SCRIPT,
    series_onward.SCRIPT,
    profile.SCRIPT,
    devices.SCRIPT,
    account_refusals.SCRIPT,
    quiet_hours.SCRIPT,
    news.SCRIPT,
    ways.SCRIPT,
    applying.SCRIPT,
    erasing.SCRIPT,
    phone.SCRIPT,
    writing.SCRIPT,
    writing_refusals.SCRIPT,
    thread.SCRIPT,
    undoing.SCRIPT,
    joining.SCRIPT,
    linking.SCRIPT,
    house_rules.SCRIPT,
    preview.SCRIPT,
    menu.SCRIPT,
    stopping.SCRIPT,
    refusals.SCRIPT,
    card_refusals.SCRIPT,
)
_HELP: Final[Script] = helping(_ALL_OTHERS)
OTHERWISE: Final = Otherwise(
    outdated=menu.outdated_press,
    unknown_command=menu.unknown_command,
    free_text=partial(free_text.answer, help_=_HELP.commands["help"].run),
    menu_press=free_text.menu_press,
    coded=free_text.take_code,
    is_order=partial(free_text.is_order, frozenset(_ALL_OTHERS.commands)),
)
SCRIPT: Final[Script] = merge_scripts(_ALL_OTHERS, _HELP, confirming(_ALL_OTHERS, OTHERWISE))


def handlers(bot: ChatBot) -> list[BaseHandler[Any, Any, Any]]:
    """The handlers of python-telegram-bot, in order; the first that fits an update takes it."""
    return router.handlers(bot, SCRIPT, OTHERWISE)


async def publish_commands(
    call: BotApiCall, languages: Iterable[str], default_language: str, others: Iterable[str] = ()
) -> None:
    """`commands.publish`, with all our commands."""
    await commands.publish(call, SCRIPT.commands, languages, default_language, others)
