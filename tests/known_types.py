"""What asyncpg asks on each new connection, asked once in a run: what an array of numbers is.

The answer is the same in every database, as types that come with PostgreSQL have fixed numbers, and
it takes the server 7 ms of processor time. A test has its own connection, so that was a tenth of
the time of many of them.
"""

from collections.abc import Collection
from typing import Any, Final

from asyncpg import Connection

# Below it are the types that come with PostgreSQL (FirstNormalObjectId).
FIRST_OF_OURS: Final = 16_384


def ask_once() -> None:
    """From now on, in this process."""
    ask, answers = Connection._introspect_types, dict[frozenset[int], Any]()

    async def answer(connection: Connection, oids: Collection[int], timeout: float | None) -> Any:
        asked = frozenset(oids)
        if asked not in answers:
            told = await ask(connection, oids, timeout)
            if max(asked) >= FIRST_OF_OURS:
                return told
            answers[asked] = told
        return answers[asked]

    Connection._introspect_types = answer
