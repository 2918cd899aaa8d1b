"""Logs: one structured line per event on standard error, without secrets.

The bot's token is part of every URL of the Bot API, so any library that logs a request or raises
with a URL would print it. Lines are therefore scrubbed once, when they are complete, where no
field, traceback or foreign logger can slip past.

Our own events go from structlog to the stream. Through the standard library's loggers, which the
libraries use, a line took four times as long, a tenth of what a tap costs.
"""

import json
import logging
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import reduce
from typing import Any, Final, TextIO
from urllib.parse import quote

import orjson
import structlog
from structlog.typing import EventDict, Processor

from storage import request_ids

# Anything shaped like a token, even one that this process never had.
_TOKEN = re.compile(r"(?<!\d)\d{3,}:[A-Za-z0-9_-]{30,}")
# Most lines have none, and a search for one character first is five times as fast.
_PERHAPS_A_TOKEN = re.compile(":[A-Za-z0-9_-]{30}")
_TELEGRAM_PATH = re.compile(r"/bot\d+(?::|%3A)[A-Za-z0-9_-]+", re.IGNORECASE)
_HIDDEN = "[secret]"
_RANKS: Final = logging.getLevelNamesMapping()
_STRICT = orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME
_STRICT |= orjson.OPT_PASSTHROUGH_SUBCLASS

Scrub = Callable[[str], str]
# Called with the level and the fields of an event. Must not raise.
LogListener = Callable[[str, EventDict], None]
_listeners: Final[list[LogListener]] = []


def configure(
    secrets: Iterable[str] = (), *, level: int = logging.INFO, stream: TextIO | None = None
) -> None:
    """Send every log of the process to `stream` (standard error): JSON, or colours on a terminal.

    secrets: texts to remove, besides everything that looks like a token.
    """
    out, scrub = stream or sys.stderr, scrubber(secrets)
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        _request_id,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        _tell,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    rendering: list[Processor] = [_json]
    if out.isatty():
        plain = structlog.dev.plain_traceback
        rendering = [_in_sight, structlog.dev.ConsoleRenderer(exception_formatter=plain)]

    handler = logging.StreamHandler(out)
    handler.setFormatter(
        _ScrubbingFormatter(
            scrub,
            foreign_pre_chain=[structlog.stdlib.ExtraAdder(), *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *rendering],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    # At INFO they log a line per request or tick, which our own lines say better.
    for chatty in ("httpx", "httpcore", "aiohttp.access", "apscheduler", "alembic", "telegram"):
        logging.getLogger(chatty).setLevel(max(level, logging.WARNING))

    logging.getLogger("aiohttp.server").addFilter(_no_strangers_fault)

    structlog.configure(
        processors=[_loud_enough, *shared, *rendering],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *name: _LineWriter(out, scrub, *name),
        cache_logger_on_first_use=False,
    )


class _LineWriter:
    """The end of structlog's loggers: writes each finished line at once."""

    def __init__(self, out: TextIO, scrub: Scrub, name: str = "") -> None:
        self._out = out
        self._scrub = scrub
        self.name = name

    def msg(self, line: str) -> None:
        # A full disk, or a reader that is gone, must not end what the line is about.
        with suppress(OSError, ValueError):
            self._out.write(f"{self._scrub(line)}\n")
            self._out.flush()

    debug = info = warning = error = critical = msg


def _loud_enough(_: object, method: str, event: EventDict) -> EventDict:
    """Also if the level was raised later on: a command that speaks in sentences does so."""
    if _RANKS[method.upper()] < logging.getLogger().level:
        raise structlog.DropEvent
    return event


def _request_id(_: object, __: str, event: EventDict) -> EventDict:
    if (request_id := request_ids.current()) is not None:
        event.setdefault("request_id", request_id)
    return event


@contextmanager
def telling(listener: LogListener) -> Iterator[None]:
    """Call this with every error that is logged in the block."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)


def _tell(_: object, method: str, event: EventDict) -> EventDict:
    if method in ("error", "critical"):
        for listener in _listeners:
            listener(method, event)
    return event


def _json(_: object, __: str, event: EventDict) -> str:
    """One line of JSON in ASCII: nothing in it moves a cursor or reverses text."""
    try:
        line = orjson.dumps(event, default=repr, option=_STRICT)
    except TypeError:  # half a pair of surrogates, a number of more than 64 bits, an odd key
        line = b"\xff"
    if line.isascii():
        return line.decode()
    return json.dumps(event, default=repr, separators=(",", ":"))


def _no_strangers_fault(record: logging.LogRecord) -> bool:
    """A request that is not HTTP has been answered 400. Anybody can send one, and fill the log with
    it."""
    from aiohttp.http_exceptions import HttpProcessingError  # noqa: PLC0415 - it has logged this

    return not (record.exc_info and isinstance(record.exc_info[1], HttpProcessingError))


def _in_sight(_: object, __: str, event: EventDict) -> EventDict:
    """Visible escapes for what moves a terminal's cursor, ends a line or reverses it.

    A traceback keeps its lines, indented further than any event.
    """
    for long in ("exception", "stack"):
        if long in event:
            event[long] = [f"  {_escape(line)}" for line in event[long].split("\n")]
    return {
        _escape(key): "\n".join(value) if key in ("exception", "stack") else _escape(value)
        for key, value in event.items()
    }


def _escape(text: Any) -> Any:
    """A text without invisible characters; anything else is left to its repr."""
    if not isinstance(text, str) or text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def scrubber(secrets: Iterable[str]) -> Scrub:
    """A function that replaces these secrets, and whatever looks like a bot token, in a line."""
    # Quotes, backslashes and accents look different after JSON, a repr or a URL.
    faces = {
        face
        for secret in secrets
        if secret
        for face in (secret, json.dumps(secret)[1:-1], repr(secret)[1:-1], quote(secret, safe=""))
    }
    ordered = sorted(faces, key=len, reverse=True)

    def scrub(text: str) -> str:
        text = reduce(lambda line, secret: line.replace(secret, _HIDDEN), ordered, text)
        text = _TELEGRAM_PATH.sub(f"/bot{_HIDDEN}", text)
        text = _TOKEN.sub(_HIDDEN, text) if _PERHAPS_A_TOKEN.search(text) else text
        # JSON escapes every control character but this one.
        return text.replace("\x7f", r"\u007f")

    return scrub


class _ScrubbingFormatter(structlog.stdlib.ProcessorFormatter):
    def __init__(
        self, scrub: Scrub, *, foreign_pre_chain: list[Processor], processors: list[Processor]
    ) -> None:
        super().__init__(foreign_pre_chain=foreign_pre_chain, processors=processors)
        self._scrub = scrub

    def format(self, record: logging.LogRecord) -> str:
        return self._scrub(super().format(record))
