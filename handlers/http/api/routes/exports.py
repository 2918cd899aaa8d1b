"""What is taken along as files: they come into the chat of whoever asks."""

from datetime import date, datetime
from typing import Annotated, Literal

from msgspec import Meta

from domain.exports import Format, Kind, Wanted
from domain.refusals import BadInput, NotAllowed
from domain.scopes import Scope
from handlers.actions import exporting
from handlers.http.api import fields
from handlers.http.api.asked import Asked
from handlers.http.api.pages import Paging, page
from handlers.http.api.route import route
from handlers.http.api.shapes import Day, Given, Page, Taken
from handlers.queries import exports

TableName = Literal[
    "customers",
    "coaches",
    "services",
    "bookings",
    "rooms",
    "hours",
    "leave",
    "closures",
    "waitlist",
    "audit",
]
FormatName = Literal["csv", "xlsx"]
MOST = 200


class Export(Given, kw_only=True):
    """Files that somebody takes along: they come into their chat. sent: so many have gone."""

    id: int
    state: Literal["waiting", "done", "failed"]
    tables: tuple[TableName, ...]
    format: FormatName
    first: str | None = None
    last: str | None = None
    created_at: datetime
    sent: int


class ExportPage(Page, kw_only=True):
    """One's own, the last first."""

    items: tuple[Export, ...]


class NewExport(Taken):
    """What is to be taken along, of which days: all of them without any."""

    tables: Annotated[tuple[TableName, ...], Meta(min_length=1, max_length=10)]
    format: FormatName = "csv"
    first: Day | None = None
    last: Day | None = None


@route("GET", "/exports", Scope.BUSINESS_READ, refuses=(NotAllowed,))
async def list_all(asked: Asked, query: Paging) -> ExportPage:
    """List what one has taken along."""
    found = await exports.own(asked.database, MOST, actor=asked.actor)
    shown, more = page(found, lambda one: ("", -one.id), query)
    return ExportPage(
        items=tuple(
            Export(
                id=one.id,
                state=one.state.value,
                tables=tuple(kind.value for kind in one.wanted.kinds),
                format=one.wanted.format.value,
                first=_day(one.wanted.first),
                last=_day(one.wanted.last),
                created_at=one.created_at.astimezone(asked.zone),
                sent=one.sent,
            )
            for one in shown
        ),
        next=more,
    )


@route("POST", "/exports", Scope.BUSINESS_READ, status=202, refuses=(NotAllowed, BadInput))
async def export(asked: Asked, body: NewExport) -> ExportPage:
    """Have files made and sent to one's chat; what one waits for already is not made twice."""
    first = None if body.first is None else fields.day(body.first, "first")
    last = None if body.last is None else fields.day(body.last, "last")
    if first is not None and last is not None and last < first:
        raise BadInput("last")
    wanted = Wanted(
        tuple(kind for kind in Kind if kind in body.tables), Format(body.format), first, last
    )
    await exporting.take(asked.database, wanted, actor=asked.actor, key=asked.key, now=asked.now)
    shown: ExportPage = await list_all.handle(asked, Paging(limit=1))
    return shown


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


ROUTES = (list_all, export)
