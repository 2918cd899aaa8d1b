"""The body of a request, read up to a limit, and the last answer to one that is longer."""

import asyncio
from contextlib import suppress
from typing import Final

from aiohttp import web

# Seconds for a body to arrive. A client that sends a byte a minute would keep a connection for
# ever, and a few thousand of them every connection there is.
PATIENCE: Final = 60.0


async def read(request: web.Request, limit: int) -> bytes | None:
    """The body, or None once it is longer than `limit` bytes, whatever length was announced.

    Raises RequestPayloadError when it cannot be decoded, and OSError when the connection breaks or
    the body does not arrive in time.
    """
    if (request.content_length or 0) > limit:
        return None
    body = bytearray()
    async with asyncio.timeout(PATIENCE):
        async for chunk in request.content.iter_any():
            body += chunk
            if len(body) > limit:
                return None
    return bytes(body)


async def turn_away(request: web.Request, answer: web.Response) -> web.Response:
    """Answer without reading the rest of the body, and close the connection after it.

    aiohttp reads on for ten seconds after an answer, and logs what it cannot decode as an error: a
    stranger could fill the log.
    """
    if not request.content.is_eof():
        answer.force_close()
        with suppress(ConnectionError):
            await answer.prepare(request)
            await answer.write_eof()
        request.protocol.force_close()
    return answer
