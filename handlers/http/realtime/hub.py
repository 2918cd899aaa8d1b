"""Every listener of this replica hears each event once and in order, from where they left off.

A new connection is sent what it has missed, page by page, until it has caught up with the tail;
from then on it hears what the tail reads. It switches over without a pause, so nothing is lost, and
nothing comes twice.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime
from typing import Final

from domain.refusals import BlockedPerson, Refusal
from handlers.http.metrics import Metrics
from handlers.http.realtime.listeners import (
    MOST_EACH,
    Listener,
    Listeners,
    Proof,
    packet,
    packet_of,
)
from handlers.http.realtime.tail import PAGE, SOON, Tail
from handlers.queries.programs import event_feed
from storage.faults import DatabaseAway
from storage.programs.events import Cursor, EventPage
from storage.transactions import Database

# Lines: beyond that, looking at everything again costs less than catching up.
MOST_MISSED: Final = 5_000
# Packets: a client that does not take them is dropped, and comes back with the last one it has.
MOST_WAITING: Final = 1_000
PATIENCE: Final = 20.0
# After this many lines, listeners not concerned by any are told the position.
MARKED: Final = 1_000
# Seconds between two checks whether everybody may still listen; a change to a person is checked at
# once.
LOOK: Final = 30.0
CATCHING_UP: Final = 4  # at once, to leave some of the database to others.

# Checks a token. Raises ConnectionRefusal, DatabaseAway.
Check = Callable[[str], Awaitable[Proof]]


class ConnectionRefusal(Exception):
    """A connection that is refused, or ended. code: why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Hub:
    """listeners: who is connected. check: checks a token."""

    def __init__(
        self, database: Database, clock: Callable[[], datetime], check: Check, metrics: Metrics
    ) -> None:
        self._database = database
        self._clock = clock
        self._check = check
        self._metrics = metrics
        self.listeners = Listeners()
        self._tail = Tail(database, hear=self._hear, lost=self._resync_all, broke=self._drop_all)
        self._watching: asyncio.Task[None] | None = None
        self._looking: set[asyncio.Task[None]] = set()
        self._catching_up = asyncio.Semaphore(CATCHING_UP)
        self._unmarked = 0
        metrics.realtime_open.set_function(lambda: len(self.listeners))

    def wake(self) -> None:
        """Something was committed."""
        self._tail.wake()

    async def proof(self, token: object) -> Proof:
        """What this token proves. Raises ConnectionRefusal, DatabaseAway."""
        if not isinstance(token, str) or not token:
            raise ConnectionRefusal("not_signed_in")
        try:
            proof = await self._check(token)
        except BlockedPerson as refusal:
            raise ConnectionRefusal(refusal.code) from None
        except Refusal:
            raise ConnectionRefusal("invalid_token") from None
        if proof.until is not None and proof.until <= self._clock():
            raise ConnectionRefusal("token_expired")
        return proof

    async def add(self, listener: Listener) -> None:
        """Admit a connection; call `begin` next. Raises ConnectionRefusal, DatabaseAway."""
        if len(self.listeners.of_person(listener.proof.access.person_id)) >= MOST_EACH:
            raise ConnectionRefusal("too_many_connections")
        self.listeners.add(listener)
        if self._watching is None:
            self._watching = asyncio.create_task(self._watch(), name="realtime watch")
        try:
            await self._tail.begin()
        except DatabaseAway:
            self.remove(listener)
            raise
        if not len(self.listeners):  # they have left meanwhile
            await self._tail.end()

    def remove(self, listener: Listener) -> None:
        """A connection is gone. May be called again."""
        listener.is_gone = True
        self.listeners.remove(listener)

    async def begin(self, listener: Listener) -> None:
        """Send what it has missed, and then what happens from there on."""
        try:
            async with self._catching_up:
                await self._catch_up(listener)
        except DatabaseAway:
            listener.socket.drop()

    async def renew(self, listener: Listener, token: object) -> Proof:
        """Replace its token with another one of the same person's. Raises ConnectionRefusal,
        DatabaseAway."""
        proof = await self.proof(token)
        if proof.access.person_id != listener.proof.access.person_id:
            raise ConnectionRefusal("somebody_else")
        if not listener.is_gone:
            self.listeners.change(listener, str(token), proof)
        return proof

    async def close(self) -> None:
        """End all tasks; connections are the protocol's to close."""
        tasks = [*self._looking, *([self._watching] if self._watching else [])]
        self._watching = None
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._tail.end()

    async def _catch_up(self, listener: Listener) -> None:
        missed = 0
        while not listener.is_gone:
            here, there = self._tail.at, listener.after
            if here is None:
                return
            if there is None or there == here:
                self._go_live(listener, here)
                return
            if there > here:
                # Another replica was faster. What it has read will settle here as well.
                if not await self._is_known(there):
                    self._resync(listener, "unknown", here)
                    return
                self._tail.wake()
                await asyncio.sleep(SOON)
                continue
            page = await event_feed.after(self._database, there, PAGE)
            missed += page.lines if page is not None else 0
            if page is None or missed > MOST_MISSED:
                self._resync(listener, "unknown" if page is None else "too_much", here)
                return
            self._give(listener, page)
            await self._patiently(listener)

    def _give(self, listener: Listener, page: EventPage) -> None:
        """Send a page up to where the tail is; the rest comes with the tail."""
        here = self._tail.at
        for event in page.events:
            if (here is None or event.cursor <= here) and listener.proof.access.covers(event):
                self._send(listener, packet_of(event))
        listener.after = page.cursor if here is None else min(page.cursor, here)

    async def _patiently(self, listener: Listener) -> None:
        """Wait until it has taken most of what it was sent; drop it if it does not."""
        try:
            async with asyncio.timeout(PATIENCE):
                while True:
                    if listener.socket.waiting <= PAGE or listener.is_gone:
                        return
                    await asyncio.sleep(SOON)
        except TimeoutError:
            self._metrics.realtime_cuts.labels("slow").inc()
            listener.socket.drop()
            self.remove(listener)

    async def _is_known(self, cursor: Cursor) -> bool:
        return await event_feed.after(self._database, cursor, 1) is not None

    def _go_live(self, listener: Listener, here: Cursor) -> None:
        listener.is_live = True
        self._send(listener, packet("ready", {"id": str(here)}))

    def _resync(self, listener: Listener, reason: str, here: Cursor) -> None:
        listener.is_live = True
        self._send(listener, packet("resync", {"id": str(here), "reason": reason}))

    def _hear(self, page: EventPage) -> None:
        for event in page.events:
            text = None
            for listener in self.listeners.audience(event):
                text = text or packet_of(event)
                self._send(listener, text)
            if event.kind.startswith("coach:"):
                self._look_soon(self.listeners.of_coach(event.subject_id))
        for person_id in page.people:
            self._look_soon(self.listeners.of_person(person_id))
        if page.keys:
            self._look_soon([one for one in self.listeners if one.proof.key_id in page.keys])
        if page.events:
            behind = self._clock() - page.events[0].at
            self._metrics.realtime_lag.observe(max(behind.total_seconds(), 0.0))
        self._unmarked += page.lines
        if self._unmarked >= MARKED:
            self._unmarked = 0
            self._tell_all("position", id=str(page.cursor))

    def _resync_all(self) -> None:
        self._tell_all("resync", id=str(self._tail.at), reason="unknown")

    def _drop_all(self) -> None:
        for listener in self.listeners:
            listener.socket.drop()
            self.remove(listener)

    def _tell_all(self, name: str, **data: str) -> None:
        text = packet(name, data)
        for listener in self.listeners:
            if listener.is_live:
                self._send(listener, text)

    def _send(self, listener: Listener, text: str) -> None:
        if listener.is_gone:
            return
        if listener.socket.waiting >= MOST_WAITING and listener.is_live:
            self._metrics.realtime_cuts.labels("slow").inc()
            listener.socket.drop()
            self.remove(listener)
            return
        listener.socket.give(text)
        self._metrics.realtime_sent.inc()

    def _look_soon(self, some: Sequence[Listener]) -> None:
        """Check soon whether these may still listen: something about a person or a coach has
        changed."""
        if some:
            task = asyncio.create_task(self._look(some), name="realtime look")
            self._looking.add(task)
            task.add_done_callback(self._looking.discard)

    async def _look(self, some: Iterable[Listener]) -> None:
        """Check whether these may still listen, and to what."""
        for one in some:
            if one.is_gone:
                continue
            token = one.token
            try:
                proof = await self.proof(token)
            except ConnectionRefusal as refusal:
                if one.token == token:  # unless it has presented another one meanwhile
                    self._cut(one, refusal.code)
            except DatabaseAway:
                return  # unknown for now; connections still expire on time
            else:
                if one.token == token and proof != one.proof and not one.is_gone:
                    self.listeners.change(one, token, proof)

    def _cut(self, listener: Listener, code: str) -> None:
        if not listener.is_gone:
            self._metrics.realtime_cuts.labels(code).inc()
            self.remove(listener)
            listener.socket.cut(code)

    async def _watch(self) -> None:
        """End expired connections, each second; and the tail once nobody has listened for a
        while."""
        loop = asyncio.get_running_loop()
        looked = loop.time()
        while len(self.listeners):
            await asyncio.sleep(1.0)
            now = self._clock()
            for one in self.listeners:
                if one.proof.until is not None and one.proof.until <= now:
                    self._cut(one, "token_expired")
            if loop.time() - looked >= LOOK:
                looked = loop.time()
                await self._look(self.listeners)
        self._watching = None
        await self._tail.end()
