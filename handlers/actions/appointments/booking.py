"""Book a slot: the one place where an appointment begins."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, NamedTuple

from domain.appointments.appointment import LONGEST_NOTE, Appointment, Status
from domain.appointments.consent import answer_deadline
from domain.groups.group_refusals import TooManyPlaces
from domain.refusals import OfferChanged, SlotTaken, TooManyOpen, TooSoon
from domain.roles import Actor, Permission
from domain.services import booking_promise
from domain.services.assignment import AssignmentReason
from domain.services.catalogue import Catalogue, Coach
from domain.services.forms import Answered, read_answers
from domain.services.limits import DayFull
from domain.services.policies import Policy
from domain.text import field_text
from domain.time import deadlines
from handlers.actions.appointments import booking_news, holding, redeeming, seating
from handlers.actions.appointments.booked_already import WantedBooking, booked_already
from handlers.actions.appointments.start_attempts import StartAttempt, begin_attempt
from handlers.actions.once import appointment_once
from handlers.actions.services import forms
from handlers.queries.people.person_limits import of as bounds_of
from handlers.queries.starts.approval import knows
from storage.appointments import assignment_turns
from storage.appointments.appointment_rows import NewAppointment
from storage.appointments.holds import Hold
from storage.services import forms as stored_forms
from storage.transactions import Database, Writer

CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that can be mistaken for another
CODE_LENGTH = 6
# How a start is refused to whoever has it already: it is taken, or counts among what they have.
MAY_BE_THEIRS: Final = (SlotTaken, DayFull, TooManyOpen)


@dataclass(frozen=True, slots=True)
class SeriesDate:
    """One date of a series: its number, and how many there are. by_coach: the coach books for the
    customer, so there is nothing to approve. answers: those of what is repeated, or of the previous
    date; None to ask for them. answer_by: until when the earlier dates wait for an answer."""

    series_id: int
    number: int
    count: int
    by_coach: bool = False
    answers: Answered | None = None
    answer_by: datetime | None = None


@dataclass(frozen=True, slots=True)
class BookingOrder(WantedBooking):
    """What a customer confirms. start: UTC. price: as it was shown, None to pay whatever it is now.
    why: why they got this coach, None if they named them. series_date: of a series. promised: the
    mark of what was shown (`domain.services.booking_promise`), None if nothing was. anyway: a
    booking coach sets aside what protects them. for_customer: the coach, or the team, books this
    one session for them. asks: they are asked first, as the summary showed; None to follow the
    settings. answers_here: they can answer. answers: to the services' questions, by question; None
    for what they answered before. minutes: how long it was to last, None for as long as it does."""

    why: AssignmentReason | None = None
    series_date: SeriesDate | None = None
    promised: int | None = None
    anyway: bool = False
    for_customer: bool = False
    asks: bool | None = False
    answers_here: bool = False

    @property
    def by_coach(self) -> bool:
        return self.for_customer or (self.series_date is not None and self.series_date.by_coach)


async def book(
    database: Database,
    catalogue: Catalogue,
    order: BookingOrder,
    *,
    actor: Actor,
    key: str,
    now: datetime,
) -> Appointment:
    """Book for a customer: pending if the coach approves by hand, else confirmed.

    Booking what this customer already has at that start returns that appointment. Raises
    BookedOtherwise if they have something else there, SlotTaken (with the nearest free starts; for
    a group PlacesGone), TooManyPlaces, NotOffered, TooSoon, TooFar, NoLongerOffered, OfferChanged,
    TooManyOpen, NotAllowed.
    """
    actor.require(Permission.BOOK)
    customer = actor.person

    async def work(writer: Writer) -> Appointment:
        try:
            appointment, coach, _, strict = await take(writer, catalogue, order, customer, now)
        except MAY_BE_THEIRS:
            mine = await booked_already(writer, catalogue, order, customer)
            if mine is not None:
                return mine
            # It may have been theirs a moment ago, and been cancelled between two looks.
            appointment, coach, _, strict = await take(writer, catalogue, order, customer, now)
        if order.why and catalogue.business.policy is Policy.IN_TURN:
            await assignment_turns.record(writer, coach.id, now)
        await booking_news.tell(writer, appointment, coach, order.why, strict, actor, now)
        if appointment.answers:
            await stored_forms.forget(writer, customer, order.services)
        return appointment

    return await appointment_once(database, work, actor=actor, key=key, now=now)


class NewBooking(NamedTuple):
    """What was booked, with whom, and the names of the rules a coach set aside for it. strict: it
    awaits the coach only because its customer has missed this many sessions, 0 if the team decided
    so; None otherwise."""

    appointment: Appointment
    coach: Coach
    overridden: Sequence[str]
    strict: int | None = None


async def take(
    writer: Writer, catalogue: Catalogue, order: BookingOrder, customer: int, now: datetime
) -> NewBooking:
    """Write the appointment; nobody is told yet.

    Every booking comes through here. Raises as `book`, and BadInput of the note.
    """
    note = field_text.optional(order.note, "note", LONGEST_NOTE)
    order = replace(order, note=note)
    try:
        return await _take(writer, catalogue, order, customer, now)
    except (SlotTaken, TooSoon, DayFull):
        # Perhaps because of them: it is kept for them, as they were first in line.
        mine = await redeeming.redeem(writer, customer, order.coach_id, order.start, now)
        if mine is None:
            raise
    new_booking = await _take(writer, catalogue, order, customer, now, short=mine.short)
    await redeeming.took(writer, mine, new_booking.appointment.id, now)
    return new_booking


async def _take(
    writer: Writer,
    catalogue: Catalogue,
    order: BookingOrder,
    customer: int,
    now: datetime,
    *,
    short: bool = False,
) -> NewBooking:
    """short: the notice does not apply."""
    hold = await holding.of_customer(writer, catalogue, customer, now)
    attempt = await _begin(writer, catalogue, order, customer, now, hold)
    if short:
        attempt = attempt.at_short_notice
    overridden = await attempt.check(writer, now, anyway=order.by_coach and order.anyway)
    service, coach, business = attempt.service, attempt.coach, attempt.catalogue.business
    known = not order.by_coach and await knows(writer, (service, coach), customer)
    # The customer's row is locked: no other booking of theirs can be made meanwhile.
    bounds = await bounds_of(writer, business, customer, now)
    by_hand = bounds.by_hand and not order.by_coach
    at_once = order.by_coach or service.at_once(coach, known=known, by_hand=by_hand)
    promise_mark = booking_promise.mark(
        attempt.catalogue, service, coach, known=known, by_hand=by_hand
    )
    if order.price not in (None, service.price) or order.promised not in (None, promise_mark):
        raise OfferChanged
    if order.minutes not in (None, service.minutes):
        raise OfferChanged
    asks = attempt.catalogue.asks_first(attempt.coach) and order.answers_here
    if order.for_customer:
        if order.asks not in (None, asks):
            raise OfferChanged
        order = replace(order, asks=asks)
    if order.choice.places > attempt.service.most_places:
        raise TooManyPlaces(attempt.service.id, attempt.service.most_places)
    if bounds.full:
        if not order.for_customer:
            raise TooManyOpen(bounds.most)
        overridden.append("open_limit")
    appointment = await _insert(writer, catalogue, attempt, order, customer, now, hold, at_once)
    strict = by_hand and service.at_once(coach, known=known)
    return NewBooking(appointment, coach, overridden, bounds.missed if strict else None)


async def _begin(
    writer: Writer,
    catalogue: Catalogue,
    order: BookingOrder,
    customer: int,
    now: datetime,
    hold: Hold | None = None,
) -> StartAttempt:
    return await begin_attempt(
        writer,
        catalogue,
        order.service_id,
        order.coach_id,
        order.start,
        now=now,
        customer=customer,
        choice=order.choice,
        hold_id=hold.claim_id if hold else None,
    )


async def _insert(
    writer: Writer,
    catalogue: Catalogue,
    attempt: StartAttempt,
    order: BookingOrder,
    customer: int,
    now: datetime,
    hold: Hold | None,
    auto: bool,
) -> Appointment:
    part = order.series_date
    answers = part.answers if part else None
    if answers is None and order.answers is not None:
        form = attempt.catalogue.form_of(order.services)
        answers = read_answers(form, order.answers, optional=order.by_coach)
    if answers is None:
        answers = await forms.to_keep(
            writer, attempt.catalogue, order.services, customer, by_coach=order.by_coach
        )
    appointment = await seating.place(
        writer,
        attempt,
        NewAppointment(
            coach_id=attempt.coach.id,
            customer_id=customer,
            service=attempt.service,
            status=Status.HELD if order.asks else Status.CONFIRMED if auto else Status.PENDING,
            starts_at=order.start,
            zone=attempt.coach.zone,
            wall_start=order.start.astimezone(attempt.coach.tz).replace(tzinfo=None),
            price=attempt.service.price,
            code="".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH)),
            note=order.note,
            answers=answers,
            created_at=now,
            series_id=part.series_id if part else None,
            series_nr=part.number if part else None,
            series_of=part.count if part else None,
            places=order.choice.places,
            answer_by=None if auto else _answer_by(attempt, order, now),
            held_until=_held_until(attempt, order, now),
        ),
        hold,
    )
    if appointment is not None:
        return appointment
    # Somebody was faster. Look again at what is free nearby.
    attempt = await _begin(writer, catalogue, order, customer, now)
    await attempt.check(writer, now)
    raise attempt.slot_taken(now)


def _held_until(attempt: StartAttempt, order: BookingOrder, now: datetime) -> datetime | None:
    minutes = attempt.catalogue.business.offer_minutes
    return answer_deadline(minutes, order.start, now) if order.asks else None


def _answer_by(attempt: StartAttempt, order: BookingOrder, now: datetime) -> datetime:
    """How long the request waits: all dates of a series as long as the first."""
    minutes = attempt.catalogue.business.answer_minutes
    ends = deadlines.request_ends(minutes, order.start, now)
    return min(ends, order.series_date.answer_by or ends) if order.series_date else ends
