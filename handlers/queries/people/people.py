"""The people the business knows: found by whatever is known of them, and read as one card."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from domain.appointments.appointment import Appointment
from domain.messages.awareness import Contact
from domain.people.person_limits import PersonLimits
from domain.refusals import BadInput, NotFound
from domain.roles import Actor, Permission
from domain.text import field_text
from domain.text.similarity import alike
from domain.text.usernames import username
from handlers.queries.people import team_notes
from storage.appointments import appointments
from storage.messages import awareness
from storage.people import (
    flags,
    identities,
    merging,
    name_marks,
    people,
    person_cards,
    person_limits,
)
from storage.people.flags import RaisedFlag
from storage.people.identities import KnownIdentity
from storage.people.people import Person
from storage.people.person_cards import BookingCounts, PersonEntry, PersonRecord
from storage.people.team_notes import TeamNote
from storage.transactions import Database, Reader

MOST: Final = 40  # people listed
COMPARED: Final = 200  # people compared to find the likeliest
LONGEST: Final = 200  # letters of a search
_ENOUGH: Final = 20  # names that begin as typed: nobody looks for typos then
_NUMBER = re.compile(r"[+(]?[0-9][0-9 ()/.\-]*")
_CODE = re.compile("[0-9A-Z]{6}")


@dataclass(frozen=True, slots=True)
class PeopleMatches:
    """Those who may be meant, likeliest first. more: there may be others, and more letters would
    narrow it down."""

    people: Sequence[PersonEntry]
    more: bool = False


@dataclass(frozen=True, slots=True)
class PersonCard:
    """All that the team reads about a person. next: their first upcoming session. limits: their
    own, as now in force; missed: sessions that make all of theirs confirmed by hand, 0 if they are
    not. flags: the waiting ones. note: the team's, which nobody reads about themselves."""

    person: Person
    record: PersonRecord
    history: BookingCounts
    identities: Sequence[KnownIdentity]
    contact: Contact
    next: Appointment | None
    limits: PersonLimits
    missed: int
    flags: Sequence[RaisedFlag]
    note: TeamNote | None


async def search(database: Database, text: str, *, actor: Actor) -> PeopleMatches:
    """The people a name, number, address, booking code or id may mean; MOST at most.

    For an empty text, the most recently met. Raises NotAllowed.
    """
    actor.require(Permission.PEOPLE)
    text = text[:LONGEST].strip()
    async with database.read() as reader:
        if not text:
            return PeopleMatches(await _entries(reader, await person_cards.newest(reader, MOST)))
        exact = await _exactly(reader, text)
        matches, more = await matching_ids(reader, text)
        ids = tuple(dict.fromkeys((*exact, *matches)))
        return PeopleMatches(await _entries(reader, ids[:MOST]), more or len(ids) > MOST)


async def newest(
    database: Database, *, actor: Actor, limit: int, before: int | None = None
) -> Sequence[PersonEntry]:
    """The people we know, most recently met first. before: only those met before this person.

    Raises NotAllowed.
    """
    actor.require(Permission.PEOPLE)
    async with database.read() as reader:
        if before is None:
            ids = await person_cards.newest(reader, limit)
        else:
            ids = await person_cards.before(reader, before, limit)
        return await _entries(reader, ids)


async def matching_ids(reader: Reader, text: str) -> tuple[Sequence[int], bool]:
    """The people a name may mean, likeliest first, and whether there may be others: too many to
    tell, or not all of those who have no marks yet are compared."""
    name = text.partition("@")[0] or text
    ids = await name_marks.ids_by_name(reader, name, COMPARED, slips=False)
    if len(ids) < _ENOUGH:
        more = await name_marks.ids_by_name(reader, name, COMPARED, slips=True)
        ids = tuple(dict.fromkeys((*ids, *more)))
    unmarked = await name_marks.unmarked(reader, COMPARED)
    candidates = tuple({*ids, *unmarked})
    # Among equals, the most recently met comes first.
    each = sorted(await person_cards.entries(reader, candidates), key=lambda one: -one.id)
    too_many = max(len(ids), len(unmarked)) >= COMPARED
    return alike(name, {one.id: _texts(one) for one in each}, MOST + 1), too_many


async def card(database: Database, person_id: int, *, actor: Actor, now: datetime) -> PersonCard:
    """A person, or the one their record was merged into. Raises NotFound, NotAllowed."""
    actor.require(Permission.PEOPLE)
    async with database.read() as reader:
        person = await merging.person(reader, person_id)
        contact = await awareness.contact(reader, person.id) if person else None
        if person is None or contact is None:
            raise NotFound
        history = await person_cards.history(reader, person.id, now)
        following = history.following
        limits, missed = await person_limits.current_limits(reader, person.id, now)
        return PersonCard(
            person,
            await person_cards.record(reader, person.id),
            history,
            await identities.of_person(reader, person.id),
            contact,
            None if following is None else await appointments.by_id(reader, following),
            limits,
            missed,
            await flags.of_person(reader, person.id),
            await team_notes.visible_note(reader, person.id, actor),
        )


async def sessions_of(
    database: Database,
    person_id: int,
    *,
    actor: Actor,
    now: datetime,
    past: bool,
    limit: int,
    offset: int,
) -> list[Appointment]:
    """A page of a person's sessions, as in `appointments.of_customer`. Raises NotAllowed."""
    actor.require(Permission.PEOPLE)
    actor.require(Permission.ANY_SESSION)
    async with database.read() as reader:
        return await appointments.of_customer(
            reader, person_id, now, past=past, limit=limit, offset=offset
        )


async def _exactly(reader: Reader, text: str) -> list[int]:
    """The person known by exactly this: a booking code, id, number, user name or address."""
    ids: list[int] = []
    code = re.sub(r"[\s#.-]", "", text).upper()
    if _CODE.fullmatch(code):
        ids += [one.customer_id for one in await appointments.by_code(reader, code)]
    if name := username(text):
        ids += _ids(await people.by_username(reader, name))
    if "@" in text:
        ids += await person_cards.with_email(reader, text)
    try:
        number = field_text.telegram_id(text.removeprefix("#"))
    except BadInput:
        number = 0
    if number:
        ids += _ids(await people.by_telegram_id(reader, number))
        ids += _ids(await people.by_id(reader, number))
    if _NUMBER.fullmatch(text):
        # Without dialling prefixes: for one country, or for all.
        digits = re.sub(r"[^0-9]", "", text).lstrip("0")
        ids += await name_marks.ids_by_number(reader, digits, MOST)
    return [await merging.surviving_id(reader, one) for one in dict.fromkeys(ids)]


def _ids(person: Person | None) -> list[int]:
    return [] if person is None else [person.id]


async def _entries(reader: Reader, ids: Sequence[int]) -> list[PersonEntry]:
    by_id = {one.id: one for one in await person_cards.entries(reader, ids)}
    return [by_id[one] for one in ids if one in by_id]


def _texts(one: PersonEntry) -> str:
    mailboxes: Iterable[str] = (m.partition("@")[0] for m in (one.emails or "").split())
    return " ".join((one.name, one.username or "", *mailboxes))
