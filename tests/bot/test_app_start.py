"""The start of the process: what it waits for, what ends it, and how it goes without a token."""

import asyncio
import json
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.playground import PlaygroundServer
from bot.seed import northside
from handlers.http import webhook
from storage.business import dead_letters
from storage.services import catalogue
from storage.transactions import Database
from tests.bot.outside import MENU, get
from tests.bot.servers import http
from tests.coachbook import Coachbook
from tests.journeys.conftest import (
    coachbook,
    coachbook_process,
    plant,
    playground,
    playground_process,
    stage,
    world,
)
from tests.journeys.stage import Stage

__all__ = ["coachbook", "playground", "stage", "world"]
MIA = 7001


async def test_an_update_that_comes_while_it_is_starting_is_asked_for_again(
    playground: PlaygroundServer,
    stage: Stage,
    database: Database,
    database_url: str,
    tmp_path: Path,
) -> None:
    await plant(database, stage)
    # Telegram sends updates to this address since the last start, and is slow to say who we are.
    await stage.fault("502", methods=["getMe"])
    settings = {"PUBLIC_URL": "http://127.0.0.1:1", "WEBHOOK_SECRET": "ours"}
    process = coachbook_process(playground.url, database_url, tmp_path, **settings)
    mia = {"id": MIA, "is_bot": False, "first_name": "Mia"}
    text = {"message_id": 1, "date": 1, "chat": {"id": MIA, "type": "private"}, "text": "hello"}

    async def deliver() -> int:
        async with (
            aiohttp.ClientSession(headers={webhook.SECRET_HEADER: "ours"}) as session,
            session.post(
                f"{process.url}{webhook.PATH}",
                json={"update_id": 1, "message": {**text, "from": mia}},
            ) as answer,
        ):
            return answer.status

    process.launch()
    try:
        while "start.waits_for_telegram" not in process.log():
            assert process.runs
            await asyncio.sleep(0.05)
        _, readiness = await get(f"{process.url}/readyz")
        early = await deliver()
        await stage.fault("off")
        await process.ready()
        late = await deliver()
    finally:
        process.kill()

    assert readiness["checks"]["process"] == "is starting, and takes no updates yet"
    assert (early, late) == (503, 200)
    async with database.read() as reader:
        assert await dead_letters.count(reader) == 0


async def test_a_token_that_telegram_does_not_know_ends_the_start_with_a_sentence(
    playground: PlaygroundServer, database_url: str, tmp_path: Path
) -> None:
    process = coachbook_process(
        playground.url, database_url, tmp_path, TELEGRAM_TOKEN="7001:" + "x" * 35
    )
    process.launch()

    assert await process.exit_code() == 2
    assert "COACHBOOK_TELEGRAM_TOKEN is a token that Telegram does not know" in process.log()


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (200, {"ok": True, "result": {"id": 1, "first_name": "Bot", "username": "b"}}, "no bot"),
        (404, "<html>No such page</html>", "Telegram answered 404 with something unreadable"),
    ],
    ids=["no is_bot", "a page"],
)
async def test_what_is_no_bot_api_ends_the_start_with_a_sentence(
    database_url: str, tmp_path: Path, status: int, body: Any, reason: str
) -> None:
    async def answer(_: web.Request) -> web.Response:
        text = body if isinstance(body, str) else json.dumps(body)
        return web.Response(status=status, text=text)

    async with http(answer) as address:
        process = coachbook_process(address, database_url, tmp_path)
        process.launch()
        assert await process.exit_code() == 2

    last = process.log().splitlines()[-1]
    assert last.startswith(
        f"COACHBOOK_TELEGRAM_API_URL {address} does not answer as a Bot API does ("
    )
    assert reason in last
    assert "Traceback" not in process.log()


async def test_without_an_admin_it_says_so_and_tells_people_their_id(
    playground: PlaygroundServer, stage: Stage, database_url: str, tmp_path: Path
) -> None:
    process = coachbook_process(playground.url, database_url, tmp_path, ADMIN_IDS="")
    await process.start()
    try:
        mia = await stage.chat(MIA)
        for command in ("/services", "/hours"):
            await mia.send(command)
            await mia.expect(
                "This bot has no admin yet. Your Telegram id is 7001: set "
                "COACHBOOK_ADMIN_IDS=7001 and start it again."
            )
    finally:
        process.kill()
    assert "Nobody is an admin, so nobody may add coaches or services" in process.log()
    assert "COACHBOOK_ADMIN_IDS is empty" in process.log()


async def test_a_port_that_is_taken_ends_the_start_with_a_sentence(
    coachbook: Coachbook, playground: PlaygroundServer, database_url: str, tmp_path: Path
) -> None:
    folder = tmp_path / "second"
    folder.mkdir()
    second = coachbook_process(playground.url, database_url, folder)
    second.environ["COACHBOOK_HTTP_PORT"] = str(coachbook.port)
    second.launch()

    assert await second.exit_code() == 2
    assert f"COACHBOOK_HTTP_PORT {coachbook.port} cannot be opened" in second.log()
    assert (await get(f"{coachbook.url}/readyz"))[0] == 200


async def test_it_waits_for_a_telegram_that_is_away_at_the_start(
    playground: PlaygroundServer,
    stage: Stage,
    database: Database,
    database_url: str,
    tmp_path: Path,
) -> None:
    await stage.fault("502", rate=1.0)
    process = coachbook_process(playground.url, database_url, tmp_path)
    process.launch()
    try:
        async with asyncio.timeout(30):
            while True:
                try:
                    status, readiness = await get(f"{process.url}/readyz")
                except aiohttp.ClientConnectionError:
                    await asyncio.sleep(0.1)
                    continue
                assert status == 503
                if "502" in str(readiness["checks"].get("telegram")):
                    break
                await asyncio.sleep(0.1)

        await stage.fault("off")
        await process.ready()
    finally:
        process.kill()


@pytest.mark.timeout(180)
async def test_without_a_token_it_opens_a_playground_with_a_business_and_keeps_its_data(
    database_url: str, database: Database, tmp_path: Path
) -> None:
    process = playground_process(database_url, tmp_path)
    await process.start()
    try:
        status, page = await get(process.url)
        assert (status, "<html" in page) == (200, True)
        async with Stage(process.url) as own_stage:
            mia = await own_stage.chat(MIA)
            await mia.send("/start")
            await mia.expect(MENU)
        assert f"open {process.url}" in process.log()
        assert await process.stop() == 0

        await process.start()
        async with Stage(process.url) as own_stage:
            mia = await own_stage.chat(MIA)
            assert MENU in mia.transcript()
        async with database.read() as reader:
            snapshot = await catalogue.load(reader)
        assert snapshot.business == northside.NORTHSIDE
        assert (len(snapshot.services), len(snapshot.coaches)) == (6, 3)
    finally:
        process.kill()
