"""Somebody becomes a coach: an admin says so, or an application was approved."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Final

from domain.business.offering_rules import check_coach
from domain.coaches.applications import ApplicantBlocked, Application, CoachAlready
from domain.roles import Actor, Permission
from domain.services.catalogue import Catalogue, Coach
from domain.services.service import Approval
from handlers.actions.locking import lock_person
from handlers.actions.once import once
from handlers.actions.person_log import write_new_down
from handlers.actions.services.catalogue import look_up, newest, write_down
from handlers.actions.services.coach_news import coach_added
from storage.coaches import applications
from storage.messages import outbox
from storage.messages import reach as stored_reach
from storage.people import people
from storage.people.people import Person, TelegramProfile
from storage.services import catalogue as stored
from storage.transactions import Database, Writer
from storage.working_hours import timetables

USUAL_DAY: Final = ((540, 1020),)  # 09:00–17:00
USUAL_DAYS: Final = range(5)  # Monday to Friday


async def add_coach(
    database: Database,
    profile: TelegramProfile,
    name: str,
    zone: str,
    *,
    actor: Actor,
    key: str,
    now: datetime,
    does: int | None = None,
) -> Coach:
    """Make a person a coach, with the usual hours and not yet open for booking.

    does: the one service they do to begin with, or None.

    An existing coach stays as they are. Telegram does not reach somebody the bot has never met
    until they write to it. Any application of theirs is closed. Raises NotAllowed, NotFound for a
    service that does not exist, BadInput, and ApplicantBlocked.
    """
    actor.require(Permission.HIRE)

    async def who(writer: Writer) -> int:
        person = await people.by_telegram_id(writer, profile.telegram_id)
        if person is None:
            person = await people.register(writer, profile)
            await stored_reach.set_never_met(writer, person.id, now)
            await write_new_down(writer, person.id, "telegram", actor, now)
        return person.id

    return await _add(database, who, name, zone, does, actor, key, now)


async def add_known(
    database: Database,
    person_id: int,
    name: str,
    zone: str,
    *,
    actor: Actor,
    key: str,
    now: datetime,
    does: int | None = None,
) -> Coach:
    """The same for a person we already know. Raises also NotFound for anyone erased."""
    actor.require(Permission.HIRE)

    async def who(writer: Writer) -> int:
        return person_id

    return await _add(database, who, name, zone, does, actor, key, now)


async def _add(
    database: Database,
    who: Callable[[Writer], Awaitable[int]],
    name: str,
    zone: str,
    does: int | None,
    actor: Actor,
    key: str,
    now: datetime,
) -> Coach:
    async def work(writer: Writer) -> dict[str, Any]:
        person = await lock_person(writer, await who(writer))
        catalogue = await stored.load(writer)
        coach = catalogue.coach_of(person.id)
        if coach is not None:
            return {"coach": coach.id}
        may_be_hired(person)
        coach_id = await begin(writer, catalogue, person.id, name, zone, does, actor, now)
        await applications.settle(writer, person.id, coach_id, actor.person, now)
        if person.id != actor.person_id:
            await outbox.enqueue(writer, [coach_added(coach_id, person.id, name, now)])
        return {"coach": coach_id}

    outcome = await once(database, work, actor=actor, key=key, now=now)
    return look_up((await newest(database)).coaches, outcome["coach"])


def may_be_hired(person: Person) -> None:
    """Raise ApplicantBlocked for somebody whose bookings the business refuses."""
    if person.blocked:
        raise ApplicantBlocked(person.id)


async def begin(
    writer: Writer,
    catalogue: Catalogue,
    person_id: int,
    name: str,
    zone: str,
    does: int | None,
    actor: Actor,
    now: datetime,
) -> int:
    """A new coach with the initial settings; the id. The caller holds the person.

    Raises NotFound if there is no such service, and BadInput.
    """
    service_ids = set() if does is None else {look_up(catalogue.services, does).id}
    coach_id = await stored.add_coach(
        writer,
        person_id=person_id,
        name=name,
        zone=zone,
        approval=Approval.MANUAL,
        active=False,
        setting_up=True,
    )
    for weekday in USUAL_DAYS:
        await timetables.set_weekday_hours(writer, coach_id, weekday, USUAL_DAY)
    if service_ids:
        await stored.set_coach_services(writer, coach_id, service_ids)
    await check_new(writer, coach_id)
    after = {"name": name, "zone": zone, "person": person_id, "services": sorted(service_ids)}
    await write_down(writer, "add_coach", "coach", coach_id, None, after, actor, now)
    return coach_id


async def check_new(writer: Writer, coach_id: int) -> None:
    """Raise BadInput for a coach, just added, who is not as coaches can be."""
    check_coach(look_up((await stored.load(writer)).coaches, coach_id), None)


async def hire(
    writer: Writer,
    catalogue: Catalogue,
    application: Application,
    person: Person,
    actor: Actor,
    now: datetime,
) -> tuple[int, bool]:
    """The coach that an application describes, all at once; the id, and whether customers can book
    them. Not if their services are still missing: they are led there.

    The person's row is locked. Raises ApplicantBlocked, BadInput, CoachAlready.
    """
    may_be_hired(person)
    coach = catalogue.coach_of(person.id)
    if coach is not None:
        raise CoachAlready(coach.id)
    does = {one for one in application.service_ids if one in catalogue.services}
    shown = any(not catalogue.services[one].hidden for one in does)
    ready = shown and any(application.week)
    coach_id = await stored.add_coach(
        writer,
        person_id=person.id,
        name=application.name,
        zone=application.zone,
        approval=Approval.MANUAL,
        active=ready,
        place=application.place,
        setting_up=not ready,
    )
    await stored.update_coach(
        writer,
        coach_id,
        category=application.category,
        about=application.about,
        latitude=application.latitude,
        longitude=application.longitude,
        online=application.online,
        photo=application.photo,
    )
    await check_new(writer, coach_id)
    for weekday, windows in enumerate(application.week):
        if windows:
            await timetables.set_weekday_hours(writer, coach_id, weekday, windows)
    if does:
        await stored.set_coach_services(writer, coach_id, does)
    after = {
        "name": application.name,
        "zone": application.zone,
        "person": person.id,
        "place": application.place,
        "services": sorted(does),
        "active": ready,
    }
    await write_down(writer, "add_coach", "coach", coach_id, None, after, actor, now)
    return coach_id, ready
