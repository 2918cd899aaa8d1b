"""Where Postgres is: connections by URL, made in one place."""

import re
from collections.abc import Awaitable, Callable, Generator
from functools import partial
from typing import Any
from urllib.parse import unquote, unquote_plus

import asyncpg
import orjson
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

SCHEMES = ("postgresql", "postgres", "postgresql+asyncpg")
_HOST = re.compile(r"(\[[0-9A-Fa-f:.%]*\]|[^:/@\[\]]*)(:\d+)?")


class WrongUrl(ValueError):
    """An unusable database URL. Its text never includes the URL, which has a password."""


def engine(url: str, *, settings: dict[str, str], patience: float, **pool: Any) -> AsyncEngine:
    """An engine that connects to a `postgresql://` or `postgres://` URL.

    The URL is read by asyncpg, so everything that libpq allows in it works (a socket folder as
    `?host=`, several hosts, `sslmode`). settings: server settings of each connection. patience:
    seconds to wait for a connection; an answer may take one more, as Postgres itself ends slow
    statements. Raises WrongUrl.
    """
    address = _address(url)

    async def connect() -> Any:
        return await asyncpg.connect(
            address, server_settings=settings, timeout=patience, command_timeout=patience + 1
        )

    return create_async_engine(
        "postgresql+asyncpg://",
        async_creator=partial(_LazyAwaitable, connect),
        # What people wrote does not belong in logs, where error texts end up.
        hide_parameters=True,
        json_serializer=lambda value: orjson.dumps(value).decode(),
        json_deserializer=orjson.loads,
        **pool,
    )


class _LazyAwaitable:
    """A coroutine that begins when awaited. SQLAlchemy makes one even if it then finds that it
    cannot wait for it; a Python coroutine would complain about that."""

    def __init__(self, begin: Callable[[], Awaitable[Any]]) -> None:
        self._begin = begin

    def __await__(self) -> Generator[Any, None, Any]:
        return self._begin().__await__()


def without_password(url: str) -> tuple[str, str | None]:
    """A database URL as libpq reads it, without its passwords, and the effective one.

    A password before the host takes precedence over one among the parameters, as in asyncpg. Raises
    WrongUrl.
    """
    rest = _address(url).removeprefix("postgresql://")
    person, at, where = rest.rpartition("@") if "@" in rest.partition("?")[0] else ("", "", rest)
    name, colon, password = person.partition(":")
    where, question_mark, parameters = where.partition("?")
    other_parameters, passwords = [], []
    for parameter in parameters.split("&") if question_mark else ():
        key, _, value = parameter.partition("=")
        if unquote_plus(key) == "password":
            passwords.append(unquote_plus(value))
        else:
            other_parameters.append(parameter)
    where += question_mark + "&".join(other_parameters) if other_parameters else ""
    effective = unquote(password) if colon else passwords[0] if passwords else None
    return f"postgresql://{name}{at}{where}", effective


def _address(url: str) -> str:
    scheme, separator, rest = url.partition("://")
    if not separator or scheme not in SCHEMES:
        raise WrongUrl("a database URL begins with postgresql:// or postgres://")
    # A password with a bare "/" or "#" would be read as host, port and database, and end up in the
    # text of an error.
    person, _, where = rest.rpartition("@") if "@" in rest.partition("?")[0] else ("", "", rest)
    hosts = re.split("[/?]", where, maxsplit=1)[0].split(",")
    if re.search("[@/#?]", person) or "#" in where or not all(map(_HOST.fullmatch, hosts)):
        raise WrongUrl(
            "the database URL cannot be read: write special characters of the password"
            " percent-encoded (/ as %2F, # as %23, @ as %40)"
        )
    return f"postgresql://{rest}"
