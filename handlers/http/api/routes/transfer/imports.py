"""Imports: a table is uploaded, read, checked line by line, and then imported."""

from collections.abc import Sequence
from dataclasses import replace

from msgspec import UnsetType

from domain.programs.scopes import Scope
from domain.refusals import BadInput, NotAllowed, NotFound
from domain.roles import Permission
from domain.transfer import importing as model
from domain.transfer.importing import (
    FIELDS,
    ImportChanged,
    ImportKind,
    ImportRowState,
    UnreadableFile,
)
from handlers.actions.transfer import import_reading, importing
from handlers.files import incoming
from handlers.files.incoming import LARGEST, IncomingTable
from handlers.http.api import cursors
from handlers.http.api.call import Call
from handlers.http.api.files import CSV, EXCEL, ZIP, Upload, UploadRule
from handlers.http.api.pages import Paging, page
from handlers.http.api.route import route
from handlers.http.api.routes.transfer.import_shapes import (
    Confirmation,
    Import,
    ImportChange,
    ImportLine,
    ImportLines,
    ImportPage,
    LineQuery,
    NewImport,
    UploadQuery,
    of,
)
from handlers.http.api.shapes import Id
from handlers.queries.transfer import imports
from handlers.typing.vocabulary import vocabulary_of

CHANGES = (NotFound, NotAllowed, BadInput, ImportChanged)
MOST = 200
# What browsers and systems call such files; many send the last one for all of them.
TABLES = (
    CSV,
    EXCEL,
    "application/vnd.ms-excel",
    "application/vnd.oasis.opendocument.spreadsheet",
    ZIP,
    "application/octet-stream",
)


@route("GET", "/imports", Scope.BUSINESS_READ, refuses=(NotAllowed,))
async def list_all(call: Call, query: Paging) -> ImportPage:
    """List the imports whose lines were checked."""
    files = await imports.latest(call.database, MOST, actor=call.actor)
    items, more = page(files, lambda one: ("", -one.id), query)
    return ImportPage(items=tuple(of(call, one) for one in items), next=more)


@route("GET", "/imports/{import_id}", Scope.BUSINESS_READ, refuses=(NotFound, NotAllowed))
async def read(call: Call, import_id: Id) -> Import:
    """Read the progress of an import."""
    return await _one(call, import_id)


@route("GET", "/imports/{import_id}/lines", Scope.BUSINESS_READ, refuses=(NotFound, NotAllowed))
async def lines(call: Call, import_id: Id, query: LineQuery) -> ImportLines:
    """List the lines with one outcome."""
    await imports.find(call.database, import_id, actor=call.actor)
    after = 0 if query.cursor is None else cursors.decode_cursor(query.cursor, tuple[str, int])[1]
    rows = await imports.lines(
        call.database,
        import_id,
        [ImportRowState(query.state)],
        query.limit + 1,
        after=after,
        actor=call.actor,
    )
    items, more = page(rows, lambda one: ("", one.nr), query)
    return ImportLines(
        items=tuple(
            ImportLine(
                nr=one.nr,
                state=one.state.value,
                faults=tuple(tuple(map(str, fault)) for fault in one.faults),
            )
            for one in items
        ),
        next=more,
    )


@route(
    "POST", "/imports", Scope.BUSINESS_WRITE, status=201, refuses=(NotAllowed, NotFound, BadInput)
)
async def create(call: Call, body: NewImport) -> Import:
    """Upload a table, to check before any of it is imported."""
    if not any(any(row) for row in body.rows):
        raise BadInput("rows")
    table = IncomingTable(
        (), 0, [(nr, list(row)) for nr, row in enumerate(body.rows, 1)], early=False
    )
    return await _draft(call, body.name, table)


@route(
    "POST",
    "/imports/upload",
    Scope.BUSINESS_WRITE,
    status=201,
    refuses=(NotAllowed, NotFound, BadInput, UnreadableFile),
    takes=UploadRule(TABLES, LARGEST, Permission.DATA),
)
async def upload(call: Call, query: UploadQuery, file: Upload) -> Import:
    """Upload a file, to check before any of it is imported.

    CSV, an Excel or OpenDocument workbook, or an archive of CSV files. Whatever its declared type,
    the file is inspected, isolated and within limits, to find out what it is.
    """
    table = await incoming.read(file.content, query.sheet)
    return await _draft(call, query.name, table)


@route("PUT", "/imports/{import_id}", Scope.BUSINESS_WRITE, refuses=CHANGES)
async def change(call: Call, import_id: Id, body: ImportChange) -> Import:
    """Change how a table is read."""
    one = await imports.find(call.database, import_id, actor=call.actor)
    kind, options = one.kind, one.options
    if isinstance(body.kind, str):
        kind = ImportKind(body.kind)
        options = replace(options, columns=import_reading.suggested_columns(kind, options.heads))
    if not isinstance(body.columns, UnsetType):
        options = replace(options, columns=_columns(kind, body.columns, len(options.heads)))
    if isinstance(body.month_first, bool):
        options = replace(options, month_first=body.month_first)
    if isinstance(body.tell, bool):
        options = replace(options, tell=body.tell)
    await importing.change(call.database, one.id, kind, options, **call.intent)
    return await _one(call, import_id)


@route("POST", "/imports/{import_id}/check", Scope.BUSINESS_WRITE, refuses=CHANGES)
async def check(call: Call, import_id: Id) -> Import:
    """Check what each line would become; nothing else is saved."""
    one = await imports.find(call.database, import_id, actor=call.actor)
    if model.missing(one.kind, one.options.fields.values()):
        raise BadInput("columns")
    reading = import_reading.reading_of(
        one, call.catalogue, call.context.currency, vocabulary_of(call.words.locale)
    )
    await importing.check(
        call.database,
        call.catalogue,
        one.id,
        reading,
        one.revision,
        actor=call.actor,
        now=call.now,
    )
    return await _one(call, import_id)


@route("POST", "/imports/{import_id}/confirm", Scope.BUSINESS_WRITE, refuses=CHANGES)
async def confirm(call: Call, import_id: Id, body: Confirmation) -> Import:
    """Import what was checked; it continues in the background."""
    await importing.confirm(
        call.database,
        import_id,
        body.revision,
        **call.intent,
    )
    return await _one(call, import_id)


@route("POST", "/imports/{import_id}/undo", Scope.BUSINESS_WRITE, refuses=CHANGES)
async def undo(call: Call, import_id: Id) -> Import:
    """Remove what was imported and nobody has changed since."""
    await importing.undo(call.database, import_id, **call.intent)
    return await _one(call, import_id)


def _columns(kind: ImportKind, columns: Sequence[str], width: int) -> list[str]:
    """The field of each column. Raises BadInput."""
    names = [one for one in columns if one]
    if len(columns) != width or len(set(names)) < len(names) or not set(names) <= set(FIELDS[kind]):
        raise BadInput("columns", width)
    return list(columns)


async def _draft(call: Call, name: str, table: IncomingTable) -> Import:
    vocabulary = vocabulary_of(call.words.locale)
    kind, options, rows = import_reading.interpret_table("", name, table, vocabulary)
    import_id = await importing.draft(call.database, kind, name, options, rows, **call.intent)
    return await _one(call, import_id)


async def _one(call: Call, import_id: int) -> Import:
    return of(call, await imports.find(call.database, import_id, actor=call.actor))


ROUTES = (list_all, read, lines, create, upload, change, check, confirm, undo)
