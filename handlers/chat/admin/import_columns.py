"""An admin says what the lines and columns of a file are, where it was not understood.

1 kind, sheet    of what kind its lines are; which of its sheets
2 columns        each with what it means → what else it means
"""

from typing import Final

from domain.importing import FIELDS, Kind
from domain.names import cut
from domain.roles import Permission
from handlers.actions import importing as actions
from handlers.chat.admin import import_words as wording
from handlers.chat.admin.import_links import (
    ImportColumns,
    ImportFile,
    SetColumn,
    SetImport,
    ShowImport,
)
from handlers.chat.frame.keyboards import in_rows, way_out
from handlers.chat.frame.screen import Key, Reply, Screen
from handlers.chat.frame.script import Script, Step
from handlers.chat.frame.turn import Turn
from handlers.queries import imports as queries

MOST: Final = 60  # keys of one screen


async def choose(turn: Turn, press: ImportFile) -> Reply:
    """Of what kind, or which sheet?"""
    words = turn.words
    one = await queries.find(turn.database, press.id, actor=turn.actor)
    if press.what == "sheet":
        text = words.text("import.which_sheet")
        keys = [
            Key(cut(name, 40) or str(at + 1), SetImport(one.id, "sheet", at))
            for at, name in enumerate(one.plan.sheets[:MOST])
        ]
    else:
        text = words.text("import.which_kind")
        keys = [
            Key(words.label(f"export.{kind}"), SetImport(one.id, "kind", at))
            for at, kind in enumerate(Kind)
        ]
    return Reply(Screen(text, (*in_rows(keys, 2), way_out(words, ShowImport(one.id)))))


async def columns(turn: Turn, press: ImportColumns) -> Reply:
    """All columns, or what one of them means."""
    words = turn.words
    one = await queries.find(turn.database, press.id, actor=turn.actor)
    if not 1 <= press.column <= len(one.plan.columns):
        keys = [
            Key(
                words.label("import.column_key", head=wording.head_of(words, one, at))
                if not name
                else words.label(
                    "import.column_is_key",
                    head=wording.head_of(words, one, at),
                    field=words.label(f"file.{name}"),
                ),
                ImportColumns(one.id, at + 1),
            )
            for at, name in enumerate(one.plan.columns[:MOST])
        ]
        rows = (*in_rows(keys, 1), way_out(words, ShowImport(one.id)))
        return Reply(Screen(words.text("import.which_column"), rows))
    at = press.column - 1
    keys = [
        Key(words.label(f"file.{name}"), SetColumn(one.id, press.column, nr))
        for nr, name in enumerate(FIELDS[one.kind], 1)
    ]
    keys.append(Key(words.label("import.leave_out_key"), SetColumn(one.id, press.column, 0)))
    text = words.text("import.which_field", head=wording.head_of(words, one, at))
    return Reply(Screen(text, (*in_rows(keys, 2), way_out(words, ImportColumns(one.id)))))


async def set_column(turn: Turn, press: SetColumn) -> Reply:
    """A column means this from now on, and no other column does."""
    one = await queries.find(turn.database, press.id, actor=turn.actor)
    fields = ("", *FIELDS[one.kind])
    if 1 <= press.column <= len(one.plan.columns) and 0 <= press.field < len(fields):
        plan = actions.set_column(one.plan, press.column - 1, fields[press.field])
        await actions.change(
            turn.database, one.id, one.kind, plan, actor=turn.actor, key=turn.key, now=turn.now
        )
    return await columns(turn, ImportColumns(one.id))


SCRIPT = Script(
    presses={
        ImportFile: Step(choose, Permission.DATA),
        ImportColumns: Step(columns, Permission.DATA),
        SetColumn: Step(set_column, Permission.DATA),
    },
)
