"""Book all dates of a plan in one transaction, or none."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from domain.appointments.appointment import Appointment, Status
from domain.messages.notices import NoticeKind
from domain.refusals import AlreadyDecided, NotFound, OfferChanged, Refusal
from domain.roles import Actor
from domain.series.series import Rhythm
from domain.series.series_continuation import can_go_on
from domain.series.series_plan import LEAST_DATES, Occasion, Plan, Purpose
from domain.series.series_refusals import (
    OF_ALL_DATES,
    PlanDone,
    SeriesChanged,
    SeriesClash,
    reason_of,
)
from domain.services.catalogue import Catalogue
from domain.services.service import Money
from domain.services.service_choice import read as choice_of
from domain.time.spans import epoch, moment
from handlers.actions.appointments import booking
from handlers.actions.appointments.booking import BookingOrder, SeriesDate
from handlers.actions.appointments.recording import write_down
from handlers.actions.once import appointment_once
from handlers.actions.series.series_messages import about_series
from handlers.actions.series.series_moving import standing
from handlers.actions.series.series_plans import load_plan, planner
from storage import audit
from storage.appointments import appointments, history, notes
from storage.appointments.notes import NoteSubject
from storage.messages import outbox
from storage.people import merging, people
from storage.series import series, series_drafts
from storage.services import forms
from storage.transactions import Database, Writer


@dataclass(frozen=True, slots=True)
class SeriesPreview:
    """What the preview showed: how many dates, and the price of each (minor units).

    promised, anyway: as in `BookingOrder`. currency: of the price, None for the one of now."""

    count: int
    price: int
    promised: int | None = None
    anyway: bool = False
    currency: str | None = None


async def book_series(
    database: Database,
    catalogue: Catalogue,
    draft_id: int,
    preview: SeriesPreview,
    *,
    actor: Actor,
    key: str,
    now: datetime,
) -> Appointment:
    """Book all dates of the plan; the first of them.

    Each date is booked like a single one, so that every rule applies, with the dates before it
    counted. If it is booked already, that is the answer, even to another tap. Raises PlanGone,
    SeriesClash with every date that cannot be had, AlreadyDecided for what was to be repeated,
    NotFound, NotAllowed.
    """

    async def work(writer: Writer) -> Appointment:
        try:
            plan = await load_plan(writer, draft_id, actor, lock=True)
        except PlanDone as refusal:
            return await standing(writer, refusal.appointment_id)
        if plan.purpose is not Purpose.BOOK or plan.rhythm is None:
            raise NotFound
        if plan.size < LEAST_DATES or sum(1 for _ in plan.ahead()) != preview.count:
            raise SeriesClash(draft_id)
        dates = await _Booking(writer, catalogue, plan, plan.rhythm, draft_id, actor, now).all(
            preview
        )
        await series_drafts.finish(writer, actor.person, draft_id, dates[0].id, now)
        return dates[0]

    return await appointment_once(database, work, actor=actor, key=key, now=now)


@dataclass(frozen=True, slots=True)
class _Booking:
    """One plan being carried out."""

    writer: Writer
    catalogue: Catalogue
    plan: Plan
    rhythm: Rhythm
    draft_id: int
    actor: Actor
    now: datetime
    overridden: dict[int, Sequence[str]] = field(default_factory=dict)  # by appointment
    strict: dict[int, int] = field(default_factory=dict)  # as in `booking.NewBooking`, likewise

    async def all(self, preview: SeriesPreview) -> list[Appointment]:
        writer, plan, now = self.writer, self.plan, self.now
        by_customer = planner(plan, self.actor)
        if not by_customer:
            # The customer's bookings are counted while they book nothing else.
            await self._hold_customer()
        origin = await self._origin()
        earlier_count, of = int(origin is not None), plan.size
        if origin is not None and plan.series:
            earlier_count = await self._so_far(origin)
            of, series_id = earlier_count + preview.count, plan.series
        else:
            series_id = await series.add(
                writer,
                coach_id=plan.coach_id,
                customer_id=plan.customer_id,
                service_id=plan.service_id,
                rhythm=self.rhythm,
                now=now,
                times=plan.size,
            )
        note = await self._note()
        answers = origin.answers if origin else None
        booked: list[Appointment] = []
        lost: list[tuple[int, str]] = []
        for number, one in plan.ahead():
            part = SeriesDate(
                series_id,
                len(booked) + len(lost) + 1 + earlier_count,
                of,
                by_coach=not by_customer,
                answers=answers,
                answer_by=booked[0].answer_by if booked else None,
            )
            try:
                booked.append(await self._take(one, part, note, preview))
                answers = booked[0].answers
            except OF_ALL_DATES:
                raise
            except Refusal as refusal:
                lost.append((number, reason_of(refusal)))
        if lost:
            raise SeriesClash(self.draft_id, tuple(lost))
        if by_customer and booked[0].answers:
            services = plan.service_id, *choice_of(plan.choice).also
            await forms.forget(writer, plan.customer_id, services)
        if plan.series:
            await series.extend(
                writer, plan.coach_id, series_id, of=of, times=earlier_count, now=now
            )
        elif origin is not None:
            await series.join(writer, origin, series_id, 1, of)
        await self._tell(booked, by_customer=by_customer)
        await audit.record(
            writer,
            at=now,
            actor=self.actor,
            action="book_series",
            entity="series",
            entity_id=series_id,
            coach_id=plan.coach_id,
            before=None,
            after={
                "every": f"{self.rhythm.every} {self.rhythm.unit}",
                "dates": [one.id for one in booked],
                "repeats": None if plan.series else origin and origin.id,
                **({"continues": origin and origin.id} if plan.series else {}),
            },
        )
        return booked

    async def _take(
        self, one: Occasion, part: SeriesDate, note: str | None, preview: SeriesPreview
    ) -> Appointment:
        plan = self.plan
        coach = self.catalogue.coaches.get(plan.coach_id)
        choice = choice_of(plan.choice)
        if coach is None or one.start is None:
            raise NotFound
        service = self.catalogue.service_for(plan.service_id, coach, choice)
        order = BookingOrder(
            service_id=plan.service_id,
            coach_id=plan.coach_id,
            start=moment(one.start),
            price=Money(preview.price, preview.currency or service.price.currency),
            note=note,
            choice=choice,
            series_date=part,
            promised=preview.promised,
            anyway=preview.anyway,
        )
        try:
            appointment, _, overridden, strict = await booking.take(
                self.writer, self.catalogue, order, plan.customer_id, self.now
            )
        except OfferChanged:
            raise SeriesClash(self.draft_id) from None
        self.overridden[appointment.id] = overridden
        if strict is not None:
            self.strict[appointment.id] = strict
        return appointment

    async def _hold_customer(self) -> None:
        customer = self.plan.customer_id
        await people.lock(self.writer, customer)
        if await merging.surviving_id(self.writer, customer) != customer:
            raise NotFound  # their record has become part of another since it was planned

    async def _origin(self) -> Appointment | None:
        """What is repeated or continued, locked; if repeated, it must be where the plan has it, and
        in no series."""
        plan = self.plan
        if plan.origin == 0:
            return None
        origin = await appointments.by_id(self.writer, plan.origin, lock=True)
        if origin is None or (origin.coach_id, origin.customer_id) != (
            plan.coach_id,
            plan.customer_id,
        ):
            raise NotFound
        if plan.series and origin.series_id == plan.series:
            return origin
        if plan.series or origin.status is not Status.CONFIRMED or origin.series_id is not None:
            raise AlreadyDecided(origin.id, origin.status)
        if origin.wall_start != plan.wall:
            raise SeriesClash(self.draft_id)
        return origin

    async def _so_far(self, origin: Appointment) -> int:
        """How many dates the series has had so far. Raises SeriesChanged if it does not go on after
        this one."""
        plan = self.plan
        dates = await series.dates(self.writer, plan.coach_id, plan.series, lock=True)
        last = can_go_on(dates, self.now)
        if last is None or (last.id, epoch(last.starts_at)) != (
            origin.id,
            plan.dates[0].planned_start,
        ):
            raise SeriesChanged(origin.id)
        return max(one.series_nr or 0 for one in dates)

    async def _note(self) -> str | None:
        """A note typed for the first date is sent with all of them."""
        first = self.plan.dates[0]
        if self.plan.origin or first.planned_start is None:
            return None
        at = moment(first.planned_start)
        subject = NoteSubject(self.plan.customer_id, self.plan.service_id, self.plan.coach_id, at)
        note = await notes.find(self.writer, subject)
        if note is not None:
            await notes.forget(self.writer, subject)
        return note

    async def _tell(self, booked: list[Appointment], *, by_customer: bool) -> None:
        """One message for all dates, to the side that did not book; reminders for each."""
        writer, now = self.writer, self.now
        coach = await appointments.coach_person_id(writer, self.plan.coach_id)
        customer = self.plan.customer_id
        news = []
        if not by_customer:
            news.append(about_series(booked, NoticeKind.SERIES_BY_COACH, customer, now))
            if self.actor.person_id != coach:
                news.append(about_series(booked, NoticeKind.SERIES_BOOKED, coach, now))
        elif booked[0].status is Status.CONFIRMED:
            news.append(about_series(booked, NoticeKind.SERIES_BOOKED, coach, now))
        else:
            more = {"visits": (await history.visit_counts(writer, booked[0])).earlier}
            if booked[0].id in self.strict:
                more["strict"] = self.strict[booked[0].id]
            news.append(about_series(booked, NoticeKind.SERIES_REQUEST, coach, now, **more))
        await outbox.enqueue(writer, news)
        dates = len(booked)
        for one in booked:
            aside = self.overridden.get(one.id, ())
            await write_down(
                writer,
                None,
                one,
                "book",
                self.actor,
                now,
                overridden=aside,
                dates=dates,
                coach_told=True,
            )
            dates = 0
