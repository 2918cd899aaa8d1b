"""Who acts, and what they may do: the one table of rights, for every door.

Everybody is a customer. Coaches are the people listed as coaches; managers and admins are appointed
by an admin. For rights, code asks for a permission, never for a role: a role matters only where it
is given, taken or told, as for the last admin.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.refusals import BlockedPerson, NotAllowed, NotFound


class Role(StrEnum):
    """What somebody is to the business, lowest first."""

    CUSTOMER = "customer"
    COACH = "coach"
    MANAGER = "manager"
    ADMIN = "admin"


ASSIGNABLE: Final = (Role.CUSTOMER, Role.MANAGER, Role.ADMIN)
"""The roles that can be given. Being a coach follows from being listed as one."""
TEAM: Final = (Role.MANAGER, Role.ADMIN)
"""Those who run the business."""
UNBLOCKABLE: Final = Role.ADMIN
"""Whom no block stops, so that somebody can always act."""


class Door(StrEnum):
    """The way a request came in."""

    CHAT = "chat"
    HTTP = "http"
    JOB = "job"
    COMMAND_LINE = "command_line"


class Permission(StrEnum):
    """What somebody may do, named after its subject."""

    TALK = "talk"  # with the bot: the menu, help, one's own profile
    BOOK = "book"  # for oneself, and everything about one's own bookings
    WORK = "work"  # one's own days, requests and leave, as a coach
    SESSIONS = "sessions"  # answer, move, cancel: one's own as a coach, or anybody's
    ANY_SESSION = "any_session"
    HOURS = "hours"  # one's own as a coach, or anybody's
    ANY_CALENDAR = "any_calendar"  # hours and leave of every coach
    CUSTOMERS = "customers"  # enter people who do not come by themselves
    PEOPLE = "people"  # find anybody, and read what is known of them
    AUDIT = "audit"  # read who did what
    MERGE = "merge"  # merge two records of one person
    BLOCK = "block"  # keep somebody from booking, or limit how much
    FORGIVE = "forgive"  # stop counting what somebody has missed
    SERVICES = "services"
    ROOMS = "rooms"  # rooms and devices, and which of them a service needs
    COACHES = "coaches"  # coaches' cards: what they do, where, and whether they are open
    HIRE = "hire"  # make somebody a coach
    APPLY = "apply"  # to become one
    APPLICATIONS = "applications"  # read and answer them
    REPORTS = "reports"  # what the business has booked and earned
    STATUS = "status"  # how the bot itself is, and what it could not handle
    COMPLAINTS = "complaints"  # about messages, and who may write no more
    BROADCAST = "broadcast"  # write to many at once
    DATA = "data"  # export all of it as files
    BUSINESS = "business"  # the business's name, zone and place
    ROLES = "roles"
    API_KEYS = "api_keys"  # let programs act for oneself
    APPOINT = "appoint"  # the first admins, whom the setting names
    TIME = "time"  # expire requests and complete sessions


_ALL = frozenset(Role)
_TEAM = frozenset(TEAM)
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
OF_THE_SYSTEM: Final = frozenset({Permission.APPOINT, Permission.TIME})
"""What the bot does by itself, at nobody's request."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks for something. person_id: None for the bot itself. coach_id: the coach they are.

    Made for each request, from what the database says of the person at that moment.
    """

    person_id: int | None
    roles: frozenset[Role]
    door: Door
    coach_id: int | None = None
    blocked: bool = False

    def may(self, permission: Permission) -> bool:
        if self.person_id is None:
            return permission in OF_THE_SYSTEM
        return not self.blocked and not self.roles.isdisjoint(ALLOWED[permission])

    def require(self, permission: Permission) -> None:
        """Raise NotAllowed, or BlockedPerson, unless they may."""
        if self.blocked:
            raise BlockedPerson
        if not self.may(permission):
            raise NotAllowed(least_role(permission))

    def tend(self, coach_id: int) -> None:
        """Raise unless they may change this coach's hours and leave.

        NotFound for another coach's: not everybody may know who works here.
        """
        self.require(Permission.HOURS)
        if coach_id != self.coach_id and not self.may(Permission.ANY_CALENDAR):
            raise NotFound

    @property
    def person(self) -> int:
        """The person's id, for what only a person can do. NotAllowed for the bot."""
        if self.person_id is None:
            raise NotAllowed(Role.CUSTOMER)
        return self.person_id

    def unblocked_person(self) -> int:
        """The same, if the business deals with them. Raises BlockedPerson, NotAllowed."""
        if self.blocked:
            raise BlockedPerson
        return self.person

    def answering(self, coach_id: int) -> int | None:
        """The coach they act as in a session of this one: the team acts for anybody."""
        return coach_id if self.may(Permission.ANY_SESSION) else self.coach_id


SYSTEM: Final = Actor(None, frozenset(), Door.JOB)
"""The bot itself, acting at nobody's request."""
OPERATOR: Final = Actor(None, frozenset(), Door.COMMAND_LINE)
"""Whoever has a shell where the bot runs: no person, as far as we know."""


def outranks(role: Role, other: Role | None) -> bool:
    """Whether a role is higher than another one; None, which nobody has given, is below all."""
    ranks = list(Role)
    return other is None or ranks.index(role) > ranks.index(other)


def least_role(permission: Permission) -> str:
    """The lowest role that has it, for telling those who do not; admin if no role has it."""
    return next((role for role in Role if role in ALLOWED[permission]), Role.ADMIN)
