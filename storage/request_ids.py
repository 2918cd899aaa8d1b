"""The id of what is being handled: a request, an update, or a call by the clock.

It stands in every line of the log, in the audit log, in what is sent because of it and in what
could not be handled, so that from any of these the others are found. It belongs to the task that
handles it, and to those which that one starts.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from itertools import count
from secrets import token_hex

# With fewer than eight nobody can tell requests apart.
_SANE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{7,63}")
_numbers = count(1)
_current: ContextVar[str | None] = ContextVar("request_id", default=None)


def current() -> str | None:
    """The id of what this task handles; None when it is nothing in particular."""
    return _current.get()


def fresh() -> str:
    """An id that nothing else has, in any process."""
    return f"{_process()}-{next(_numbers):x}"


@cache
def _process() -> str:
    """What the ids of this process begin with: they stand together in an index."""
    return token_hex(5)


def sane(text: str) -> str | None:
    """An id that somebody else has chosen, unless it could be anything: 8 to 64 letters and digits
    of ASCII, with `._:-` between them."""
    return text if _SANE.fullmatch(text) else None


@contextmanager
def under(request_id: str) -> Iterator[None]:
    """What is done in the block has this id."""
    token = _current.set(request_id)
    try:
        yield
    finally:
        _current.reset(token)


def adopt(request_id: str | None = None) -> None:
    """What this task does from now on has this id, or else the one that it has, or a fresh one."""
    if request_id is not None or _current.get() is None:
        _current.set(request_id or fresh())
