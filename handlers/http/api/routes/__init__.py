"""Every route of the API. A module has those of one subject; what it declares is listed here."""

from itertools import chain
from typing import Final

from handlers.http.api.route import Route, with_aliases
from handlers.http.api.routes import (
    account,
    appointment_lists,
    appointments,
    attendance,
    auth,
    availability,
    clients,
    closures,
    coach_invites,
    coaches,
    decisions,
    handovers,
    hours,
    leave,
    me,
    needs,
    offers,
    questions,
    rescues,
    resource_hours,
    resources,
    services,
    session_rooms,
    suspensions,
    terms,
    users,
    weeks,
)

MODULES: Final = (
    account,
    auth,
    appointments,
    appointment_lists,
    decisions,
    attendance,
    offers,
    handovers,
    session_rooms,
    availability,
    services,
    questions,
    needs,
    terms,
    resources,
    resource_hours,
    coaches,
    suspensions,
    coach_invites,
    hours,
    leave,
    rescues,
    weeks,
    closures,
    clients,
    users,
    me,
)
_DECLARED: Final = chain.from_iterable(one.ROUTES for one in MODULES)
ROUTES: Final[tuple[Route, ...]] = tuple(chain.from_iterable(map(with_aliases, _DECLARED)))
