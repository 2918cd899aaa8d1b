"""What can be booked: the business, its services and its coaches, as one value per version."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from zoneinfo import ZoneInfo

from domain.coaches.digests import Digest
from domain.coaches.suspension import MARK, Suspension
from domain.messages.business_texts import Spoken
from domain.refusals import NoLongerOffered
from domain.services.back_to_back import AloneReason, combine_needs, combine_services, unlike
from domain.services.forms import MOST_QUESTIONS, Form
from domain.services.limits import Caps
from domain.services.meeting import Meeting
from domain.services.policies import Policy
from domain.services.reminders import USUAL as USUAL_TIMES
from domain.services.reminders import Times
from domain.services.resources import MOST_NEEDS, Need, Resource
from domain.services.service import Approval, Service
from domain.services.service_choice import USUAL, Choice
from domain.services.terms import Length, Terms
from domain.working_hours.availability import Days, Opened, digest_of
from domain.working_hours.closures import Closure
from domain.working_hours.hours import WorkingHours
from domain.working_hours.leave import Leave
from domain.working_hours.leave_rules import LeaveRule


@dataclass(frozen=True)
class Coach:
    """Someone who can be booked. `zone` is the IANA zone of the working hours and leave.

    leaves: all of it, including each time of repeating leave, and a suspension; repeats: the rules
    of repeating leave. weight: their share of customers who choose no coach, relative to others; 0
    for none while anybody else is free. cap_day, cap_week: the most sessions, of any service; 0:
    any number. gap: minutes between two sessions, None for the business's. ask_first: whether
    customers for whom they book are asked, None for the business's. setting_up: they were added,
    have not been open yet, and may set themself up. category, about, photo: what customers see
    before they choose; photo: Telegram's id of it. latitude, longitude, online: as in
    `domain.coaches.profiles`, with the address as `place`.
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
    repeats: tuple[LeaveRule, ...] = ()
    opened_days: frozenset[date] = frozenset()
    """Days on which they work although the business is closed."""
    weight: int = 1
    cap_day: int = 0
    cap_week: int = 0
    gap: int | None = None
    ask_first: bool | None = None
    setting_up: bool = False
    category: str | None = None
    about: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    online: bool = False
    photo: str | None = None
    suspension: Suspension | None = None
    terms: Mapping[int, Terms] = field(default_factory=dict)  # by service, only their own

    @cached_property
    def caps(self) -> Caps:
        return Caps(self.cap_day, self.cap_week)

    @cached_property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @cached_property
    def digest(self) -> bytes:
        """Identifies the times at which the coach works."""
        return digest_of(self)

    @property
    def offered(self) -> bool:
        """Whether customers can choose them at all."""
        endless = self.suspension is not None and self.suspension.until is None
        return self.active and not endless

    @property
    def leaves_of_theirs(self) -> tuple[Leave, ...]:
        """Without the time off of a suspension."""
        return tuple(leave for leave in self.leaves if leave.rule != MARK)

    @property
    def single_leaves(self) -> tuple[Leave, ...]:
        """The leave that does not repeat."""
        return tuple(leave for leave in self.leaves if not leave.rule)

    @cached_property
    def openings_cache(self) -> dict[Days, Opened]:
        return {}


@dataclass(frozen=True, slots=True)
class Business(Spoken):
    """The one business that a bot serves. `zone` is the zone of calendars that span coaches.

    open_limit: how many upcoming sessions a customer may have. customer_day, customer_week: how
    many in a day and a week; 0: any number. gap: minutes between two sessions of a coach.
    hold_minutes: how long a time is held for a customer about to confirm it, 0: not at all.
    answer_minutes: how long a request waits for its coach, 0: until shortly before. offer_minutes:
    how long offered times are held. reminders: for services without their own. ask_first: whether
    customers are asked, not told, when a coach books for them. writing_minutes: how long after a
    session its people may write. morning, evening: minutes at which coaches get summaries. flag_…:
    as in `domain.people.flags.Thresholds`. no_show_limit: after this many missed sessions within
    no_show_days a customer's bookings are all confirmed by hand; 0: never.
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
    answer_minutes: int = 1440
    offer_minutes: int = 1440
    reminders: Times = USUAL_TIMES
    ask_first: bool = False
    writing_minutes: int = 10080
    morning: int | None = None
    evening: int | None = None
    flag_cancellations: int = 5
    flag_no_shows: int = 3
    flag_dropped: int = 15
    flag_burst: int = 20
    no_show_limit: int = 0
    no_show_days: int = 90
    latitude: float | None = None  # of its place, degrees; both or neither
    longitude: float | None = None

    def summary_at(self, digest: Digest) -> int | None:
        """The minute of the day at which coaches get it by default, None for not at all."""
        return self.morning if digest is Digest.MORNING else self.evening

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
    """Both by service; one that needs nothing, or asks nothing, has no entry."""

    def having(self, coach: Coach) -> "Catalogue":
        """The same with this coach as they are now."""
        return replace(self, coaches={**self.coaches, coach.id: coach})

    def asks_first(self, coach: Coach) -> bool:
        """Whether a customer for whom this coach books has to accept it."""
        return self.business.ask_first if coach.ask_first is None else coach.ask_first

    @cached_property
    def offered_services(self) -> tuple[Service, ...]:
        """Services a customer can choose now: visible, and done by at least one active coach."""
        services = (s for s in self.services.values() if not s.hidden and self.coaches_for(s.id))
        return tuple(sorted(services, key=lambda s: (s.position, s.id)))

    @cached_property
    def offered_coaches(self) -> tuple[Coach, ...]:
        """The coaches who do any of these, by name."""
        doing = {c.id: c for service in self.offered_services for c in self.coaches_for(service.id)}
        return tuple(sorted(doing.values(), key=lambda c: (c.name, c.id)))

    @cached_property
    def lengths(self) -> Mapping[int, frozenset[Length]]:
        """All lengths, each with every price, that customers can choose of the offered services."""
        return {
            service.id: frozenset(
                length
                for coach in self.coaches_for(service.id)
                for length in self.service_for(service.id, coach, USUAL).options
            )
            for service in self.offered_services
        }

    def place_of(self, service: Service, coach: "Coach") -> str | None:
        """The address, the link or the number for a session of this service with this coach."""
        address = service.addresses.of(service.meeting)
        if address is not None or service.meeting is not Meeting.ON_SITE:
            return address
        return coach.place or self.business.place

    def coaches_for(self, service_id: int) -> tuple[Coach, ...]:
        """The active coaches who do a service, by name."""
        return self._able.get(service_id, ())

    @cached_property
    def _able(self) -> Mapping[int, tuple[Coach, ...]]:
        able: dict[int, tuple[Coach, ...]] = {}
        for coach in sorted(self.coaches.values(), key=lambda c: (c.name, c.id)):
            for service_id in coach.service_ids if coach.offered else ():
                able[service_id] = (*able.get(service_id, ()), coach)
        return able

    def service_for(self, service_id: int, coach: Coach, choice: Choice) -> Service:
        """The service as this coach does it, with what was chosen; hidden ones included.

        Raises NoLongerOffered if it is not there to choose.
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
        if choice.also:
            return self._with_further(service, coach, choice)
        return service if choice.places == 1 else service.for_party(choice.places)

    def parts(self, service_id: int, coach: Coach, choice: Choice) -> tuple[Service, ...]:
        """Each of the services chosen for one booking, in order. Raises like `service_for`."""
        first = self.service_for(service_id, coach, replace(choice, also=()))
        return first, *(self.service_for(one, coach, USUAL) for one in choice.also)

    def _with_further(self, first: Service, coach: Coach, choice: Choice) -> Service:
        parts = first, *(self.service_for(one, coach, USUAL) for one in choice.also)
        gone = any(part.hidden or part.id not in coach.service_ids for part in parts[1:])
        twice = len({part.id for part in parts}) < len(parts)
        if gone or twice or choice.places != 1 or self.alone(parts, coach):
            raise NoLongerOffered
        return combine_services(parts, coach)

    def alone(self, parts: Sequence[Service], coach: Coach) -> AloneReason | None:
        """Why these services cannot be one booking with this coach; None if they can."""
        if len(self.form_of(part.id for part in parts)) > MOST_QUESTIONS:
            return AloneReason.ASKS
        if why := unlike(parts):
            return why
        if any(self.place_of(one, coach) != self.place_of(parts[0], coach) for one in parts[1:]):
            return AloneReason.ELSEWHERE
        needs = combine_needs(self.needs.get(part.id, ()) for part in parts)
        return AloneReason.NEEDS if len(needs) > MOST_NEEDS else None

    def booked_service(
        self, service_id: int, coach: Coach, minutes: int, places: int, also: Sequence[int] = ()
    ) -> Service:
        """The service as it was booked: length, places and the services that follow stay, whatever
        is offered now."""
        service = self.service_for(service_id, coach, USUAL)
        if also:
            further = (self.service_for(one, coach, USUAL) for one in also if one in self.services)
            service = combine_services((service, *further), coach)
        return replace(service, minutes=minutes, party=places)

    def form_of(self, services: Iterable[int]) -> Form:
        """The questions that the services of one booking ask, in order."""
        return tuple(one for service in services for one in self.forms.get(service, ()))

    def gap_of(self, coach: Coach) -> int:
        """The minimum minutes between two sessions of this coach."""
        return self.business.gap if coach.gap is None else coach.gap

    def needs_of(self, service: Service) -> tuple[Need, ...]:
        """What a session of a service needs besides its coach."""
        if service.also:
            return combine_needs(self.needs.get(one, ()) for one in (service.id, *service.also))
        return self.needs.get(service.id, ())

    def reminders_of(self, service: Service) -> Times:
        """When customers are reminded of its sessions."""
        return self.business.reminders if service.reminders is None else service.reminders

    def coach_of(self, person_id: int) -> Coach | None:
        """The coach this person is, if any."""
        return self._by_person.get(person_id)

    @cached_property
    def _by_person(self) -> Mapping[int, Coach]:
        return {coach.person_id: coach for coach in self.coaches.values()}
