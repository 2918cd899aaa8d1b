"""Of the largest business, what the team has an eye on."""

from domain.people.flags import Flag
from storage.people import flags, team_notes
from storage.transactions import Writer
from tests.handlers.doorstep import NOW
from tests.handlers.largest_words import PASSAGE


async def add_flags_and_notes(writer: Writer, mia: int, alex: int) -> None:
    """Mia should be looked at for everything, and Alex has noted of her what two records said."""
    for kind in Flag:
        await flags.raise_flag(writer, mia, kind, 999, 999, NOW)
    await team_notes.keep(writer, mia, PASSAGE * 4, alex, NOW)
