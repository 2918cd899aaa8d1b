"""An observed bot: a tap is traced to Telegram, and a fault to Sentry, by one id."""

from pathlib import Path

from bot.playground import PlaygroundServer
from storage.business import dead_letters
from storage.transactions import Database
from tests.bot import servers
from tests.bot.collector import Collector, Sentry, attributes_of
from tests.journeys.conftest import coachbook_process, plant
from tests.journeys.script import play
from tests.journeys.stage import Stage
from tests.journeys.the_week import ALEX


async def test_a_tap_is_followed_to_telegram_and_a_fault_to_sentry(
    playground: PlaygroundServer,
    stage: Stage,
    database: Database,
    database_url: str,
    tmp_path: Path,
) -> None:
    collector, sentry = Collector(), Sentry()
    async with servers.http(collector.take) as traces, servers.http(sentry.take) as faults:
        more = {"OTLP_URL": traces, "SENTRY_DSN": faults.replace("//", "//a_key@") + "/42"}
        coachbook = coachbook_process(playground.url, database_url, tmp_path, **more)
        await plant(database, stage)
        try:
            await coachbook.start()
            alex = await stage.chat(ALEX)
            await play("Alex says /start\nAlex sees Alex", alex)
            await _rename(database, "id", "gone")
            await play("Alex says /audit\nAlex sees something went wrong on our side", alex)
            await _rename(database, "gone", "id")
            async with database.read() as reader:
                (letter,) = await dead_letters.waiting(reader)
            await play(
                f"""
                Alex says /status
                Alex taps Could not be handled: 1
                Alex taps no. {letter.id}
                Alex sees request: {letter.request_id}
                """,
                alex,
            )
            await coachbook.stop()
        finally:
            coachbook.kill()

    (fault,) = sentry.events
    assert (fault["message"], fault["tags"]["request_id"]) == ("update.fault", letter.request_id)
    (line,) = coachbook.events("update.fault")
    assert line["request_id"] == letter.request_id
    update = next(
        s for s in collector.spans if attributes_of(s).get("coachbook.action") == "/start"
    )
    assert update.name == "update message"
    assert "Telegram sendMessage" in collector.under(update)
    assert attributes_of(update)["coachbook.request_id"] != letter.request_id


async def _rename(database: Database, before: str, after: str) -> None:
    async with database.read() as reader:
        await reader.fetch(f"ALTER TABLE audit RENAME COLUMN {before} TO {after}")
