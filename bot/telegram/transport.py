"""How the process speaks to the Bot API: one aiohttp session, used in two ways.

`Telegram.call` is the hot path: a mapping goes out, the `result` comes back as it is.
`AiohttpRequest` is the same connection for python-telegram-bot's own `Bot`, whose HTTP client takes
about nine times as much processor time per call as aiohttp's session. Both raise
python-telegram-bot's errors. The token is part of every URL, so no error made here contains a URL,
and none is chained to an aiohttp error that might.
"""

import asyncio
import os
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import IO, Any, Final
from urllib.parse import quote, urlsplit

import orjson
from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientSession,
    ClientTimeout,
    DummyCookieJar,
    FormData,
    TCPConnector,
)
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.streams import EofStream
from telegram import error
from telegram._utils.defaultvalue import DefaultValue
from telegram._utils.types import ODVInput
from telegram.request import BaseRequest, RequestData
from yarl import URL

from bot.telegram.answers import NoBotApi, failure
from bot.telegram.exchange import JsonPosts
from bot.telegram.keyboards import without_keyboards
from bot.timing.clock import Clock
from handlers.http import lenient_json

CLOCK_HEADER = "X-Coachbook-Clock"
_JSON = {"Content-Type": "application/json"}
_UNTIMED = ClientTimeout(total=None)
# Two for each person whose update is handled (`bot.intake.intake.PARALLEL_PEOPLE`), as a screen and
# the answer to its press are sent at once; and some for polling and the outbox.
CONNECTIONS: Final = 160
# They answer with `true`, or with the message that was just written: not worth parsing.
_UNREAD = frozenset({"answerCallbackQuery", "editMessageText", "editMessageReplyMarkup"})
_FAULTS = (TimeoutError, ClientError, HttpProcessingError, EofStream, OSError)


class NotConnected(error.NetworkError):
    """There was no connection, so the call cannot have had an effect."""


def open_session(*, connections: int = CONNECTIONS) -> ClientSession:
    """The session for everything towards Telegram; the caller closes it.

    connections: how many at once; a further call waits for its turn within its own timeout.
    """
    return ClientSession(
        connector=TCPConnector(limit=connections, ttl_dns_cache=300),
        cookie_jar=DummyCookieJar(),
        timeout=_UNTIMED,
        auto_decompress=True,
    )


@dataclass(frozen=True, slots=True)
class OutgoingFile:
    """A file to send. content: its bytes, or an open file; name: what the reader sees."""

    name: str
    content: bytes | IO[bytes]
    content_type: str = "application/octet-stream"


class Telegram:
    """The Bot API of one bot.

    Raises, from `call` and `upload`: RetryAfter (with `retry_after`, a timedelta), Forbidden,
    BadRequest, ChatMigrated (with `new_chat_id`), Conflict, InvalidToken (the token or the method
    is unknown), TimedOut (the call may or may not have happened), NetworkError (any other fault on
    the way, or a 5xx).
    """

    def __init__(self, session: ClientSession, base_url: str, token: str, clock: Clock) -> None:
        """base_url: what comes before `/bot<token>/<method>`."""
        self._session = session
        self._root = f"{base_url}/bot{token}/"
        self._files = f"{base_url}/file/bot{token}/"
        self._posts = JsonPosts(session, self._root)
        # Only the playground moves the clock; a remote server must not be able to.
        self._clock = clock if is_loopback(base_url) else None

    async def call(self, method: str, payload: Mapping[str, Any], *, timeout: float = 20) -> Any:
        """Call a method with JSON; `None` values must be left out. timeout: seconds, for all.

        Edits and answers to presses return None: Telegram only repeats what it was told.
        """
        try:
            answer = await self._posts.post(method, orjson.dumps(payload), timeout)
        except _FAULTS as fault:
            raise _kept_quiet(fault) from None
        if self._clock is not None:
            _follow(self._clock, answer.headers.get(CLOCK_HEADER))
        return _result(method, answer.status, answer.body)

    async def upload(
        self,
        method: str,
        payload: Mapping[str, Any],
        files: Mapping[str, OutgoingFile],
        *,
        timeout: float = 60,
    ) -> Any:
        """Call a method with files: field name (or the name behind `attach://`) → file."""
        form = FormData(default_to_multipart=True)
        for name, value in payload.items():
            form.add_field(name, value if isinstance(value, str) else orjson.dumps(value).decode())
        for name, file in files.items():
            form.add_field(name, file.content, filename=file.name, content_type=file.content_type)
        url = URL(self._root + method, encoded=True)
        status, body, offset = await _exchange(self._session, "POST", url, timeout, form, None)
        if self._clock is not None:
            _follow(self._clock, offset)
        return _result(method, status, body)

    async def download(self, path: str, most: int, *, timeout: float = 60) -> bytes | None:
        """The bytes of a file, by the `file_path` of getFile; None if there are more than this
        many. Raises as `call` does."""
        url = URL(self._files + quote(path), encoded=True)
        try:
            async with (
                asyncio.timeout(timeout),
                self._session.get(url, allow_redirects=False) as response,
            ):
                content = bytearray()
                async for chunk in response.content.iter_chunked(2**16):
                    content += chunk
                    if len(content) > most:
                        return None
                status = response.status
        except _FAULTS as fault:
            raise _kept_quiet(fault) from None
        if status != 200:
            raise failure(status, bytes(content[:1_000]))
        return bytes(content)


class AiohttpRequest(BaseRequest):
    """python-telegram-bot's access to the same session, which it neither opens nor closes."""

    __slots__ = ("_clock", "_read_timeout", "_session")

    def __init__(
        self, session: ClientSession, clock: Clock | None = None, *, read_timeout: float = 20
    ) -> None:
        """clock: follows the playground's, if calls go there. read_timeout: seconds."""
        self._session = session
        self._clock = clock
        self._read_timeout = read_timeout

    @property
    def read_timeout(self) -> float:
        return self._read_timeout

    async def initialize(self) -> None:
        """Nothing to do: the session is open."""

    async def shutdown(self) -> None:
        """Nothing to do: the session is not ours to close."""

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Status and body.

        The four timeouts become one, their sum: if a call hangs, only the total matters. Without
        any, it is this object's `read_timeout`.
        """
        data: bytes | FormData | None = None
        headers = None
        if request_data is not None and request_data.contains_files:
            data = FormData(default_to_multipart=True)
            for name, text in request_data.json_parameters.items():
                data.add_field(name, text)
            for name, (filename, content, kind) in request_data.multipart_data.items():
                data.add_field(name, content, filename=filename, content_type=kind)
        elif request_data is not None:
            data, headers = orjson.dumps(request_data.parameters), _JSON
        if isinstance(read_timeout, DefaultValue):
            read_timeout = self._read_timeout
        timeouts = (write_timeout, connect_timeout, pool_timeout)
        waits = [wait for wait in timeouts if not isinstance(wait, DefaultValue)]
        total = None if read_timeout is None else read_timeout + sum(wait or 0 for wait in waits)
        target = URL(url)
        status, body, offset = await _exchange(self._session, method, target, total, data, headers)
        if self._clock is not None and is_loopback(url):
            _follow(self._clock, offset)
        return status, body

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Decoded JSON. TelegramError if it is not JSON; the body is not logged."""
        try:
            answer = lenient_json.loads(payload)
        except ValueError:
            raise NoBotApi(body=payload) from None
        if not isinstance(answer, dict) or ("result" not in answer and answer.get("ok") is True):
            raise NoBotApi(body=payload)
        return answer


async def _exchange(
    session: ClientSession,
    method: str,
    url: URL,
    timeout: float | None,
    data: bytes | FormData | None,
    headers: dict[str, str] | None,
) -> tuple[int, bytes, str | None]:
    """One request: status, body and the playground's clock offset."""
    try:
        async with (
            asyncio.timeout(timeout),
            session.request(
                method, url, data=data, headers=headers, allow_redirects=False
            ) as response,
        ):
            body = await response.read()
            return response.status, body, response.headers.get(CLOCK_HEADER)
    except _FAULTS as fault:
        raise _kept_quiet(fault) from None


def _kept_quiet(fault: Exception) -> error.TelegramError:
    """python-telegram-bot's error for a network fault, without its text."""
    if isinstance(fault, TimeoutError):
        return error.TimedOut()
    kind = NotConnected if isinstance(fault, ClientConnectorError) else error.NetworkError
    return kind(f"Telegram cannot be reached: {_kind_of(fault)}")


def _result(method: str, status: int, body: bytes) -> Any:
    """Telegram's result. Raises its refusal."""
    if status == 200 and method in _UNREAD:
        return None
    if status == 200:
        try:
            answer = _updates(body) if method == "getUpdates" else lenient_json.loads(body)
            if answer.get("ok") is not False:
                return answer["result"]
            status = int(answer.get("error_code", 500))
        except (ValueError, TypeError, KeyError, AttributeError):
            raise NoBotApi(body=body) from None
    raise failure(status, body)


def _updates(body: bytes) -> Any:
    """An answer with updates, without the parts nobody reads. Raises ValueError."""
    try:
        return orjson.loads(without_keyboards(body))
    except orjson.JSONDecodeError:
        return lenient_json.loads(body)


def _follow(clock: Clock, offset: str | None) -> None:
    if offset is not None:
        clock.follow(float(offset))


def is_loopback(url: str) -> bool:
    """Whether an address can only be this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _kind_of(fault: BaseException) -> str:
    # The class and the system's own reason. aiohttp writes the URL into some texts, `strerror` of a
    # failed upload among them.
    code = fault.errno if isinstance(fault, OSError) else None
    return f"{type(fault).__name__} ({os.strerror(code)})" if code else type(fault).__name__
