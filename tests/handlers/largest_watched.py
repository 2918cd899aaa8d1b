"""What the team of the largest business watches."""

from domain.people.flags import Flag
from storage.people import flags, team_notes
from storage.transactions import Writer
from tests.handlers.doorstep import NOW
from tests.handlers.largest_words import PASSAGE


async def add_flags_and_notes(writer: Writer, mia: int, alex: int) -> None:
    """Mia is flagged for everything, and Alex's note on her comes from two records."""
    for kind in Flag:
        await flags.raise_flag(writer, mia, kind, 999, 999, NOW)
    await team_notes.keep(writer, mia, PASSAGE * 4, alex, NOW)
