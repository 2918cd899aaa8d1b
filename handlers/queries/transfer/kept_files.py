"""Pictures and voice messages, for those who may read the message or see the coach."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from domain.appointments.correspondence import FILES
from domain.refusals import NotFound
from domain.roles import Actor
from domain.services.catalogue import Catalogue
from domain.transfer.kept_files import number_of
from handlers.queries.appointments import correspondence
from handlers.queries.starts import visible_catalogue
from storage.transactions import Database
from storage.transfer import kept_files
from storage.transfer.kept_files import KeptFile


@dataclass(frozen=True, slots=True)
class MessageMedia:
    """A picture or a voice message. name: its name here or Telegram's id. file: stored here, None
    if Telegram has it."""

    name: str
    file: KeptFile | None


async def of_message(database: Database, message_id: int, *, actor: Actor) -> MessageMedia:
    """The file sent as a message. Raises NotFound, also for text and for deleted files; NotAllowed,
    BlockedPerson."""
    message = await correspondence.message(database, message_id, actor=actor)
    content = message.content
    return await _media(database, content.file_id if content.kind in FILES else None)


async def of_coach(
    database: Database, catalogue: Catalogue, coach_id: int, *, actor: Actor | None
) -> MessageMedia:
    """A coach's picture. actor: None for strangers. Raises NotFound, also if there is none."""
    coach = visible_catalogue.coach(catalogue, coach_id, actor=actor)
    return await _media(database, coach.photo)


def parts(database: Database, file: KeptFile) -> AsyncIterator[bytes]:
    """Its bytes in chunks; nothing is locked in between."""
    return kept_files.parts(database, file)


async def _media(database: Database, name: str | None) -> MessageMedia:
    if name is None:
        raise NotFound
    number = number_of(name)
    if number is None:
        return MessageMedia(name, None)
    async with database.read() as reader:
        file = await kept_files.by_id(reader, number)
    if file is None:
        raise NotFound
    return MessageMedia(name, file)
