"""The life of an appointment: its states, who may change them, and when.

held ──────► pending ──────► confirmed ──────► completed
  │             │                │    └──────► no_show
  ├► confirmed  ├► declined      └► cancelled
  ├► declined   ├► cancelled
  ├► cancelled  └► expired
  └► expired

A held one was booked by its coach and waits for its customer (`domain.appointments.consent`).

A pending or confirmed one may carry an offer: up to three other times, proposed by its coach or
suggested by its customer. They are held, and so is its own time, until the other side takes one,
which moves and confirms it; or turns all down, or the offer lapses, which leaves it as it was. An
offer ends with any change of state or time, and is replaced by another offer.

Its coach says what became of a session: see `domain.appointments.outcome`.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from domain.appointments.accountability import Bearer
from domain.appointments.handover_refusals import not_theirs
from domain.refusals import AlreadyDecided, TooSoon
from domain.services.display_zones import DisplayZone, leading
from domain.services.forms import Answered
from domain.services.meeting import Meeting
from domain.services.reminders import USUAL as USUAL_TIMES
from domain.services.reminders import Times
from domain.services.rules import Rules
from domain.services.service import Money


class Status(StrEnum):
    """A state of an appointment; the values are what the database stores."""

    HELD = "held"
    PENDING = "pending"
    CONFIRMED = "confirmed"
    COMPLETED = "completed"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    NO_SHOW = "no_show"


USUAL_WRITING = 7 * 1440
NEXT: dict[Status, frozenset[Status]] = {
    Status.HELD: frozenset(
        {Status.PENDING, Status.CONFIRMED, Status.DECLINED, Status.CANCELLED, Status.EXPIRED}
    ),
    Status.PENDING: frozenset(
        {Status.CONFIRMED, Status.DECLINED, Status.CANCELLED, Status.EXPIRED}
    ),
    Status.CONFIRMED: frozenset({Status.COMPLETED, Status.NO_SHOW, Status.CANCELLED}),
    Status.COMPLETED: frozenset(),
    Status.DECLINED: frozenset(),
    Status.CANCELLED: frozenset(),
    Status.EXPIRED: frozenset(),
    Status.NO_SHOW: frozenset(),
}
OUTCOMES = (Status.COMPLETED, Status.NO_SHOW)
OCCUPYING = frozenset({Status.HELD, Status.PENDING, Status.CONFIRMED})
WAITING = frozenset({Status.HELD, Status.PENDING})
# Those that will not, or did not, take place.
OFF = frozenset({Status.DECLINED, Status.CANCELLED, Status.EXPIRED})
LONGEST_NOTE = 500  # characters that a customer sends with a booking
LONGEST_REASON = 300  # characters that a coach gives for declining or cancelling
MOST_PROPOSED = 3
# Undecided people cannot fill a coach's week: the most times on offer at once, in all.
MOST_ON_OFFER = 9
# What can carry an offer.
NEGOTIABLE = frozenset({Status.PENDING, Status.CONFIRMED})


@dataclass(frozen=True, slots=True)
class Appointment:
    """One session of one customer with one coach.

    meeting: how it is held, as agreed. place: the current address, link or number for that, None if
    not given. phone: the customer's number, if held by phone. answers: to the questions before
    booking. customer_zone: the zone they live in, None if unknown. starts_at, ends_at: UTC. zone:
    IANA zone in which the time was agreed; wall_start: that wall time (naive). price,
    service_title: as when it was booked. code: what people read to each other. held_until: until
    when its customer may accept it; None once they have. version: grows with every change of state,
    time or offer. proposed: the starts (UTC, in order) that the coach proposes instead; suggested:
    those of the customer. offer_until: until when they are on offer, None for proposals by an older
    version. answer_by: until when a request waits for its coach, None if not set. session_id: the
    group session in which this is a seat, for `places` people; None for a session of its own.
    series_id: its series, of which it is date series_nr of series_of; all None if it has none.
    series_on: how many dates of that are not off; None if not known.
    rooms, devices: their current names, with how to find them; resource_ids: their ids. also: the
    services that follow in a row, included in minutes and price. attending_at: when the customer
    answered that they come; late_minutes: how late they said they are; see
    `domain.appointments.attendance`. reminders: when its customer is reminded, by the current
    settings. rescue_id: the rescue that makes the offer, see `domain.rescues.rescue`: its coach is
    away then. writing_minutes: how long after its end its two people may write to each other.
    begun_at, outcome_at: when its coach said that it was in progress, and what became of it.
    asked_coach_id, asked_until, handed_from, handed_by: see `domain.appointments.handover`;
    cover_id: see `domain.rescues.rescue`. borne_by: see `domain.appointments.accountability`, if
    cancelled.
    """

    id: int
    code: str
    coach_id: int
    coach_name: str
    customer_id: int
    customer_name: str
    service_id: int
    service_title: str
    minutes: int
    status: Status
    starts_at: datetime
    ends_at: datetime
    place: str | None
    zone: str
    wall_start: datetime
    price: Money
    note: str | None
    reason: str | None
    version: int
    attending_at: datetime | None
    held_until: datetime | None
    proposed: tuple[datetime, ...] = ()
    session_id: int | None = None
    places: int = 1
    series_id: int | None = None
    series_nr: int | None = None
    series_of: int | None = None
    rooms: tuple[str, ...] = ()
    devices: tuple[str, ...] = ()
    resource_ids: tuple[int, ...] = ()
    meeting: Meeting = Meeting.ON_SITE
    phone: str | None = None
    answers: Answered = ()
    customer_zone: str | None = None
    also: tuple[int, ...] = ()
    suggested: tuple[datetime, ...] = ()
    offer_until: datetime | None = None
    answer_by: datetime | None = None
    late_minutes: int | None = None
    reminders: Times = USUAL_TIMES
    rescue_id: int | None = None
    writing_minutes: int = USUAL_WRITING
    begun_at: datetime | None = None
    outcome_at: datetime | None = None
    asked_coach_id: int | None = None
    asked_until: datetime | None = None
    handed_from: int | None = None
    handed_by: tuple[int, ...] = ()
    cover_id: int | None = None
    borne_by: Bearer | None = None
    series_on: int | None = field(default=None, compare=False)

    @property
    def open(self) -> bool:
        """Whether it occupies its time."""
        return self.status in OCCUPYING

    def read_in(self, reader: str | None) -> DisplayZone:
        """The clock on which somebody reads its time first. reader: their zone, None if unknown."""
        return leading(self.meeting, self.zone, reader)

    def on_offer(self, now: datetime) -> tuple[datetime, ...]:
        """The coach's proposed starts that the customer can still choose."""
        return tuple(start for start in self.proposed if self._offering(now) and start > now)

    def on_wish(self, now: datetime) -> tuple[datetime, ...]:
        """The customer's suggested starts that the coach can still choose."""
        return tuple(start for start in self.suggested if self._offering(now) and start > now)

    def waits_until(self, now: datetime) -> datetime | None:
        """Until when a request waits for its coach, None if it does not or no time is set.

        While an offer is open it waits for that.
        """
        if self.status is not Status.PENDING or self.starts_at <= now or self.on_offer(now):
            return None
        return self.answer_by

    def _offering(self, now: datetime) -> bool:
        if self.status not in NEGOTIABLE or self.starts_at <= now:
            return False
        return self.offer_until is None or now < self.offer_until


def advance(appointment: Appointment, to: Status) -> Status:
    """The next state. Raises AlreadyDecided if the current one does not lead there."""
    if to not in NEXT[appointment.status]:
        raise AlreadyDecided(appointment.id, appointment.status)
    return to


def customer_may_cancel(appointment: Appointment, rules: Rules, now: datetime) -> None:
    """Whether the customer may still cancel.

    Raises AlreadyDecided if it has begun or is closed, TooSoon past the notice. A request that the
    coach has not answered can be withdrawn until it starts.
    """
    _needs_notice(appointment, "cancel", rules.notice_cancel, now)


def customer_may_move(appointment: Appointment, rules: Rules, now: datetime) -> None:
    """Whether the customer may still move it; raises like `customer_may_cancel`."""
    if appointment.status is Status.HELD:
        raise AlreadyDecided(appointment.id, appointment.status)
    _needs_notice(appointment, "move", rules.notice_move, now)


def customer_may_ask(appointment: Appointment, notice: int, now: datetime) -> None:
    """Whether the customer can ask the coach to do what they can no longer do themselves.

    notice: minutes that they would have had to give for it. Raises AlreadyDecided, also while they
    are in time.
    """
    if appointment.starts_at <= now or not late(appointment, notice, now):
        raise AlreadyDecided(appointment.id, appointment.status)


def awaits_coach(appointment: Appointment) -> bool:
    """Whether it is a request for its coach to answer: while they are away then, and its customer
    is offered something else, it is for the customer."""
    return appointment.status is Status.PENDING and appointment.rescue_id is None


def coach_may_change(appointment: Appointment, coach_id: int | None, now: datetime) -> None:
    """Whether this coach may answer, move or cancel it.

    Raises NotFound for another coach's session (they may not learn that it exists), HandedOver for
    one that was theirs, AlreadyDecided if it is closed or has begun.
    """
    if appointment.coach_id != coach_id:
        raise not_theirs(appointment, coach_id)
    if not appointment.open or appointment.starts_at <= now:
        raise AlreadyDecided(appointment.id, appointment.status)


def coach_may_propose(appointment: Appointment, coach_id: int | None, now: datetime) -> None:
    """Whether this coach may propose other times for it, or answer suggested ones.

    Raises like `coach_may_change`.
    """
    coach_may_change(appointment, coach_id, now)
    _negotiable(appointment, now)


def customer_may_suggest(appointment: Appointment, now: datetime) -> None:
    """Whether the customer may suggest other times: up to the start, as the coach has to agree.

    Raises AlreadyDecided, even while its coach is away: then the customer moves it instead.
    """
    _negotiable(appointment, now)
    if appointment.rescue_id is not None:
        raise AlreadyDecided(appointment.id, appointment.status)


def customer_may_choose(appointment: Appointment, now: datetime) -> None:
    """Whether the customer may still answer a proposal; raises AlreadyDecided."""
    _negotiable(appointment, now)
    if appointment.status is Status.CONFIRMED and not appointment.on_offer(now):
        raise AlreadyDecided(appointment.id, appointment.status)


def agreed_status(appointment: Appointment) -> Status:
    """An appointment's state once one side has taken a time that the other offers."""
    if appointment.status is Status.CONFIRMED:
        return Status.CONFIRMED
    return advance(appointment, Status.CONFIRMED)


def late(appointment: Appointment, notice: int, now: datetime) -> bool:
    """Whether it is too late for its customer to do this. notice: minutes."""
    deadline = appointment.starts_at - timedelta(minutes=notice)
    if appointment.rescue_id is not None or appointment.handed_from is not None:
        return False  # not the coach they booked: whatever they do is in time
    return appointment.status is Status.CONFIRMED and now > deadline


def free_until(appointment: Appointment, rules: Rules) -> datetime:
    """Until when (UTC) the customer may cancel."""
    return appointment.starts_at - timedelta(minutes=rules.notice_cancel)


def _negotiable(appointment: Appointment, now: datetime) -> None:
    if appointment.status not in NEGOTIABLE or appointment.starts_at <= now:
        raise AlreadyDecided(appointment.id, appointment.status)


def _needs_notice(appointment: Appointment, rule: str, notice: int, now: datetime) -> None:
    if not appointment.open or appointment.starts_at <= now:
        raise AlreadyDecided(appointment.id, appointment.status)
    if late(appointment, notice, now):
        deadline = appointment.starts_at - timedelta(minutes=notice)
        raise TooSoon(rule, notice, int(deadline.timestamp()))
