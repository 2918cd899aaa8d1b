"""A coach's own rules, which they are asked about once before setting them aside.

A notice, a horizon, a cap, a gap: the coach, or a colleague in their place, may set them aside
after reading which. Bookings, blocked time and leave are in everybody's way.
"""

from collections.abc import Collection
from datetime import datetime

from domain.appointments.appointment import Appointment, late
from domain.appointments.booked_rules import rules_of
from domain.services.catalogue import Coach
from domain.services.service import Service
from domain.starts.constraints import NONE
from domain.starts.slots import broken_rules, horizon
from domain.time.spans import epoch, moment
from handlers.chat.frame.turn import Turn

MOVE, CANCEL = "move", "cancel"
RULES = "notice_book", "horizon", "gap"  # besides full days and weeks


async def sentences(
    turn: Turn, appointment: Appointment, starts: Collection[datetime], *, moved: bool = False
) -> list[str]:
    """What would be set aside to have this appointment at these starts: a sentence of HTML each.

    moved: it is moved there now, whatever its customer may do.
    """
    lines = late_for(turn, appointment, MOVE) if moved else []
    coach = turn.catalogue.coaches.get(appointment.coach_id)
    if coach is None or appointment.service_id not in turn.catalogue.services:
        return lines
    service = turn.catalogue.booked_service(
        appointment.service_id, coach, appointment.minutes, appointment.places, appointment.also
    )
    for start in sorted(starts):
        customer, moving = appointment.customer_id, appointment.id
        for sentence in await _broken_rules(turn, service, coach, epoch(start), customer, moving):
            lines += [] if sentence in lines else [sentence]
    return lines


async def of_new(
    turn: Turn, service: Service, coach: Coach, start: datetime, customer: int
) -> list[str]:
    """The same for a session a coach is about to book for a customer."""
    return await _broken_rules(turn, service, coach, epoch(start), customer)


def late_for(
    turn: Turn, appointment: Appointment, action: str, message: str = "anyway.notice"
) -> list[str]:
    """A sentence if it is too late for its customer. action: MOVE or CANCEL. message: its id, with
    the notice to name."""
    rules = rules_of(turn.catalogue, appointment)
    notice = rules.notice_move if action == MOVE else rules.notice_cancel
    if not late(appointment, notice, turn.now):
        return []
    return [turn.words.text(message, notice=turn.words.length(notice))]


def full(turn: Turn, whose: str, most: int, coach: str, *, weekly: bool) -> str:
    """That the most sessions allowed are booked, as HTML. whose: as in `domain.services.limits`."""
    return turn.words.plural(f"limit.{whose}_{'week' if weekly else 'day'}", most, coach=coach)


async def _broken_rules(
    turn: Turn, service: Service, coach: Coach, at: int, customer: int, moving: int | None = None
) -> list[str]:
    window = at, at + 1
    constraints = await turn.shop.constraints(
        turn.catalogue,
        [(service, coach)],
        window,
        customer=customer,
        now=turn.now,
        moving=moving,
    )
    around = moment(at - service.reach), moment(at + service.reach)
    busy = (
        await turn.shop.blocked_spans([coach.id], *around, now=turn.now, without=moving)
        if service.gap
        else {}
    )
    spans, around_it = busy.get(coach.id, ()), constraints.get(coach.id, NONE)
    names = broken_rules(service, coach, spans, at, epoch(turn.now), around_it)
    return [
        *(_sentence(turn, service, coach, name) for name in RULES if name in names),
        *(
            full(turn, one.whose, one.most, coach.name, weekly=one.weekly)
            for one in around_it.full
            if one.start <= at < one.end
        ),
    ]


def _sentence(turn: Turn, service: Service, coach: Coach, name: str) -> str:
    words = turn.words
    if name == "notice_book":
        return words.text("anyway.notice", notice=words.length(service.rules.notice_book))
    if name == "horizon":
        last = moment(horizon(service, coach, epoch(turn.now)) - 1).astimezone(coach.tz)
        return words.text("anyway.horizon", day=words.day(last.date()))
    return words.text("anyway.gap", gap=words.length(service.gap))
