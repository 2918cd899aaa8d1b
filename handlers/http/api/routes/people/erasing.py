"""Erasing a person's data, by an admin."""

from domain.people.erasing_refusals import TooNearToErase, WorksHere
from domain.programs.scopes import Scope
from domain.refusals import NotAllowed, NotFound
from handlers.actions.people import erasing
from handlers.http.api.call import Call
from handlers.http.api.route import route
from handlers.http.api.routes.people.me import Erased, Going
from handlers.http.api.shapes import Id
from handlers.queries.people import erasing as leaving

ERASES = (NotFound, NotAllowed, WorksHere, TooNearToErase)


@route("GET", "/users/{user_id}/erasing", Scope.ACCOUNT, refuses=ERASES)
async def look(call: Call, user_id: Id) -> Going:
    """Preview what would be cancelled if somebody's data were erased, for admins."""
    preview = await leaving.going(
        call.database, call.catalogue, user_id, actor=call.actor, now=call.now
    )
    return Going(appointment_ids=tuple(one.id for one in preview.upcoming))


@route("DELETE", "/users/{user_id}", Scope.ACCOUNT, refuses=ERASES)
async def erase(call: Call, user_id: Id) -> Erased:
    """Erase somebody's data, at their request: by an admin who has signed in themselves."""
    erased = await erasing.erase(
        call.database,
        call.catalogue,
        user_id,
        **call.intent,
    )
    return Erased(cancelled=erased.cancelled)


ROUTES = (look, erase)
