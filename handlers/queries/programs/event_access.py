"""Who is sent which event: the business every one, a coach what is theirs, a person what they have
booked, waited for or changed about themselves.

If you may read what changed, you may be told that it did: an event has ids and a state, no text.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from domain.programs.scopes import Scope
from domain.refusals import BlockedPerson
from domain.roles import Door, Permission
from storage.people.people import Person
from storage.programs.events import Event

# By an event's subject: the scope a key needs, and the right needed to be sent all of them.
_NEEDS: Final[Mapping[str, tuple[Scope, Permission]]] = {
    "appointment": (Scope.BOOKINGS_READ, Permission.ANY_SESSION),
    "session": (Scope.BOOKINGS_READ, Permission.ANY_SESSION),
    "series": (Scope.BOOKINGS_READ, Permission.ANY_SESSION),
    "waitlist": (Scope.BOOKINGS_READ, Permission.ANY_SESSION),
    "message": (Scope.BOOKINGS_READ, Permission.ANY_SESSION),
    "person": (Scope.PEOPLE_READ, Permission.PEOPLE),
    "coach": (Scope.CATALOGUE_READ, Permission.COACHES),
    "service": (Scope.CATALOGUE_READ, Permission.SERVICES),
    "resource": (Scope.CATALOGUE_READ, Permission.ROOMS),
    "closure": (Scope.CALENDAR_READ, Permission.ANY_CALENDAR),
    "hours": (Scope.CALENDAR_READ, Permission.ANY_CALENDAR),
    "leave": (Scope.CALENDAR_READ, Permission.ANY_CALENDAR),
    "business": (Scope.BUSINESS_READ, Permission.ANY_SESSION),
}


@dataclass(frozen=True, slots=True)
class EventAccess:
    """What one person is sent. of_business: subjects, about everybody; of_own: about their own, as
    a customer and as the coach coach_id."""

    person_id: int
    coach_id: int | None
    of_business: frozenset[str]
    of_own: frozenset[str]

    def covers(self, event: Event) -> bool:
        subject = event.kind.partition(":")[0]
        if subject in self.of_business:
            return True
        is_own = event.person_id == self.person_id
        if self.coach_id is not None and event.coach_id == self.coach_id:
            is_own = True
        return is_own and subject in self.of_own


def access_of(person: Person, scopes: Collection[Scope]) -> EventAccess:
    """What this person is sent, with a proof of these scopes. Raises BlockedPerson."""
    actor = person.at(Door.HTTP)
    if actor.blocked:
        raise BlockedPerson
    within = {subject for subject, (scope, _) in _NEEDS.items() if scope in scopes}
    return EventAccess(
        person.id,
        person.coach_id,
        frozenset(subject for subject in within if actor.may(_NEEDS[subject][1])),
        frozenset(within),
    )
