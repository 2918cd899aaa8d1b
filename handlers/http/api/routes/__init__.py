"""Every route of the API. A module has those of one subject; what it declares is listed here."""

from itertools import chain
from typing import Final

from handlers.http.api.route import Route
from handlers.http.api.routes import appointments

MODULES: Final = (appointments,)
ROUTES: Final[tuple[Route, ...]] = tuple(chain.from_iterable(one.ROUTES for one in MODULES))
