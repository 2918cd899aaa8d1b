"""The id of what is being handled: a request, an update, or a scheduled call.

It is in every line of the log, in the audit log, in what is sent because of it and in what could
not be handled, so that each of these leads to the others. It belongs to the task that handles it,
and to those it starts.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from itertools import count
from secrets import token_hex

# With fewer than eight characters requests could not be told apart.
_SANE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{7,63}")
_numbers = count(1)
_current: ContextVar[str | None] = ContextVar("request_id", default=None)


def current() -> str | None:
    """The id of what this task handles; None if it is nothing in particular."""
    return _current.get()


def fresh() -> str:
    """An id that nothing else has, in any process."""
    return f"{_process()}-{next(_numbers):x}"


@cache
def _process() -> str:
    """The prefix of this process's ids: they are adjacent in an index."""
    return token_hex(5)


def sane(text: str) -> str | None:
    """An id that somebody else has chosen, if it looks like one: 8 to 64 ASCII letters and digits,
    with `._:-` between them."""
    return text if _SANE.fullmatch(text) else None


@contextmanager
def under(request_id: str) -> Iterator[None]:
    """Gives this id to what is done in the block."""
    token = _current.set(request_id)
    try:
        yield
    finally:
        _current.reset(token)


def adopt(request_id: str | None = None) -> None:
    """Gives what this task does from now on this id, or else its current one, or a fresh one."""
    if request_id is not None or _current.get() is None:
        _current.set(request_id or fresh())
