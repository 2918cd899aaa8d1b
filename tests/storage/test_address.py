"""The ways to write the address of Postgres."""

from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import pytest
from sqlalchemy import text

from storage import address
from storage.faults import DatabaseAway
from storage.transactions import Database


@pytest.fixture
async def opened() -> AsyncIterator[list[Database]]:
    """Databases that a test opened, to be closed."""
    databases: list[Database] = []
    yield databases
    for database in databases:
        await database.close()


async def name_of(database: Database) -> str:
    async with database.read() as reader:
        name: str = await reader.scalar(text("SELECT current_database()"))
        return name


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+asyncpg"])
async def test_each_scheme_leads_to_the_same_database(
    database_url: str, scheme: str, opened: list[Database]
) -> None:
    opened.append(Database(database_url.replace("postgresql", scheme, 1)))

    assert await name_of(opened[0]) == urlsplit(database_url).path[1:]


async def test_parameters_of_libpq_may_be_in_the_url(
    database_url: str, opened: list[Database]
) -> None:
    opened.append(Database(f"{database_url}&sslmode=disable"))

    assert await name_of(opened[0]) == urlsplit(database_url).path[1:]


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://me:se%2Fcret@127.0.0.1:1/coachbook",
        "postgresql://me:se%2Fcret@/coachbook?host=/no/such/folder",
    ],
)
async def test_a_server_that_is_not_there_is_away_and_the_password_stays_secret(
    url: str, opened: list[Database]
) -> None:
    opened.append(Database(url))

    with pytest.raises(DatabaseAway) as away:
        await name_of(opened[0])

    message = f"{away.value!r} {away.value.__cause__!r}"
    assert "se/cret" not in message
    assert "se%2Fcret" not in message


@pytest.mark.parametrize(
    ("url", "rest", "password"),
    [
        ("postgres://ann:s%2Fe@db/x?sslmode=require", "ann@db/x?sslmode=require", "s/e"),
        ("postgresql+asyncpg://ann@a:1,b:2/x", "ann@a:1,b:2/x", None),
        ("postgresql:///x?host=/run/pg@1", "/x?host=/run/pg@1", None),
        ("postgresql://db/x?user=ann&password=s%2Fe&port=1", "db/x?user=ann&port=1", "s/e"),
        ("postgresql://ann@db/x?password=a%40b", "ann@db/x", "a@b"),
        ("postgresql://db/x?p%61ssword=s+e&user=ann", "db/x?user=ann", "s e"),
        ("postgresql://ann:first@db/x?password=second", "ann@db/x", "first"),
    ],
)
def test_a_password_can_be_taken_out_of_the_url(url: str, rest: str, password: str | None) -> None:
    assert address.without_password(url) == (f"postgresql://{rest}", password)
