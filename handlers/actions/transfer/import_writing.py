"""Import one line of a file: a customer, a service, a coach or a booking.

By the same rules as in the chat, and once: people already here stay as they are.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final

from domain.appointments.appointment import OCCUPYING, Appointment, Status
from domain.messages.notices import NoticeKind
from domain.refusals import SlotTaken
from domain.roles import Actor
from domain.services.catalogue import Catalogue
from domain.services.service import Approval, Money, Service
from domain.time import deadlines
from domain.transfer.importing import ImportFault, ImportKind, RowValues, name_key
from handlers.actions.appointments import seating
from handlers.actions.appointments.appointment_messages import about
from handlers.actions.appointments.booking import CODE_LENGTH, CODE_LETTERS
from handlers.actions.appointments.recording import write_down
from handlers.actions.appointments.start_attempts import begin_attempt
from handlers.actions.coaches.hiring import USUAL_DAY, USUAL_DAYS, check_new, may_be_hired
from handlers.actions.columns import plain_values
from handlers.actions.locking import lock_person
from handlers.actions.services.catalogue import check_service
from handlers.actions.transfer import import_matching as matching
from handlers.actions.transfer.import_matching import BookingMatch
from storage import audit
from storage.appointments import booking
from storage.appointments.appointment_rows import NewAppointment
from storage.people import identities, people
from storage.services import catalogue as stored
from storage.transactions import Writer
from storage.transfer import import_known
from storage.working_hours import timetables

Made = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ImportRowOutcome:
    """What became of a line. addition: what was added, None if it was already here. person_id: the
    person it names. faults: why nothing could be added."""

    addition: Made | None = None
    person_id: int | None = None
    faults: tuple[ImportFault, ...] = ()


async def bring(
    writer: Writer,
    catalogue: Catalogue,
    kind: ImportKind,
    entry: RowValues,
    *,
    actor: Actor,
    now: datetime,
    tell: bool,
) -> ImportRowOutcome:
    """Add what a line says. Raises the refusals of booking, BadInput, and ApplicantBlocked."""
    if kind is ImportKind.SERVICES:
        return await _service(writer, catalogue, entry, actor, now)
    if kind is ImportKind.COACHES:
        return await _coach(writer, catalogue, entry, actor, now)
    if kind is ImportKind.CUSTOMERS:
        person_id, addition = await _customer(writer, entry, actor, now)
        return ImportRowOutcome(addition, person_id)
    return await _booking(writer, catalogue, entry, actor, now, tell=tell)


async def _customer(
    writer: Writer, entry: RowValues, actor: Actor, now: datetime
) -> tuple[int, Made | None]:
    """The person, and what was added of them, None for somebody already here."""
    known_by = matching.contacts(entry)
    await identities.hold(writer, known_by)
    [person_id] = await matching.people(writer, [entry])
    if person_id is not None:
        return person_id, None
    person = await people.add(writer, entry["name"], entry["email"], now)
    for contact in known_by:
        await identities.say(writer, person.id, contact, now)
    kinds = [one.kind.value for one in known_by]
    after = {"name": entry["name"], "known_by": kinds}
    await _record(writer, "import_customer", "person", person.id, after, actor, now)
    addition = {"person": person.id, "name": entry["name"], "email": entry["email"]}
    return person.id, {**addition, "contacts": [[one.kind.value, one.value] for one in known_by]}


async def _service(
    writer: Writer, catalogue: Catalogue, entry: RowValues, actor: Actor, now: datetime
) -> ImportRowOutcome:
    catalogue = await stored.load(writer)
    if any(name_key(one.title) == name_key(entry["name"]) for one in catalogue.services.values()):
        return ImportRowOutcome()
    columns: stored.ServiceColumns = {
        "title": entry["name"],
        "minutes": entry["minutes"],
        "price": Money(entry["minor"], entry["currency"]),
        "category": entry["category"],
        "description": entry["description"],
        "buffer_before": entry["buffer_before"],
        "buffer_after": entry["buffer_after"],
        "capacity": entry["capacity"],
        "hidden": entry["hidden"],
        "position": max((one.position for one in catalogue.services.values()), default=0) + 1,
    }
    check_service(catalogue, Service(0, **columns), None, now)
    service_id = await stored.add_service(writer, **columns)
    after = plain_values(columns)
    await _record(writer, "import_service", "service", service_id, after, actor, now)
    return ImportRowOutcome({"service": service_id})


async def _coach(
    writer: Writer, catalogue: Catalogue, entry: RowValues, actor: Actor, now: datetime
) -> ImportRowOutcome:
    """With the usual hours and not yet open for booking, as coaches added in the chat."""
    catalogue = await stored.load(writer)
    if any(name_key(one.name) == name_key(entry["name"]) for one in catalogue.coaches.values()):
        return ImportRowOutcome()
    person_id, newcomer = await _customer(writer, entry, actor, now)
    person = await lock_person(writer, person_id)
    if catalogue.coach_of(person.id) is not None:
        return ImportRowOutcome()
    may_be_hired(person)
    zone = entry["zone"] or catalogue.business.zone
    coach_id = await stored.add_coach(
        writer,
        person_id=person.id,
        name=entry["name"],
        zone=zone,
        approval=Approval.MANUAL,
        active=False,
        place=entry["place"],
        setting_up=True,
    )
    await check_new(writer, coach_id)
    for weekday in USUAL_DAYS:
        await timetables.set_weekday_hours(writer, coach_id, weekday, USUAL_DAY)
    if does := matching.services_of(catalogue, entry):
        await stored.set_coach_services(writer, coach_id, does)
    profile = {"name": entry["name"], "zone": zone, "place": entry["place"]}
    profile["services"] = sorted(does)
    after = {**profile, "person": person.id}
    await _record(writer, "import_coach", "coach", coach_id, after, actor, now, coach_id=coach_id)
    return ImportRowOutcome({"coach": coach_id, **profile, "customer": newcomer}, person.id)


async def _booking(
    writer: Writer,
    catalogue: Catalogue,
    entry: RowValues,
    actor: Actor,
    now: datetime,
    *,
    tell: bool,
) -> ImportRowOutcome:
    who, status = matching.match_booking(catalogue, entry), matching.status_of(entry, now)
    if isinstance(who, ImportFault):
        return ImportRowOutcome(faults=(who,))
    start = datetime.fromisoformat(entry["start"])
    if entry["code"] and await import_known.codes(writer, [(entry["code"], start)]):
        return ImportRowOutcome()
    customer, newcomer = await _customer(writer, entry, actor, now)
    await people.lock(writer, customer)
    if await import_known.there(writer, [(who.coach.id, start, customer)]):
        return ImportRowOutcome(person_id=customer)
    if status in OCCUPYING:
        appointment = await _ahead(writer, catalogue, who, entry, customer, start, status, now)
    else:
        new = _new(who, who.lasting(entry), entry, customer, start, status, now)
        appointment = await booking.insert(writer, await _with_code(writer, new, entry))
    if appointment is None:
        raise SlotTaken(who.service.id, who.coach.id)
    news = []
    if tell and appointment.status is Status.CONFIRMED:
        news = [about(appointment, NoticeKind.BOOKED_BY_COACH, customer, now)]
    # Coaches find these in their calendar, and are told of requests once the whole file is in:
    # hundreds of messages would tell them no more.
    await write_down(
        writer, None, appointment, "import_booking", actor, now, news, dates=0, coach_told=True
    )
    addition = {"booking": appointment.id, "coach": appointment.coach_id, "customer": newcomer}
    code, version = appointment.code, appointment.version
    return ImportRowOutcome({**addition, "version": version, "code": code}, customer)


async def _ahead(
    writer: Writer,
    catalogue: Catalogue,
    who: BookingMatch,
    entry: RowValues,
    customer: int,
    start: datetime,
    status: Status,
    now: datetime,
) -> Appointment | None:
    """Claim the time and rooms for a coming session, or a request for one, like any other.

    At any minute, and whatever protects the coach alone: it was agreed elsewhere.
    """
    attempt = await begin_attempt(
        writer, catalogue, who.service.id, who.coach.id, start, now=now, customer=None
    )
    service = attempt.service.at_any_minute
    if entry["minutes"] and not service.for_groups:
        service = replace(service, minutes=entry["minutes"])
    attempt = replace(attempt, service=service)
    await attempt.check(writer, now, anyway=True)
    new = _new(who, service, entry, customer, start, status, now)
    if status is Status.PENDING:
        minutes = attempt.catalogue.business.answer_minutes
        new = replace(new, answer_by=deadlines.request_ends(minutes, start, now))
    return await seating.place(writer, attempt, await _with_code(writer, new, entry), None)


def _new(
    who: BookingMatch,
    service: Service,
    entry: RowValues,
    customer: int,
    start: datetime,
    status: Status,
    now: datetime,
) -> NewAppointment:
    price = service.price
    places = min(entry["places"], service.most_places) if service.for_groups else 1
    if entry["minor"] is not None:
        price = Money(entry["minor"], entry["currency"])
    elif places > 1:
        price = replace(price, minor=price.minor * places)
    wall = start.astimezone(who.coach.tz).replace(tzinfo=None)
    return NewAppointment(
        coach_id=who.coach.id,
        customer_id=customer,
        service=service,
        status=status,
        starts_at=start.astimezone(UTC),
        zone=who.coach.zone,
        wall_start=wall,
        price=price,
        code="",
        note=entry["note"],
        created_at=now,
        places=places,
    )


_CODE: Final = frozenset(CODE_LETTERS)


async def _with_code(writer: Writer, new: NewAppointment, entry: RowValues) -> NewAppointment:
    """With the line's code, if it is one of ours and nobody has it."""
    code = entry["code"] or ""
    ours = len(code) == CODE_LENGTH and _CODE.issuperset(code)
    if not ours or await import_known.code_taken(writer, code):
        code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    return replace(new, code=code)


async def _record(
    writer: Writer,
    action: str,
    entity: str,
    entity_id: int,
    after: Mapping[str, Any],
    actor: Actor,
    now: datetime,
    *,
    coach_id: int | None = None,
) -> None:
    await audit.record(
        writer,
        at=now,
        actor=actor,
        action=action,
        entity=entity,
        entity_id=entity_id,
        coach_id=coach_id,
        before=None,
        after=after,
    )


def people_made(addition: Made) -> Sequence[Made]:
    """The people added with it."""
    if "contacts" in addition:
        return (addition,)
    newcomer = addition.get("customer")
    return (newcomer,) if newcomer else ()
