"""What the two people of a session have written to each other, and whether they may write now.

For the two alone: the team reads only what somebody complains about, once they do. Anything else
counts as not found.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.accounts.identity import IdentityKind
from domain.appointments.appointment import Appointment
from domain.appointments.correspondence import may_write
from domain.appointments.message_refusals import (
    CannotReach,
    MessagesStopped,
    MessagesUnwanted,
    WritingForbidden,
)
from domain.messages.notices import Channel
from domain.refusals import NotFound
from domain.roles import Actor, Permission
from storage.appointments import appointments, correspondence
from storage.appointments.correspondence import Message, MessageComplaint
from storage.messages import reach
from storage.people import identities
from storage.transactions import Database, Reader

PAGE = 5
LATEST = 2**62


@dataclass(frozen=True, slots=True)
class Thread:
    """A page of messages, in order. more: there are older ones. stops: its reader wants no messages
    from the other."""

    appointment: Appointment
    messages: Sequence[Message]
    more: bool
    stops: bool


@dataclass(frozen=True, slots=True)
class ComplaintCase:
    """A complaint, and a page of the messages it is about. about: the person. banned: they may not
    write.

    more: there are older ones.
    """

    complaint: MessageComplaint
    appointment: Appointment
    about: int
    banned: bool
    messages: Sequence[Message]
    more: bool

    @property
    def parties(self) -> tuple[str, str]:
        """Who complains, and about whom."""
        a = self.appointment
        names = (a.customer_name, a.coach_name)
        return names[::-1] if self.complaint.by_coach else names


async def side_of(
    reader: Reader, appointment_id: int, *, by_coach: bool, actor: Actor
) -> Appointment:
    """The appointment, for whichever of its two people is acting. NotFound for everybody else."""
    actor.require(Permission.WORK if by_coach else Permission.BOOK)
    appointment = await _appointment(reader, appointment_id)
    mine = (
        appointment.coach_id == actor.coach_id
        if by_coach
        else appointment.customer_id == actor.person_id
    )
    if not mine:
        raise NotFound
    return appointment


async def other_of(reader: Reader, a: Appointment, *, by_coach: bool) -> int:
    """The person on the other side."""
    return a.customer_id if by_coach else await appointments.coach_person_id(reader, a.coach_id)


async def check(
    reader: Reader,
    a: Appointment,
    *,
    by_coach: bool,
    actor: Actor,
    now: datetime,
    available_channels: Collection[Channel],
) -> int:
    """Whom a message from this side would reach. available_channels: the ways beside Telegram that
    are set up.

    Raises WritingOver, WritingForbidden, MessagesStopped, MessagesUnwanted, CannotReach.
    """
    may_write(a, now)
    other = await other_of(reader, a, by_coach=by_coach)
    stops = await correspondence.writing_stops(reader, actor.person, other)
    if stops.banned:
        raise WritingForbidden
    if stops.stops:
        raise MessagesStopped(a.id, by_coach)
    if stops.stopped:
        raise MessagesUnwanted(a.id, by_coach)
    ways = await reach.of_person(reader, other)
    if ways is None or not ways.is_reachable(available_channels):
        # Whoever books for others entered their numbers, too.
        number = await _number(reader, other) if actor.may(Permission.CUSTOMERS) else None
        raise CannotReach(a.id, by_coach, ways is not None and ways.met, number)
    return other


async def writable(
    database: Database,
    appointment_id: int,
    *,
    by_coach: bool,
    actor: Actor,
    now: datetime,
    available_channels: Collection[Channel],
) -> Appointment:
    """The appointment, if this side may write about it now. Raises as `check`, and NotFound."""
    async with database.read() as reader:
        appointment = await side_of(reader, appointment_id, by_coach=by_coach, actor=actor)
        await check(
            reader,
            appointment,
            by_coach=by_coach,
            actor=actor,
            now=now,
            available_channels=available_channels,
        )
    return appointment


async def of_side(
    database: Database, appointment_id: int, *, by_coach: bool, actor: Actor
) -> Appointment:
    """The appointment, for whichever of its two people is asking. Raises NotFound, NotAllowed."""
    async with database.read() as reader:
        return await side_of(reader, appointment_id, by_coach=by_coach, actor=actor)


async def thread(
    database: Database, appointment_id: int, page: int, *, by_coach: bool, actor: Actor
) -> Thread:
    """What was written about an appointment. page: from 0, the latest. Raises NotFound."""
    async with database.read() as reader:
        appointment = await side_of(reader, appointment_id, by_coach=by_coach, actor=actor)
        other = await other_of(reader, appointment, by_coach=by_coach)
        stops = await correspondence.writing_stops(reader, actor.person, other)
        messages, more = await _page(reader, appointment, page)
    return Thread(appointment, messages, more, stops.stops)


async def by_coach(database: Database, appointment_id: int, *, actor: Actor) -> bool:
    """Whether somebody writes about it as its coach, rather than its client. Raises NotFound for
    everybody else."""
    async with database.read() as reader:
        return await _as_coach(reader, appointment_id, actor)


async def messages_before(
    database: Database,
    appointment_id: int,
    before: int | None,
    *,
    actor: Actor,
    limit: int,
) -> tuple[list[Message], bool]:
    """What was written about an appointment before a message, None for the latest; newest first,
    and whether there are older ones. For either of its two people. Raises NotFound."""
    async with database.read() as reader:
        as_coach = await _as_coach(reader, appointment_id, actor)
        appointment = await side_of(reader, appointment_id, by_coach=as_coach, actor=actor)
        messages = await correspondence.older(reader, appointment, before or LATEST, limit + 1)
    return messages[:limit], len(messages) > limit


async def complaint(
    database: Database, report_id: int, page: int, *, actor: Actor
) -> ComplaintCase:
    """A complaint, for the team; hidden from the person it is about. Raises NotFound."""
    actor.require(Permission.COMPLAINTS)
    async with database.read() as reader:
        case = await complaint_of(reader, report_id, actor)
        messages, more = await _page(reader, case.appointment, page)
    return ComplaintCase(case.complaint, case.appointment, case.about, case.banned, messages, more)


async def complaint_of(reader: Reader, report_id: int, actor: Actor) -> ComplaintCase:
    """The same without the messages."""
    report = await correspondence.report_by_id(reader, report_id)
    if report is None:
        raise NotFound
    about = await _with(reader, await _appointment(reader, report.appointment_id), report.coach_id)
    person = await other_of(reader, about, by_coach=report.by_coach)
    if person == actor.person_id:
        raise NotFound
    banned = (await correspondence.writing_stops(reader, person, person)).banned
    return ComplaintCase(report, about, person, banned, (), more=False)


async def complaints(database: Database, *, actor: Actor, limit: int) -> list[ComplaintCase]:
    """The latest complaints, undecided ones first."""
    actor.require(Permission.COMPLAINTS)
    cases = []
    async with database.read() as reader:
        for report in await correspondence.latest_reports(reader, limit):
            try:
                cases.append(await complaint_of(reader, report.id, actor))
            except NotFound:
                continue  # it is about the one who asks
    return cases


async def message(database: Database, message_id: int, *, actor: Actor) -> Message:
    """One message, for the two people of its appointment; for the team, if either complained."""
    actor.require(Permission.BOOK)
    async with database.read() as reader:
        message_ = await correspondence.by_id(reader, message_id)
        if message_ is None:
            raise NotFound
        about = await _appointment(reader, message_.appointment_id)
        if about.customer_id == actor.person_id or message_.coach_id == actor.coach_id:
            return message_
        if actor.may(Permission.COMPLAINTS) and await correspondence.complained_of(
            reader, message_
        ):
            return message_
    raise NotFound


async def _appointment(reader: Reader, appointment_id: int) -> Appointment:
    appointment = await appointments.by_id(reader, appointment_id)
    if appointment is None:
        raise NotFound
    return appointment


async def _as_coach(reader: Reader, appointment_id: int, actor: Actor) -> bool:
    appointment = await _appointment(reader, appointment_id)
    if appointment.customer_id == actor.person_id:
        return False
    if appointment.coach_id != actor.coach_id:
        raise NotFound
    return True


async def _with(reader: Reader, a: Appointment, coach_id: int) -> Appointment:
    """The appointment as it was with the coach who has since handed it over."""
    if a.coach_id == coach_id:
        return a
    name = await appointments.coach_name(reader, coach_id)
    return replace(a, coach_id=coach_id, coach_name=name)


async def _page(reader: Reader, a: Appointment, page: int) -> tuple[list[Message], bool]:
    messages = await correspondence.page(reader, a, limit=PAGE + 1, offset=page * PAGE)
    return messages[:PAGE][::-1], len(messages) > PAGE


async def _number(reader: Reader, person_id: int) -> str | None:
    known_identities = await identities.of_person(reader, person_id)
    return next(
        (one.identity.value for one in known_identities if one.identity.kind is IdentityKind.PHONE),
        None,
    )
