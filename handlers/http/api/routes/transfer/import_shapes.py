"""What imported tables look like in requests and answers."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from domain.transfer import importing as model
from domain.transfer.importing import FIELDS
from handlers.files.incoming import MOST_ROWS
from handlers.http.api.call import Call
from handlers.http.api.pages import Paging
from handlers.http.api.shapes import AnswerShape, Page, RequestShape
from storage.transfer.imports import Import as Stored

ImportKind = Literal["customers", "services", "coaches", "bookings"]
LineState = Literal["unread", "new", "known", "wrong", "added", "removed", "stays"]
Column = Annotated[str, Meta(max_length=40)]
Cell = Annotated[str, Meta(max_length=1000)]
Row = Annotated[tuple[Cell, ...], Meta(max_length=60)]


class Import(AnswerShape, kw_only=True):
    """A table that was or can be imported. heads: of its columns; columns: the field each stands
    for, empty for none; fields: all that exist. missing: groups of which at least one field is
    needed. month_first: how its days are read, if both are possible. tell: customers are told of
    what is booked for them. lines: how many became what. revision: send it along to import."""

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
    """Tables, latest first."""

    items: tuple[Import, ...]


class NewImport(RequestShape):
    """A table, with its column heads in the first row. The answer guesses what each column is."""

    name: Annotated[str, Meta(min_length=1, max_length=100)]
    rows: Annotated[tuple[Row, ...], Meta(min_length=2, max_length=MOST_ROWS)]


class UploadQuery(RequestShape):
    """name: of the file, which may hint at its content. sheet: which of its sheets, from 0; without
    it, the first with content."""

    name: Annotated[str, Meta(min_length=1, max_length=100)]
    sheet: Annotated[int, Meta(ge=-1, le=1000)] = -1


class ImportChange(RequestShape):
    """How to read it instead; what is left out stays. columns: as many as there are."""

    kind: ImportKind | UnsetType = UNSET
    columns: Annotated[tuple[Column, ...], Meta(max_length=60)] | UnsetType = UNSET
    month_first: bool | UnsetType = UNSET
    tell: bool | UnsetType = UNSET


class ImportLine(AnswerShape):
    """A line, what it would become, and what is wrong with it: field, why, the value."""

    nr: int
    state: LineState
    faults: tuple[tuple[str, ...], ...] = ()


class ImportLines(Page, kw_only=True):
    """Lines with this outcome, in their order."""

    items: tuple[ImportLine, ...]


class LineQuery(Paging):
    """Which lines."""

    state: LineState = "wrong"


class Confirmation(RequestShape):
    """revision: of the table as it was checked."""

    revision: Annotated[int, Meta(ge=0, le=2**31 - 1)]


def of(call: Call, one: Stored) -> Import:
    """A table, in the requested zone."""
    options = one.options
    return Import(
        id=one.id,
        kind=one.kind.value,
        state=one.state.value,
        name=one.name,
        heads=tuple(options.heads),
        columns=tuple(options.columns),
        fields=FIELDS[one.kind],
        missing=tuple(model.missing(one.kind, options.fields.values())),
        month_first=options.month_first,
        tell=options.tell,
        revision=one.revision,
        created_at=one.created_at.astimezone(call.zone),
        lines={line.value: n for line, n in one.counts.items()},
    )
