"""What comes over a connection: each event once and in order, from where it was left off."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial
from random import Random

import aiohttp
import pytest

from domain.programs.scopes import FOR_KEYS
from domain.roles import Role
from handlers.http.realtime import hub, tail
from handlers.http.realtime.listeners import Proof, packet
from handlers.queries.programs.event_access import access_of
from storage.transactions import Database
from tests.databases import Databases
from tests.handlers.http.realtime.listening import (
    PATIENCE,
    Replica,
    book,
    make,
    note,
    replica,
    until,
)
from tests.house import House

RESTART = 1012


@pytest.fixture
async def other(databases: Databases, database_url: str, house: House) -> AsyncIterator[Replica]:
    """Another replica, which nothing wakes."""
    database = Database(database_url, pool_size=4)
    async with replica(database) as one:
        yield one
    await database.close()


@pytest.fixture
async def team(served: Replica, house: House) -> str:
    """A token of somebody who hears everything."""
    await make(house, house.customers[2], role=Role.ADMIN)
    return await served.key(house.customers[2])


async def test_who_comes_back_goes_on_where_they_left_off_at_any_replica(
    served: Replica, other: Replica, house: House, team: str
) -> None:
    program = await served.listen(team)
    first = await book(house, 1)
    await until(lambda: len(program.events) == 1)
    await program.close()
    await book(house, 2)
    await note(house, "export", "export", 1)  # a line that is no event

    again = await other.listen(team, program.last)
    await book(house, 3)  # nothing wakes the other one: it looks
    await until(lambda: len(again.events) == 2)

    assert program.events[0]["subject_id"] == first.id
    assert [name for name, _ in again.told] == [
        *("appointment:created", "ready", "appointment:created")
    ]
    third = await served.listen(team, again.events[0]["id"])
    assert third.events == again.events[1:]
    fourth = await served.listen(team, again.last)
    assert fourth.events == []


@pytest.mark.parametrize(
    "after", ["1-1-1", "nonsense", 7, ["0-0-0"], "ffffffffffffffff-1-1", "7fffffffffffffff-1-1"]
)
async def test_an_unknown_position_is_answered_with_a_resync(
    served: Replica, house: House, team: str, after: object
) -> None:
    await book(house)

    program = await served.listen(team, after)
    await book(house, 2)

    await until(lambda: len(program.events) == 1)
    assert [name for name, _ in program.told] == ["resync", "appointment:created"]
    assert program.of("resync")[0]["reason"] == "unknown"


async def test_a_client_that_missed_too_much_resyncs_and_an_idle_one_is_sent_its_position(
    served: Replica, house: House, team: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "MOST_MISSED", 3)
    monkeypatch.setattr(hub, "MARKED", 4)
    customer = await served.listen(await served.key(house.customer))

    for _ in range(4):
        await note(house, "change_service", "service", 1)
    await until(lambda: bool(customer.of("position")))

    from_the_start = await served.listen(team, customer.of("ready")[0]["id"])
    assert [(name, data["reason"]) for name, data in from_the_start.told] == [
        ("resync", "too_much")
    ]
    assert (await served.listen(team, customer.last)).told == [
        ("ready", {"id": from_the_start.last})
    ]


async def test_who_comes_and_goes_while_others_book_hears_each_booking_once(
    served: Replica, other: Replica, house: House, team: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pages are small, so that catching up meets what comes meanwhile."""
    monkeypatch.setattr(tail, "PAGE", 3)
    monkeypatch.setattr(hub, "PAGE", 3)
    draw = Random(4)
    booked = 60
    start = (await served.listen(team)).last

    async def follow() -> list[str]:
        ids: list[str] = []
        after = start
        while len(ids) < booked:
            program = await draw.choice((served, other)).listen(team, after)
            wanted = min(draw.randrange(1, 12), booked - len(ids))
            await until(partial(program.has_heard, wanted))
            await program.close()
            ids += [event["id"] for event in program.events]
            after = program.last
        return ids

    async def change() -> None:
        for _ in range(booked):
            await note(house, "change_service", "service", 1)
            await asyncio.sleep(draw.choice((0, 0, 0.01)))

    async with asyncio.timeout(PATIENCE):
        [one, two, three, _] = await asyncio.gather(follow(), follow(), follow(), change())

    assert one == two == three
    assert len(set(one)) == booked


async def deaf(url: str, token: str) -> asyncio.StreamWriter:
    """Connects with a token, and then reads nothing."""
    host, _, port = url.removeprefix("http://").partition(":")
    _, writer = await asyncio.open_connection(host, int(port), limit=1024)
    writer.write(
        b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: here\r\n"
        b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
    )
    message = f'40{{"token":"{token}"}}'.encode()
    writer.write(bytes((0x81, 0x80 | len(message))) + bytes(4) + message)
    await writer.drain()
    return writer


async def test_who_does_not_take_what_comes_is_dropped_and_others_hear_all_the_same(
    served: Replica, house: House, team: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "MOST_WAITING", 20)
    program = await served.listen(team)
    served.proofs["slow"] = Proof(access_of(replace(house.customers[2], role=Role.ADMIN), FOR_KEYS))
    writer = await deaf(served.url, "slow")
    await until(lambda: len(served.hub.listeners) == 2)
    [slow] = [one for one in served.hub.listeners if one.token == "slow"]

    while not slow.is_gone:
        # More than sockets and their buffers hold.
        slow.socket.give(packet("filler", {"with": "x" * 1_000_000}))
        await note(house, "change_service", "service", 1)

    writer.close()
    sent = len(program.events)
    await note(house, "change_service", "service", 1)
    await until(lambda: len(program.events) > sent)
    assert 'coachbook_realtime_cuts_total{code="slow"} 1.0' in served.metrics.text().decode()


async def test_a_replica_that_ends_sends_everybody_to_another_one_at_once(
    served: Replica, other: Replica, house: House, team: str
) -> None:
    program = await served.listen(team)
    async with aiohttp.ClientSession() as session:
        where = served.url + "/socket.io/?EIO=4&transport=websocket"
        async with session.ws_connect(where, autoclose=False) as raw:
            await raw.send_str(f'40{{"token":"{team}"}}')
            await until(lambda: len(served.hub.listeners) == 2)

            closing = asyncio.create_task(served.server.close())
            async with asyncio.timeout(PATIENCE):
                while (message := await raw.receive()).type is not aiohttp.WSMsgType.CLOSE:
                    pass
                await raw.close()
                await closing

    assert message.data == RESTART
    await until(lambda: not program.io.connected)
    assert len(served.hub.listeners) == served.server.open == 0
    await book(house)
    assert len((await other.listen(team, program.last)).events) == 1


async def test_nobody_reads_events_while_nobody_listens(
    served: Replica, house: House, team: str
) -> None:
    def reading() -> bool:
        return any(task.get_name() == "realtime" for task in asyncio.all_tasks())

    program = await served.listen(team)
    assert reading()
    await program.close()

    await until(lambda: not reading())
    await book(house)
    again = await served.listen(team, program.last)

    assert len(again.events) == 1


async def test_a_database_that_comes_back_restored_lets_nobody_go_on_from_before(
    served: Replica, house: House, team: str
) -> None:
    program = await served.listen(team)
    await book(house)
    await until(lambda: len(program.events) == 1)

    async with served.database.read() as reader:
        await reader.fetch("ALTER TABLE audit ALTER COLUMN settles TYPE bigint USING NULL")
    await book(house, 2)
    await until(lambda: bool(program.of("resync")))
    await book(house, 3)

    await until(lambda: program.told[-1][0] == "appointment:created")
