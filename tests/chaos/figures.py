"""What a row of the table says, and the table itself.

rounds = form.choose(smoke=1, short=2, long=100)
return [Figure(1, "overlaps by self-join", "0", str(len(overlaps)), not overlaps)]
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeVar

T = TypeVar("T")

HEADS: Final = ("#", "figure", "goal", "found")


class Form(StrEnum):
    """How thoroughly a row is run: by `make test`, by `make chaos`, and with `FORM=long`."""

    SMOKE = "smoke"
    SHORT = "short"
    LONG = "long"

    def choose(self, *, smoke: T, short: T, long: T) -> T:
        """The value for this form: a number of rounds, a duration."""
        return {Form.SMOKE: smoke, Form.SHORT: short, Form.LONG: long}[self]


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table. row: the row's number; a row may have several figures.

    what: what was counted, over how much. goal and found: in the same unit, as people read them.
    """

    row: int
    what: str
    goal: str
    found: str
    met: bool


def table(figures: Iterable[Figure]) -> str:
    """The figures as a Markdown table, by row; within a row in the order they came."""
    lines = [HEADS, ("---",) * len(HEADS), *map(_cells, sorted(figures, key=lambda f: f.row))]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _cells(figure: Figure) -> tuple[str, ...]:
    finding = figure.found if figure.met else f"**missed: {figure.found}**"
    cells = (str(figure.row), figure.what, figure.goal, finding)
    # A line break or a bar would end the cell: what a row found may be any text.
    return tuple(" ".join(cell.split()).replace("|", "\\|") for cell in cells)
