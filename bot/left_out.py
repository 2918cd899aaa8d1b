"""Libraries that our libraries import and this process does not use.

python-telegram-bot imports an HTTP client that ours takes the place of, and what deciphers
passports; SQLAlchemy's asyncio imports its ORM, of which nothing is used here, and its PostgreSQL
what looks into a database's schema; APScheduler imports pools of threads and processes; structlog
imports what makes tracebacks colourful, where that is installed. Together they are an eighth of the
memory of the process at rest.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any, Final

# By what is imported of them, and why they are not needed.
HTTP_CLIENT: Final = "httpx"  # calls go through bot.telegram.transport
ORM: Final = ("sqlalchemy.ext.asyncio.scoping", "sqlalchemy.ext.asyncio.session")  # Core alone
SCHEMAS: Final = "sqlalchemy.dialects.postgresql.pg_catalog"  # nothing here reflects tables
POOLS: Final = "apscheduler.executors.pool"  # what is by the clock runs on the loop
PASSPORTS: Final = "cryptography"  # for Telegram Passport; whoever else needs it imports it then
COLOURS: Final = "rich"  # logs are JSON, or plain tracebacks


@contextmanager
def later(*names: str) -> Iterator[None]:
    """Put off what is imported by these names within the block until somebody uses it.

    Within the block every attribute is a class of its own, with nothing in it: that is all that
    annotations ask for, and classes that are derived. After it, the first use of an attribute loads
    the library; what was imported `from` it stays as it is.
    """
    put_off = {name: _Later(name) for name in names if name not in sys.modules}
    sys.modules.update(put_off)
    try:
        yield
    finally:
        for name, module in put_off.items():
            if sys.modules.get(name) is module:
                del sys.modules[name]
            module.is_over = True


@contextmanager
def absent(name: str) -> Iterator[None]:
    """Let a library look as if it were not installed, to who can do without, within the block."""
    if name in sys.modules:
        yield
        return
    sys.modules[name] = None  # type: ignore[assignment]  # as the import system documents it
    try:
        yield
    finally:
        del sys.modules[name]


class _Later(ModuleType):
    is_over = False

    def __getattr__(self, attribute: str) -> Any:
        if attribute.startswith("__"):
            raise AttributeError(attribute)
        if self.is_over:
            return getattr(import_module(self.__name__), attribute)
        return type(attribute, (), {})
