"""A bot that sends one person ten messages a second, not one, and has time to finish.

What people do and read is the same at any pace, and for two thirds of their time journeys did
nothing but keep Telegram's. That is kept to by the bots of `tests/chaos`, and `tests/bot` asks for
it by name.

When it is stopped, what does not end by itself is not cut off before a test is: a process that
ends has waited for nothing, however slow the machine is.
"""

from collections.abc import Callable

from bot import lifecycle
from bot.telegram import limits
from tests.coachbook import Coachbook

INTERVAL = 0.1  # seconds between two messages to one person
DRAIN = 600.0  # seconds to finish what is in flight


class Quick(Coachbook):
    """The bot as a process, in a hurry."""

    def _prepare(self) -> Callable[[], None] | None:
        return hurry


def hurry() -> None:
    """Called in the bot's process, before anything of it runs."""
    vars(limits)["PRIVATE_INTERVAL"] = INTERVAL
    vars(lifecycle)["DRAIN"] = DRAIN
