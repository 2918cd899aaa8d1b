"""People who should be looked at, and why."""

from datetime import datetime

from domain.people.flags import FlagDecided
from domain.programs.scopes import Scope
from domain.refusals import NotAllowed, NotFound
from handlers.actions.people import flags as actions
from handlers.http.api.call import Call
from handlers.http.api.pages import Paging, page
from handlers.http.api.route import route
from handlers.http.api.shapes import AnswerShape, Id, Page
from handlers.queries.people import flags
from storage.people.flags import RaisedFlag

MOST = 1000


class Flag(AnswerShape, kw_only=True):
    """Something about a person that should be looked at. count: how many there were; threshold: how
    many raise it. decision: what came of it, left out while it waits."""

    id: int
    user_id: int
    name: str
    kind: str
    count: int
    threshold: int
    raised_at: datetime
    decision: str | None = None
    decided_at: datetime | None = None


class FlagPage(Page, kw_only=True):
    """Flags that wait to be looked at, oldest first. total: how many wait."""

    items: tuple[Flag, ...]
    total: int


@route("GET", "/flags", Scope.PEOPLE_READ, refuses=(NotAllowed,))
async def list_waiting(call: Call, query: Paging) -> FlagPage:
    """List people who should be looked at."""
    cases = await flags.all_waiting(call.database, MOST, actor=call.actor)
    items, more = page(cases, lambda one: (one.raised_at.isoformat(), one.id), query)
    total, *_ = await flags.waiting(call.database, 0, actor=call.actor)
    return FlagPage(items=tuple(_of(call, one) for one in items), total=total, next=more)


@route("GET", "/flags/{flag_id}", Scope.PEOPLE_READ, refuses=(NotFound, NotAllowed))
async def read(call: Call, flag_id: Id) -> Flag:
    """Read a flag, decided or not."""
    case = await flags.case(call.database, flag_id, actor=call.actor, now=call.now)
    return _of(call, case.flag)


@route(
    "POST",
    "/flags/{flag_id}/dismiss",
    Scope.PEOPLE_WRITE,
    refuses=(NotFound, NotAllowed, FlagDecided),
)
async def dismiss(call: Call, flag_id: Id) -> Flag:
    """Dismiss a flag."""
    await actions.dismiss(call.database, flag_id, **call.intent)
    case = await flags.case(call.database, flag_id, actor=call.actor, now=call.now)
    return _of(call, case.flag)


def _of(call: Call, one: RaisedFlag) -> Flag:
    return Flag(
        id=one.id,
        user_id=one.person_id,
        name=one.name,
        kind=one.kind,
        count=one.n,
        threshold=one.threshold,
        raised_at=one.raised_at.astimezone(call.zone),
        decision=one.decision,
        decided_at=one.decided_at and one.decided_at.astimezone(call.zone),
    )


ROUTES = (list_waiting, read, dismiss)
