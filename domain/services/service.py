"""A service: how long it takes, what it costs, and whatever else shapes its sessions."""

from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import Protocol

from domain.refusals import NoLongerOffered
from domain.services.horizon import LONGEST, HorizonBy
from domain.services.limits import ServiceLimit
from domain.services.meeting import NOWHERE, Addresses, Meeting
from domain.services.reminders import Times
from domain.services.rules import USUAL_RULES, Rules
from domain.services.terms import Length, Terms


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in the smallest unit of its currency (cents, pence, yen).

    minor: amount in that unit, >= 0. currency: ISO 4217 code.
    """

    minor: int
    currency: str


class Approval(StrEnum):
    """Whether a coach answers each request, or free times are confirmed at once; or that only for
    customers they know: those who have had a session with this coach."""

    MANUAL = "manual"
    AUTO = "auto"
    KNOWN = "known"


class Approving(Protocol):
    """A coach, as far as approval goes."""

    @property
    def approval(self) -> Approval: ...


@dataclass(frozen=True, slots=True)
class Service:
    """Something a customer can book. All lengths are minutes.

    `step` is the distance between two starts on the clock; the buffers keep a coach free before and
    after a session and may lie outside working hours. capacity: the places of one session, 1 if it
    is for a single customer. most_places: how many of them one booking may have. party: how many
    this one has, and its price is for; as from `Catalogue.service_for`. category: under which
    customers find it. meeting, addresses: how and where it is held; on site without an address of
    its own it is where the coach is. approval: None for its coach's. gap: the minimum between two
    sessions of its coach, besides their buffers; as from `Catalogue.service_for`. lengths: other
    ones to choose from, besides that of `minutes` and `price`. also: the services that follow in
    the same booking, included in minutes and price; as from `Catalogue.service_for`. further: how
    often those may be booked. horizons: how far ahead, for those that count it differently.
    reminders: None for the business's. latitude, longitude: of the address on site, degrees, both
    or neither.
    """

    id: int
    title: str
    minutes: int
    price: Money
    buffer_before: int = 0
    buffer_after: int = 0
    step: int = 30
    rules: Rules = USUAL_RULES
    hidden: bool = False
    position: int = 0
    capacity: int = 1
    most_places: int = 1
    party: int = 1
    category: str | None = None
    description: str | None = None
    meeting: Meeting = Meeting.ON_SITE
    addresses: Addresses = NOWHERE
    approval: Approval | None = None
    gap: int = 0
    lengths: tuple[Length, ...] = ()
    also: tuple[int, ...] = ()
    reminders: Times | None = None
    further: tuple[ServiceLimit, ...] = ()
    horizons: tuple[Rules, ...] = ()
    latitude: float | None = None
    longitude: float | None = None

    @property
    def limits(self) -> tuple[ServiceLimit, ...]:
        """How often it may be booked, and each of those that follow in the same booking."""
        return ServiceLimit(self.id, self.rules.caps, self.rules.customer_caps), *self.further

    @property
    def capped(self) -> bool:
        """Whether a coach may have only so many sessions of it, or of those that follow."""
        return self.rules.capped or any(any(one.caps) for one in self.further)

    @property
    def customer_capped(self) -> bool:
        """Whether a customer may have only so many, likewise."""
        return self.rules.customer_capped or any(any(one.customer_caps) for one in self.further)

    @property
    def for_groups(self) -> bool:
        """Whether several customers share its sessions."""
        return self.capacity > 1

    @property
    def for_override(self) -> "Service":
        """The same for a coach who overrides their own protection."""
        rules = replace(self.rules, notice_book=0, horizon_by=HorizonBy.DAYS, horizon_days=LONGEST)
        return replace(self, rules=rules, gap=0, horizons=())

    @property
    def at_any_minute(self) -> "Service":
        """The same for a session that begins when it was agreed, even off the grid."""
        return replace(self, step=1)

    @property
    def at_short_notice(self) -> "Service":
        """The same, bookable at any time before it begins."""
        return replace(self, rules=replace(self.rules, notice_book=0))

    @property
    def length(self) -> timedelta:
        return timedelta(minutes=self.minutes)

    @property
    def reach(self) -> int:
        """How far around its start a session can touch anything, in seconds: breaks and gap
        included."""
        return 60 * (self.buffer_before + self.minutes + self.buffer_after + self.gap)

    @property
    def options(self) -> tuple[Length, ...]:
        """The lengths to choose from, shortest first: a single one for a group, which shares it."""
        usual = Length(self.minutes, self.price.minor)
        if self.for_groups:
            return (usual,)
        others = (one for one in self.lengths if one.minutes != self.minutes)
        return tuple(sorted((usual, *others), key=lambda one: one.minutes))

    def lasting(self, minutes: int) -> "Service":
        """The same with another of its lengths. Raises NoLongerOffered if it has no such length."""
        for one in self.options:
            if one.minutes == minutes:
                return replace(self, minutes=minutes, price=replace(self.price, minor=one.minor))
        raise NoLongerOffered

    def on(self, terms: Terms) -> "Service":
        """The same as done by a coach with these terms."""
        own = {name: at for name, at in asdict(terms.addresses).items() if at}
        service = replace(self, addresses=replace(self.addresses, **own)) if own else self
        if not terms.lengths:
            return service
        usual, *others = terms.lengths
        price = replace(self.price, minor=usual.minor)
        return replace(service, minutes=usual.minutes, price=price, lengths=tuple(others))

    def approval_by(self, coach: Approving) -> Approval:
        """Whether this coach answers each request for it, or it is confirmed at once."""
        return self.approval or coach.approval

    def at_once(self, coach: Approving, *, known: bool, by_hand: bool = False) -> bool:
        """Whether it is confirmed at once. known: whether the coach knows the customer. by_hand:
        none of the customer's bookings is, see `domain.people.person_limits`."""
        if by_hand:
            return False
        approval = self.approval_by(coach)
        return approval is Approval.AUTO or (known and approval is Approval.KNOWN)

    def for_party(self, places: int) -> "Service":
        """The same for this many places. Raises NoLongerOffered if there are not enough."""
        if not 1 <= places <= self.capacity:
            raise NoLongerOffered
        price = Money(self.price.minor * places, self.price.currency)
        return replace(self, party=places, price=price)
