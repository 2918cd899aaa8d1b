"""What can be booked: the business, its services and its coaches, as one value per version."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from zoneinfo import ZoneInfo

from domain.availability import Days, Opened, digest_of
from domain.choice import USUAL, Choice
from domain.closures import Closure
from domain.forms import Form
from domain.horizon import LONGEST, HorizonBy
from domain.hours import WorkingHours
from domain.leave import Leave
from domain.limits import Caps
from domain.meeting import NOWHERE, Addresses, Meeting
from domain.refusals import NoLongerOffered
from domain.repeating import Repeat
from domain.resources import Need, Resource
from domain.rules import USUAL_RULES, Rules
from domain.terms import Length, Terms


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in the smallest unit of its currency (cents, pence, yen).

    minor: amount in that unit, >= 0. currency: ISO 4217 code.
    """

    minor: int
    currency: str


class Approval(StrEnum):
    """Whether a coach answers each request, or every free slot is confirmed at once."""

    MANUAL = "manual"
    AUTO = "auto"


@dataclass(frozen=True, slots=True)
class Service:
    """Something a customer can book. All lengths are minutes.

    `step` is the distance between two starts on the clock; the buffers keep a coach free before
    and after a session and may lie outside working hours. capacity: the places of one session, 1
    where it is for one customer alone. most_places: how many of them one booking may have. party:
    how many this one has, and its price is for; of a service as `Catalogue.chosen` has it.
    category: under which customers find it. meeting, addresses: how and where it is held; on site
    without an address of its own it is where the coach is. approval: None as its coach has it. gap:
    what lies between two sessions of its coach at least, beside their buffers; of a service as
    `Catalogue.chosen` has it. lengths: further ones that can be chosen, beside that of `minutes`
    and `price`.
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

    @property
    def for_groups(self) -> bool:
        """Whether several customers share its sessions."""
        return self.capacity > 1

    @property
    def lifted(self) -> "Service":
        """The same for a coach who overrides what protects them."""
        rules = replace(self.rules, notice_book=0, horizon_by=HorizonBy.DAYS, horizon_days=LONGEST)
        return replace(self, rules=rules, gap=0)

    @property
    def length(self) -> timedelta:
        return timedelta(minutes=self.minutes)

    @property
    def options(self) -> tuple[Length, ...]:
        """The lengths that can be chosen, from the shortest: one of a group, which shares it."""
        usual = Length(self.minutes, self.price.minor)
        if self.for_groups:
            return (usual,)
        others = (one for one in self.lengths if one.minutes != self.minutes)
        return tuple(sorted((usual, *others), key=lambda one: one.minutes))

    def lasting(self, minutes: int) -> "Service":
        """The same in another of its lengths. NoLongerOffered for one that it has not."""
        for one in self.options:
            if one.minutes == minutes:
                return replace(self, minutes=minutes, price=replace(self.price, minor=one.minor))
        raise NoLongerOffered

    def on(self, terms: Terms) -> "Service":
        """The same as a coach does it who has these terms."""
        own = {name: at for name, at in asdict(terms.addresses).items() if at}
        done = replace(self, addresses=replace(self.addresses, **own)) if own else self
        if not terms.lengths:
            return done
        usual, *others = terms.lengths
        price = replace(self.price, minor=usual.minor)
        return replace(done, minutes=usual.minutes, price=price, lengths=tuple(others))

    def approval_by(self, coach: "Coach") -> Approval:
        """Whether this coach answers each request for it, or it is confirmed at once."""
        return self.approval or coach.approval

    def for_party(self, places: int) -> "Service":
        """The same with so many places. NoLongerOffered for more than there are."""
        if not 1 <= places <= self.capacity:
            raise NoLongerOffered
        price = Money(self.price.minor * places, self.price.currency)
        return replace(self, party=places, price=price)


class Policy(StrEnum):
    """By what a business gives out customers who name nobody; the values are what is stored."""

    LEAST_LOADED = "least_loaded"  # to whom has the fewest sessions that week
    IN_TURN = "in_turn"  # to whom was given one longest ago
    BY_WEIGHT = "by_weight"  # to whom has the fewest that week for their weight


@dataclass(frozen=True)
class Coach:
    """Someone who can be booked. `zone` is the IANA zone of the working hours and leave.

    leaves: all of it, also each time of what repeats; repeats: the rules of that. weight: how many
    of those who name nobody they get, in proportion to others; 0 for none while anybody else is
    free. cap_day, cap_week: so many sessions at most, of whichever service; 0: any number. gap:
    minutes between two sessions, None for the business's.
    """

    id: int
    person_id: int
    name: str
    zone: str
    approval: Approval
    active: bool
    place: str | None
    hours: WorkingHours
    leaves: tuple[Leave, ...]
    service_ids: frozenset[int]
    repeats: tuple[Repeat, ...] = ()
    opened_days: frozenset[date] = frozenset()
    """Days on which they are there although the house is closed."""
    weight: int = 1
    cap_day: int = 0
    cap_week: int = 0
    gap: int | None = None
    terms: Mapping[int, Terms] = field(default_factory=dict)  # by service, their own alone

    @property
    def caps(self) -> Caps:
        return Caps(self.cap_day, self.cap_week)

    @cached_property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @cached_property
    def digest(self) -> bytes:
        """What tells the times at which the coach works from all others."""
        return digest_of(self)

    @property
    def single_leaves(self) -> tuple[Leave, ...]:
        """The leave that does not repeat."""
        return tuple(leave for leave in self.leaves if not leave.rule)

    @cached_property
    def opened(self) -> dict[Days, Opened]:
        return {}


@dataclass(frozen=True, slots=True)
class Business:
    """The one business that a bot serves. `zone` is the zone of calendars that span coaches.

    open_limit: how many sessions a customer may have before them. customer_day, customer_week: and
    how many in a day and a week; 0: any number. gap: minutes between two sessions of a coach.
    hold_minutes: for so long a time is kept for whoever looks at it last; 0: not at all.
    """

    name: str
    zone: str
    place: str | None = None
    policy: Policy = Policy.LEAST_LOADED
    open_limit: int = 20
    customer_day: int = 0
    customer_week: int = 0
    gap: int = 0
    hold_minutes: int = 0

    @property
    def customer_caps(self) -> Caps:
        return Caps(self.customer_day, self.customer_week)


@dataclass(frozen=True)
class Catalogue:
    """Everything that can be booked, as it stood at `version`."""

    version: int
    business: Business
    services: Mapping[int, Service]
    coaches: Mapping[int, Coach]
    closures: tuple[Closure, ...] = ()
    resources: Mapping[int, Resource] = field(default_factory=dict)
    needs: Mapping[int, tuple[Need, ...]] = field(default_factory=dict)
    forms: Mapping[int, Form] = field(default_factory=dict)
    """Both by service; what needs nothing, or asks nothing, has no entry."""

    def having(self, coach: Coach) -> "Catalogue":
        """The same with this coach as they are now."""
        return replace(self, coaches={**self.coaches, coach.id: coach})

    @cached_property
    def offered_services(self) -> tuple[Service, ...]:
        """Services a customer can choose now: shown, and done by at least one active coach."""
        shown = (s for s in self.services.values() if not s.hidden and self.coaches_for(s.id))
        return tuple(sorted(shown, key=lambda s: (s.position, s.id)))

    @cached_property
    def lengths(self) -> Mapping[int, frozenset[Length]]:
        """All lengths, each with every price, in which customers can have the offered services."""
        return {
            service.id: frozenset(
                length
                for coach in self.coaches_for(service.id)
                for length in self.chosen(service.id, coach, USUAL).options
            )
            for service in self.offered_services
        }

    def place_of(self, service: Service, coach: "Coach") -> str | None:
        """The address, the link or the number for a session of this service with this coach."""
        said = service.addresses.of(service.meeting)
        if said is not None or service.meeting is not Meeting.ON_SITE:
            return said
        return coach.place or self.business.place

    def coaches_for(self, service_id: int) -> tuple[Coach, ...]:
        """The active coaches who do a service, by name."""
        able = (c for c in self.coaches.values() if c.active and service_id in c.service_ids)
        return tuple(sorted(able, key=lambda c: (c.name, c.id)))

    def chosen(self, service_id: int, coach: Coach, choice: Choice) -> Service:
        """The service as this coach does it, with what was chosen of it; also a hidden one.

        Raises NoLongerOffered for what is not there to be chosen.
        """
        service = self.services.get(service_id)
        if service is None:
            raise NoLongerOffered
        if terms := coach.terms.get(service_id):
            service = service.on(terms)
        if gap := self.gap_of(coach):
            service = replace(service, gap=gap)
        if choice == USUAL:
            return service
        if choice.length:
            service = service.lasting(choice.length)
        return service if choice.places == 1 else service.for_party(choice.places)

    def agreed(self, service_id: int, coach: Coach, minutes: int, places: int) -> Service:
        """The service as it was booked: it keeps length and places whatever is offered now."""
        return replace(self.chosen(service_id, coach, USUAL), minutes=minutes, party=places)

    def gap_of(self, coach: Coach) -> int:
        """The minutes that lie between two sessions of this coach at least."""
        return self.business.gap if coach.gap is None else coach.gap

    def needs_of(self, service: Service) -> tuple[Need, ...]:
        """What a session of a service needs besides its coach."""
        return self.needs.get(service.id, ())

    def coach_of(self, person_id: int) -> Coach | None:
        """The coach that a person is, if they are one."""
        return next((c for c in self.coaches.values() if c.person_id == person_id), None)
