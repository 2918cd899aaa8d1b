"""Updates whose statements Postgres ends because they take too long."""

import pytest

from bot.intake.intake import TRIES_TOO_SLOW, NotYet
from bot.intake.update_reader import Raw
from storage.business import dead_letters
from storage.faults import TooSlow
from storage.transactions import Database, Writer
from tests.bot.intake.arrivals import Open, message


async def test_an_update_in_a_bad_moment_of_the_database_comes_again_and_is_handled(
    open_intake: Open, database: Database
) -> None:
    bad_moments, handled = 2, []

    async def process(update: Raw) -> None:
        nonlocal bad_moments

        async def work(writer: Writer) -> None:
            if bad_moments:
                await writer.fetch("SELECT set_config('statement_timeout', '50ms', true)")
                await writer.fetch("SELECT pg_sleep(30)")
            await writer.fetch("SELECT 1")

        try:
            await database.write(work)
        except TooSlow:
            bad_moments -= 1
            raise
        handled.append(update["update_id"])

    intake = open_intake(process)
    for _ in range(2):
        with pytest.raises(NotYet) as refused:
            await intake.accept(message(1))
        assert refused.value.reason == "database_slow"

    await intake.accept(message(1))

    assert handled == [1]


async def test_an_update_that_is_too_slow_each_time_is_kept_and_holds_up_nobody_for_ever(
    open_intake: Open, database: Database
) -> None:
    async def process(update: Raw) -> None:
        raise TooSlow("a statement took too long")

    intake = open_intake(process)
    for _ in range(TRIES_TOO_SLOW - 1):
        with pytest.raises(NotYet):
            await intake.accept(message(1))

    await intake.accept(message(1))

    async with database.read() as reader:
        assert await dead_letters.count(reader) == 1
