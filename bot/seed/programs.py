"""Keys and accounts to try the API with, one for each person whose chat is open at first.

Everybody knows them: they only exist in the playground, which only answers this machine.
"""

from datetime import datetime
from typing import Final

from bot.playground.sample_people import CAST
from bot.seed.registering import register
from domain.accounts.identity import Identity
from domain.programs.api_keys import MARK, digest_of
from domain.programs.scopes import FOR_KEYS
from storage.accounts import accounts
from storage.people import identities
from storage.programs import api_keys
from storage.transactions import Writer

# "northside playground", hashed beforehand, as hashing would slow the first start down.
HASH: Final = (
    "$argon2id$v=19$m=19456,t=2,p=1$CVFn7Jbxph/Vxl0z14ltOw"
    "$zGIjx2GR3BUUM+jGaiUgQNvT4J0ErN6jkni/1t4RLq8"
)
KEYS: Final = {f"{MARK}playground_{person.role}": person for person in CAST if person.open}


async def plant(writer: Writer, now: datetime) -> None:
    """`cbk_playground_customer` is Mia's, `…_coach` Anna's, `…_admin` Alex's.

    By password they sign in as `mia@northside.example` and so on.
    """
    for key, person in KEYS.items():
        owner = await register(writer, person)
        await api_keys.add(
            writer,
            digest_of(key),
            owner.id,
            name=f"Playground: {person.first_name}",
            prefix=key,
            scopes=[scope.value for scope in FOR_KEYS],
            now=now,
        )
        login = Identity.email(f"{person.first_name}@northside.example")
        await identities.show(writer, owner.id, login, now)
        await accounts.set_password(writer, owner.id, HASH, now)
