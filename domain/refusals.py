"""Everything the rules can refuse. A refusal carries the facts that its reply needs.

Chat turns each into a sentence and a way forward, HTTP into a status and a code. The fields are
plain JSON values, so that the outcome of an update can be stored and shown again.
"""

from dataclasses import asdict, dataclass, fields
from dataclasses import field as dataclass_field
from typing import Any, ClassVar, Self

# Not frozen: contextlib sets `__traceback__` on what passes through a context manager, and a frozen
# dataclass would raise an error of its own.


@dataclass(unsafe_hash=True)
class Refusal(Exception):
    """The rules say no. `code`: what this kind is called outside, whatever its class is named."""

    code: ClassVar[str] = "refused"
    kinds: ClassVar[dict[str, type["Refusal"]]] = {}

    def __init_subclass__(cls, *, code: str) -> None:
        # Set for each class: with an inherited code it would come back as its parent.
        if code in Refusal.kinds:
            raise TypeError(f"two refusals are called {code}")
        cls.code = code
        Refusal.kinds[code] = cls

    def __str__(self) -> str:
        return f"{type(self).__name__}({asdict(self)})"

    def to_json(self) -> dict[str, Any]:
        """The refusal as JSON values, for `from_json`."""
        # The previous version looks for the name of the class.
        return {"refusal": type(self).__name__, "code": self.code, **asdict(self)}

    @classmethod
    def from_json(cls, facts: dict[str, Any]) -> "Refusal":
        """The refusal from `to_json`. Raises KeyError for an unknown kind."""
        # The previous version stored no code, only the name of its class.
        code = facts.get("code") or _code_of(facts["refusal"])
        return cls.kinds[code]._restore(facts)

    @classmethod
    def _restore(cls, facts: dict[str, Any]) -> Self:
        field_names = {f.name for f in fields(cls)}
        return cls(**{k: _tuples(v) for k, v in facts.items() if k in field_names})


@dataclass(unsafe_hash=True)
class SlotTaken(Refusal, code="slot_taken"):
    """Something booked is in the way of that time.

    nearest: up to three free starts, epoch seconds, in time order. reason: `booked`; `buffer` when
    only the breaks around sessions collide; `gap` when sessions would be too close together; `held`
    when somebody else is about to book it; `nobody` when none of several coaches is free.
    """

    service_id: int
    coach_id: int
    nearest: tuple[int, ...] = ()
    reason: str = "booked"


@dataclass(unsafe_hash=True)
class ProposalGone(Refusal, code="proposal_gone"):
    """A proposed time that is no longer available: taken, closed, past, or withdrawn.

    left: the proposed starts that still are, epoch seconds, in time order.
    """

    appointment_id: int
    left: tuple[int, ...] = ()


@dataclass(unsafe_hash=True)
class NotOffered(Refusal, code="not_offered"):
    """The coach does not offer that time.

    reason: `hours` when it lies outside their working hours, `leave`, or `grid` when sessions begin
    at other times; empty if stored before there were reasons. nearest: as in SlotTaken.
    """

    service_id: int
    coach_id: int
    reason: str = ""
    nearest: tuple[int, ...] = ()


@dataclass(unsafe_hash=True)
class TooSoon(Refusal, code="too_soon"):
    """It is too late to book, move or cancel. `rule`: book, move or cancel.

    notice: minutes. deadline: epoch seconds at which the rule closed.
    """

    rule: str
    notice: int
    deadline: int


@dataclass(unsafe_hash=True)
class TooFar(Refusal, code="too_far"):
    """The start is beyond the booking horizon.

    until: the end of the last bookable day (epoch seconds), 0 if not known. by: how it is counted,
    as in `domain.services.horizon`; count: how many working days or months.
    """

    horizon_days: int
    until: int = 0
    by: str = "days"
    count: int = 0


@dataclass(unsafe_hash=True)
class NoLongerOffered(Refusal, code="no_longer_offered"):
    """The service is hidden, or the coach does not offer it (any more)."""


@dataclass(unsafe_hash=True)
class OfferChanged(Refusal, code="offer_changed"):
    """The service now has another price or length, or is held elsewhere."""


@dataclass(unsafe_hash=True)
class NotAllowed(Refusal, code="not_allowed"):
    """The person may not do this. `role`: who may, coach or admin."""

    role: str


@dataclass(unsafe_hash=True)
class LastAdmin(Refusal, code="last_admin"):
    """Nobody would be left as an admin."""


@dataclass(unsafe_hash=True)
class NotFound(Refusal, code="not_found"):
    """It does not exist or is not this person's: both look the same from outside."""


@dataclass(unsafe_hash=True)
class AlreadyDecided(Refusal, code="already_decided"):
    """The appointment's state no longer allows this. `status`: its state."""

    appointment_id: int
    status: str


@dataclass(unsafe_hash=True)
class ChangedMeanwhile(Refusal, code="changed_meanwhile"):
    """The appointment has changed since it was looked at. `version`: the current one."""

    appointment_id: int
    version: int


@dataclass(unsafe_hash=True)
class SameTime(Refusal, code="same_time"):
    """The appointment is already at that time."""

    appointment_id: int


@dataclass(unsafe_hash=True)
class OutOfReach(Refusal, code="out_of_reach"):
    """A coach who cannot be written to would not hear of bookings.

    met: they have pressed Start before, and blocked us since. chat: we know them by Telegram.
    """

    coach_id: int
    met: bool
    chat: bool = True


@dataclass(unsafe_hash=True)
class HoursChanged(Refusal, code="hours_changed"):
    """The hours have changed since the screen that was to change them."""

    coach_id: int


@dataclass(unsafe_hash=True)
class HoursClash(Refusal, code="hours_clash"):
    """Hours past midnight would run into those of the next day.

    weekday: of the day on which they begin (0 is Monday). day: its date (ISO), "" for every week.
    window, following: the two that clash, in minutes of the two days.
    """

    coach_id: int
    weekday: int
    day: str
    window: tuple[int, int]
    following: tuple[int, int]


@dataclass(unsafe_hash=True)
class StrandsBookings(Refusal, code="strands_bookings"):
    """A change would leave sessions outside the hours in which they were booked.

    bookings: of the first of them customer name, start (epoch s) and coach id, in time order. ids:
    their appointments. number: how many there are. agreed: what confirms the change, as long as
    these are the sessions.
    """

    bookings: tuple[tuple[str, int, int], ...]
    ids: tuple[int, ...]
    number: int
    agreed: str


@dataclass(unsafe_hash=True)
class ServiceChanged(Refusal, code="service_changed"):
    """The service has changed since the screen that was to change it."""

    service_id: int


@dataclass(unsafe_hash=True)
class BadHours(Refusal, code="bad_hours"):
    """Typed hours that cannot be read.

    `fragment`: the part that is wrong. `reason`: unreadable, backwards, overlap or empty.
    """

    fragment: str
    reason: str


@dataclass(unsafe_hash=True)
class LeaveHitsBookings(Refusal, code="leave_hits_bookings"):
    """Leave that overlaps booked sessions. `bookings`: pairs of customer name and start (epoch s).

    `ids`: their appointments, in the same order.
    """

    bookings: tuple[tuple[str, int], ...]
    ids: tuple[int, ...] = ()


@dataclass(unsafe_hash=True)
class LeaveOverlaps(Refusal, code="leave_overlaps"):
    """There is already leave in that stretch."""


@dataclass(unsafe_hash=True)
class LeaveInPast(Refusal, code="leave_in_past"):
    """The stretch is already over."""


@dataclass(unsafe_hash=True)
class LeaveNever(Refusal, code="leave_never"):
    """None of the days of repeating leave falls between its first day and its last."""


@dataclass(unsafe_hash=True)
class LeaveTooOften(Refusal, code="leave_too_often"):
    """Leave would repeat more than `most` times: it has to end earlier."""

    most: int


@dataclass(unsafe_hash=True)
class TooManyOpen(Refusal, code="too_many_open"):
    """The customer has as many open appointments as the business allows."""

    limit: int


@dataclass(unsafe_hash=True)
class BlockedPerson(Refusal, code="blocked_person"):
    """The business does not take bookings from this person."""


@dataclass(unsafe_hash=True)
class BadInput(Refusal, code="bad_input"):
    """Typed text that does not fit its field. `field`: which one. `limit`: the bound it broke.

    `blank`: something was typed, but none of it is visible.
    """

    field: str
    limit: int = 0
    blank: bool = dataclass_field(default=False, compare=False)


def _code_of(name: str) -> str:
    return {kind.__name__: code for code, kind in Refusal.kinds.items()}[name]


def _tuples(value: Any) -> Any:
    return tuple(_tuples(v) for v in value) if isinstance(value, list | tuple) else value
