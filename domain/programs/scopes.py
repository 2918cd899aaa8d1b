"""What a key of the API may do, in the words in which an admin gives it out.

A scope narrows what its person may do, and never widens it: a right that they lost is lost for
their keys, too.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final


class Scope(StrEnum):
    """A part of the API, to read or to change; the values are what is stored and sent."""

    BOOKINGS_READ = "bookings:read"  # appointments, series, groups, who waits
    BOOKINGS_WRITE = "bookings:write"
    CALENDAR_READ = "calendar:read"  # hours, leave, closed days
    CALENDAR_WRITE = "calendar:write"
    CATALOGUE_READ = "catalogue:read"  # services, coaches, rooms, what is free
    CATALOGUE_WRITE = "catalogue:write"
    PEOPLE_READ = "people:read"  # clients, users, applications
    PEOPLE_WRITE = "people:write"
    ROLES_WRITE = "roles:write"  # who is of the team, and who is one person with whom
    REPORTS_READ = "reports:read"  # reports and the audit log
    BUSINESS_READ = "business:read"
    BUSINESS_WRITE = "business:write"
    NOTIFICATIONS_READ = "notifications:read"
    NOTIFICATIONS_WRITE = "notifications:write"
    WEBHOOKS_READ = "webhooks:read"
    WEBHOOKS_WRITE = "webhooks:write"
    # One's own account, its sessions and keys: for who has signed in, and never for a key.
    ACCOUNT = "account"


FOR_KEYS: Final = tuple(scope for scope in Scope if scope is not Scope.ACCOUNT)
"""What can be given to a key, in the order in which it is shown."""
EVERYTHING: Final = frozenset(Scope)
"""What somebody who has signed in themself may do, as far as their rights go."""


def scopes_of(values: Iterable[str]) -> frozenset[Scope]:
    """The scopes among stored values; what a later version has added is none here."""
    by_value = {scope.value: scope for scope in Scope}
    return frozenset(by_value[value] for value in values if value in by_value)
