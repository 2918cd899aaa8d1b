"""A returning customer: the business knows what they usually book, and has notes on them."""

from datetime import datetime, time
from typing import Final

from bot.playground.sample_people import CAST
from bot.seed import past_weeks
from bot.seed.registering import register
from domain.appointments.appointment import Status
from storage.people import customer_notes, team_notes
from storage.transactions import Writer

TUESDAY: Final = 1
AT: Final = time(18)
NOTE: Final = "Runs a marathon in October. Likes to talk while walking."
TEAM_NOTE: Final = "Pays in cash. Would like a place when a Saturday class begins."
CODES: Final = ("REG2AA", "REG2BB", "REG2CC")


async def plant(writer: Writer, now: datetime) -> None:
    """Lena has been with Ben on the last three Tuesdays, at six in the evening; Ben has a note on
    her, and Alex has written one for the team."""
    lena, alex = [
        await register(writer, next(one for one in CAST if one.first_name == name))
        for name in ("Lena", "Alex")
    ]
    ben = await past_weeks.plant(writer, lena.id, TUESDAY, AT, CODES, Status.COMPLETED, now)
    await customer_notes.keep(writer, ben, lena.id, NOTE, now)
    await team_notes.keep(writer, lena.id, TEAM_NOTE, alex.id, now)
