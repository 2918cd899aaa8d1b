"""The API against FastAPI and SQLAlchemy's ORM: what is free on a day, and booking a start.

Each is a process of its own on the same tables of the same server, and they take turns. A coach's
day has some bookings, there is leave on other days, and every request has a key. Ours is the whole
product with all its rules; the peer knows those of one coach and one service.
"""

import asyncio
import itertools
import json
import os
import secrets
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import monotonic, sleep
from urllib.error import URLError
from urllib.request import urlopen
from zoneinfo import ZoneInfo

import uvloop

from benchmarks import requests
from benchmarks.requests import Load
from benchmarks.table import Row, less_is_better, more_is_better
from domain.programs.api_keys import MARK, digest_of
from domain.programs.scopes import FOR_KEYS
from domain.services.rules import Rules
from domain.services.service import Approval
from storage.programs import api_keys
from storage.transactions import Database, Writer
from tests.house import House, Plan, open_house
from tests.services import Postgres

ROOT = Path(__file__).parents[1]
PEER = "FastAPI + SQLAlchemy ORM"
FREE_GOAL, BOOK_GOAL = 3.0, 2.0
ROUNDS = 7
A_ROUND = 1_000
IN_FLIGHT = 64
CUSTOMERS = 64
MINUTES = 15
LAST_DAY = 360
# On the coach's clock; the times between are booked by others.
BOOKED = range(10 * 60, 12 * 60)
OPEN = (*range(9 * 60, 13 * 60, MINUTES), *range(14 * 60, 17 * 60, MINUTES))
ZONE = ZoneInfo("Europe/Berlin")


def rows() -> list[Row]:
    """Rates of both kinds of request, and their p99 with 64 in flight."""
    with ExitStack() as stack, TemporaryDirectory() as folder:
        postgres = Postgres(Path(folder) / "database")
        asyncio.run(postgres.start())
        stack.callback(lambda: asyncio.run(postgres.stop()))
        url = postgres.url(asyncio.run(postgres.create()))
        house, tokens = asyncio.run(_open(url))
        ours = _serve(stack, Path(folder), ["bot", "run"], url, "/healthz")
        theirs = _serve(stack, Path(folder), ["benchmarks.peers.fastapi_orm"], url, "/docs")
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(_measure(house, tokens, ours, theirs))


async def _open(url: str) -> tuple[House, list[str]]:
    database = Database(url)
    rules = Rules(horizon_days=365)
    service = {"rules": rules, "minutes": MINUTES, "step": MINUTES, "buffer_after": 0}
    plan = Plan(customers=CUSTOMERS, approval=Approval.AUTO, service=service)
    house = await open_house(database, plan)
    # They book far more than people do.
    await database.write(lambda writer: writer.fetch("UPDATE business SET open_limit = 1000000"))
    now = datetime.now(UTC)
    tokens = {MARK + secrets.token_urlsafe(32): person for person in house.customers}

    async def give_keys(writer: Writer) -> None:
        for token, person in tokens.items():
            await api_keys.add(
                writer,
                digest_of(token),
                person.id,
                name="bench",
                prefix=token[:8],
                scopes=[scope.value for scope in FOR_KEYS],
                now=now,
            )

    await database.write(give_keys)
    # Part of a year's data, so that no table that is read is empty.
    for ahead in range(2, LAST_DAY):
        midnight = datetime.combine(now.date() + timedelta(days=ahead), time(), ZONE)
        if midnight.weekday() < 5:
            for minute in (BOOKED.start, BOOKED.start + 60):
                start = (midnight + timedelta(minutes=minute)).astimezone(UTC)
                await house.book(starts_at=start)
    await database.close()
    return house, list(tokens)


def _serve(stack: ExitStack, folder: Path, module: list[str], url: str, ready: str) -> int:
    """Start a server on a free port; the port, once it answers."""
    port = _free_port()
    ours = module[0] == "bot"
    settings = {
        "COACHBOOK_DATABASE_URL": url,
        "COACHBOOK_HTTP_PORT": str(port),
        "COACHBOOK_API_RATE": "0",
        "COACHBOOK_DATA_DIR": str(folder / "data"),
        "PYTHONPATH": str(ROOT),
    }
    prefixes = ("COACHBOOK_", "PYTHONDONTWRITEBYTECODE")
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(prefixes)
    }
    log = stack.enter_context((folder / f"{module[0]}.log").open("ab"))
    process = subprocess.Popen(
        [sys.executable, "-m", *module, *([] if ours else [url, str(port)])],
        cwd=folder,
        env=environment | settings,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
    )
    stack.callback(process.wait)
    stack.callback(process.terminate)
    until = monotonic() + 60
    while True:
        try:
            urlopen(f"http://127.0.0.1:{port}{ready}").close()
            return port
        except URLError:
            assert process.poll() is None, (folder / f"{module[0]}.log").read_text()[-2000:]
            assert monotonic() < until
            sleep(0.1)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


async def _measure(house: House, tokens: list[str], ours: int, theirs: int) -> list[Row]:
    service, coach = house.service.id, house.coach.id
    day = _workday(20)
    query = f"service_id={service}&coach_id={coach}"
    own = f"/api/v1/availability?{query}&from={day}&zone=Europe/Berlin"
    look_ours = (requests.get(own, token) for token in itertools.cycle(tokens))
    other = f"/availability?{query}&day={day}"
    look_theirs = (requests.get(other, token) for token in itertools.cycle(tokens))
    starts, each = _starts(service, coach), itertools.cycle(tokens)
    book_ours = (requests.post("/api/v1/appointments", next(each), body) for body in starts)
    book_theirs = (requests.post("/appointments", next(each), body) for body in starts)
    comparisons = []
    for name, mine, peers, goal in (
        ("GET availability", look_ours, look_theirs, FREE_GOAL),
        ("POST appointments", book_ours, book_theirs, BOOK_GOAL),
    ):
        number = A_ROUND if goal == FREE_GOAL else A_ROUND // 4
        loads: list[tuple[Load, Load]] = []
        for _ in range(ROUNDS + 1):
            one = await requests.send(ours, mine, number=number, in_flight=IN_FLIGHT)
            two = await requests.send(theirs, peers, number=number, in_flight=IN_FLIGHT)
            for load in (one, two):
                assert set(load.statuses) <= {200, 201}, load.statuses
            loads.append((one, two))
        rate = [median(pair[n].per_second for pair in loads[1:]) for n in (0, 1)]
        late = [median(pair[n].percentile(99) for pair in loads[1:]) for n in (0, 1)]
        comparisons += [
            more_is_better(f"{name}, {IN_FLIGHT} in flight", rate[0], PEER, rate[1], "/s", goal),
            less_is_better(f"{name}, p99 of {IN_FLIGHT}", late[0], PEER, late[1], "ms"),
        ]
    return comparisons


def _workday(ahead: int) -> str:
    day = (datetime.now(UTC) + timedelta(days=ahead)).date()
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day.isoformat()


def _starts(service: int, coach: int) -> Iterator[bytes]:
    """Bodies for bookings, each of a start that is still free."""
    today = datetime.now(ZONE).date()
    for ahead in range(2, LAST_DAY):
        midnight = datetime.combine(today + timedelta(days=ahead), time(), ZONE)
        for minute in OPEN:
            if midnight.weekday() < 5 and minute not in BOOKED:
                start = (midnight + timedelta(minutes=minute)).isoformat()
                body = {"service_id": service, "coach_id": coach, "start": start}
                yield json.dumps(body).encode()
