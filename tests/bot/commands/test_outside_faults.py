"""An outside cause is told in one sentence; a fault of ours keeps its traceback."""

import asyncio
import errno
import os

import asyncpg
import pytest

from bot.commands import outside_faults
from bot.playground.store import StoreInUse
from bot.postgres.failures import PostgresFailed
from storage.address import WrongUrl
from storage.faults import DatabaseAway


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (PostgresFailed("It said no."), "It said no."),
        (StoreInUse("another playground has it"), "another playground has it"),
        (WrongUrl("begins wrongly"), "COACHBOOK_DATABASE_URL: begins wrongly."),
        (
            OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)),
            "There is no room left on the disk: free some space.",
        ),
        (
            PermissionError(errno.EACCES, "Permission denied", "/data/lock"),
            "/data/lock cannot be used: Permission denied.",
        ),
        (
            TimeoutError(),
            "The database does not answer: check COACHBOOK_DATABASE_URL, and whether it runs.",
        ),
        (
            DatabaseAway("ConnectionRefusedError: refused"),
            "The database cannot be reached (ConnectionRefusedError: refused): check "
            "COACHBOOK_DATABASE_URL, and whether it runs.",
        ),
        (
            asyncpg.InternalClientError("another operation is in progress"),
            "The database cannot be reached (another operation is in progress): check "
            "COACHBOOK_DATABASE_URL, and whether it runs.",
        ),
        (KeyError("a bug"), None),
        (OSError(errno.EBADF, "Bad file descriptor"), None),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_can_come_from_outside_has_a_sentence(fault: Exception, sentence: str | None) -> None:
    assert outside_faults.sentence(fault) == sentence


async def test_a_host_that_nobody_knows_is_told() -> None:
    with pytest.raises(OSError) as raised:  # noqa: PT011 - which one depends on the resolver
        await asyncpg.connect("postgresql://u@no-such-host.invalid/x", timeout=5)
    assert (outside_faults.of_database(raised.value) or "").startswith(
        "The host in COACHBOOK_DATABASE_URL is not known ("
    )


async def test_a_server_that_says_nothing_is_told() -> None:
    gone = asyncio.Event()

    async def silence(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()
        await writer.wait_closed()
        gone.set()

    server = await asyncio.start_server(silence, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(TimeoutError) as raised:
            await asyncpg.connect(f"postgresql://u@127.0.0.1:{port}/x?sslmode=disable", timeout=0.1)
        await gone.wait()
    assert outside_faults.of_database(raised.value) == (
        "The database does not answer: check COACHBOOK_DATABASE_URL, and whether it runs."
    )


def test_a_wrong_password_is_told_without_it() -> None:
    fault = asyncpg.InvalidPasswordError('password authentication failed for user "u"')
    assert outside_faults.of_database(fault) == (
        "The database refuses the user or the password in COACHBOOK_DATABASE_URL "
        '(password authentication failed for user "u").'
    )
