"""Notes for the coach that are typed before a booking, and go along when their slot is booked."""

from datetime import datetime

from storage import notes
from storage.notes import Subject
from storage.transactions import Database


async def keep(database: Database, subject: Subject, *, note: str, now: datetime) -> None:
    """Keep it, in place of an earlier one, whatever is done before the booking."""
    await database.write(lambda writer: notes.keep(writer, subject, note=note, now=now))


async def find(database: Database, subject: Subject) -> str | None:
    """The note that was typed for this slot."""
    async with database.read() as reader:
        return await notes.find(reader, subject)
