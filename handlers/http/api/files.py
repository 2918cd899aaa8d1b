"""Files that routes send and accept: raw bytes, next to all the JSON.

    @route("GET", "/coaches/{coach_id}/photo", None, files=("image/jpeg", "image/png"))
    async def photo(call: Call, coach_id: Id) -> Download: …

    @route("PUT", "/coaches/{coach_id}/photo", Scope.CATALOGUE_WRITE, takes=PHOTOS)
    async def set_photo(call: Call, coach_id: Id, file: Upload) -> None: …

A browser saves what we send, and never shows or runs it (`attachment`, `nosniff`). It goes out in
chunks, each fetched once the previous one has gone: however large the file and however slow its
reader, it takes one chunk's memory, and no database connection.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote

import structlog
from aiohttp import web

from domain.roles import Permission
from handlers.http.api.answers import tag_of
from handlers.http.api.preconditions import holds
from handlers.http.api.request_faults import Unacceptable
from storage.faults import DatabaseAway

log = structlog.get_logger(__name__)

CSV: Final = "text/csv"
EXCEL: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ZIP: Final = "application/zip"
PNG: Final = "image/png"
CALENDAR: Final = "text/calendar"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that somebody has sent. kind: its media type, one of those that the route accepts."""

    content: bytes
    kind: str


@dataclass(frozen=True, slots=True)
class UploadRule:
    """The file that a route accepts. kinds: media types. most: bytes. may: the permission needed
    before that much is read; the action asks, too."""

    kinds: tuple[str, ...]
    most: int
    may: Permission


@dataclass(frozen=True, slots=True)
class Download:
    """A file as an answer. name: to save it under. kind: its media type. body: all of it, or one
    chunk after the other. size: in bytes, None if only the end will tell. tag: its ETag; None to
    derive it from the body."""

    name: str
    kind: str
    body: bytes | AsyncIterator[bytes]
    size: int | None = None
    tag: str | None = None


@dataclass(frozen=True, slots=True)
class FileAnswer:
    """A file on its way out: what `EncodedAnswer` is for JSON."""

    file: Download
    headers: Mapping[str, str] = field(default_factory=dict)

    def response(self, request: web.Request) -> web.Response:
        """The same for aiohttp; 304 if the caller has it already."""
        file = self.file
        tag = file.tag or (tag_of(file.body) if isinstance(file.body, bytes) else None)
        headers = {**self.headers, **({"ETag": tag} if tag else {})}
        if tag and holds(request.headers.get("If-None-Match", ""), tag):
            return web.Response(status=304, headers=headers)
        headers["Content-Type"] = file.kind
        headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file.name)}"
        if isinstance(file.body, bytes):
            return web.Response(body=file.body, headers=headers)
        if file.size is not None:
            headers["Content-Length"] = str(file.size)
        return web.Response(body=_whole_or_cut(request, file.body), headers=headers)


def require_content(content: bytes | None) -> bytes:
    """A file, if it could be made. Raises Unacceptable, 503, if another try may succeed."""
    if content is None:
        raise Unacceptable(503, "unavailable", headers={"Retry-After": "5"})
    return content


async def _whole_or_cut(request: web.Request, body: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The chunks of a file. If the database goes away meanwhile, the connection is cut, so that the
    reader sees that something is missing."""
    try:
        async with aclosing(body) as stretches:  # type: ignore[type-var]  # they are generators
            async for stretch in stretches:
                yield stretch
    except DatabaseAway as away:
        log.warning("api.file_cut", reason=str(away))
        if request.transport is not None:
            request.transport.abort()
        raise ConnectionResetError("the database is away") from None
