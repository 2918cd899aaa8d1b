"""What an API key may do, in the words in which an admin grants it.

A scope narrows what its person may do, and never widens it: a right they lose is lost for their
keys, too.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final


class Scope(StrEnum):
    """A part of the API, to read or to change; the values are what is stored and sent."""

    BOOKINGS_READ = "bookings:read"  # appointments, series, groups, waitlist
    BOOKINGS_WRITE = "bookings:write"
    CALENDAR_READ = "calendar:read"  # hours, leave, closed days
    CALENDAR_WRITE = "calendar:write"
    CATALOGUE_READ = "catalogue:read"  # services, coaches, rooms, what is free
    CATALOGUE_WRITE = "catalogue:write"
    PEOPLE_READ = "people:read"  # clients, users, applications
    PEOPLE_WRITE = "people:write"
    ROLES_WRITE = "roles:write"  # who is on the team, and which records are one person
    REPORTS_READ = "reports:read"  # reports and the audit log
    BUSINESS_READ = "business:read"
    BUSINESS_WRITE = "business:write"
    NOTIFICATIONS_READ = "notifications:read"
    NOTIFICATIONS_WRITE = "notifications:write"
    WEBHOOKS_READ = "webhooks:read"
    WEBHOOKS_WRITE = "webhooks:write"
    # One's own account, its sessions and keys: for people signed in, never for a key.
    ACCOUNT = "account"


FOR_KEYS: Final = tuple(scope for scope in Scope if scope is not Scope.ACCOUNT)
"""What a key can be granted, in display order."""
EVERYTHING: Final = frozenset(Scope)
"""What people who signed in themselves may do, within their rights."""


def scopes_of(values: Iterable[str]) -> frozenset[Scope]:
    """The scopes among stored values; those of a later version are left out."""
    by_value = {scope.value: scope for scope in Scope}
    return frozenset(by_value[value] for value in values if value in by_value)
