"""A Bot API server on loopback, and the chats of a few people who use it.

The bot speaks to it over HTTP exactly as it speaks to Telegram; the page and the tests
speak to it through ``/playground/…``. Entry points, all importable from here:

``Playground(store_path=None, token=TOKEN, *, clock_offset=None, rates=TELEGRAM_RATES)``
    The world: people, chats, files, updates, commands, faults, the simulated clock. With a
    ``store_path`` it survives a restart and a ``kill -9``; otherwise it lives in memory.
    Raises ``StoreInUse`` when another process has that file.
    ``clock_offset`` (seconds) overrules the stored one; ``rates=None`` lifts the rate limits.
    ``playground.now()`` is the simulated epoch time, ``playground.close()`` lets go of the file.

``build_app(playground, backstage=ALONE) -> aiohttp.web.Application``
    A whole application. ``backstage``: a ``Backstage``, what the bot beside it can be asked, such
    as when its next message is due, for the clock's "to the next reminder".

``mount(app, playground, backstage=ALONE) -> None``
    The same routes on an application that serves other things too (health, metrics).

``await start(playground, host="127.0.0.1", port=0, backstage=ALONE) -> PlaygroundServer``
    Listens; port 0 takes a free one. ``server.url`` (``http://127.0.0.1:1234``, what
    ``COACHBOOK_TELEGRAM_API_URL`` wants), ``server.port``, ``await server.stop()``.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.playground.backstage import Backstage
    from bot.playground.control_error import ControlError
    from bot.playground.limits import TELEGRAM_RATES, Rates
    from bot.playground.playground import Playground
    from bot.playground.sample_people import TOKEN
    from bot.playground.serve import PlaygroundServer, build_app, mount, start
    from bot.playground.store import StoreInUse

_PLACES = {
    "TELEGRAM_RATES": "limits",
    "TOKEN": "sample_people",
    "Backstage": "backstage",
    "ControlError": "control_error",
    "Playground": "playground",
    "PlaygroundServer": "serve",
    "Rates": "limits",
    "StoreInUse": "store",
    "build_app": "serve",
    "mount": "serve",
    "start": "serve",
}

__all__ = [
    "TELEGRAM_RATES",
    "TOKEN",
    "Backstage",
    "ControlError",
    "Playground",
    "PlaygroundServer",
    "Rates",
    "StoreInUse",
    "build_app",
    "mount",
    "start",
]


def __getattr__(name: str) -> Any:
    """Each is loaded on first use: a process with a token only needs the cast."""
    place = _PLACES.get(name)
    if place is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{place}"), name)
