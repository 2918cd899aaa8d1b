"""Who hears of what they are told."""

from storage import reach
from storage.transactions import Database


async def hears(database: Database, person_id: int, *, mails: bool) -> bool:
    """Whether anything reaches a person. mails: there is a server for what Telegram cannot."""
    async with database.read() as reader:
        ways = await reach.of_person(reader, person_id)
    return ways is not None and ways.hears(mails=mails)
