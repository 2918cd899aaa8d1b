"""The key pair by which browsers know the business: one for all replicas, made at first use."""

from collections.abc import Callable
from datetime import datetime

from storage.transactions import Database, Writer

_KNOWN = "SELECT private_key FROM web_push_keys"
_MAKE = """
INSERT INTO web_push_keys (id, private_key, made_at) VALUES (1, $1, $2)
ON CONFLICT (id) DO NOTHING
"""


async def private_key(database: Database, make: Callable[[], str], now: datetime) -> str:
    """The private key in PEM; of two replicas that make one, the first one's is kept."""
    async with database.read() as reader:
        rows = await reader.fetch(_KNOWN)
    if rows:
        return str(rows[0][0])
    key = make()

    async def work(writer: Writer) -> str:
        await writer.fetch(_MAKE, key, now)
        [[stored_key]] = await writer.fetch(_KNOWN)
        return str(stored_key)

    return await database.write(work)
