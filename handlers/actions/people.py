"""Who people are and how they want to be spoken to."""

from datetime import datetime

from storage import audit, people
from storage.people import Person, Profile
from storage.transactions import Database, Writer


async def choose_language(database: Database, person: Person, language: str) -> None:
    """Speak this language with them from now on, whatever their Telegram is set to."""
    await database.write(lambda writer: people.set_language(writer, person.id, language))


async def mark_reachable(
    database: Database, profile: Profile, reachable: bool, now: datetime
) -> None:
    """Telegram says that a person has blocked or unblocked the bot."""

    async def work(writer: Writer) -> None:
        person = await people.by_telegram_id(writer, profile.telegram_id)
        if person is None or person.unreachable != reachable:
            return
        await people.set_unreachable(writer, person.id, None if reachable else now)
        await audit.record(
            writer,
            at=now,
            actor_id=person.id,
            action="unblock_bot" if reachable else "block_bot",
            entity="person",
            entity_id=person.id,
            facts={},
        )

    await database.write(work)
