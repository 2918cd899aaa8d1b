"""Keys of the API to try it with, one for each of the people whose chats are open at first.

Everybody knows them: they are in the playground alone, which answers this machine alone.
"""

from datetime import datetime
from typing import Final

from bot.playground.cast import CAST
from bot.seed.registering import register
from domain.scopes import FOR_KEYS
from handlers.queries.api_keys import MARK, digest_of
from storage import api_keys
from storage.transactions import Writer

NAME: Final = "Playground"
KEYS: Final = {f"{MARK}playground_{person.role}": person for person in CAST if person.open}


async def plant(writer: Writer, now: datetime) -> None:
    """`cbk_playground_customer` is Mia's, `…_coach` Anna's, `…_admin` Alex's."""
    for key, person in KEYS.items():
        known = await register(writer, person)
        await api_keys.add(
            writer,
            digest_of(key),
            known.id,
            name=NAME,
            shown=key,
            scopes=[scope.value for scope in FOR_KEYS],
            now=now,
        )
