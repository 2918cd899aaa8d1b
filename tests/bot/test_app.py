"""The process started for real: ready, unready, drained, and what it logs."""

import asyncio
import signal
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.lifecycle import DRAIN, LEFT_BEHIND
from bot.playground import TOKEN, Playground, PlaygroundServer
from bot.postgres.embedded import EmbeddedPostgres
from handlers.http import webhook
from storage import migrations
from storage.business import dead_letters
from storage.messages import reach
from storage.people import people
from storage.transactions import Database, Writer
from tests.bot.outside import MENU, get
from tests.coachbook import Coachbook, free_port
from tests.journeys.conftest import coachbook, coachbook_process, plant, playground, stage, world
from tests.journeys.stage import Stage
from tests.journeys.test_kill import everything_confirmed
from tests.services import Postgres

__all__ = ["coachbook", "playground", "stage", "world"]
MIA, LENA = 7001, 7005
CUT_ALL = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


class Own:
    """A PostgreSQL of the test's own, to be stopped under a running bot."""

    def __init__(self, folder: Path) -> None:
        self._server = EmbeddedPostgres(folder, {"fsync": "off"})
        self.url = ""

    async def start(self) -> None:
        self.url = await self._server.start()

    async def stop(self) -> None:
        await self._server.stop()


@pytest.fixture
async def own(tmp_path: Path) -> AsyncIterator[Own]:
    postgres = Own(tmp_path / "own")
    await postgres.start()
    await migrations.upgrade(postgres.url)
    yield postgres
    await postgres.stop()


async def test_it_is_ready_and_counts_what_it_does(coachbook: Coachbook, stage: Stage) -> None:
    mia = await stage.chat(MIA)
    await mia.send("/start")
    await mia.expect(MENU)

    assert await get(f"{coachbook.url}/healthz") == (200, {"alive": True})
    status, readiness = await get(f"{coachbook.url}/readyz")
    assert (status, set(readiness["checks"].values())) == (200, {"ok"})
    await coachbook.counts('coachbook_updates_total{kind="message",outcome="done"} 1.0')
    await coachbook.counts('coachbook_telegram_calls_total{method="sendMessage",outcome="ok"} 1.0')
    assert "coachbook_database_connections" in await coachbook.metrics()


async def database_check(coachbook: Coachbook, status: int) -> Any:
    """What `/readyz` says about the database, once it answers with this status."""
    async with asyncio.timeout(30):
        while True:
            status_now, readiness = await get(f"{coachbook.url}/readyz")
            if status_now == status:
                return readiness["checks"]["database"]
            await asyncio.sleep(0.1)


async def test_it_is_not_ready_while_the_database_may_only_be_read(
    coachbook: Coachbook, database: Database, postgres: Postgres
) -> None:
    """A primary that was demoted: everything can be looked at, and nothing booked."""
    async with database.read() as reader:
        [[name]] = await reader.fetch("SELECT current_database()")
        await postgres.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
        await reader.fetch(CUT_ALL)

    assert await database_check(coachbook, 503) == "may only be read"

    await postgres.execute(f"ALTER DATABASE {name} RESET default_transaction_read_only")

    assert await database_check(coachbook, 200) == "ok"


async def test_it_is_not_ready_on_the_database_of_another_program(
    coachbook: Coachbook, database: Database
) -> None:
    async with database.read() as reader:
        await reader.fetch("UPDATE alembic_version SET version_num = '1975ea83b712'")

    check = await database_check(coachbook, 503)

    assert check == "is another program's, at its revision 1975ea83b712"


async def test_its_metrics_tell_what_is_late_and_whom_it_could_not_reach(
    coachbook: Coachbook, stage: Stage, database: Database, world: Playground
) -> None:
    lena = await stage.chat(LENA)
    await lena.send("/start")
    await lena.expect(MENU)
    async with database.read() as reader:
        person = await people.by_telegram_id(reader, LENA)
    assert person is not None
    now = datetime.fromtimestamp(world.clock.now(), UTC)

    async def trouble(writer: Writer) -> None:
        await reach.set_unreachable(writer, person.id, now)
        await people.set_email(writer, person.id, "lena@example.org")
        await dead_letters.add(
            writer, at=now, person_id=None, telegram_id=None, letter={"a": 1}, error="Oops"
        )
        # Leased by a process that is gone, for another hour: nobody else may send it.
        await writer.fetch(
            "INSERT INTO outbox (key, recipient_id, kind, facts, lane, due_at, state, leased_until)"
            " VALUES ('late', $1, 'letter', '{}', 1, $2::timestamptz, 'sending', $3::timestamptz)",
            person.id,
            now - timedelta(seconds=90),
            now + timedelta(hours=1),
        )

    await database.write(trouble)

    metrics = dict(line.rsplit(" ", 1) for line in (await coachbook.metrics()).splitlines())

    assert 90 <= float(metrics['coachbook_outbox_oldest_due_seconds{lane="reminder"}']) < 120
    assert float(metrics['coachbook_outbox_oldest_due_seconds{lane="interactive"}']) == 0
    assert float(metrics["coachbook_dead_letters_waiting"]) == 1
    assert float(metrics['coachbook_people_unreachable{email="yes"}']) == 1
    assert float(metrics['coachbook_people_unreachable{email="no"}']) == 0
    assert 0 <= float(metrics["coachbook_last_update_seconds"]) < 30


async def test_its_log_names_the_deed_and_holds_neither_secrets_nor_what_was_said(
    coachbook: Coachbook, stage: Stage
) -> None:
    mia = await stage.chat(MIA)
    await mia.send("/start")
    await mia.expect(MENU)
    await mia.send("my secret worry")
    await mia.expect("")
    await coachbook.stop()

    log = coachbook.log()
    first = coachbook.events("update")[0]
    assert (first["action"], first["person"], first["outcome"]) == ("/start", MIA, "done")
    assert first["ms"] > 0
    assert TOKEN not in log
    assert TOKEN.split(":")[1] + '"' not in log
    assert "worry" not in log


async def test_sigterm_ends_it_cleanly_and_soon(coachbook: Coachbook) -> None:
    assert DRAIN + LEFT_BEHIND < 20

    assert await coachbook.stop() == 0, "without waiting for anything"

    assert [line["event"] for line in coachbook.events("stopped")] == ["stopped"]


async def test_while_it_finishes_it_is_alive_and_not_ready(
    coachbook: Coachbook, stage: Stage
) -> None:
    mia = await stage.chat(MIA)
    await stage.fault("timeout", rate=1.0, methods=["sendMessage"])
    await mia.send("/start")
    await stage.wait_for_call("sendMessage")
    coachbook.signal(signal.SIGTERM)
    await coachbook.draining()

    assert (await get(f"{coachbook.url}/healthz"))[0] == 200
    status, readiness = await get(f"{coachbook.url}/readyz")
    assert status == 503
    assert "takes no more" in readiness["checks"]["process"]
    await stage.fault("off")
    assert await coachbook.exit_code() == 0


def tried_in_vain(process: Coachbook) -> list[dict[str, Any]]:
    """What its log says about updates that could not be handled without the database."""
    return [one for one in process.events("update") if one["outcome"] == "database_away"]


@pytest.mark.timeout(180)
async def test_an_update_that_came_while_the_database_was_away_is_answered_when_it_is_back(
    playground: PlaygroundServer, stage: Stage, world: Playground, own: Own, tmp_path: Path
) -> None:
    database = Database(own.url)
    await plant(database, stage)
    await database.close()
    process = await coachbook_process(playground.url, own.url, tmp_path).start()
    try:
        mia = await stage.chat(MIA)
        await mia.send("/start")
        await mia.expect(MENU)
        await own.stop()
        await mia.send("/book")
        async with asyncio.timeout(60):
            while len(tried_in_vain(process)) < 2:  # noqa: ASYNC110 - it is a log
                await asyncio.sleep(0.05)
        assert [pending.queue for pending in world.updates.waiting()] == ["chat/7001"]
        status, readiness = await get(f"{process.url}/readyz")
        assert status == 503
        assert readiness["checks"]["database"] != "ok"
        assert (await get(f"{process.url}/healthz"))[0] == 200
        assert (await get(f"{process.url}/metrics"))[0] == 200

        await own.start()

        await mia.expect("What would you like to book", timeout=30)
        assert (await get(f"{process.url}/readyz"))[0] == 200
    finally:
        process.kill()


@pytest.fixture
async def pushed(
    playground: PlaygroundServer,
    stage: Stage,
    database: Database,
    database_url: str,
    tmp_path: Path,
) -> AsyncIterator[Coachbook]:
    """The bot behind a webhook, called by the playground as Telegram would."""
    port = free_port()
    process = coachbook_process(
        playground.url, database_url, tmp_path, PUBLIC_URL=f"http://127.0.0.1:{port}"
    )
    process.port, process.url = port, f"http://127.0.0.1:{port}"
    process.environ["COACHBOOK_HTTP_PORT"] = str(port)
    await plant(database, stage)
    try:
        yield await process.start()
    finally:
        process.kill()


async def test_by_webhook_a_person_is_answered_like_by_polling(
    pushed: Coachbook, stage: Stage, world: Playground
) -> None:
    mia = await stage.chat(MIA)
    await mia.send("/book")
    await mia.expect("What would you like to book")
    await mia.tap("Intro call")
    await mia.expect("Who would you like to see")

    [call] = await stage.calls("setWebhook")
    assert call["payload"]["allowed_updates"] == ["message", "callback_query", "my_chat_member"]
    assert len(call["payload"]["secret_token"]) >= 32
    assert await stage.calls("getUpdates") == []
    await everything_confirmed(world)


async def test_the_webhook_turns_strangers_away(pushed: Coachbook) -> None:
    async with aiohttp.ClientSession() as session:
        url = f"{pushed.url}{webhook.PATH}"
        async with session.post(url, json={"update_id": 1}) as answer:
            assert answer.status == 403


async def test_what_is_pushed_while_the_bot_is_down_is_answered_when_it_is_back(
    pushed: Coachbook, stage: Stage, world: Playground
) -> None:
    tries: list[bool] = []
    world.webhook.on_attempt.append(lambda _, taken: tries.append(taken))
    pushed.kill()
    mia = await stage.chat(MIA)
    await mia.send("/book")
    async with asyncio.timeout(30):
        while len(tries) < 2:  # noqa: ASYNC110 - it is a list
            await asyncio.sleep(0.02)
    assert not any(tries)

    await pushed.start()

    await mia.expect("What would you like to book", timeout=30)
