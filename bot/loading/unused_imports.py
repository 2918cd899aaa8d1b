"""Libraries that our libraries import and this process does not use.

They are left out while `bot.app` is imported; together they would be a sixth of the memory of the
process at rest.
"""

import ssl
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any, Final

# By imported name: whose it is, and why it is not needed.
UNUSED: Final = (
    "httpx",  # python-telegram-bot's client; calls go through bot.telegram.transport
    "sqlalchemy.ext.asyncio.scoping",  # the ORM; Core is enough
    "sqlalchemy.ext.asyncio.session",
    "sqlalchemy.dialects.postgresql.pg_catalog",  # nothing here reflects tables
    "sqlalchemy.dialects.postgresql.pg8000",  # drivers; ours is asyncpg
    "sqlalchemy.dialects.postgresql.psycopg2",
    "sqlalchemy.dialects.postgresql.psycopg2cffi",
    "configparser",  # asyncpg's, for a file of services; the database is given as a URL
    "apscheduler.executors.pool",  # threads and processes; our ticks run on the loop
    "tzlocal",  # APScheduler's; every trigger says its zone
    "http.server",  # prometheus_client's servers; aiohttp serves our metrics
    "socketserver",
    "wsgiref.simple_server",
    "urllib.request",  # its pushing; and aiohttp's proxies, for `trust_env`
    "aiohttp.tracing",  # calls are traced by bot.observing.tracing
    "aiohttp.web_fileresponse",  # only the playground has files; it imports this itself
    "attr.converters",  # aiohttp's classes have none
    "attr.filters",
    "attr.validators",
)
INSTALLED: Final = "importlib.metadata"  # APScheduler's, for its version and for plugins
PASSPORTS: Final = "cryptography"  # for Telegram Passport; other users import it then
COLOURS: Final = "rich"  # structlog's; logs are JSON, or plain tracebacks


@contextmanager
def leave_out_unused() -> Iterator[None]:
    """Leave out everything in the lists that is imported within the block."""
    with (
        later(*UNUSED),
        later(INSTALLED, **_NOTHING_INSTALLED),
        absent(PASSPORTS),
        _certificates_once(),
    ):
        yield


@contextmanager
def later(*names: str, **instead: object) -> Iterator[None]:
    """Put off importing these names within the block until somebody uses them.

    Within the block every attribute is an empty class of its own: enough for annotations and for
    base classes. instead: attributes that need more. After it, the first use of an attribute loads
    the library; what was imported `from` it stays as it is.
    """
    put_off = {name: _Later(name, instead) for name in names if name not in sys.modules}
    sys.modules.update(put_off)
    try:
        yield
    finally:
        for name, module in put_off.items():
            if sys.modules.get(name) is module:
                del sys.modules[name]
            module.is_over = True
            package, _, last = name.rpartition(".")
            if package in sys.modules:
                vars(sys.modules[package]).setdefault(last, module)


@contextmanager
def absent(name: str) -> Iterator[None]:
    """Make libraries look as if they were not installed, within the block, to those that can do
    without."""
    if name in sys.modules:
        yield
        return
    sys.modules[name] = None  # type: ignore[assignment]  # as the import system documents it
    try:
        yield
    finally:
        del sys.modules[name]


@contextmanager
def _certificates_once() -> Iterator[None]:
    """Read the machine's certificates once: aiohttp would again, for contexts that verify
    nobody."""
    context: Any = ssl.SSLContext  # of any, as a type checker lets nobody take a method's place
    read = context.set_default_verify_paths

    def read_to_verify(self: ssl.SSLContext) -> None:
        if self.verify_mode is not ssl.CERT_NONE:
            read(self)

    context.set_default_verify_paths = read_to_verify
    try:
        yield
    finally:
        context.set_default_verify_paths = read


class _Later(ModuleType):
    is_over = False

    def __init__(self, name: str, instead: Mapping[str, object]) -> None:
        super().__init__(name)
        self._instead = instead

    def __getattr__(self, attribute: str) -> Any:
        if attribute.startswith("__"):
            raise AttributeError(attribute)
        if self.is_over:
            return getattr(import_module(self.__name__), attribute)
        return self._instead.get(attribute) or type(attribute, (), {})


class _NotInstalled(ImportError):
    pass


def _version(name: str) -> str:
    raise _NotInstalled(name)


_NOTHING_INSTALLED: Final = {
    "PackageNotFoundError": _NotInstalled,
    "entry_points": lambda **_: (),
    "version": _version,
}
