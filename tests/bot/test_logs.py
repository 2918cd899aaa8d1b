"""Logs: one line per event, and no way for a secret into it."""

import io
import json
import logging
import re
from datetime import UTC, datetime
from typing import Any

import pytest
import structlog
from aiohttp.http_exceptions import TransferEncodingError

from bot import logs

TOKEN = "123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr"
SHORT = "7000:secret-of-the-bot"
PASSWORD = 'pass"word\\1'


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


pytestmark = pytest.mark.usefixtures("logs_as_before")


def configure_logs(stream: io.StringIO, level: int = logging.INFO) -> io.StringIO:
    logs.configure((SHORT, PASSWORD), stream=stream, level=level)
    return stream


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_an_event_is_one_line_of_json_with_its_facts() -> None:
    out = configure_logs(io.StringIO())
    structlog.get_logger("bot.intake.intake").info("update.done", person=7001, ms=3.5)
    (line,) = lines(out)
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "update.done",
        "level": "info",
        "logger": "bot.intake.intake",
        "person": 7001,
        "ms": 3.5,
    }


def test_the_libraries_log_into_the_same_lines() -> None:
    out = configure_logs(io.StringIO())
    logging.getLogger("some.library").warning("lost %s", "connection")
    (line,) = lines(out)
    assert (line["event"], line["level"]) == ("lost connection", "warning")


class OneByOne(io.StringIO):
    """Counts how often it is written to."""

    def __init__(self) -> None:
        super().__init__()
        self.writes = 0

    def write(self, text: str) -> int:
        self.writes += 1
        return super().write(text)


def test_a_line_is_written_at_once() -> None:
    out = OneByOne()
    configure_logs(out)
    structlog.get_logger("bot.intake.intake").info("update", person=7001)
    assert (out.writes, out.getvalue()[-1]) == (1, "\n")


class BrokenStream(io.StringIO):
    """The reader has hung up."""

    def write(self, text: str) -> int:
        raise BrokenPipeError


def test_a_line_that_cannot_be_written_ends_nothing() -> None:
    configure_logs(BrokenStream())
    structlog.get_logger("bot.intake.intake").info("update")


def test_a_level_that_is_raised_later_holds_for_our_own_lines_too() -> None:
    out = configure_logs(io.StringIO())
    log = structlog.get_logger("bot.intake.intake")
    logging.getLogger().setLevel(logging.CRITICAL)
    log.error("lost")
    log.critical("broke")
    assert [line["event"] for line in lines(out)] == ["broke"]


class Odd:
    def __repr__(self) -> str:
        return "<odd>"


@pytest.mark.parametrize(
    ("value", "output"),
    [
        (Odd(), "<odd>"),
        ([Odd()], ["<odd>"]),
        (datetime(2026, 5, 12, tzinfo=UTC), repr(datetime(2026, 5, 12, tzinfo=UTC))),
        (2**70, 2**70),
        ({7: "seven"}, {"7": "seven"}),
        ("cut \ud83d", "cut \ud83d"),
        ("Jürgen", "Jürgen"),
    ],
)
def test_whatever_a_fact_is_there_is_a_line(value: object, output: object) -> None:
    out = configure_logs(io.StringIO())
    structlog.get_logger().info("said", value=value)
    (line,) = lines(out)
    assert line["value"] == output
    assert out.getvalue().isascii()


def test_a_library_that_logs_each_request_is_not_heard() -> None:
    out = configure_logs(io.StringIO())
    logging.getLogger("httpx").info("HTTP Request: POST https://api.telegram.org/bot%s", TOKEN)
    assert out.getvalue() == ""


def test_what_strangers_send_that_is_not_http_is_no_fault() -> None:
    out = configure_logs(io.StringIO())
    server = logging.getLogger("aiohttp.server")
    for fault in (TransferEncodingError("bad chunk"), RuntimeError("ours")):
        server.error("Error handling request", exc_info=fault)
    (line,) = lines(out)
    assert "RuntimeError: ours" in line["exception"]


def test_a_traceback_stays_one_line() -> None:
    out = configure_logs(io.StringIO())
    log = structlog.get_logger()
    try:
        raise ValueError(f"https://api.telegram.org/bot{TOKEN}/getMe")
    except ValueError:
        log.exception("broke")
    (line,) = lines(out)
    assert "ValueError" in line["exception"]
    assert TOKEN not in out.getvalue()


@pytest.mark.parametrize("stream", [io.StringIO, Terminal])
@pytest.mark.parametrize("secret", [TOKEN, SHORT, PASSWORD])
def test_a_secret_gets_into_no_line_whichever_way_it_tries(
    stream: type[io.StringIO], secret: str
) -> None:
    out = configure_logs(stream(), logging.DEBUG)
    own, library = structlog.get_logger("own"), logging.getLogger("library")
    own.info(f"said {secret}")
    own.info("a field", url=f"https://api.telegram.org/bot{secret}/sendMessage")
    own.info("deep", payload={"list": [{"key": secret}]})
    own.bind(name=secret).warning("bound")
    library.debug("%s", secret)
    library.info("extra", extra={"url": secret})
    try:
        raise RuntimeError(secret)
    except RuntimeError:
        own.exception("own")
        library.exception("library")
    assert len(out.getvalue().splitlines()) >= 8
    assert secret not in out.getvalue()
    assert json.dumps(secret)[1:-1] not in out.getvalue()
    assert repr(secret)[1:-1] not in out.getvalue()


def test_a_token_that_nobody_told_us_is_still_recognised() -> None:
    scrub = logs.scrubber(())
    assert scrub(f"refused {TOKEN}!") == "refused [secret]!"
    assert scrub("POST /bot7000:playground/getMe") == "POST /bot[secret]/getMe"
    assert scrub("POST /bot7000%3Aplayground/getMe") == "POST /bot[secret]/getMe"


def test_what_only_looks_a_little_like_a_token_is_left_alone() -> None:
    text = "at 12:30 in room 101:a, 2026-11-20T10:00:00.000000Z, http://127.0.0.1:8787/readyz"
    assert logs.scrubber(())(text) == text


def test_a_terminal_gets_lines_for_people() -> None:
    out = configure_logs(Terminal())
    structlog.get_logger("bot.app").info("started", by="polling")
    assert "started" in out.getvalue()
    assert not out.getvalue().startswith("{")


FORGED = (
    "Mia\x1b[2J\x07\r\n2026-05-04T09:00:00Z [info] booked\x9b31m\x7f\x85\u2028x\u202ey\u2066\ud800"
)
ESCAPES = re.compile("\x1b\\[[0-9;]*m")  # the colours that are ours


@pytest.mark.parametrize("stream", [io.StringIO, Terminal])
def test_what_somebody_typed_forges_no_line_and_no_colour(stream: type[io.StringIO]) -> None:
    out = configure_logs(stream(), logging.DEBUG)
    own, library = structlog.get_logger("own"), logging.getLogger(f"library{FORGED}")
    own.info(FORGED)
    own.info("a field", name=FORGED, short="\x1b[2J", deep={"names": [FORGED]})
    own.info("a key", **{FORGED: 1})
    library.warning("said %s", FORGED)
    begun = len(out.getvalue().splitlines())
    try:
        raise RuntimeError(FORGED)
    except RuntimeError:
        own.exception("own")
        library.exception("library")

    assert begun == 4
    text = ESCAPES.sub("", out.getvalue()) if out.isatty() else out.getvalue()
    assert all(c == "\n" or c.isprintable() for c in text)
    # Nothing but an event begins where events begin.
    begins = [line for line in text.split("\n") if not line.startswith(" ")]
    assert len(begins) == 4 + 2 + 1
    assert not any(line.startswith("2026-05-04") for line in begins)
