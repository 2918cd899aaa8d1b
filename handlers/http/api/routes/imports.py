"""Data that is brought in: a table is kept, read, looked at line by line, and then brought in."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from domain import importing as model
from domain.importing import FIELDS, ImportChanged, Kind, Line
from domain.refusals import BadInput, NotAllowed, NotFound
from domain.scopes import Scope
from handlers.actions import import_reading, importing
from handlers.files.incoming import MOST_ROWS, Table
from handlers.http.api.asked import Asked
from handlers.http.api.pages import Paging, page
from handlers.http.api.route import route
from handlers.http.api.shapes import Given, Id, Page, Taken
from handlers.queries import imports
from handlers.typing.tongue import tongue_of
from storage.imports import Import as Stored

ImportKind = Literal["customers", "services", "coaches", "bookings"]
LineState = Literal["unread", "new", "known", "wrong", "added", "removed", "stays"]
Column = Annotated[str, Meta(max_length=40)]
Cell = Annotated[str, Meta(max_length=1000)]
Row = Annotated[tuple[Cell, ...], Meta(max_length=60)]
CHANGES = (NotFound, NotAllowed, BadInput, ImportChanged)
MOST = 200
MOST_LINES = 100


class Import(Given, kw_only=True):
    """A table that was brought in, or is to be.

    heads: of its columns; columns: the field that each stands for, empty for none; fields: all that
    there are. missing: of each group one field is needed. month_first: how its days are read, where
    both are possible. tell: customers hear of what is booked for them. lines: how many of them
    became what. revision: to be said when it is brought in.
    """

    id: int
    kind: ImportKind
    state: Literal["draft", "checked", "running", "done", "undoing", "undone"]
    name: str
    heads: tuple[str, ...]
    columns: tuple[str, ...]
    fields: tuple[str, ...]
    missing: tuple[tuple[str, ...], ...] = ()
    month_first: bool | None = None
    tell: bool
    revision: int
    created_at: datetime
    lines: dict[str, int]


class ImportPage(Page, kw_only=True):
    """Tables, the last first."""

    items: tuple[Import, ...]


class NewImport(Taken):
    """A table, its heads among its rows. What it most likely is is said in the answer."""

    name: Annotated[str, Meta(min_length=1, max_length=100)]
    rows: Annotated[tuple[Row, ...], Meta(min_length=2, max_length=MOST_ROWS)]


class ImportChange(Taken):
    """How it is to be read otherwise; what is left out stays. columns: as many as there are."""

    kind: ImportKind | UnsetType = UNSET
    columns: Annotated[tuple[Column, ...], Meta(max_length=60)] | UnsetType = UNSET
    month_first: bool | UnsetType = UNSET
    tell: bool | UnsetType = UNSET


class ImportLine(Given):
    """A line, what would become of it, and what is wrong with it: field, why, what stands there."""

    nr: int
    state: LineState
    faults: tuple[tuple[str, ...], ...] = ()


class ImportLines(Given):
    """The first lines of which this becomes, or has become."""

    items: tuple[ImportLine, ...]


class LineQuery(Taken):
    """Which lines."""

    state: LineState = "wrong"


class Confirmation(Taken):
    """revision: of what was looked at."""

    revision: Annotated[int, Meta(ge=0, le=2**31 - 1)]


@route("GET", "/imports", Scope.BUSINESS_READ, refuses=(NotAllowed,))
async def list_all(asked: Asked, query: Paging) -> ImportPage:
    """List the tables of which lines were looked at."""
    found = await imports.latest(asked.database, MOST, actor=asked.actor)
    shown, more = page(found, lambda one: ("", -one.id), query)
    return ImportPage(items=tuple(_of(asked, one) for one in shown), next=more)


@route("GET", "/imports/{import_id}", Scope.BUSINESS_READ, refuses=(NotFound, NotAllowed))
async def read(asked: Asked, import_id: Id) -> Import:
    """Read how far a table is."""
    return await _one(asked, import_id)


@route("GET", "/imports/{import_id}/lines", Scope.BUSINESS_READ, refuses=(NotFound, NotAllowed))
async def lines(asked: Asked, import_id: Id, query: LineQuery) -> ImportLines:
    """Read the first lines of which something becomes."""
    await imports.find(asked.database, import_id, actor=asked.actor)
    found = await imports.lines(
        asked.database, import_id, [Line(query.state)], MOST_LINES, actor=asked.actor
    )
    return ImportLines(
        items=tuple(
            ImportLine(
                nr=one.nr,
                state=one.state.value,
                faults=tuple(tuple(map(str, fault)) for fault in one.faults),
            )
            for one in found
        )
    )


@route(
    "POST", "/imports", Scope.BUSINESS_WRITE, status=201, refuses=(NotAllowed, NotFound, BadInput)
)
async def create(asked: Asked, body: NewImport) -> Import:
    """Keep a table, to be looked at before anything of it is brought in."""
    if not any(any(row) for row in body.rows):
        raise BadInput("rows")
    table = Table((), 0, [(nr, list(row)) for nr, row in enumerate(body.rows, 1)], early=False)
    tongue = tongue_of(asked.words.locale)
    kind, plan, rows = import_reading.understood("", body.name, table, tongue)
    import_id = await importing.draft(
        asked.database,
        kind,
        body.name,
        plan,
        rows,
        actor=asked.actor,
        key=asked.key,
        now=asked.now,
    )
    return await _one(asked, import_id)


@route("PUT", "/imports/{import_id}", Scope.BUSINESS_WRITE, refuses=CHANGES)
async def change(asked: Asked, import_id: Id, body: ImportChange) -> Import:
    """Read a table otherwise."""
    one = await imports.find(asked.database, import_id, actor=asked.actor)
    kind, plan = one.kind, one.plan
    if isinstance(body.kind, str):
        kind = Kind(body.kind)
        plan = replace(plan, columns=import_reading.columns_of(kind, plan.heads))
    if not isinstance(body.columns, UnsetType):
        plan = replace(plan, columns=_columns(kind, body.columns, len(plan.heads)))
    if isinstance(body.month_first, bool):
        plan = replace(plan, month_first=body.month_first)
    if isinstance(body.tell, bool):
        plan = replace(plan, tell=body.tell)
    await importing.change(
        asked.database, one.id, kind, plan, actor=asked.actor, key=asked.key, now=asked.now
    )
    return await _one(asked, import_id)


@route("POST", "/imports/{import_id}/check", Scope.BUSINESS_WRITE, refuses=CHANGES)
async def check(asked: Asked, import_id: Id) -> Import:
    """Say of each line what would become of it; nothing else is saved."""
    one = await imports.find(asked.database, import_id, actor=asked.actor)
    if model.missing(one.kind, one.plan.fields.values()):
        raise BadInput("columns")
    reading = import_reading.reading_of(
        one, asked.catalogue, asked.house.currency, tongue_of(asked.words.locale)
    )
    await importing.check(
        asked.database,
        asked.catalogue,
        one.id,
        reading,
        one.revision,
        actor=asked.actor,
        now=asked.now,
    )
    return await _one(asked, import_id)


@route("POST", "/imports/{import_id}/confirm", Scope.BUSINESS_WRITE, refuses=CHANGES)
async def confirm(asked: Asked, import_id: Id, body: Confirmation) -> Import:
    """Bring in what was looked at; it goes on by itself."""
    await importing.confirm(
        asked.database,
        import_id,
        body.revision,
        actor=asked.actor,
        key=asked.key,
        now=asked.now,
    )
    return await _one(asked, import_id)


@route("POST", "/imports/{import_id}/undo", Scope.BUSINESS_WRITE, refuses=CHANGES)
async def undo(asked: Asked, import_id: Id) -> Import:
    """Remove what was brought in, and nobody has touched since."""
    await importing.undo(asked.database, import_id, actor=asked.actor, key=asked.key, now=asked.now)
    return await _one(asked, import_id)


def _columns(kind: Kind, columns: Sequence[str], width: int) -> list[str]:
    """The field of each column. Raises BadInput."""
    said = [one for one in columns if one]
    if len(columns) != width or len(set(said)) < len(said) or not set(said) <= set(FIELDS[kind]):
        raise BadInput("columns", width)
    return list(columns)


async def _one(asked: Asked, import_id: int) -> Import:
    return _of(asked, await imports.find(asked.database, import_id, actor=asked.actor))


def _of(asked: Asked, one: Stored) -> Import:
    plan = one.plan
    return Import(
        id=one.id,
        kind=one.kind.value,
        state=one.state.value,
        name=one.name,
        heads=tuple(plan.heads),
        columns=tuple(plan.columns),
        fields=FIELDS[one.kind],
        missing=tuple(model.missing(one.kind, plan.fields.values())),
        month_first=plan.month_first,
        tell=plan.tell,
        revision=one.revision,
        created_at=one.created_at.astimezone(asked.zone),
        lines={line.value: n for line, n in one.counts.items()},
    )


ROUTES = (list_all, read, lines, create, change, check, confirm, undo)
