"""A bot that sends one person ten messages a second, not one.

What people do and read is the same at any pace, and journeys spent two thirds of their time just
keeping Telegram's. The bots of `tests/chaos` keep to that, and `tests/bot` tests it explicitly.
"""

from collections.abc import Callable

from bot.telegram import limits
from tests.coachbook import Coachbook

INTERVAL = 0.1  # seconds between two messages to one person


class Quick(Coachbook):
    """The bot as a process, in a hurry."""

    def _prepare(self) -> Callable[[], None] | None:
        return hurry


def hurry() -> None:
    """Called in the bot's process, before anything of it runs."""
    vars(limits)["PRIVATE_INTERVAL"] = INTERVAL
