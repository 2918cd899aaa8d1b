"""What a file's lines mean here: which coach and service, who is known, what would clash."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, TypeVar

from domain.accounts.identity import Identity, IdentityKind
from domain.appointments.appointment import OCCUPYING, Status
from domain.services.catalogue import Catalogue, Coach
from domain.services.service import Service
from domain.time.spans import Span, epoch
from domain.transfer.importing import (
    ImportFault,
    ImportKind,
    ImportRowState,
    RowValues,
    key_of,
    name_key,
)
from storage.appointments import calendar
from storage.transactions import Reader
from storage.transfer import import_known

T = TypeVar("T")
STRETCH: Final = 1_000  # lines looked up at once
# The status of a past or coming booking whose line does not say.
OVER, AHEAD = Status.COMPLETED, Status.CONFIRMED


@dataclass(frozen=True, slots=True)
class BookingMatch:
    """A booking's coach, service and length."""

    coach: Coach
    service: Service

    def lasting(self, entry: RowValues) -> Service:
        """The service at the line's length."""
        minutes = entry["minutes"] or self.service.minutes
        return replace(self.service, minutes=minutes)


@dataclass(frozen=True, slots=True)
class ImportRowCheck:
    """What would become of a line."""

    nr: int
    line: ImportRowState
    entry: RowValues | None = None
    key: str | None = None
    faults: tuple[ImportFault, ...] = ()


@dataclass(slots=True)
class _EarlierRows:
    """What earlier lines named. busy_spans: coaches' spans that they would book."""

    keys: dict[str, int] = field(default_factory=dict)
    busy_spans: dict[int, list[Span]] = field(default_factory=dict)


def match_booking(catalogue: Catalogue, entry: RowValues) -> BookingMatch | ImportFault:
    """A booking's coach and service, or why they cannot be told."""
    coach = _find_by_name(catalogue.coaches.values(), entry["coach"], lambda one: one.name)
    if coach is None:
        return ImportFault("coach", "no_coach" if entry["coach"] else "missing", entry["coach"])
    coach_services = [one for one in catalogue.services.values() if one.id in coach.service_ids]
    every = coach_services if not entry["service"] else list(catalogue.services.values())
    service = _find_by_name(every, entry["service"], lambda one: one.title)
    if service is None:
        return ImportFault(
            "service", "no_service" if entry["service"] else "missing", entry["service"]
        )
    return BookingMatch(coach, service)


def status_of(entry: RowValues, now: datetime) -> Status:
    """The status a booking has by now."""
    start = datetime.fromisoformat(entry["start"])
    state = Status(entry["state"]) if entry["state"] else None
    if start > now:
        return AHEAD if state in (None, Status.COMPLETED, Status.NO_SHOW) else state
    # A request nobody answered did not take place.
    over = {Status.CONFIRMED: OVER, Status.PENDING: Status.EXPIRED, None: OVER}
    return over.get(state, state or OVER)


def contacts(entry: RowValues) -> list[Identity]:
    """Somebody's contacts, the surest first."""
    phone, email = entry.get("phone"), entry.get("email")
    phones = [Identity(IdentityKind.PHONE, phone)] if phone else []
    return [*phones, Identity.email(email)] if email else phones


async def people(reader: Reader, entries: Sequence[RowValues]) -> list[int | None]:
    """The person each entry means, None for somebody new.

    By phone or email; by a number of ours, if the name matches; and by name alone if the line has
    neither phone nor email.
    """
    every = {one for entry in entries for one in contacts(entry)}
    by_contact = await import_known.by_contacts(reader, sorted(every, key=lambda one: one.value))
    ids = {entry["id"] for entry in entries if entry["id"]}
    ours = await import_known.names_of(reader, ids) if ids else {}
    alone = {entry["name"] for entry in entries if not contacts(entry)}
    by_name = await import_known.by_names(reader, sorted(alone)) if alone else {}
    matches: list[int | None] = []
    for entry in entries:
        by, number = contacts(entry), entry["id"]
        person = next((by_contact[one] for one in by if one in by_contact), None)
        if person is None and number and name_key(ours.get(number, "")) == name_key(entry["name"]):
            person = number
        if person is None and not by:
            person = by_name.get(entry["name"])
        matches.append(person)
    return matches


async def check(
    reader: Reader,
    catalogue: Catalogue,
    kind: ImportKind,
    lines: Sequence[tuple[int, RowValues | list[ImportFault]]],
    now: datetime,
) -> list[ImportRowCheck]:
    """What would become of each line: nothing is saved."""
    good = [(nr, entry) for nr, entry in lines if not isinstance(entry, list)]
    entries = [entry for _, entry in good]
    here: list[int | None] = [None] * len(entries)
    if kind in (ImportKind.CUSTOMERS, ImportKind.BOOKINGS):
        here = []
        for at in range(0, len(entries), STRETCH):
            here += await people(reader, entries[at : at + STRETCH])
    there: set[int] = set()
    busy_spans: Mapping[int, Sequence[Span]] = {}
    if kind is ImportKind.BOOKINGS:
        there = await _known_bookings(reader, catalogue, entries, here)
        busy_spans = await _busy_spans(reader, catalogue, entries, now)
    known = [person is not None for person in here]
    if kind is not ImportKind.CUSTOMERS:
        known = [at in there for at in range(len(good))]
    earlier = _EarlierRows({}, {coach: list(spans) for coach, spans in busy_spans.items()})
    # Many lines take long enough to keep others waiting.
    checks = await asyncio.to_thread(_each, catalogue, kind, good, known, earlier, now)
    for nr, line in lines:
        if isinstance(line, list):
            checks[nr] = ImportRowCheck(nr, ImportRowState.WRONG, faults=tuple(line))
    return [checks[nr] for nr, _ in lines]


def _each(
    catalogue: Catalogue,
    kind: ImportKind,
    good: Sequence[tuple[int, RowValues]],
    here: Sequence[bool],
    earlier: _EarlierRows,
    now: datetime,
) -> dict[int, ImportRowCheck]:
    """here: for each, whether it is there already."""
    names, checks = _names(catalogue, kind), dict[int, ImportRowCheck]()
    for at, (nr, entry) in enumerate(good):
        known = here[at] or (names is not None and name_key(entry["name"]) in names)
        checks[nr] = _check_line(catalogue, kind, nr, entry, earlier, now, known=known)
    return checks


def _check_line(
    catalogue: Catalogue,
    kind: ImportKind,
    nr: int,
    entry: RowValues,
    earlier: _EarlierRows,
    now: datetime,
    *,
    known: bool,
) -> ImportRowCheck:
    key = key_of(kind, entry)
    if known or key in earlier.keys:
        return ImportRowCheck(nr, ImportRowState.KNOWN, entry, key)
    faults: list[ImportFault] = []
    if kind is ImportKind.BOOKINGS:
        faults = _faults(catalogue, entry, earlier, now)
    elif kind is ImportKind.COACHES:
        faults = _unknown_services(catalogue, entry)
    if faults:
        return ImportRowCheck(nr, ImportRowState.WRONG, entry, key, tuple(faults))
    earlier.keys[key] = nr
    return ImportRowCheck(nr, ImportRowState.NEW, entry, key)


def _names(catalogue: Catalogue, kind: ImportKind) -> set[str] | None:
    """The existing names, for kinds that are known by name."""
    if kind is ImportKind.SERVICES:
        return {name_key(one.title) for one in catalogue.services.values()}
    if kind is ImportKind.COACHES:
        return {name_key(one.name) for one in catalogue.coaches.values()}
    return None


def services_of(catalogue: Catalogue, entry: RowValues) -> set[int]:
    """The services of a coach in a file."""
    titles = {name_key(one) for one in entry["services"]}
    return {one.id for one in catalogue.services.values() if name_key(one.title) in titles}


def _unknown_services(catalogue: Catalogue, entry: RowValues) -> list[ImportFault]:
    titles = {name_key(one.title) for one in catalogue.services.values()}
    unknown = [one for one in entry["services"] if name_key(one) not in titles]
    return [ImportFault("services", "no_service", unknown[0])] if unknown else []


def _faults(
    catalogue: Catalogue, entry: RowValues, earlier: _EarlierRows, now: datetime
) -> list[ImportFault]:
    who = match_booking(catalogue, entry)
    if isinstance(who, ImportFault):
        return [who]
    if status_of(entry, now) not in OCCUPYING:
        return []
    service = who.lasting(entry)
    if service.id not in who.coach.service_ids or not who.coach.active or service.hidden:
        return [ImportFault("service", "not_offered", who.coach.name)]
    if service.for_groups:
        return []
    start = epoch(datetime.fromisoformat(entry["start"]))
    before, after = 60 * service.buffer_before, 60 * (service.minutes + service.buffer_after)
    span = start - before, start + after
    spans = earlier.busy_spans.setdefault(who.coach.id, [])
    if any(span[0] < end and begin < span[1] for begin, end in spans):
        return [ImportFault("start", "taken")]
    spans.append(span)
    return []


async def _known_bookings(
    reader: Reader, catalogue: Catalogue, entries: Sequence[RowValues], here: Sequence[int | None]
) -> set[int]:
    """Which of these bookings are here: by code, or by coach, start and customer."""
    starts = [datetime.fromisoformat(entry["start"]) for entry in entries]
    coded = [(e["code"], start) for e, start in zip(entries, starts, strict=True) if e["code"]]
    codes = await import_known.codes(reader, coded) if coded else set()
    candidates: dict[int, tuple[int, datetime, int]] = {}
    for at, (entry, person) in enumerate(zip(entries, here, strict=True)):
        who = match_booking(catalogue, entry)
        if person is not None and isinstance(who, BookingMatch):
            candidates[at] = who.coach.id, starts[at], person
    there = await import_known.there(reader, list(candidates.values())) if candidates else set()
    by_code = {at for at, entry in enumerate(entries) if entry["code"] in codes}
    return by_code | {at for at, one in candidates.items() if one in there}


async def _busy_spans(
    reader: Reader, catalogue: Catalogue, entries: Sequence[RowValues], now: datetime
) -> Mapping[int, Sequence[Span]]:
    """What keeps the coaches of coming bookings busy around them."""
    ahead: dict[int, list[datetime]] = {}
    for entry in entries:
        who, start = match_booking(catalogue, entry), datetime.fromisoformat(entry["start"])
        if isinstance(who, BookingMatch) and start > now:
            ahead.setdefault(who.coach.id, []).append(start)
    day = timedelta(days=2)
    spans = {}
    for coach_id, starts in ahead.items():
        window = min(starts) - day, max(starts) + day
        spans[coach_id] = (await calendar.busy_with_version(reader, coach_id, *window, now=now))[1]
    return spans


def _find_by_name(things: Iterable[T], name: str, name_of: Callable[[T], str]) -> T | None:
    """The one with this name, or the only one starting with it; without a name, the only one."""
    every, key = list(things), name_key(name)
    if not key:
        return every[0] if len(every) == 1 else None
    same = [one for one in every if name_key(name_of(one)) == key]
    if not same:
        same = [one for one in every if name_key(name_of(one)).startswith(f"{key} ")]
    return same[0] if len(same) == 1 else None
