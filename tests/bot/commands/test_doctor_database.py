"""The doctor and the database: one elsewhere, our own, and none."""

from pathlib import Path
from typing import Any

from bot.data_folder import DataFolder
from bot.postgres.embedded import EmbeddedPostgres
from bot.settings.settings import Settings
from domain.services.catalogue import Business
from storage import migrations
from storage.services import catalogue
from storage.transactions import Database
from tests.bot.commands.checkup import examine, free_port
from tests.services import Postgres


async def test_a_migrated_database_is_well(well: dict[str, Any], database_url: str) -> None:
    findings = await examine(Settings(**well, database_url=database_url))
    assert "✓ The database is PostgreSQL 18 and answers." in findings
    assert "✓ The database is up to date." in findings


async def test_the_business_own_time_is_told_if_it_is_another(
    well: dict[str, Any], database: Database, database_url: str
) -> None:
    business = Business("Northside", "Asia/Kathmandu")
    await database.write(lambda w: catalogue.update_business(w, business))
    own = "✓ The business runs on Asia/Kathmandu time: it is "
    findings = await examine(Settings(**well, database_url=database_url))
    assert any(finding.startswith(own) for finding in findings)
    same = Settings(**well, database_url=database_url, zone="Asia/Kathmandu")
    assert not any(finding.startswith(own) for finding in await examine(same))


async def test_a_database_behind_is_told_and_left_alone(
    well: dict[str, Any], postgres: Postgres
) -> None:
    empty = postgres.url("postgres")
    findings = await examine(Settings(**well, database_url=empty))
    assert (
        f"✗ The database is empty, and this Coachbook needs {migrations.HEAD}: run `coachbook "
        "migrate`, or just start it." in findings
    )
    assert await migrations.version(empty) is None


async def test_the_database_of_another_program_is_told(
    well: dict[str, Any], database: Database, database_url: str
) -> None:
    await database.write(lambda w: w.fetch("UPDATE alembic_version SET version_num = 'abcd1234'"))
    assert (
        "✗ COACHBOOK_DATABASE_URL: the database belongs to another program, as its revision "
        "'abcd1234' tells: give Coachbook one of its own."
        in await examine(Settings(**well, database_url=database_url))
    )


async def test_what_keeps_us_from_the_database_is_told(
    well: dict[str, Any], postgres: Postgres
) -> None:
    port = free_port()
    for url, finding in {
        f"postgresql://u@127.0.0.1:{port}/x": (
            "✗ The database cannot be reached (Connection refused): check COACHBOOK_DATABASE_URL, "
            "and whether it runs."
        ),
        postgres.url("elsewhere"): (
            "✗ The database has no database of the name in COACHBOOK_DATABASE_URL: make one with "
            'createdb (database "elsewhere" does not exist).'
        ),
        postgres.url("postgres").replace("coachbook@", "stranger@"): (
            "✗ The database refuses the user in COACHBOOK_DATABASE_URL "
            '(role "stranger" does not exist).'
        ),
    }.items():
        assert finding in await examine(Settings(**well, database_url=url))


async def test_our_own_database_is_looked_into_whether_it_runs_or_not(
    well: dict[str, Any], tmp_path: Path
) -> None:
    server = EmbeddedPostgres(tmp_path / "data", {"fsync": "off"})
    with DataFolder(tmp_path / "data"):
        await migrations.upgrade(await server.start())
        running = await examine(Settings(**well))
        assert server.pid is not None
        await server.stop()
    stopped = await examine(Settings(**well))
    for findings in (running, stopped):
        assert findings[3:5] == [
            "✓ The database is PostgreSQL 18 and answers.",
            "✓ The database is up to date.",
        ]
    assert not (tmp_path / "data" / "postgres" / "postmaster.pid").exists()


async def test_a_place_where_no_database_can_be_made_is_told(well: dict[str, Any]) -> None:
    for place in ("/dev/null", "/dev/null/below"):
        findings = await examine(Settings(**(well | {"data_dir": Path(place)})))
        assert findings[3] == (
            f"✗ COACHBOOK_DATA_DIR {place} cannot be used: /dev/null is a file and no folder; set "
            "it to a folder of your own."
        )


async def test_our_own_database_that_does_not_start_is_told(
    well: dict[str, Any], tmp_path: Path
) -> None:
    server = EmbeddedPostgres(tmp_path / "data", {"fsync": "off"})
    await server.start()
    await server.stop()
    (tmp_path / "data" / "postgres" / "PG_VERSION").write_text("16\n")
    findings = await examine(Settings(**well))
    assert findings[3].startswith(f"✗ The data in {tmp_path}/data/postgres was written by Postg")
