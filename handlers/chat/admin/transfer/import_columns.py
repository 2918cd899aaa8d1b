"""An admin says what the lines and columns of a file are, if it was not understood.

1 kind, sheet    the kind of its lines; which of its sheets
2 columns        each with what it means → what else it means
"""

from typing import Final

from domain.roles import Permission
from domain.transfer.importing import FIELDS, ImportKind
from handlers.actions.transfer import importing as actions
from handlers.buttons.data_links import ShowImport
from handlers.buttons.keyboards import in_rows, way_out
from handlers.buttons.labels import fit, text_width
from handlers.buttons.screen import Key, Screen
from handlers.chat.admin.transfer import import_words as wording
from handlers.chat.admin.transfer.import_links import (
    ImportColumns,
    ImportFile,
    SetColumn,
    SetImport,
)
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, Step
from handlers.chat.frame.turn import Turn
from handlers.queries.transfer import imports as queries
from storage.transfer.imports import Import

MOST_SHEETS: Final = 24
PAGE: Final = 10  # columns
ALONE, BESIDE = 40, 24  # letters of a key in a row of its own, or in half of one


async def choose(turn: Turn, press: ImportFile) -> Reply:
    """Ask of what kind, or which sheet."""
    words = turn.words
    one = await queries.find(turn.database, press.id, actor=turn.actor)
    if press.what == "sheet":
        text = words.text("import.which_sheet")
        keys = [
            Key(
                fit(words.user_text("note", name or str(at + 1)), BESIDE),
                SetImport(one.id, "sheet", at),
            )
            for at, name in enumerate(one.options.sheets[:MOST_SHEETS])
        ]
    else:
        text = words.text("import.which_kind")
        keys = [
            Key(words.label(f"export.{kind}"), SetImport(one.id, "kind", at))
            for at, kind in enumerate(ImportKind)
        ]
    return Reply(Screen(text, (*in_rows(keys, 2), way_out(words, ShowImport(one.id)))))


async def columns(turn: Turn, press: ImportColumns) -> Reply:
    """All columns, or what one of them means."""
    words = turn.words
    one = await queries.find(turn.database, press.id, actor=turn.actor)
    if not 1 <= press.column <= len(one.options.columns):
        pages = -(-len(one.options.columns) // PAGE)
        page = min(max(press.page, 0), max(pages - 1, 0))
        positions = range(page * PAGE, min((page + 1) * PAGE, len(one.options.columns)))
        keys = [Key(_label(turn, one, at), ImportColumns(one.id, at + 1)) for at in positions]
        turning = [
            Key(f"{other * PAGE + 1}–{(other + 1) * PAGE}", ImportColumns(one.id, 0, other))
            for other in (page - 1, page + 1)
            if 0 <= other < pages
        ]
        rows = (*in_rows(keys, 1), *((tuple(turning),) if turning else ()))
        rows = (*rows, way_out(words, ShowImport(one.id)))
        return Reply(Screen(words.text("import.which_column"), rows))
    at = press.column - 1
    keys = [
        Key(words.label(f"file.{name}"), SetColumn(one.id, press.column, nr))
        for nr, name in enumerate(FIELDS[one.kind], 1)
    ]
    keys.append(Key(words.label("import.leave_out_key"), SetColumn(one.id, press.column, 0)))
    text = words.text("import.which_field", head=wording.head_of(words, one, at))
    return Reply(Screen(text, (*in_rows(keys, 2), way_out(words, ImportColumns(one.id)))))


def _label(turn: Turn, one: Import, at: int) -> str:
    """A column and what it means; if too long, the heading is cut."""
    words, name = turn.words, one.options.columns[at]
    head = wording.head_of(words, one, at)
    end = words.label("import.column_key", head="")
    if name:
        end = words.label("import.column_is_key", head="", field=words.label(f"file.{name}"))
    return fit(head, ALONE - round(text_width(end) + 0.5)) + end


async def set_column(turn: Turn, press: SetColumn) -> Reply:
    """A column means this from now on, and no other column does."""
    one = await queries.find(turn.database, press.id, actor=turn.actor)
    fields = ("", *FIELDS[one.kind])
    if 1 <= press.column <= len(one.options.columns) and 0 <= press.field < len(fields):
        options = one.options.meaning(press.column - 1, fields[press.field])
        await actions.change(turn.database, one.id, one.kind, options, **turn.intent)
    return await columns(turn, ImportColumns(one.id))


SCRIPT = Script(
    presses={
        ImportFile: Step(choose, Permission.DATA),
        ImportColumns: Step(columns, Permission.DATA),
        SetColumn: Step(set_column, Permission.DATA),
    },
)
