"""Whose data may be erased, and when."""

from collections.abc import Collection, Iterable
from datetime import datetime

from domain.appointments.appointment import Appointment, customer_may_cancel
from domain.appointments.booked_rules import rules_of
from domain.people.erasing_refusals import TooNearToErase, WorksHere
from domain.refusals import AlreadyDecided, TooSoon
from domain.roles import Role
from domain.services.catalogue import Catalogue


def may_be_erased(roles: Collection[Role]) -> None:
    """Raise WorksHere for a coach, and for the team."""
    if set(roles) - {Role.CUSTOMER}:
        raise WorksHere


def may_all_be_cancelled(
    upcoming: Iterable[Appointment], catalogue: Catalogue, now: datetime
) -> None:
    """Raise TooNearToErase if their customer may no longer cancel one of these sessions."""
    for a in upcoming:
        try:
            customer_may_cancel(a, rules_of(catalogue, a), now)
        except (TooSoon, AlreadyDecided):
            raise TooNearToErase(a.id) from None
