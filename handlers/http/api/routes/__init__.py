"""Every route of the API. A module has those of one subject; what it declares is listed here."""

from itertools import chain
from typing import Final

from handlers.http.api.route import Route, with_aliases
from handlers.http.api.routes import (
    appointments,
    closures,
    coach_invites,
    coaches,
    hours,
    leave,
    needs,
    questions,
    rescues,
    resource_hours,
    resources,
    services,
    suspensions,
    terms,
    weeks,
)

MODULES: Final = (
    appointments,
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
)
_DECLARED: Final = chain.from_iterable(one.ROUTES for one in MODULES)
ROUTES: Final[tuple[Route, ...]] = tuple(chain.from_iterable(map(with_aliases, _DECLARED)))
