"""A coach, or the team in their place, books for a customer, who is told or asked, by setting."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from domain.appointments.appointment import Appointment
from domain.appointments.consent import can_answer
from domain.messages.notices import Channel, NoticeKind
from domain.refusals import NotFound
from domain.roles import Actor, Permission
from domain.services.catalogue import Catalogue
from handlers.actions.appointments import booking
from handlers.actions.appointments.appointment_messages import WARNED, about
from handlers.actions.appointments.booked_already import booked_already
from handlers.actions.appointments.booking import MAY_BE_THEIRS, BookingOrder
from handlers.actions.appointments.recording import write_down
from handlers.actions.once import appointment_once
from handlers.queries.people.customers import somebody
from storage.messages import reach as stored_reach
from storage.people import people
from storage.transactions import Database, Writer


async def book_for(
    database: Database,
    catalogue: Catalogue,
    order: BookingOrder,
    customer_id: int,
    *,
    actor: Actor,
    key: str,
    now: datetime,
    available_channels: Collection[Channel],
    warned: bool = False,
) -> Appointment:
    """Book for somebody this coach may know: confirmed at once, or held until they accept.

    They are asked if so set and if they can answer; otherwise they are told that it is booked.
    `order.anyway` sets aside what protects the coach alone; the limit of open bookings binds
    customers only. If they have exactly this already, that is the answer. available_channels: the
    ways beside Telegram that are set up. warned: the booker has read that nothing reaches the
    customer; a coach is not told so again. Raises as `booking.book`, OfferChanged also if
    `order.asks` differs, and NotFound for another coach's calendar or somebody this one does not
    know.
    """
    actor.require(Permission.SESSIONS)
    if actor.answering(order.coach_id) != order.coach_id:
        raise NotFound
    order = replace(order, for_customer=True)

    async def work(writer: Writer) -> Appointment:
        # Locked, so that the customer's bookings are counted while nobody else books for them.
        await people.lock(writer, customer_id)
        customer = await somebody(writer, order.coach_id, customer_id, actor)
        if customer.id != customer_id:
            await people.lock(writer, customer.id)
        reach = await stored_reach.of_person(writer, customer.id)
        answers_here = can_answer(reach, order.start, now, available_channels)
        full_order = replace(order, answers_here=answers_here)
        try:
            new_booking = await booking.take(writer, catalogue, full_order, customer.id, now)
        except MAY_BE_THEIRS:
            theirs = await booked_already(writer, catalogue, order, customer.id)
            if theirs is None:
                raise
            return theirs
        appointment, coach, overridden, _ = new_booking
        if appointment.held_until is not None:
            more = {"until": appointment.held_until.isoformat()}
            news = [about(appointment, NoticeKind.ASKED, customer.id, now, **more)]
        else:
            mine = actor.person_id == coach.person_id
            facts = {WARNED: True} if warned and mine else {}
            news = [about(appointment, NoticeKind.BOOKED_BY_COACH, customer.id, now, **facts)]
            if not mine:
                news.append(about(appointment, NoticeKind.BOOKED, coach.person_id, now))
        await write_down(
            writer,
            None,
            appointment,
            "book_for",
            actor,
            now,
            news,
            overridden=overridden,
            coach_told=appointment.held_until is None,
        )
        return appointment

    return await appointment_once(database, work, actor=actor, key=key, now=now)
