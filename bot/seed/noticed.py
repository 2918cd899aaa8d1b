"""Somebody for the team to look at: they have missed three sessions, which has raised a flag."""

from datetime import datetime, time
from typing import Final

from bot.seed import past_weeks
from domain.appointments.appointment import Status
from domain.people.flags import Flag, Thresholds
from storage.people import flags, people
from storage.transactions import Writer

# Made up: they book by telephone, and never write.
CUSTOMER: Final = "Robin Kast"
WEDNESDAY: Final = 2
AT: Final = time(16)
CODES: Final = ("MSS2AA", "MSS2BB", "MSS2CC")


async def plant(writer: Writer, now: datetime) -> None:
    """The last three Wednesdays with Ben; an admin finds the flag in /flags."""
    robin = await people.add(writer, CUSTOMER, None, now)
    await past_weeks.plant(writer, robin.id, WEDNESDAY, AT, CODES, Status.NO_SHOW, now)
    kind, n = Flag.NO_SHOWS, len(CODES)
    await flags.raise_flag(writer, robin.id, kind, n, Thresholds().of(kind), now)
