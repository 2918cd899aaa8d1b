"""How the business and the bot are doing now, for the team."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from domain.appointments.appointment import Status
from domain.business.report import Report, TooManyBookings, day_of, month_of
from domain.business.troubles import LATE, Trouble
from domain.messages.notices import Channel
from domain.refusals import NotFound
from domain.roles import Actor, Permission
from domain.services.catalogue import Catalogue
from handlers.queries.business import reports
from storage import migrations
from storage.business import dead_letters, troubles, vitals
from storage.business.dead_letters import DeadLetter
from storage.business.vitals import DatabaseVitals, Waiting
from storage.coaches import applications
from storage.messages import reach
from storage.messages.backlog import Backlog, backlog_at
from storage.people import flags
from storage.transactions import Database, Reader

PAGE: Final = 8


@dataclass(frozen=True, slots=True)
class Wrong:
    """What somebody should look at. dead_letters: updates that failed and can still be retried,
    None for anyone who may not see them. unreachable: people out of reach, as `reach.unreachable`
    counts them; mailable: those of them with an email address. troubles: what admins were told of,
    and since when."""

    dead_letters: int | None
    late: Waiting
    unreachable: int
    mailable: int
    troubles: Mapping[Trouble, datetime]


@dataclass(frozen=True, slots=True)
class Glance:
    """The business today. month: None if there are too many bookings to add up. flags: how many
    people wait to be looked at. applications: from would-be coaches, 0 for anyone who may not see
    them. unsaid: how many of today's are over without a word about them, by state."""

    today: Report
    month: Report | None
    requests: Waiting
    wrong: Wrong
    flags: int
    applications: int = 0
    unsaid: Mapping[Status, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BotHealth:
    """The bot itself. release: its version, "" if not installed. revision: of the tables."""

    release: str
    revision: str
    backlog: Backlog
    database: DatabaseVitals
    wrong: Wrong


async def glance(
    database: Database,
    catalogue: Catalogue,
    *,
    actor: Actor,
    now: datetime,
    available_channels: Collection[Channel],
) -> Glance:
    """What the team looks at first. available_channels: the ways beside Telegram that are set up.
    Raises NotAllowed, TooManyBookings."""
    actor.require(Permission.REPORTS)
    day = now.astimezone(ZoneInfo(catalogue.business.zone)).date()
    today = await reports.report(database, catalogue, day_of(day), actor=actor)
    try:
        month = await reports.report(database, catalogue, month_of(day), actor=actor)
    except TooManyBookings:
        month = None
    unsaid = await reports.unsaid(database, catalogue, day, actor=actor, now=now)
    async with database.read() as reader:
        requests = await vitals.requests(reader, now)
        wrong = await _wrong(reader, actor, now, available_channels)
        theirs = actor.may(Permission.APPLICATIONS)
        application_count = await applications.count(reader) if theirs else 0
        flagged = await flags.count(reader)
        return Glance(today, month, requests, wrong, flagged, application_count, unsaid)


async def health(
    database: Database, *, actor: Actor, now: datetime, available_channels: Collection[Channel]
) -> BotHealth:
    """How the bot is doing. available_channels: the ways beside Telegram that are set up. Raises
    NotAllowed."""
    actor.require(Permission.STATUS)
    async with database.read() as reader:
        return BotHealth(
            _release(),
            migrations.HEAD,
            await backlog_at(reader, now),
            await vitals.of_database(reader),
            await _wrong(reader, actor, now, available_channels),
        )


async def dead_letter_page(
    database: Database, page: int, *, actor: Actor
) -> tuple[int, int, Sequence[DeadLetter]]:
    """Updates that failed and can still be retried: how many, the page (clamped to the last) and
    those on it, oldest first. Raises NotAllowed."""
    actor.require(Permission.STATUS)
    async with database.read() as reader:
        n = await dead_letters.count(reader)
        page = min(max(page, 0), max(n - 1, 0) // PAGE)
        return n, page, await dead_letters.waiting(reader, PAGE, page * PAGE)


async def all_dead_letters(database: Database, most: int, *, actor: Actor) -> Sequence[DeadLetter]:
    """The first of those, oldest first. Raises NotAllowed."""
    actor.require(Permission.STATUS)
    async with database.read() as reader:
        return await dead_letters.waiting(reader, most, 0)


async def all_unreachable(
    database: Database, most: int, *, actor: Actor, available_channels: Collection[Channel]
) -> Sequence[reach.UnreachablePerson]:
    """The first of all people out of reach, most recently lost first. Raises NotAllowed."""
    actor.require(Permission.STATUS)
    async with database.read() as reader:
        return await reach.unreachable_page(reader, available_channels, most, 0)


async def dead_letter(database: Database, letter_id: int, *, actor: Actor) -> DeadLetter:
    """One of them, retried or not. Raises NotAllowed, NotFound."""
    actor.require(Permission.STATUS)
    async with database.read() as reader:
        one = await dead_letters.by_id(reader, letter_id)
    if one is None:
        raise NotFound
    return one


async def unreachable_page(
    database: Database, page: int, *, actor: Actor, available_channels: Collection[Channel]
) -> tuple[int, int, Sequence[reach.UnreachablePerson]]:
    """All people out of reach: as `dead_letter_page`, most recently lost first. Raises
    NotAllowed."""
    actor.require(Permission.STATUS)
    async with database.read() as reader:
        n, _ = await reach.unreachable(reader, available_channels)
        page = min(max(page, 0), max(n - 1, 0) // PAGE)
        return n, page, await reach.unreachable_page(reader, available_channels, PAGE, page * PAGE)


async def _wrong(
    reader: Reader, actor: Actor, now: datetime, available_channels: Collection[Channel]
) -> Wrong:
    theirs = actor.may(Permission.STATUS)
    dead_letter_count = await dead_letters.count(reader) if theirs else None
    late = await vitals.late_reminders(reader, now - LATE)
    incidents = await troubles.incidents(reader) if theirs else {}
    beginnings = {one: incident.since for one, incident in incidents.items() if incident.told_at}
    return Wrong(
        dead_letter_count, late, *await reach.unreachable(reader, available_channels), beginnings
    )


@cache
def _release() -> str:
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 - here alone

    try:
        return version("coachbook")
    except PackageNotFoundError:
        return ""
