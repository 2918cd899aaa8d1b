"""What is brought in from a file, in words: its columns, and what is wrong with its lines."""

from collections.abc import Sequence
from typing import Final

from domain.text.names import cut
from domain.transfer.importing import FIELDS, ImportKind, ImportRowState, missing
from handlers.files.tables import Cell, Table
from handlers.typing import cells
from handlers.wording.words import Html, Words
from storage.transfer.import_rows import ImportRow
from storage.transfer.imports import Import

SHOWN: Final = 5  # lines in one message
MOST_FAULTS: Final = 2  # of each line
COLUMNS_SHOWN: Final = 20
LONGEST: Final = 40
LONGEST_VALUE: Final = 30
SAID: Final = (
    ImportRowState.NEW,
    ImportRowState.ADDED,
    ImportRowState.REMOVED,
    ImportRowState.STAYS,
    ImportRowState.KNOWN,
    ImportRowState.WRONG,
)


def title(words: Words, one: Import) -> str:
    """Its name, its sheet, and what its lines are read as."""
    options, sheets = one.options, one.options.sheets
    parts = [words.text("import.file", name=cut(one.name, LONGEST))]
    if len(sheets) > 1:
        parts.append(words.text("import.sheet", sheet=cut(sheets[options.sheet], LONGEST)))
    kind = words.label(f"export.{one.kind}")
    parts.append(words.plural("import.read_as", one.lines, kind=kind))
    return Html("\n".join(parts))


def columns(words: Words, one: Import) -> str:
    """What each column means."""
    lines = [
        words.text(
            "import.column",
            head=head_of(words, one, at),
            field=words.label(f"file.{name}"),
        )
        if name
        else words.text("import.left_out", head=head_of(words, one, at))
        for at, name in enumerate(one.options.columns[:COLUMNS_SHOWN])
    ]
    return Html("\n".join(lines))


def lacking(words: Words, one: Import) -> list[str]:
    """What is required and missing."""
    assigned_fields = [name for name in one.options.columns if name]
    return [
        words.text(
            "import.lacks", fields=" / ".join(words.label(f"file.{name}") for name in fields)
        )
        for fields in missing(one.kind, assigned_fields)
    ]


def head_of(words: Words, one: Import, at: int) -> str:
    """The heading of a column, or its position."""
    head = one.options.heads[at] if at < len(one.options.heads) else ""
    return cut(head, LONGEST) if head else words.label("import.column_nr", n=at + 1)


def counts(words: Words, one: Import) -> str:
    """What would become of its lines, or has become of them."""
    lines = [words.plural(f"import.n_{line}", n) for line in SAID if (n := one.count(line))]
    return Html("\n".join(lines or [words.text("import.n_nothing")]))


def wrong(words: Words, one: Import, row: ImportRow) -> str:
    """What is wrong with a line, with its number and its column."""
    lines = [
        words.text("import.line", n=row.nr, what=each)
        for each in faults(words, one, row)[:MOST_FAULTS]
    ]
    return Html("\n".join(lines))


def faults(words: Words, one: Import, row: ImportRow) -> Sequence[str]:
    """Each thing that is wrong with a line, as plain text."""
    sentences = []
    for column, why, value in row.faults:
        id_ = f"import.wrong_{why}"
        sentence = words.label(id_, value=cut(value, LONGEST_VALUE))
        if sentence == id_:  # of a newer replica
            sentence = words.label("import.wrong_refused")
        name = _column_name(words, one, column)
        sentences.append(
            words.label("import.in_column", column=name, what=sentence) if name else sentence
        )
    if row.state is ImportRowState.STAYS:
        sentences.append(words.label("import.stays", name=str(row.entry.get("name", ""))))
    return sentences


def _column_name(words: Words, one: Import, column: str) -> str:
    if not column or column not in FIELDS[one.kind]:
        return ""
    if column in one.options.columns:
        return head_of(words, one, list(one.options.columns).index(column))
    return words.label(f"file.{column}")


def table(words: Words, one: Import, rows: Sequence[ImportRow]) -> Table:
    """Lines that were not taken, each with what is wrong with it, and as it was in the file."""
    width = len(one.options.columns)
    heads = [
        words.label("import.line_head"),
        words.label("import.wrong_head"),
        *(head_of(words, one, at) for at in range(width)),
    ]
    lines: list[Sequence[Cell]] = []
    for row in rows:
        stood = [cells.text_of(cell) for cell in row.cells[:width]]
        blank = [""] * (width - len(stood))
        lines.append((row.nr, "; ".join(faults(words, one, row)), *stood, *blank))
    return Table(words.label("import.wrong_head"), heads, lines)


def bookings(one: Import) -> bool:
    """Whether its lines are bookings, of which customers could be told."""
    return one.kind is ImportKind.BOOKINGS
