"""What just happened, for the page and the tests: Server-Sent Events."""

import asyncio
from typing import Any

import orjson

# A reader this far behind is cut off; after reconnecting it fetches the state and is up to date
# again.
BACKLOG = 10_000


class EventStream:
    """One open event stream; ``chat_id`` narrows it to one person's events."""

    def __init__(self, chat_id: int | None) -> None:
        self.chat_id = chat_id
        self._queue: asyncio.Queue[bytes | None] = asyncio.Queue(BACKLOG)

    def wants(self, chat_id: int | None) -> bool:
        return self.chat_id is None or chat_id is None or self.chat_id == chat_id

    def offer(self, chunk: bytes | None) -> bool:
        try:
            self._queue.put_nowait(chunk)
        except asyncio.QueueFull:
            return False
        return True

    async def next(self) -> bytes | None:
        """The next chunk to write, with everything that is waiting; ``None`` at the end."""
        chunks = [await self._queue.get()]
        while not self._queue.empty():
            chunks.append(self._queue.get_nowait())
        if chunks[-1] is None:
            return None
        return b"".join(chunk for chunk in chunks if chunk is not None)


class Events:
    def __init__(self) -> None:
        self._last_id = 0
        self._open: set[EventStream] = set()

    def subscribe(self, chat_id: int | None = None) -> EventStream:
        subscription = EventStream(chat_id)
        subscription.offer(self._chunk({"type": "hello"}))
        self._open.add(subscription)
        return subscription

    def unsubscribe(self, subscription: EventStream) -> None:
        self._open.discard(subscription)

    def publish(self, kind: str, chat_id: int | None, **facts: Any) -> None:
        self._last_id += 1
        readers = [reader for reader in self._open if reader.wants(chat_id)]
        if not readers:
            return
        chunk = self._chunk({"type": kind, "chat_id": chat_id, **facts})
        for reader in readers:
            if not reader.offer(chunk):
                self._cut(reader)

    def close(self) -> None:
        for reader in list(self._open):
            self._cut(reader)

    def _cut(self, reader: EventStream) -> None:
        self._open.discard(reader)
        while not reader.offer(None):
            reader._queue.get_nowait()

    def _chunk(self, event: dict[str, Any]) -> bytes:
        return b"id: %d\ndata: %b\n\n" % (self._last_id, orjson.dumps(event))
