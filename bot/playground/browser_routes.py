"""What a browser sees: the page, the files in the chats, and the stream of events."""

import asyncio
import re
from pathlib import Path
from urllib.parse import quote

from aiohttp import web
from aiohttp.web_fileresponse import FileResponse

from bot.playground import pictures, sounds
from bot.playground.local_access import linkable, local_only
from bot.playground.playground import Playground

PAGE = Path(__file__).parent / "page"
# Proxies and sleeping laptops close a silent stream.
KEEP_ALIVE = 15.0
_ID = re.compile("[0-9]{1,18}")
_CAREFUL = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


class BrowserPages:
    def __init__(self, world: Playground) -> None:
        self.world = world

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/", linkable(self.index)),
            web.get("/page/{path:.+}", local_only(self.page_file)),
            web.get("/playground/file/{file_id}", local_only(self.chat_file)),
            web.get("/playground/events", local_only(self.events)),
        ]

    async def index(self, _request: web.Request) -> web.StreamResponse:
        return _page_file("index.html")

    async def page_file(self, request: web.Request) -> web.StreamResponse:
        return _page_file(request.match_info["path"])

    async def chat_file(self, request: web.Request) -> web.StreamResponse:
        """A file of a chat. Only pictures and sounds, judged by their content, are shown;
        everything else is a download: a document must not run as a page of the playground."""
        file = self.world.files.get(request.match_info["file_id"])
        if file is None:
            return web.json_response({"error": "There is no such file."}, status=404)
        content = self.world.files.content(file)
        kind = pictures.content_type(content) or sounds.content_type(content)
        headers = {**_CAREFUL, "Content-Security-Policy": "sandbox; default-src 'none'"}
        if kind is None:
            name = quote(file.name)
            headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
        headers["Content-Type"] = kind or "application/octet-stream"
        return web.Response(body=content, headers=headers)

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Server-Sent Events; ``?chat=<person id>`` narrows them to one person's."""
        only = request.query.get("chat", "")
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        subscription = self.world.events.subscribe(int(only) if _ID.fullmatch(only) else None)
        try:
            await response.prepare(request)
            while True:
                try:
                    chunk = await asyncio.wait_for(subscription.next(), KEEP_ALIVE)
                except TimeoutError:
                    chunk = b": still here\n\n"
                if chunk is None:
                    break
                await response.write(chunk)
        except ConnectionError:
            # The reader is gone; it may come back.
            pass
        finally:
            self.world.events.unsubscribe(subscription)
        return response


def _page_file(name: str) -> web.StreamResponse:
    path = _path_of(name)
    if path is None:
        return web.json_response({"error": "There is no such file."}, status=404)
    return FileResponse(path, headers=_CAREFUL)


def _path_of(name: str) -> Path | None:
    """A file of the page. None if there is none, also for a name that none can have."""
    try:
        path = (PAGE / name).resolve()
        return path if path.is_relative_to(PAGE.resolve()) and path.is_file() else None
    except (OSError, ValueError):
        return None
