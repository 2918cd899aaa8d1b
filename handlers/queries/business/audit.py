"""The audit log, for admins: for a person, a booking, a day, a kind of thing, or all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from domain.refusals import NotFound
from domain.roles import Actor, Permission
from storage import audit_pages, request_ids
from storage.appointments import appointments
from storage.audit_pages import NEWEST, AuditLine
from storage.people import merging
from storage.transactions import Database, Reader

KINDS: Final = (
    "appointment",
    "session",
    "series",
    "wait",
    "person",
    "coach",
    "leave",
    "leave_rule",
    "service",
    "room",
    "closure",
    "business",
    "message",
    "complaint",
    "dead_letter",
    "broadcast",
    "export",
    "import",
    "webhook",
)
"""The subjects of lines, in listing order. An appointment is a customer's, a session a group's."""

_PEOPLE: Final = ("person", "person_id")


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which lines: of a person or a booking by id, of a day of the business, of a kind, of the
    request behind one line; at most one of these, or all. zone: whose days they are."""

    person: int = 0
    booking: int = 0
    day: date | None = None
    kind: str = ""
    request: int = 0
    zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class AuditLines:
    """Lines, newest first, with the names they need. more: there are older ones. people: names by
    id. sessions: booking code, service and customer by id."""

    lines: Sequence[AuditLine]
    more: bool
    people: Mapping[int, str]
    sessions: Mapping[int, tuple[str, str, str]]


async def page(
    database: Database, which: AuditFilter, *, actor: Actor, before: int, most: int
) -> AuditLines:
    """The newest lines before the given one; 0 for the newest of all. Raises NotAllowed."""
    actor.require(Permission.AUDIT)
    async with database.read() as reader:
        lines = await _lines(reader, which, before if 0 < before < NEWEST else NEWEST, most + 1)
        page_lines = lines[:most]
        people = {one.actor_id for one in page_lines if one.actor_id is not None}
        people |= {one.entity_id for one in page_lines if one.entity == "person"}
        people |= {id_ for one in page_lines for id_ in _people_in(one)}
        sessions = [one.entity_id for one in page_lines if one.entity in ("appointment", "message")]
        return AuditLines(
            page_lines,
            len(lines) > most,
            await audit_pages.people_named(reader, sorted(people)),
            await audit_pages.sessions_named(reader, sessions),
        )


def _people_in(line: AuditLine) -> set[int]:
    """The people that a line names among what has changed."""
    values = (side.get(name) for side in (line.before, line.after) if side for name in _PEOPLE)
    return {value for value in values if isinstance(value, int)}


async def booking(database: Database, code: str, *, actor: Actor) -> int | None:
    """The session with a booking code. Raises NotAllowed."""
    actor.require(Permission.AUDIT)
    async with database.read() as reader:
        bookings = await appointments.by_code(reader, code)
    return bookings[-1].id if bookings else None


async def request(database: Database, text: str, *, actor: Actor) -> int | None:
    """The first line of a request, by its id as typed. Raises NotAllowed."""
    actor.require(Permission.AUDIT)
    if (request_id := request_ids.sane(text)) is None:
        return None
    async with database.read() as reader:
        return await audit_pages.line_of_request(reader, request_id)


async def name_of(database: Database, which: AuditFilter, *, actor: Actor) -> str:
    """The name of a person, or of a booking's session. Raises NotFound, NotAllowed."""
    actor.require(Permission.AUDIT)
    async with database.read() as reader:
        if which.person:
            person = await merging.surviving_id(reader, which.person)
            names = await audit_pages.people_named(reader, [person])
            if person not in names:
                raise NotFound
            return names[person]
        sessions = await audit_pages.sessions_named(reader, [which.booking])
        if which.booking not in sessions:
            raise NotFound
        return " · ".join(sessions[which.booking])


async def _lines(reader: Reader, which: AuditFilter, before: int, most: int) -> list[AuditLine]:
    if which.person:
        person = await merging.surviving_id(reader, which.person)
        return await audit_pages.of_person(reader, person, before, most)
    if which.booking:
        return await audit_pages.of_row(reader, "appointment", which.booking, before, most)
    if which.day is not None:
        start = _begin(which.day, which.zone)
        end = _begin(which.day + timedelta(days=1), which.zone)
        return await audit_pages.between(reader, start, end, before, most)
    if which.request:
        return await audit_pages.of_request(reader, which.request, before, most)
    if which.kind:
        return await audit_pages.of_kind(reader, which.kind, before, most)
    return await audit_pages.newest(reader, before, most)


def _begin(day: date, zone: str) -> datetime:
    return datetime.combine(day, time.min, ZoneInfo(zone)).astimezone(UTC)
