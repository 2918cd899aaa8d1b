"""Data exported as files, which are downloaded or sent to the chat."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Literal

from msgspec import Meta

from domain.programs.scopes import Scope
from domain.refusals import BadInput, NotAllowed, NotFound
from domain.transfer.exports import ExportFormat, ExportSpec, ExportTable
from handlers.actions.transfer import exporting
from handlers.http.api import fields
from handlers.http.api.call import Call
from handlers.http.api.files import CSV, EXCEL, ZIP, Download
from handlers.http.api.kept_downloads import file_download
from handlers.http.api.pages import Paging, page
from handlers.http.api.route import route
from handlers.http.api.shapes import AnswerShape, Day, Id, Page, RequestShape
from handlers.queries.transfer import exports
from storage.transfer.exports import ExportStatus as Stored
from storage.transfer.kept_files import KeptFile

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
Destination = Literal["download", "chat"]
MOST = 200


class ExportFile(AnswerShape):
    """A file that can be fetched, for three days. number: from 1. kind: its media type."""

    number: int
    name: str
    kind: str
    bytes: int


class Export(AnswerShape, kw_only=True):
    """An export. to: how it is delivered. making: it is being made right now. sent: how many of its
    files were sent to the chat or can be downloaded; files: these, listed only for a single
    export."""

    id: int
    state: Literal["waiting", "done", "failed"]
    making: bool
    to: Destination
    tables: tuple[TableName, ...]
    format: FormatName
    first: str | None = None
    last: str | None = None
    created_at: datetime
    sent: int
    files: tuple[ExportFile, ...] = ()


class ExportPage(Page, kw_only=True):
    """Your own, latest first."""

    items: tuple[Export, ...]


class NewExport(RequestShape):
    """What to export, for which days: all without any. to: for download, or sent to the caller's
    chat."""

    tables: Annotated[tuple[TableName, ...], Meta(min_length=1, max_length=10)]
    format: FormatName = "csv"
    to: Destination = "download"
    first: Day | None = None
    last: Day | None = None


@route("GET", "/exports", Scope.BUSINESS_READ, refuses=(NotAllowed,))
async def list_all(call: Call, query: Paging) -> ExportPage:
    """List your exports."""
    own_exports = await exports.own(call.database, MOST, actor=call.actor)
    items, more = page(own_exports, lambda one: ("", -one.id), query)
    return ExportPage(items=tuple(_of(call, one) for one in items), next=more)


@route("GET", "/exports/{export_id}", Scope.BUSINESS_READ, refuses=(NotFound, NotAllowed))
async def read(call: Call, export_id: Id) -> Export:
    """Read the progress of an export, and which of its files can be downloaded."""
    return await _one(call, export_id)


@route("POST", "/exports", Scope.BUSINESS_READ, status=202, refuses=(NotAllowed, BadInput))
async def export(call: Call, body: NewExport) -> Export:
    """Start an export; one that is still under way is not made twice."""
    first = None if body.first is None else fields.day(body.first, "first")
    last = None if body.last is None else fields.day(body.last, "last")
    if first is not None and last is not None and last < first:
        raise BadInput("last")
    spec = ExportSpec(
        tuple(kind for kind in ExportTable if kind in body.tables),
        ExportFormat(body.format),
        first,
        last,
    )
    export_id = await exporting.take(
        call.database,
        spec,
        fetched=body.to == "download",
        **call.intent,
    )
    return await _one(call, export_id)


@route(
    "GET",
    "/exports/{export_id}/files/{number}",
    Scope.BUSINESS_READ,
    refuses=(NotFound, NotAllowed),
    files=(CSV, EXCEL, ZIP),
)
async def fetch(call: Call, export_id: Id, number: Id) -> Download:
    """Download a file of an export."""
    files = await exports.files(call.database, export_id, actor=call.actor)
    if number > len(files):
        raise NotFound
    return file_download(call, files[number - 1])


async def _one(call: Call, export_id: int) -> Export:
    one = await exports.find(call.database, export_id, actor=call.actor)
    files = await exports.files(call.database, export_id, actor=call.actor)
    return _of(call, one, files)


def _of(call: Call, one: Stored, files: Sequence[KeptFile] = ()) -> Export:
    return Export(
        id=one.id,
        state=one.state.value,
        making=one.at_it,
        to="download" if one.fetched else "chat",
        tables=tuple(kind.value for kind in one.spec.kinds),
        format=one.spec.format.value,
        first=_day(one.spec.first),
        last=_day(one.spec.last),
        created_at=one.created_at.astimezone(call.zone),
        sent=one.sent,
        files=tuple(
            ExportFile(number=n, name=file.name, kind=file.kind, bytes=file.size)
            for n, file in enumerate(files, 1)
        ),
    )


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


ROUTES = (list_all, read, export, fetch)
