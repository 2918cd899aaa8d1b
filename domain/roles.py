"""Who acts, and what they may do: the one table of rights, for every door.

Everybody is a customer. A coach is who stands among the coaches; managers and admins are made by
an admin. What somebody may do is asked by permission, never by role.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.refusals import BlockedPerson, NotAllowed, NotFound


class Role(StrEnum):
    """What somebody is to the business, the least first."""

    CUSTOMER = "customer"
    COACH = "coach"
    MANAGER = "manager"
    ADMIN = "admin"


class Door(StrEnum):
    """By which way something was asked for."""

    CHAT = "chat"
    HTTP = "http"
    JOB = "job"
    COMMAND_LINE = "command_line"


class Permission(StrEnum):
    """What one may do, named after what it is about."""

    TALK = "talk"  # with the bot: the menu, help, one's own profile
    BOOK = "book"  # for oneself; and all that may become of one's own bookings
    WORK = "work"  # one's own days, requests and leave, as a coach
    SESSIONS = "sessions"  # answer, move, call off: one's own as a coach, or anybody's
    ANY_SESSION = "any_session"
    HOURS = "hours"  # one's own as a coach, or anybody's
    ANY_CALENDAR = "any_calendar"  # hours and leave of every coach
    CUSTOMERS = "customers"  # write down who does not come by themselves
    PEOPLE = "people"  # find anybody, and read what is known of them
    AUDIT = "audit"  # read who did what
    MERGE = "merge"  # make two records of one person one
    BLOCK = "block"  # keep somebody from booking, or limit how much
    FORGIVE = "forgive"  # let what somebody has missed count no more
    SERVICES = "services"
    ROOMS = "rooms"  # rooms and devices, and which of them a service needs
    COACHES = "coaches"  # the cards of coaches: what they do, where, and whether they are open
    HIRE = "hire"  # make somebody a coach
    APPLY = "apply"  # ask to be one
    APPLICATIONS = "applications"  # read and answer that
    REPORTS = "reports"  # what the business has booked and earned
    STATUS = "status"  # how the bot itself is, and what it could not handle
    COMPLAINTS = "complaints"  # of what people write to each other, and who may write no more
    BROADCAST = "broadcast"  # write to many at once
    DATA = "data"  # take all of it along as files
    BUSINESS = "business"  # name, zone and place of the house
    ROLES = "roles"
    API_KEYS = "api_keys"  # let programs act in one's place
    APPOINT = "appoint"  # the first admins, whom the setting names
    TIME = "time"  # let requests lapse and sessions be over


_ALL = frozenset(Role)
_TEAM = frozenset({Role.MANAGER, Role.ADMIN})
_STAFF = _TEAM | {Role.COACH}

ALLOWED: Final[Mapping[Permission, frozenset[Role]]] = {
    Permission.TALK: _ALL,
    Permission.BOOK: _ALL,
    Permission.WORK: frozenset({Role.COACH}),
    Permission.SESSIONS: _STAFF,
    Permission.ANY_SESSION: _TEAM,
    Permission.HOURS: _STAFF,
    Permission.ANY_CALENDAR: _TEAM,
    Permission.CUSTOMERS: _STAFF,
    Permission.PEOPLE: _TEAM,
    Permission.AUDIT: frozenset({Role.ADMIN}),
    Permission.MERGE: frozenset({Role.ADMIN}),
    Permission.BLOCK: _TEAM,
    Permission.FORGIVE: frozenset({Role.ADMIN}),
    Permission.SERVICES: _TEAM,
    Permission.ROOMS: _TEAM,
    Permission.COACHES: _TEAM,
    Permission.HIRE: frozenset({Role.ADMIN}),
    Permission.APPLY: _ALL,
    Permission.APPLICATIONS: frozenset({Role.ADMIN}),
    Permission.REPORTS: _TEAM,
    Permission.STATUS: frozenset({Role.ADMIN}),
    Permission.COMPLAINTS: _TEAM,
    Permission.BROADCAST: frozenset({Role.ADMIN}),
    Permission.DATA: frozenset({Role.ADMIN}),
    Permission.BUSINESS: frozenset({Role.ADMIN}),
    Permission.ROLES: frozenset({Role.ADMIN}),
    Permission.API_KEYS: frozenset({Role.ADMIN}),
    Permission.APPOINT: frozenset(),
    Permission.TIME: frozenset(),
}
OF_THE_HOUSE: Final = frozenset({Permission.APPOINT, Permission.TIME})
"""What the bot does by itself, on nobody's word."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks for something. person_id: None for the house itself. coach_id: the coach they are.

    Made for each request, from what the database says of the person at that moment.
    """

    person_id: int | None
    roles: frozenset[Role]
    door: Door
    coach_id: int | None = None
    blocked: bool = False

    def may(self, permission: Permission) -> bool:
        if self.person_id is None:
            return permission in OF_THE_HOUSE
        return not self.blocked and not self.roles.isdisjoint(ALLOWED[permission])

    def require(self, permission: Permission) -> None:
        """Raise NotAllowed, or BlockedPerson, unless they may."""
        if self.blocked:
            raise BlockedPerson
        if not self.may(permission):
            raise NotAllowed(least_role(permission))

    def tend(self, coach_id: int) -> None:
        """Raise unless hours and leave of this coach are theirs to change.

        NotFound for another coach's: who works here is not for everyone to know.
        """
        self.require(Permission.HOURS)
        if coach_id != self.coach_id and not self.may(Permission.ANY_CALENDAR):
            raise NotFound

    @property
    def person(self) -> int:
        """The person's id, for what only a person can do. NotAllowed for the house."""
        if self.person_id is None:
            raise NotAllowed(Role.CUSTOMER)
        return self.person_id

    def unblocked_person(self) -> int:
        """The same, of somebody whom the business deals with. Raises BlockedPerson, NotAllowed."""
        if self.blocked:
            raise BlockedPerson
        return self.person

    def answering(self, coach_id: int) -> int | None:
        """As which coach they deal with a session of this one: the team in anybody's place."""
        return coach_id if self.may(Permission.ANY_SESSION) else self.coach_id


HOUSE: Final = Actor(None, frozenset(), Door.JOB)
"""The bot itself, at work on nobody's word."""


def least_role(permission: Permission) -> str:
    """The lowest role that has it, to tell those who do not; the admin's if no role has it."""
    return next((role for role in Role if role in ALLOWED[permission]), Role.ADMIN)
