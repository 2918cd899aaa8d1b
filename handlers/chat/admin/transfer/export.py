"""An admin exports the business's data.

/export [days]   everything, or one kind of it
1 choose         as an Excel file or as CSV; for dated kinds, all days or those typed
                 → the files come into the chat when they are made
"""

from typing import Final

from domain.business.report import DateRange, month_of, year_of
from domain.roles import Permission
from domain.transfer.exports import OF_DAYS, ExportFormat, ExportSpec, ExportTable
from handlers.actions.transfer import exporting as actions
from handlers.buttons.data_links import ShowExport
from handlers.buttons.keyboards import in_rows, way_out
from handlers.buttons.press import Press, button, pack_day, unpack_day
from handlers.buttons.screen import PRIMARY, Key, Row, Screen
from handlers.chat.frame import reading_confirmation
from handlers.chat.frame.answers import LISTENS, Question, ask, fact
from handlers.chat.frame.reply import Reply, below
from handlers.chat.frame.script import Command, Script, Step, TextStep
from handlers.chat.frame.turn import Turn
from handlers.typing.calendar import YEARS
from handlers.typing.date_ranges import read_date_range
from handlers.typing.reading import ParsedValue, ParseFailure, Reading
from handlers.typing.vocabulary import vocabulary_of
from handlers.wording import figures
from handlers.wording.words import zone_info

LISTENED: Final = f"{LISTENS}export"
KINDS: Final = tuple(ExportTable)
ALL: Final = 0  # in a button; a kind is its place, from 1


@button("exk")
class ExportKind(Press):
    """Ask as which file. kind: ALL, or a place in KINDS, from 1. first, last: days as numbers, 0
    for all."""

    kind: int
    first: int = 0
    last: int = 0


@button("exd")
class TakeExport(Press):
    """Have it made. excel: 1 for a workbook, 0 for CSV. The rest as in ExportKind."""

    kind: int
    excel: int
    first: int = 0
    last: int = 0


async def export(turn: Turn) -> Reply:
    """/export, with or without days."""
    reading = _reading(turn)
    if turn.text.strip() and isinstance(reading, ParsedValue):
        return await _kind(turn, ALL, reading.value)
    reply = await show(turn, ShowExport())
    return below(why, reply) if (why := _why_no_days(turn, reading)) else reply


async def show(turn: Turn, press: ShowExport) -> Reply:
    """Everything, or one kind?"""
    words = turn.words
    everything = Key(words.label("export.all"), ExportKind(ALL), PRIMARY)
    keys = [
        Key(words.label(f"export.{kind}"), ExportKind(number))
        for number, kind in enumerate(KINDS, 1)
    ]
    screen = Screen(words.text("export.title"), ((everything,), *in_rows(keys, 2), way_out(words)))
    return await ask(turn, Question(LISTENED, screen, {"kind": ALL}))


async def choose(turn: Turn, press: ExportKind) -> Reply:
    """As which file, and of which days?"""
    if not 0 <= press.kind <= len(KINDS):
        return await show(turn, ShowExport())
    return await _kind(turn, press.kind, _days(press.first, press.last))


async def take_days(turn: Turn) -> Reply | None:
    """Days typed below it; None for any other text."""
    reading, kind = _reading(turn), fact(turn, "kind")
    if not (kind == ALL or KINDS[kind - 1] in OF_DAYS):
        return None
    if isinstance(reading, ParsedValue):
        return await _kind(turn, kind, reading.value)
    why = _why_no_days(turn, reading)
    return below(why, await _kind(turn, kind, None)) if why else None


async def take(turn: Turn, press: TakeExport) -> Reply:
    """Have it made; the files come by themselves."""
    if not 0 <= press.kind <= len(KINDS):
        return await show(turn, ShowExport())
    days = _days(press.first, press.last)
    kinds = KINDS if press.kind == ALL else (KINDS[press.kind - 1],)
    spec = ExportSpec(
        kinds,
        ExportFormat.EXCEL if press.excel == 1 else ExportFormat.CSV,
        days.first if days else None,
        days.last if days else None,
    )
    await actions.take(turn.database, spec, **turn.intent)
    words = turn.words
    text = "\n\n".join((_title(turn, press.kind, days), words.text("export.under_way")))
    return Reply(Screen(text, (way_out(words, ShowExport()),)))


async def _kind(turn: Turn, kind: int, days: DateRange | None) -> Reply:
    words = turn.words
    first, last = _numbers(days)
    parts = [_title(turn, kind, days)]
    rows: list[Row] = [
        (
            Key(words.label("export.excel_key"), TakeExport(kind, 1, first, last), PRIMARY),
            Key(words.label("export.csv_key"), TakeExport(kind, 0, first, last), PRIMARY),
        )
    ]
    if kind == ALL or KINDS[kind - 1] in OF_DAYS:
        parts.append(words.text("export.of_days" if kind == ALL else "export.type_days"))
        rows.append(_usual(turn, kind, days))
    rows.append(way_out(words, ShowExport()))
    parts.append(words.text("export.hint"))
    question = Question(LISTENED, Screen("\n\n".join(parts), tuple(rows)), {"kind": kind})
    return await ask(turn, question)


def _title(turn: Turn, kind: int, days: DateRange | None) -> str:
    words = turn.words
    what = words.label("export.all" if kind == ALL else f"export.{KINDS[kind - 1]}")
    if days is None:
        return words.text("export.what", what=what)
    return words.text("export.what_days", what=what, days=figures.days(words, days))


def _usual(turn: Turn, kind: int, days: DateRange | None) -> Row:
    """All days, this month and this year, except the one shown."""
    words, today = turn.words, turn.now.astimezone(zone_info(turn.catalogue.business.zone)).date()
    ways = {"all_days": None, "month": month_of(today), "year": year_of(today)}
    return tuple(
        Key(words.label(f"export.{name}_key"), ExportKind(kind, *_numbers(one)))
        for name, one in ways.items()
        if one != days
    )


def _reading(turn: Turn) -> Reading[DateRange]:
    today = turn.now.astimezone(zone_info(turn.catalogue.business.zone)).date()
    return read_date_range(turn.text, today, vocabulary_of(turn.words.locale))


def _why_no_days(turn: Turn, reading: Reading[DateRange]) -> str | None:
    """Why there are no such days, if one of them does not exist."""
    if isinstance(reading, ParseFailure) and reading.month is not None:
        return reading_confirmation.reason(turn, reading)
    return None


def _numbers(days: DateRange | None) -> tuple[int, int]:
    return (0, 0) if days is None else (pack_day(days.first), pack_day(days.last))


def _days(first: int, last: int) -> DateRange | None:
    """The days of a button; all for forged ones."""
    try:
        begins, ends = (unpack_day(n) for n in (first, last))
    except (ValueError, OverflowError):
        return None
    if begins > ends or begins.year not in YEARS or ends.year not in YEARS:
        return None
    return DateRange(begins, ends)


SCRIPT = Script(
    commands={"export": Command(export, Permission.DATA)},
    presses={
        ShowExport: Step(show, Permission.DATA),
        ExportKind: Step(choose, Permission.DATA),
        TakeExport: Step(take, Permission.DATA),
    },
    listens={LISTENED: TextStep(take_days, Permission.DATA)},
)
