"""A table in its most likely meaning: what its lines are, and its columns."""

from collections.abc import Sequence
from typing import Any, Final

from domain.services.catalogue import Catalogue
from domain.transfer.importing import ImportKind, field_of, kind_of, name_key
from handlers.files.incoming import IncomingTable
from handlers.places.currencies import currency_codes
from handlers.typing import cells, headers
from handlers.typing.cells import DateStyle
from handlers.typing.row_format import RowFormat
from handlers.typing.vocabulary import Vocabulary
from handlers.wording.formats import minor_units
from storage.transfer.imports import Import, ImportOptions

LONGEST_HEAD: Final = 80
NumberedRows = Sequence[tuple[int, Sequence[Any]]]


def interpret_table(
    file: str, name: str, table: IncomingTable, vocabulary: Vocabulary
) -> tuple[ImportKind, ImportOptions, NumberedRows]:
    """What a table most likely is, its options, and its lines without what is above them.

    file: its id at Telegram, "" for none. vocabulary: the sender's.
    """
    at = headers.head_row([cells_ for _, cells_ in table.rows])
    lines = [(nr, list(cells_)) for nr, cells_ in table.rows[at + 1 :]]
    width = max(len(cells_) for _, cells_ in table.rows[at:])
    heads = [cells.text_of(cell)[:LONGEST_HEAD] for cell in table.rows[at][1]]
    heads += [""] * (width - len(heads))
    hints = headers.kinds_in(name, table.sheets[table.sheet] if table.sheets else "")
    kind = kind_of([headers.meanings(head) for head in heads], hints)
    days = [cell for _, line in lines for cell in line]
    first = None
    if cells.ambiguous(days):
        month_first = cells.month_first(days)
        first = vocabulary.month_first if month_first is None else month_first
    options = ImportOptions(
        file,
        list(table.sheets),
        table.sheet,
        heads,
        suggested_columns(kind, heads),
        month_first=first,
        early=table.early,
    )
    return kind, options, lines


def suggested_columns(kind: ImportKind, heads: Sequence[str]) -> list[str]:
    """The field of each column: if two mean the same, the first."""
    columns: list[str] = []
    for head in heads:
        name = field_of(kind, headers.meanings(head)) or ""
        columns.append("" if name in columns else name)
    return columns


def reading_of(
    one: Import, catalogue: Catalogue, currency: str, vocabulary: Vocabulary
) -> RowFormat:
    """How its lines are read. currency: from the setting."""
    first = one.options.month_first
    style = DateStyle(
        vocabulary, vocabulary.month_first if first is None else first, one.options.early
    )
    zones = {name_key(coach.name): coach.zone for coach in catalogue.coaches.values()}
    zone = catalogue.business.zone
    return RowFormat(
        one.kind,
        one.options.fields,
        style,
        zone,
        currency,
        minor_units,
        currency_codes(),
        zones,
    )
