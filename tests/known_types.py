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
        type_oids = frozenset(oids)
        if type_oids not in answers:
            introspection = await ask(connection, oids, timeout)
            if max(type_oids) >= FIRST_OF_OURS:
                return introspection
            answers[type_oids] = introspection
        return answers[type_oids]

    Connection._introspect_types = answer
