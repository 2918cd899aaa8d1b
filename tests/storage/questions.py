"""The question waiting for somebody's text, as it is stored."""

from sqlalchemy import select

from storage.conversations import Conversation
from storage.tables.conversations import conversations
from storage.transactions import Reader

_C = conversations.c


async def pending(reader: Reader, person_id: int) -> Conversation | None:
    columns = _C.step, _C.facts, _C.message_id, _C.asked_by, _C.previous
    row = await reader.row(select(*columns).where(_C.person_id == person_id))
    return None if row is None else Conversation(*row)
