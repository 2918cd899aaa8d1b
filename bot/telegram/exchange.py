"""POSTs of JSON to one server, over aiohttp's connections and with aiohttp's HTTP parser.

Most of what a call costs in aiohttp's session serves any method, body, cookie and redirect, and is
the same each time here. So the head of a request is made once, from aiohttp's own, and a call only
writes that, its length and its body.
"""

import asyncio
from functools import cached_property, lru_cache

from aiohttp import ClientConnectionResetError, ClientRequest, ClientSession, ClientTimeout
from aiohttp.client_reqrep import ConnectionKey
from multidict import CIMultiDictProxy
from yarl import URL

# Interim answers are skipped; 101 changes the protocol, and is final.
_INFORMATIONAL = frozenset(range(100, 200)) - {101}


class HttpResponse:
    """An HTTP status, the headers and the whole body."""

    __slots__ = ("body", "headers", "status")

    def __init__(self, status: int, headers: CIMultiDictProxy[str], body: bytes) -> None:
        self.status = status
        self.headers = headers
        self.body = body


class JsonPosts:
    """Posts to one server. Redirects are answers, cookies are ignored, nothing is sent twice."""

    def __init__(self, session: ClientSession, root: str) -> None:
        """session: its connections are used, and it stays open. root: what all URLs begin with,
        encoded. Needs a running loop."""
        connector = session.connector
        assert connector is not None
        self._connector = connector
        self._loop = asyncio.get_running_loop()
        self._root = root
        # Connections are known by host, port and scheme: any path will do.
        self._any = self._request("")
        self._heads: dict[str, bytes] = {}

    async def post(self, path: str, body: bytes, timeout: float) -> HttpResponse:
        """The answer to this JSON body. path: what follows the root. timeout: seconds, for all.

        Raises TimeoutError, and like aiohttp ClientError, HttpProcessingError and OSError.
        """
        head = self._heads.get(path) or self._head(path)
        loop = self._loop
        due = loop.time() + timeout
        # The timeout only matters to a new connection.
        connection = await self._connector.connect(self._any, [], _to_connect(timeout))
        late = None
        try:
            protocol, transport = connection.protocol, connection.transport
            if protocol is None or transport is None or transport.is_closing():
                raise ClientConnectionResetError("Cannot write to closing transport")
            protocol.set_response_params(read_until_eof=True)
            late = _Late(transport)
            timer = loop.call_later(due - loop.time(), late)
            try:
                transport.write(b"%b%d\r\n\r\n%b" % (head, len(body), body))
                message, payload = await protocol.read()
                while message.code in _INFORMATIONAL:
                    message, payload = await protocol.read()
                # Most come in one piece.
                whole = payload.is_eof()
                content = payload.read_nowait() if whole else await payload.read()
            finally:
                timer.cancel()
            if late.cut:
                raise TimeoutError
        except BaseException as fault:
            # Whatever arrives on this connection now would answer nobody's question.
            connection.close()
            if late is not None and late.cut and isinstance(fault, Exception):
                raise TimeoutError from None
            raise
        connection.release()
        return HttpResponse(message.code, message.headers, content)

    def _head(self, path: str) -> bytes:
        """The request line and the headers, up to the length of the body."""
        request = self._request(path)
        lines = [f"POST {request.url.raw_path_qs} HTTP/1.1"]
        request.headers["Content-Type"] = "application/json"
        request.headers.popall("Content-Length", None)
        lines += [f"{name}: {value}" for name, value in request.headers.items()]
        lines.append("Content-Length: ")
        head = self._heads[path] = "\r\n".join(lines).encode()
        return head

    def _request(self, path: str) -> ClientRequest:
        return _Request("POST", URL(self._root + path, encoded=True), loop=self._loop)


class _Request(ClientRequest):
    """Names the connections that it can use, once for all calls."""

    @cached_property
    def connection_key(self) -> ConnectionKey:
        return super().connection_key


class _Late:
    """Ends a connection whose answer is late, which wakes its caller."""

    __slots__ = ("_transport", "cut")

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self.cut = False

    def __call__(self) -> None:
        self.cut = True
        self._transport.abort()


@lru_cache(maxsize=16)
def _to_connect(seconds: float) -> ClientTimeout:
    return ClientTimeout(total=None, connect=seconds)
