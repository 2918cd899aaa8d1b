"""A file that somebody sent to the chat, read as a table."""

from domain.transfer.importing import UnreadableFile
from handlers.actions.transfer.import_reading import reading_of as read_by
from handlers.chat.frame.turn import Turn
from handlers.files import incoming
from handlers.files.incoming import LARGEST, IncomingTable
from handlers.typing.row_format import RowFormat
from handlers.typing.vocabulary import vocabulary_of
from storage.transfer.imports import Import


async def read(turn: Turn, file_id: str, sheet: int, size: int) -> IncomingTable:
    """The table of a file. Raises UnreadableFile."""
    content = None if size > LARGEST else await turn.context.download(file_id, LARGEST)
    if content is None:
        raise UnreadableFile("large", LARGEST // 1024 // 1024)
    return await incoming.read(content, sheet)


def reading_of(turn: Turn, one: Import) -> RowFormat:
    """How its lines are read, in this turn's language."""
    return read_by(one, turn.catalogue, turn.context.currency, vocabulary_of(turn.words.locale))
