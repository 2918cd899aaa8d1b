"""Who waits for a connection gets one in turn, however eager the others are."""

import asyncio

from storage.transactions import Database


async def test_who_has_waited_comes_before_who_asks_again(database_url: str) -> None:
    database = Database(database_url, pool_size=1)
    done: list[str] = []
    begun = asyncio.Event()

    async def ask(name: str, times: int, sql: str = "SELECT 1") -> None:
        begun.set()
        for _ in range(times):
            async with database.read() as reader:
                await reader.fetch(sql)
            done.append(name)

    eager = asyncio.create_task(ask("eager", 20, "SELECT pg_sleep(0.01)"))
    await begun.wait()
    await asyncio.gather(eager, ask("patient", 1))
    await database.close()

    assert done.index("patient") <= 1
