"""Who people are and how they want to be spoken to."""

from dataclasses import replace
from datetime import datetime

from handlers.actions import alarms
from handlers.actions.unheard import LATEST
from storage import audit, outbox, people
from storage import reach as stored_reach
from storage.people import Person, Profile
from storage.transactions import Database, Writer


async def choose_language(database: Database, person: Person, language: str) -> None:
    """Speak this language with them from now on, whatever their Telegram is set to."""
    await database.write(lambda writer: people.set_language(writer, person.id, language))


async def set_zone(database: Database, person: Person, zone: str | None) -> Person:
    """The IANA zone that they read times in, None for one that is not known; them afterwards."""
    await database.write(lambda writer: people.set_zone(writer, person.id, zone))
    return replace(person, zone=zone)


async def set_email(database: Database, person: Person, email: str | None, now: datetime) -> Person:
    """Where to write when Telegram cannot reach them, None for nowhere; them afterwards.

    The audit log says that it changed, not what it is: the address can be forgotten.
    """

    async def work(writer: Writer) -> None:
        before = await people.lock(writer, person.id)
        if before is not None and before.email == email:
            return
        await people.set_email(writer, person.id, email)
        await audit.record(
            writer,
            at=now,
            actor_id=person.id,
            action="set_email" if email else "remove_email",
            entity="person",
            entity_id=person.id,
            facts={},
        )

    await database.write(work)
    return replace(person, email=email)


async def mark_reachable(
    database: Database, profile: Profile, reachable: bool, now: datetime, *, mails: bool = False
) -> None:
    """Telegram says that a person has blocked or unblocked the bot.

    mails: there is a mail server for whom Telegram does not reach. Of a coach the admins are told.
    """

    async def work(writer: Writer) -> None:
        person = await people.by_telegram_id(writer, profile.telegram_id)
        if person is None or person.unreachable != reachable:
            return
        before = await stored_reach.of_person(writer, person.id)
        await stored_reach.set_unreachable(writer, person.id, None if reachable else now)
        if reachable:
            await outbox.revive(writer, person.id, now - LATEST)
            await alarms.coach_back(writer, person.id, before, now)
        else:
            await alarms.coach_gone(writer, person.id, now, mails=mails)
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
