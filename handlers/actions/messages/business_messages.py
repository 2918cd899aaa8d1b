"""The business tells one person something in its own words."""

from datetime import datetime, timedelta
from typing import Any, Final

from domain.appointments.message_refusals import TooManyMessages
from domain.messages.notices import Lane, NoticeKind
from domain.refusals import NotFound
from domain.roles import Actor, Permission
from domain.text import field_text
from handlers.actions.once import once
from handlers.actions.person_log import write_down
from storage.messages import outbox
from storage.messages.outbox import OutboxMessage
from storage.people import merging, people
from storage.services import business as stored_business
from storage.transactions import Database, Writer

LONGEST: Final = 1000  # letters
MOST: Final = 5  # to one person within an hour
HOUR: Final = timedelta(hours=1)


async def send(
    database: Database, person_id: int, text: str, *, actor: Actor, key: str, now: datetime
) -> int:
    """Send it, once per key; the message's id in the outbox.

    Raises NotFound, BadInput of `text`, TooManyMessages, NotAllowed.
    """
    actor.require(Permission.PEOPLE)
    text = field_text.passage(text, "text", LONGEST)

    async def work(writer: Writer) -> dict[str, Any]:
        to = await merging.surviving_id(writer, person_id)
        person = await people.lock(writer, to)
        if person is None:
            raise NotFound
        since = now - HOUR
        kind = NoticeKind.BUSINESS_MESSAGE
        if await outbox.count_since(writer, person.id, kind, since) >= MOST:
            raise TooManyMessages(60)
        business_name = (await stored_business.load(writer)).name
        message = OutboxMessage(
            key=f"{kind}:{key}",
            recipient_id=person.id,
            kind=kind,
            facts={"house": business_name, "text": text},
            lane=Lane.INTERACTIVE,
            due_at=now,
        )
        await outbox.enqueue(writer, [message])
        # The text is in the log of messages, and goes when they are erased.
        await write_down(writer, person.id, "write_to", {}, {}, actor, now)
        return {}

    await once(database, work, actor=actor, key=key, now=now)
    async with database.read() as reader:
        message_id = await outbox.id_of(reader, f"{NoticeKind.BUSINESS_MESSAGE}:{key}")
    if message_id is None:
        raise NotFound
    return message_id
