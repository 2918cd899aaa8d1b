"""Every conversation there is, and what is said where none of them answers."""

from typing import Any, Final

from telegram.ext import BaseHandler

from handlers.chat.admin import business, coaches, services
from handlers.chat.cards import refusals as card_refusals
from handlers.chat.coach import (
    date_hours,
    days,
    hours,
    leave,
    leave_refusals,
    propose,
    requests,
)
from handlers.chat.customer import appointments, asking, book, slot_refusals, summary, times
from handlers.chat.everyone import free_text, menu, profile, refusals, stopping
from handlers.chat.frame import router
from handlers.chat.frame.script import Otherwise, Script, joined
from handlers.chat.frame.turn import FrontDesk

SCRIPT: Final[Script] = joined(
    menu.SCRIPT,
    stopping.SCRIPT,
    profile.SCRIPT,
    refusals.SCRIPT,
    card_refusals.SCRIPT,
    book.SCRIPT,
    times.SCRIPT,
    slot_refusals.SCRIPT,
    summary.SCRIPT,
    appointments.SCRIPT,
    asking.SCRIPT,
    days.SCRIPT,
    requests.SCRIPT,
    propose.SCRIPT,
    leave.SCRIPT,
    leave_refusals.SCRIPT,
    hours.SCRIPT,
    date_hours.SCRIPT,
    business.SCRIPT,
    coaches.SCRIPT,
    services.SCRIPT,
)
OTHERWISE: Final = Otherwise(
    outdated=menu.outdated,
    unknown_command=menu.unknown_command,
    typed=free_text.answer,
    named=free_text.tapped,
)


def handlers(desk: FrontDesk) -> list[BaseHandler[Any, Any, Any]]:
    """The handlers of python-telegram-bot, in order; the first that fits an update takes it."""
    return router.handlers(desk, SCRIPT, OTHERWISE)
