"""A file that somebody sent, as it is most likely meant: what its lines are, and its columns."""

from collections.abc import Sequence
from typing import Any, Final

from domain.importing import Kind, UnreadableFile, field_of, folded, kind_of
from handlers.chat.frame.turn import Turn
from handlers.files import incoming
from handlers.files.incoming import LARGEST, Table
from handlers.typing import cells, headers
from handlers.typing.cells import Style
from handlers.typing.lines import Reading
from handlers.typing.tongue import tongue_of
from handlers.wording.formats import minor_units
from storage.imports import Import, Plan

LONGEST_HEAD: Final = 80


async def read(turn: Turn, file_id: str, sheet: int, size: int) -> Table:
    """The table of a file. Raises UnreadableFile."""
    content = None if size > LARGEST else await turn.house.fetch(file_id, LARGEST)
    if content is None:
        raise UnreadableFile("large", LARGEST // 1024 // 1024)
    return await incoming.read(content, sheet)


def understood(
    turn: Turn, file_id: str, name: str, table: Table
) -> tuple[Kind, Plan, Sequence[tuple[int, Sequence[Any]]]]:
    """What a table most likely is, its plan, and its lines without what stands above them."""
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
        told = cells.month_first(days)
        first = tongue_of(turn.words.locale).month_first if told is None else told
    plan = Plan(
        file_id,
        list(table.sheets),
        table.sheet,
        heads,
        columns_of(kind, heads),
        month_first=first,
        early=table.early,
    )
    return kind, plan, lines


def columns_of(kind: Kind, heads: Sequence[str]) -> list[str]:
    """The field of each column: of two that mean the same the first."""
    columns: list[str] = []
    for head in heads:
        name = field_of(kind, headers.meanings(head)) or ""
        columns.append("" if name in columns else name)
    return columns


def reading_of(turn: Turn, one: Import) -> Reading:
    tongue = tongue_of(turn.words.locale)
    first = one.plan.month_first
    style = Style(tongue, tongue.month_first if first is None else first, one.plan.early)
    coaches = turn.catalogue.coaches.values()
    zones = {folded(coach.name): coach.zone for coach in coaches}
    zone, currency = turn.catalogue.business.zone, turn.house.currency
    return Reading(one.kind, one.plan.fields, style, zone, currency, minor_units, zones)
