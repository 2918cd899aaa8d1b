"""What appointments look like in requests and answers."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from msgspec import Meta

from domain.appointments import appointment as life
from domain.appointments.accountability import Bearer
from domain.appointments.appointment import LONGEST_NOTE, LONGEST_REASON, Status
from domain.appointments.booked_rules import rules_of
from domain.services import service as prices
from domain.services.forms import LONGEST_ANSWER, MOST_QUESTIONS
from domain.services.rules import Rules
from domain.services.service_choice import MOST_ALSO
from handlers.actions import once
from handlers.http.api import preconditions
from handlers.http.api.answers import Answer
from handlers.http.api.call import Call
from handlers.http.api.request_faults import FieldFault, of_fields
from handlers.http.api.shapes import (
    AnswerShape,
    Count,
    Currency,
    Id,
    Instant,
    Money,
    Page,
    RequestShape,
)
from handlers.queries.appointments import sessions

Places = Annotated[int, Meta(ge=1, le=100, description="How many places of a group.")]
ReasonText = Annotated[str, Meta(min_length=1, max_length=LONGEST_REASON)]


class AnswerGiven(AnswerShape):
    """The answer to a question of the service."""

    question: str
    answer: str


class Appointment(AnswerShape):
    """One session of one client. wall_start: the time that was agreed, on the clock of `zone`.
    also: services that follow directly, included in minutes and price. proposed: times the coach
    offers instead; suggested: times the client does; until `offer_until`. answer_by: when a request
    expires unless its coach answers. held_until: until when the client may accept what staff booked
    for them. attending_at, late_minutes: the client's answer to a reminder. begun_at, outcome_at:
    when staff noted that it is in progress, and how it ended. borne_by: on whose account a
    cancellation goes. cover_id: the coach who could take its original time while its coach is away.
    cancel_until, move_until: the client's deadlines. asked_coach_id, asked_until: for staff: which
    colleague is asked to take it over."""

    id: int
    code: str
    status: Status
    version: int
    service_id: int
    service: str
    coach_id: int
    coach: str
    client_id: int
    client: str
    start: datetime
    end: datetime
    zone: str
    wall_start: str
    minutes: int
    price: Money
    places: int
    meeting: str
    place: str | None = None
    note: str | None = None
    reason: str | None = None
    rooms: tuple[str, ...] = ()
    devices: tuple[str, ...] = ()
    proposed: tuple[datetime, ...] = ()
    suggested: tuple[datetime, ...] = ()
    offer_until: datetime | None = None
    answer_by: datetime | None = None
    held_until: datetime | None = None
    session_id: int | None = None
    series_id: int | None = None
    series_number: int | None = None
    series_length: int | None = None
    answers: tuple[AnswerGiven, ...] = ()
    also: tuple[int, ...] = ()
    phone: str | None = None
    attending_at: datetime | None = None
    late_minutes: int | None = None
    begun_at: datetime | None = None
    outcome_at: datetime | None = None
    borne_by: Bearer | None = None
    cover_id: int | None = None
    cancel_until: datetime | None = None
    move_until: datetime | None = None
    asked_coach_id: int | None = None
    asked_until: datetime | None = None


class Appointments(Page, kw_only=True):
    """A page of appointments."""

    items: tuple[Appointment, ...]


class NewAnswer(RequestShape):
    """An answer to a question that a service asks before booking."""

    question_id: Id
    answer: Annotated[str, Meta(max_length=LONGEST_ANSWER)]


class NewAppointment(RequestShape, kw_only=True):
    """What to book. coach_id: without it, any free coach. minutes: the length, where the service
    has several. also: services that follow directly. price: as it was shown, in the smallest unit;
    if it has changed since, nothing is booked. currency: of that price, if it may have changed,
    too. client_id: for staff, whom to book for; without it, the caller. ask_first: whether that
    client has to accept first; the business's setting without it. anyway: for staff: ignore what
    only protects the coach."""

    service_id: Id
    coach_id: Id | None = None
    start: Instant
    minutes: Annotated[int, Meta(ge=1, le=1440)] | None = None
    also: Annotated[tuple[Id, ...], Meta(max_length=MOST_ALSO)] = ()
    places: Places = 1
    price: Count | None = None
    currency: Currency | None = None
    note: Annotated[str, Meta(min_length=1, max_length=LONGEST_NOTE)] | None = None
    answers: Annotated[tuple[NewAnswer, ...], Meta(max_length=2 * MOST_QUESTIONS)] | None = None
    client_id: Id | None = None
    ask_first: bool | None = None
    anyway: bool = False


class Saying(RequestShape):
    """Why, in the decider's words; the other side reads it."""

    reason: ReasonText | None = None


class Cancelling(RequestShape):
    """Why it is cancelled, and on whose account; both for staff. borne_by: `customer` if the client
    asked for it."""

    reason: ReasonText | None = None
    borne_by: Bearer | None = None


class Change(RequestShape):
    """Where to move an appointment. anyway: for staff: ignore what only protects the coach."""

    start: Instant
    anyway: bool = False


def appointment_in_zone(
    one: life.Appointment,
    zone: ZoneInfo,
    *,
    tends: bool = False,
    rules: Rules | None = None,
) -> Appointment:
    """An appointment as an answer shows it, its instants in a zone. tends: for the coach or the
    team. rules: of its services, if the client needs their deadlines."""

    def in_zone(instant: datetime | None) -> datetime | None:
        return instant and instant.astimezone(zone)

    def until(notice: int) -> datetime | None:
        ahead = one.status is Status.CONFIRMED and one.begun_at is None
        return in_zone(one.starts_at - timedelta(minutes=notice)) if ahead else None

    return Appointment(
        id=one.id,
        code=one.code,
        status=one.status,
        version=one.version,
        service_id=one.service_id,
        service=one.service_title,
        coach_id=one.coach_id,
        coach=one.coach_name,
        client_id=one.customer_id,
        client=one.customer_name,
        start=one.starts_at.astimezone(zone),
        end=one.ends_at.astimezone(zone),
        zone=one.zone,
        wall_start=one.wall_start.isoformat(timespec="minutes"),
        minutes=one.minutes,
        price=Money(minor=one.price.minor, currency=one.price.currency),
        places=one.places,
        meeting=one.meeting.value,
        place=one.place,
        note=one.note,
        reason=one.reason,
        rooms=one.rooms,
        devices=one.devices,
        proposed=tuple(start.astimezone(zone) for start in one.proposed),
        suggested=tuple(start.astimezone(zone) for start in one.suggested),
        offer_until=in_zone(one.offer_until),
        answer_by=in_zone(one.answer_by),
        held_until=in_zone(one.held_until),
        session_id=one.session_id,
        series_id=one.series_id,
        series_number=one.series_nr,
        series_length=one.series_of,
        answers=tuple(
            AnswerGiven(question=question, answer=answer) for question, answer in one.answers
        ),
        also=one.also,
        phone=one.phone,
        attending_at=in_zone(one.attending_at),
        late_minutes=one.late_minutes,
        begun_at=in_zone(one.begun_at),
        outcome_at=in_zone(one.outcome_at),
        borne_by=one.borne_by,
        cover_id=one.cover_id,
        cancel_until=until(rules.notice_cancel) if rules else None,
        move_until=until(rules.notice_move) if rules else None,
        asked_coach_id=one.asked_coach_id if tends else None,
        asked_until=in_zone(one.asked_until) if tends else None,
    )


def appointment_of(one: life.Appointment, call: Call) -> Appointment:
    """An appointment as its reader may see it."""
    tends = sessions.answers_for(call.actor, one)
    return appointment_in_zone(one, call.zone, tends=tends, rules=rules_of(call.catalogue, one))


def appointment_answer(one: life.Appointment, call: Call) -> Answer[Appointment]:
    """The answer that shows an appointment, with its version as its ETag."""
    return Answer(appointment_of(one, call), version=one.version)


def seen_price(minor: int | None, currency: str | None, price: prices.Money) -> prices.Money | None:
    """The price that a request names; None if it names none. price: of now, for what it leaves
    out."""
    if minor is None and currency is None:
        return None
    return prices.Money(price.minor if minor is None else minor, currency or price.currency)


def clients_cancel_without(reason: str | None, borne_by: Bearer | None) -> None:
    """Raise Unacceptable, 422, for what only staff says of a cancellation."""
    given = {"reason": reason, "borne_by": borne_by}
    wrong = [
        FieldFault(field=name, code="invalid", message="Clients cancel without")
        for name, value in given.items()
        if value
    ]
    if wrong:
        raise of_fields(422, wrong)


async def apply_decision(
    call: Call,
    appointment_id: int,
    decide: Callable[[life.Appointment], Awaitable[life.Appointment]],
) -> Answer[Appointment]:
    """The result of a change that depends on the appointment's current state, as the caller has
    seen it.

    A repeat under the same key is answered without that check: by then the appointment has changed.
    Raises NotFound, and Unacceptable: 412.
    """
    one = await once.earlier_outcome(call.database, call.key)
    if one is None:
        before = await sessions.either(call.database, appointment_id, actor=call.actor)
        preconditions.require(call.if_match, before.version)
        one = await decide(before)
    return appointment_answer(one, call)
