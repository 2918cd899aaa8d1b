"""A coach's booking for a customer who is asked first: it is held for them to accept.

Nobody else can have that time meanwhile. No answer in time counts as no; who cannot answer is not
asked. What was not accepted keeps `held_until`, which distinguishes it from what its coach
declined.
"""

from collections.abc import Collection
from datetime import datetime

from domain.appointments.appointment import Appointment, Status
from domain.messages.channels import APPS, others
from domain.messages.notices import Channel, NoticeKind
from domain.messages.reach import Reach
from domain.refusals import AlreadyDecided
from domain.time import deadlines


def can_answer(
    reach: Reach | None, start: datetime, now: datetime, available_channels: Collection[Channel]
) -> bool:
    """Whether the question about this start reaches somebody, and they can answer: in the chat, or
    in an app that gets messages or that they are signed in to. A letter alone has no buttons.

    available_channels: the ways beside Telegram that are set up.
    """
    if reach is None or reach.ways.telegram:
        return reach is not None
    ways = others(reach.ways, NoticeKind.ASKED, (start,), now, available_channels)
    signed_in = reach.signed_in_until is not None and now < reach.signed_in_until
    return bool(ways) and (signed_in or not APPS.isdisjoint(ways))


def answer_deadline(minutes: int, start: datetime, now: datetime) -> datetime:
    """Until when a time is held for somebody asked now. minutes: as for other offered times."""
    return deadlines.offer_ends(minutes, (start,), now)


def customer_may_take(appointment: Appointment, now: datetime) -> None:
    """Whether the customer may still accept or decline what is held for them; raises
    AlreadyDecided."""
    status, until = appointment.status, appointment.held_until
    if status is not Status.HELD or until is None:
        raise AlreadyDecided(appointment.id, status)
    if min(until, appointment.starts_at) <= now:
        raise AlreadyDecided(appointment.id, Status.EXPIRED)


def declined_by_customer(appointment: Appointment) -> bool:
    """Whether its customer turned it down."""
    return appointment.status is Status.DECLINED and appointment.held_until is not None
