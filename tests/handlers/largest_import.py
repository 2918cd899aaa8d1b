"""The largest business's imported files, and one about to be imported."""

from typing import Any, Final

from domain.transfer.importing import ImportKind, ImportRowState, ImportState
from storage.transactions import Writer
from storage.transfer import import_rows, imports
from storage.transfer.imports import ImportOptions
from tests.handlers.doorstep import NOW
from tests.handlers.largest_words import NAMES

WIDEST: Final = 60  # columns
FILE: Final = f"{NAMES[2]}.xlsx"
WRONG: Final = ("phone", "email", "missing", "long", "no_coach", "taken")


async def files(writer: Writer, alex: int) -> None:
    """One to be checked, with most lines wrong, and one for each way an import ends."""
    for state in (ImportState.DONE, ImportState.UNDONE, ImportState.RUNNING, ImportState.CHECKED):
        fields = ["name", "phone", "email", *[""] * (WIDEST - 3)]
        options = ImportOptions(
            "file", list(NAMES[:4]), 1, [NAMES[2]] * WIDEST, fields, month_first=True
        )
        names = [f"{letter}{NAMES[0]}" for letter in "AB"]
        rows: list[tuple[int, list[Any]]] = [(n, [one]) for n, one in enumerate(names, 2)]
        rows += [(n, [NAMES[3], NAMES[1], NAMES[2]]) for n in range(10, 40)]
        id_ = await imports.add(
            writer, alex, ImportKind.CUSTOMERS, FILE, options, rows, NOW, most_drafts=9
        )
        done = (
            ImportRowState.ADDED
            if state in (ImportState.DONE, ImportState.RUNNING)
            else ImportRowState.STAYS
        )
        lines: list[Any] = [
            (
                n,
                ImportRowState.NEW if state is ImportState.CHECKED else done,
                {"name": one},
                one,
                [],
            )
            for n, one in enumerate(names, 2)
        ]
        faults = [["phone", why, NAMES[2]] for why in WRONG]
        lines += [(n, ImportRowState.WRONG, None, None, faults) for n in range(10, 40)]
        await import_rows.write_checked(writer, id_, lines)
        await imports.set_state(writer, id_, state)
