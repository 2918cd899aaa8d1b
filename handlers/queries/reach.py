"""Who hears of what they are told."""

from domain.reach import Reach
from storage import reach
from storage.transactions import Database


async def ways(database: Database, person_id: int) -> Reach | None:
    """By which ways a person hears of something; None when there is no such."""
    async with database.read() as reader:
        return await reach.of_person(reader, person_id)


async def hears(database: Database, person_id: int, *, mails: bool) -> bool:
    """Whether anything reaches a person. mails: there is a server for what Telegram cannot."""
    known = await ways(database, person_id)
    return known is not None and known.hears(mails=mails)
