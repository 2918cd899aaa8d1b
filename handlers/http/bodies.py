"""The body of a request, read as far as it may be long, and the last answer to one that is not."""

import asyncio
from contextlib import suppress
from typing import Final

from aiohttp import web

# Seconds for a body to come whole: who sends one letter a minute would keep a line of ours for
# ever, and a few thousand of them all there are.
PATIENCE: Final = 60.0


async def read(request: web.Request, limit: int) -> bytes | None:
    """The body, or None once it is longer than `limit` bytes; its length need not have been told.

    Raises RequestPayloadError when it cannot be decoded, and OSError when the line breaks or the
    body has not come in time.
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
    """Give this answer to a body that nobody has read to its end, as the last one on its line.

    aiohttp reads on for ten seconds after an answer, and writes what it cannot decode into the log
    as a fault: a stranger could fill it.
    """
    if not request.content.is_eof():
        answer.force_close()
        with suppress(ConnectionError):
            await answer.prepare(request)
            await answer.write_eof()
        request.protocol.force_close()
    return answer
