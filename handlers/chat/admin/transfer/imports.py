"""An admin brings data in from a file.

/import        what can be brought in; earlier files; then a file is sent
1 draft        what its columns mean and its lines are; each can be changed
2 look         how many lines are new, known and wrong, and why; nothing is saved yet
3 progress     how many are in; undo all of it
"""

from dataclasses import replace
from typing import Final

from domain.business.retention import RecordKind
from domain.refusals import BadInput
from domain.roles import Permission
from domain.services.display_zones import of_business
from domain.transfer.importing import (
    UNDER_WAY,
    ImportChanged,
    ImportKind,
    ImportRowState,
    ImportState,
    UnreadableFile,
)
from handlers.actions.transfer import import_lines
from handlers.actions.transfer import importing as actions
from handlers.actions.transfer.import_reading import interpret_table, suggested_columns
from handlers.buttons.data_links import ShowImport, ShowImports
from handlers.buttons.keyboards import way_out
from handlers.buttons.labels import fit
from handlers.buttons.press import Press
from handlers.buttons.screen import DANGER, PRIMARY, Key, Row, Screen
from handlers.chat.admin.transfer import import_words as wording
from handlers.chat.admin.transfer.import_columns import ALONE
from handlers.chat.admin.transfer.import_examples import keys as examples
from handlers.chat.admin.transfer.import_links import (
    AskUndoImport,
    CheckImport,
    ConfirmImport,
    ImportColumns,
    ImportFile,
    SetImport,
    UndoImport,
    WrongRows,
)
from handlers.chat.admin.transfer.import_reading import read, reading_of
from handlers.chat.frame.answers import Question, ask, ask_again
from handlers.chat.frame.reply import File, Reply
from handlers.chat.frame.script import AnswerStep, Command, Script, Step, Takes
from handlers.chat.frame.turn import Turn
from handlers.files import tables
from handlers.files.incoming import MOST_ROWS
from handlers.queries.business import retention
from handlers.queries.transfer import imports as queries
from handlers.typing.vocabulary import vocabulary_of
from storage.transfer.imports import Import

FILE: Final = "import.file"
LATEST: Final = 5
LEFT: Final = (ImportRowState.WRONG, ImportRowState.STAYS)
AT_ONCE: Final = 40  # lines written while the admin who confirms waits
LONGEST_NAME: Final = 100


async def show(turn: Turn, press: ShowImports | None = None) -> Reply:
    """/import: what can be brought in. A file sent below it is read."""
    return await ask(turn, await _question(turn))


async def _question(turn: Turn) -> Question:
    words = turn.words
    rows: list[Row] = []
    zone = of_business(turn.catalogue.business.zone, turn.zone)
    for one in await queries.latest(turn.database, LATEST, actor=turn.actor):
        when = words.button_time(one.created_at, zone)
        label = words.label("import.one_key", name=one.name, when=when)
        rows.append((Key(fit(label, ALONE), ShowImport(one.id)),))
    days = (await retention.current(turn.database, actor=turn.actor)).days(RecordKind.FILES)
    text = words.text("import.title", time=words.plural("length.days", days))
    return Question(FILE, Screen(text, (*rows, *examples(words), way_out(words))))


async def take_file(turn: Turn) -> Reply:
    """A file, read as a table: what its columns mean."""
    if turn.document is None:
        return await ask_again(turn, await _question(turn), BadInput("import_file"))
    try:
        table = await read(turn, turn.document.file_id, -1, turn.document.size)
    except UnreadableFile as refusal:
        return await ask_again(turn, await _question(turn), refusal)
    name = (turn.document.name or turn.words.label("import.nameless"))[:LONGEST_NAME]
    vocabulary = vocabulary_of(turn.words.locale)
    kind, options, rows = interpret_table(turn.document.file_id, name, table, vocabulary)
    import_id = await actions.draft(turn.database, kind, name, options, rows, **turn.intent)
    return await _show_import(turn, import_id)


async def draft(turn: Turn, press: ShowImport) -> Reply:
    """How far it is."""
    return await _show_import(turn, press.id)


async def set_up(turn: Turn, press: SetImport) -> Reply:
    """Read it another way: its kind, its days, its sheet, or whether customers are told."""
    one = await queries.find(turn.database, press.id, actor=turn.actor)
    kind, options, rows = one.kind, one.options, None
    if press.what == "kind" and 0 <= press.value < len(ImportKind):
        kind = list(ImportKind)[press.value]
        options = replace(options, columns=suggested_columns(kind, options.heads))
    elif press.what == "days" and options.month_first is not None:
        options = replace(options, month_first=press.value == 1)
    elif press.what == "tell":
        options = replace(options, tell=press.value == 1)
    elif press.what == "sheet" and 0 <= press.value < len(options.sheets):
        table = await read(turn, options.file, press.value, 0)
        kind, options, rows = interpret_table(
            options.file, one.name, table, vocabulary_of(turn.words.locale)
        )
    await actions.change(turn.database, one.id, kind, options, **turn.intent, rows=rows)
    if press.what == "tell":
        return await check(turn, CheckImport(one.id))
    return await _show_import(turn, one.id)


async def check(turn: Turn, press: CheckImport) -> Reply:
    """What would become of each line."""
    one = await queries.find(turn.database, press.id, actor=turn.actor)
    if one.state in (ImportState.DRAFT, ImportState.CHECKED):
        if wording.lacking(turn.words, one):
            return await _show_import(turn, one.id)
        await actions.check(
            turn.database,
            turn.catalogue,
            one.id,
            reading_of(turn, one),
            one.revision,
            actor=turn.actor,
            now=turn.now,
        )
        one = await queries.find(turn.database, press.id, actor=turn.actor)
    return Reply(await _preview_screen(turn, one))


async def confirm(turn: Turn, press: ConfirmImport) -> Reply:
    """Bring it in; a short one at once."""
    await actions.confirm(turn.database, press.id, press.revision, **turn.intent)
    return await _going_on(turn, press.id)


async def ask_undo(turn: Turn, press: AskUndoImport) -> Reply:
    """Whether to remove all of it again."""
    words = turn.words
    one = await queries.find(turn.database, press.id, actor=turn.actor)
    if one.state is not ImportState.DONE or not one.count(ImportRowState.ADDED):
        return await _show_import(turn, one.id)
    text = words.plural("import.undo_asked", one.count(ImportRowState.ADDED))
    rows = (
        (Key(words.label("import.undo_do"), UndoImport(one.id), DANGER),),
        way_out(words, ShowImport(one.id)),
    )
    return Reply(Screen(f"{wording.title(words, one)}\n\n{text}", rows))


async def undo(turn: Turn, press: UndoImport) -> Reply:
    """Remove it again, except for what has been used since."""
    await actions.undo(turn.database, press.id, **turn.intent)
    return await _going_on(turn, press.id)


async def wrong_lines(turn: Turn, press: WrongRows) -> Reply:
    """Every line that is not taken, or not removed, as a file."""
    one, states = await queries.find(turn.database, press.id, actor=turn.actor), LEFT
    rows = await queries.lines(turn.database, one.id, states, MOST_ROWS, actor=turn.actor)
    if not rows:
        return Reply(toast=turn.words.label("import.none_wrong"), alert=True)
    content = await tables.csv_file(wording.table(turn.words, one, rows), turn.words.locale)
    caption = turn.words.plural("import.wrong_file", len(rows))
    return Reply(file=File(f"import-{one.id}.csv", content, caption))


async def _going_on(turn: Turn, import_id: int) -> Reply:
    await import_lines.advance(
        turn.database, actor=turn.actor, now=turn.now, most=AT_ONCE, only=import_id
    )
    return await _show_import(turn, import_id)


async def _show_import(turn: Turn, import_id: int) -> Reply:
    one = await queries.find(turn.database, import_id, actor=turn.actor)
    if one.state in (ImportState.DRAFT, ImportState.CHECKED):
        return Reply(_draft(turn, one))
    return Reply(await _progress(turn, one))


def _draft(turn: Turn, one: Import) -> Screen:
    words, options = turn.words, one.options
    lacking = wording.lacking(words, one)
    parts = [wording.title(words, one), wording.columns(words, one), *lacking]
    if options.month_first is not None:
        id_ = "import.month_first" if options.month_first else "import.day_first"
        parts.append(words.text(id_))
    rows: list[Row] = []
    if not lacking:
        rows.append((Key(words.label("import.check_key"), CheckImport(one.id), PRIMARY),))
    rows.append(
        (
            Key(words.label("import.columns_key"), ImportColumns(one.id)),
            Key(words.label("import.kind_key"), ImportFile(one.id, "kind")),
        )
    )
    more: list[Key] = []
    if len(options.sheets) > 1:
        more.append(Key(words.label("import.sheet_key"), ImportFile(one.id, "sheet")))
    if options.month_first is not None:
        other = "day" if options.month_first else "month"
        press = SetImport(one.id, "days", int(not options.month_first))
        more.append(Key(words.label(f"import.{other}_first_key"), press))
    if more:
        rows.append(tuple(more))
    return Screen("\n\n".join(parts), (*rows, way_out(words, ShowImports())))


async def _preview_screen(turn: Turn, one: Import) -> Screen:
    words, rows = turn.words, list[Row]()
    if one.state is not ImportState.CHECKED:
        return await _progress(turn, one)
    new = one.count(ImportRowState.NEW)
    parts = [wording.title(words, one), wording.counts(words, one)]
    if new:
        key = Key(words.plural("import.do", new), ConfirmImport(one.id, one.revision), PRIMARY)
        rows.append((key,))
    if wording.bookings(one) and new:
        press = SetImport(one.id, "tell", int(not one.options.tell))
        label = words.label("import.untell_key" if one.options.tell else "import.tell_key")
        rows.append((Key(label, press),))
        parts.append(words.text("import.told" if one.options.tell else "import.not_told"))
    if one.count(ImportRowState.KNOWN):
        parts.append(words.text(f"import.known_by_{one.kind}"))
    parts += await _wrong(turn, one, rows)
    parts.append(words.text("import.nothing_saved"))
    return Screen("\n\n".join(parts), (*rows, way_out(words, ShowImport(one.id))))


async def _progress(turn: Turn, one: Import) -> Screen:
    words, rows = turn.words, list[Row]()
    parts = [wording.title(words, one), words.text(f"import.is_{one.state}")]
    parts.append(wording.counts(words, one))
    if one.state in UNDER_WAY:
        rows.append((Key(words.label("import.look_key"), ShowImport(one.id)),))
    elif one.state is ImportState.DONE and one.count(ImportRowState.ADDED):
        rows.append((Key(words.label("import.undo_key"), AskUndoImport(one.id)),))
    parts += await _wrong(turn, one, rows)
    return Screen("\n\n".join(parts), (*rows, way_out(words, ShowImports())))


async def _wrong(turn: Turn, one: Import, rows: list[Row]) -> list[str]:
    """The first lines not taken, and the way to all of them."""
    words, states = turn.words, LEFT
    count = one.count(*states)
    if not count:
        return []
    file_rows = await queries.lines(turn.database, one.id, states, wording.SHOWN, actor=turn.actor)
    lines = [wording.wrong(words, one, row) for row in file_rows]
    if count > len(file_rows):
        lines.append(words.plural("import.more_wrong", count - len(file_rows)))
    rows.append((Key(words.label("import.wrong_key"), WrongRows(one.id)),))
    return ["\n".join(lines)]


async def _unreadable(turn: Turn, refusal: UnreadableFile, press: Press | None) -> Reply:
    text = turn.words.text(f"import.no_{refusal.why}", most=refusal.most, line=refusal.line)
    return Reply(Screen(text, (way_out(turn.words, ShowImports()),)))


async def _import_changed(turn: Turn, refusal: ImportChanged, press: Press | None) -> Reply:
    """The import as it is now."""
    rows = (way_out(turn.words, ShowImports()),)
    return Reply(Screen(turn.words.text("import.changed"), rows))


SCRIPT = Script(
    commands={"import": Command(show, Permission.DATA)},
    presses={
        ShowImports: Step(show, Permission.DATA),
        ShowImport: Step(draft, Permission.DATA),
        SetImport: Step(set_up, Permission.DATA),
        CheckImport: Step(check, Permission.DATA),
        ConfirmImport: Step(confirm, Permission.DATA),
        AskUndoImport: Step(ask_undo, Permission.DATA),
        UndoImport: Step(undo, Permission.DATA),
        WrongRows: Step(wrong_lines, Permission.DATA),
    },
    answers={FILE: AnswerStep(take_file, Permission.DATA, takes=Takes.ANYTHING)},
    refusals={UnreadableFile: _unreadable, ImportChanged: _import_changed},
)
