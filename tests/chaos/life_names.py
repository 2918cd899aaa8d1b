"""Who and what the model's names mean in the database of one run, and when the two agree."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from domain.appointments.appointment import Appointment
from domain.appointments.booking_refusals import BookedOtherwise
from domain.appointments.handover_refusals import (
    CannotHandOver,
    CannotTakeOver,
    HandedOver,
    NotAsked,
)
from domain.appointments.message_refusals import TooManyMessages
from domain.appointments.offer_refusals import OfferOvertaken, TooManyOffered
from domain.groups.group import GroupSession
from domain.refusals import (
    AlreadyDecided,
    LeaveHitsBookings,
    ProposalGone,
    TooFar,
    TooSoon,
)
from domain.series.series_refusals import SeriesChanged, SeriesClash
from domain.services.catalogue import Catalogue
from domain.waitlist.waitlist_refusals import WaitOfferOver
from domain.working_hours.leave import Leave
from storage.people.people import Person
from tests.chaos.life_cast import Said

OF_APPOINTMENTS = (
    "AlreadyDecided",
    "BookedOtherwise",
    "CannotHandOver",
    "CannotTakeOver",
    "HandedOver",
    "NotAsked",
    "OfferOvertaken",
    "ProposalGone",
    "SeriesChanged",
    "TooManyOffered",
)

# Read one after the other, in two statements.
COACH_AND_ROOM: Final = {"SlotTaken", "RoomTaken"}


@dataclass
class Names:
    """groups, series, messages, complaints: by name, once their rows were read."""

    people: Mapping[str, Person]
    coaches: Mapping[str, int]
    services: Mapping[str, int]
    rooms: Mapping[str, int]
    catalogue: Catalogue
    appointments: dict[str, int] = field(default_factory=dict)
    leaves: dict[str, int] = field(default_factory=dict)
    rules: dict[str, int] = field(default_factory=dict)
    drafts: dict[str, int] = field(default_factory=dict)
    groups: dict[str, int] = field(default_factory=dict)
    series: dict[str, int] = field(default_factory=dict)
    messages: dict[str, int] = field(default_factory=dict)
    complaints: dict[str, int] = field(default_factory=dict)
    waits: dict[str, int] = field(default_factory=dict)

    def agree(self, expected: Said, outcome: object) -> bool:
        """Whether that is what was expected. What was just made gets its name here."""
        actual, kind = said_of(outcome), expected[0]
        ids: dict[str, dict[str, int]] = {
            "appointment": self.appointments,
            "series": self.appointments,
            "leave": self.leaves,
            "rule": self.rules,
            "draft": self.drafts,
            "group": self.groups,
            "wait": self.waits,
        }
        if kind in ids and actual[0] == kind and len(actual) == len(expected):
            known = ids[kind]
            pairs = zip(expected[1:], actual[1:], strict=True)
            return [known.setdefault(*pair) for pair in pairs] == [*actual[1:]]
        if kind in OF_APPOINTMENTS:
            known_coach = {"CannotTakeOver": self.coaches}.get(kind, {})
            facts = (known_coach.get(fact, fact) for fact in expected[2:])
            expected = (kind, self.appointments[expected[1]], *facts)
        return bool(actual == expected)

    def agree_at_once(
        self, expected: Said, outcome: object, in_any_order: Sequence[Said] = ()
    ) -> bool:
        """The same for one of several at once: whoever loses coach and room may hear of either, and
        each list of times left is as it was when read."""
        kind = said_of(outcome)[0]
        if isinstance(outcome, ProposalGone) and expected[0] == kind:
            left = [set(answer[2]) for answer in in_any_order if answer[:2] == expected[:2]]
            if left and set.intersection(*left) <= {*outcome.left} <= set.union(*left):
                expected = *expected[:2], outcome.left
        return self.agree(expected, outcome) or {expected[0], kind} == COACH_AND_ROOM

    def of(self, what: str) -> Any:
        """The id of what the model's audit is about, such as `group update 7`."""
        kind, _, name = what.partition(" ")
        named: Mapping[str, Mapping[str, int]] = {
            "group": self.groups,
            "series": self.series,
            "rule": self.rules,
            "room": self.rooms,
            "message": self.messages,
            "wait": self.waits,
            "complaint": self.complaints,
            "person": {name: person.id for name, person in self.people.items()},
        }
        if kind in ("rescue", "turn"):
            return int(name)
        if kind in named:
            return named[kind].get(name)
        return {**self.coaches, **self.appointments, **self.leaves}[what]


_SAID: Mapping[type, Callable[[Any], Said]] = {
    tuple: lambda outcome: outcome,
    Appointment: lambda appointment: ("appointment", appointment.id),
    GroupSession: lambda session: ("group", session.id),
    Leave: lambda leave: ("leave", leave.id),
    AlreadyDecided: lambda no: ("AlreadyDecided", no.appointment_id, str(no.status)),
    BookedOtherwise: lambda no: ("BookedOtherwise", no.appointment_id),
    ProposalGone: lambda no: ("ProposalGone", no.appointment_id, no.left),
    OfferOvertaken: lambda no: ("OfferOvertaken", no.appointment_id),
    TooManyMessages: lambda no: ("TooManyMessages", no.minutes),
    TooManyOffered: lambda no: ("TooManyOffered", no.appointment_id, no.left, no.limit),
    SeriesChanged: lambda no: ("SeriesChanged", no.appointment_id),
    SeriesClash: lambda no: ("SeriesClash", tuple(sorted(number for number, _ in no.lost))),
    CannotHandOver: lambda no: ("CannotHandOver", no.appointment_id, no.reason),
    CannotTakeOver: lambda no: ("CannotTakeOver", no.appointment_id, no.coach_id),
    HandedOver: lambda no: ("HandedOver", no.appointment_id),
    NotAsked: lambda no: ("NotAsked", no.appointment_id),
    WaitOfferOver: lambda no: ("WaitOfferOver", no.answer),
    TooSoon: lambda no: ("TooSoon", no.rule, no.notice, no.deadline),
    TooFar: lambda no: ("TooFar", no.horizon_days),
    LeaveHitsBookings: lambda no: ("LeaveHitsBookings", tuple(sorted(no.bookings))),
}


def said_of(outcome: object) -> Said:
    """An outcome in the model's words, with ids in place of keys."""
    kind = type(outcome)
    return _SAID[kind](outcome) if kind in _SAID else (kind.__name__,)
