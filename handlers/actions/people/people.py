"""Who people are, and how they want to be addressed."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

from domain.messages.notices import Channel
from domain.messages.quiet_hours import QuietHours
from domain.messages.reach import MISSED_FOR
from domain.refusals import NotAllowed, NotFound
from domain.roles import Actor, Door, Role
from domain.text import field_text, names
from handlers.actions import alarms
from handlers.actions.once import once
from handlers.actions.person_log import write_down
from storage.messages import outbox, quiet_hours
from storage.messages import reach as stored_reach
from storage.people import people
from storage.people.people import Person, TelegramProfile
from storage.transactions import Database, Writer


async def choose_language(
    database: Database, language: str, *, among: Collection[str], actor: Actor, now: datetime
) -> None:
    """Use this language with them from now on, whatever their Telegram is set to.

    among: `handlers.queries.business.languages.spoken_languages`. Raises NotFound for any other.
    """
    if language not in among:
        raise NotFound

    async def work(writer: Writer) -> None:
        before = await _lock_person(writer, actor)
        if before.chosen_language == language:
            return
        await people.set_language(writer, before.id, language)
        was = {"language": before.chosen_language}
        await write_down(
            writer, actor.person, "choose_language", was, {"language": language}, actor, now
        )

    await database.write(work)


def own_name(person: Person, name: str) -> str:
    """The name as stored, for people without a chat; others are called what Telegram says. Raises
    NotAllowed for those, BadInput."""
    name = field_text.line(name, "name", names.LONGEST)
    if person.telegram_id is not None:
        raise NotAllowed(Role.CUSTOMER)
    return name


async def choose_name(database: Database, name: str, *, actor: Actor, now: datetime) -> None:
    """Set the name of somebody without a chat. Raises as `own_name`."""

    async def work(writer: Writer) -> None:
        before = await _lock_person(writer, actor)
        new_name = own_name(before, name)
        if before.name != new_name:
            await people.set_name(writer, before.id, new_name)
            # Names can be forgotten, the log cannot.
            await write_down(writer, before.id, "choose_name", {}, {"changed": True}, actor, now)

    await database.write(work)


async def set_zone(database: Database, zone: str | None, *, actor: Actor, now: datetime) -> Person:
    """Set the IANA zone they read times in, None if unknown; the person afterwards."""

    async def work(writer: Writer) -> Person:
        before = await _lock_person(writer, actor)
        if before.zone != zone:
            await people.set_zone(writer, before.id, zone)
            await write_down(
                writer, actor.person, "set_zone", {"zone": before.zone}, {"zone": zone}, actor, now
            )
        return replace(before, zone=zone)

    return await database.write(work)


async def set_email(
    database: Database, email: str | None, *, actor: Actor, now: datetime
) -> Person:
    """Set where to write if Telegram cannot reach them, or None; the person afterwards.

    The audit log says that there is an address, not which: it can be forgotten.
    """

    async def work(writer: Writer) -> Person:
        before = await _lock_person(writer, actor)
        if before.email != email:
            await people.set_email(writer, before.id, email)
            old, new = {"email": before.email is not None}, {"email": email is not None}
            action = "set_email" if email else "remove_email"
            await write_down(writer, actor.person, action, old, new, actor, now)
        return replace(before, email=email)

    return await database.write(work)


async def set_quiet(
    database: Database, hours: QuietHours | None, *, actor: Actor, key: str, now: datetime
) -> None:
    """Set the hours in which messages arrive without a sound, None for no such hours."""

    async def work(writer: Writer) -> dict[str, Any]:
        before = await quiet_hours.of_person(writer, actor.person)
        if before != hours:
            await quiet_hours.set_quiet(writer, actor.person, hours)
            was, is_ = {"quiet": _quiet_bounds(before)}, {"quiet": _quiet_bounds(hours)}
            await write_down(writer, actor.person, "set_quiet", was, is_, actor, now)
        return {}

    await once(database, work, actor=actor, key=key, now=now)


def _quiet_bounds(hours: QuietHours | None) -> list[int] | None:
    return None if hours is None else [hours.starts, hours.ends]


async def _lock_person(writer: Writer, actor: Actor) -> Person:
    person = await people.lock(writer, actor.unblocked_person())
    if person is None:
        raise NotFound
    return person


async def mark_reachable(
    database: Database,
    profile: TelegramProfile,
    reachable: bool,
    now: datetime,
    *,
    available_channels: Collection[Channel],
) -> None:
    """Telegram says that a person has blocked or unblocked the bot.

    available_channels: the ways beside Telegram that are set up. Of a coach whom none of them
    reaches the admins are told.
    """

    async def work(writer: Writer) -> None:
        person = await people.by_telegram_id(writer, profile.telegram_id)
        if person is None or person.unreachable != reachable:
            return
        before = await stored_reach.of_person(writer, person.id)
        await stored_reach.set_unreachable(writer, person.id, None if reachable else now)
        if reachable:
            await outbox.revive(writer, person.id, now - MISSED_FOR)
            await alarms.coach_back(writer, person.id, before, now)
        else:
            await alarms.coach_gone(writer, person.id, now, available_channels=available_channels)
        await write_down(
            writer,
            person.id,
            "unblock_bot" if reachable else "block_bot",
            {"reachable": not reachable},
            {"reachable": reachable},
            person.at(Door.CHAT),
            now,
        )

    await database.write(work)
