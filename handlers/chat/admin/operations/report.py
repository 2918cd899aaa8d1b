"""The team looks at what the business has booked and earned.

/report             this month; "/report last week", "/report 1.3. – 15.4."; days typed below it
the days before, and after; today, this week, this month, this year
As a picture        the same, drawn for light or dark
As a CSV file, as an Excel file     every booking of these days
Send me this regularly              → `report_times`
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from domain.business.report import (
    LONGEST,
    DateRange,
    Report,
    TooManyBookings,
    day_of,
    month_of,
    period_between,
    week_of,
    year_of,
)
from domain.refusals import BadInput
from domain.roles import Permission
from handlers.buttons.keyboards import in_rows, way_out
from handlers.buttons.press import Press, button
from handlers.buttons.report_links import ReportPicture, ShowReport, ShowReportTimes
from handlers.buttons.screen import Key, Row, Screen
from handlers.chat.frame import reading_confirmation
from handlers.chat.frame.answers import LISTENS, Question, ask
from handlers.chat.frame.reply import File, Reply
from handlers.chat.frame.script import Command, Script, Step, TextStep
from handlers.chat.frame.turn import Turn
from handlers.files import bookings
from handlers.pictures.drawing import draw_picture
from handlers.pictures.report import facts
from handlers.queries.business import reports as queries
from handlers.typing.calendar import YEARS
from handlers.typing.date_ranges import TOO_LONG, read_date_range
from handlers.typing.reading import ParsedValue, ParseFailure, Reading
from handlers.typing.vocabulary import vocabulary_of
from handlers.wording import cards, figures
from handlers.wording import report as report_words
from handlers.wording.pens import HtmlPen
from handlers.wording.words import zone_info
from storage.business.reports import MOST_ROWS

LISTENED = f"{LISTENS}report"


@button("rpf")
class ReportFile(Press):
    """The report's bookings as a file. excel: 1 for a workbook, 0 for CSV."""

    first: date
    last: date
    excel: int


async def report(turn: Turn) -> Reply:
    """/report, with or without days."""
    if not turn.text.strip():
        return await _show_report(turn, month_of(_today(turn)))
    reading = _reading(turn)
    if isinstance(reading, ParseFailure):
        return await _show_why_not(turn, reading)
    assert isinstance(reading, ParsedValue)  # past days have only one reading
    return await _show_report(turn, reading.value)


async def take_days(turn: Turn) -> Reply | None:
    """Days typed below a report; None for any other text."""
    reading = _reading(turn)
    if isinstance(reading, ParseFailure) and (reading.reason == TOO_LONG or reading.month):
        return await _show_why_not(turn, reading)
    return await _show_report(turn, reading.value) if isinstance(reading, ParsedValue) else None


async def show(turn: Turn, press: ShowReport) -> Reply:
    """The figures of these days."""
    period = _period(press.first, press.last)
    return await (_show_report(turn, period) if period else _show_limit(turn))


async def show_picture(turn: Turn, press: ReportPicture) -> Reply:
    """The same, drawn; as text if that fails."""
    period, words = _period(press.first, press.last), turn.words
    if period is None:
        return await _show_limit(turn)
    statistics = await _figures(turn, period)
    coaches = {one.id: one.name for one in turn.catalogue.coaches.values()}
    zone = turn.catalogue.business.zone
    picture = await draw_picture(
        "report", facts(words, statistics, coaches, zone, dark=press.dark == 1)
    )
    if picture is None:
        toast = words.label("report.no_picture")
        return replace(await _show_report(turn, period), toast=toast, alert=True)
    other = words.label("week.light_key" if press.dark == 1 else "week.dark_key")
    rows = (
        _ways(turn, period, lambda one: ReportPicture(one.first, one.last, press.dark)),
        (
            Key(other, ReportPicture(period.first, period.last, int(press.dark != 1))),
            Key(words.label("week.text_key"), ShowReport(period.first, period.last)),
        ),
        way_out(words),
    )
    pen = HtmlPen(words)
    caption = _text(turn, statistics, report_words.in_short(pen, statistics))
    return Reply(Screen(caption, rows, picture=picture))


async def send_file(turn: Turn, press: ReportFile) -> Reply:
    """Every booking of these days as a file."""
    period, words = _period(press.first, press.last), turn.words
    if period is None:
        return await _show_limit(turn)
    rows = await queries.bookings(turn.database, turn.catalogue, period, actor=turn.actor)
    if not rows:
        return Reply(toast=words.label("report.no_file"), alert=True)
    if len(rows) > MOST_ROWS:
        return Reply(toast=words.label("report.too_many", n=MOST_ROWS), alert=True)
    write, ending = (bookings.workbook, "xlsx") if press.excel == 1 else (bookings.csv_file, "csv")
    content = await write(words, rows, turn.catalogue.business.zone)
    if content is None:
        return Reply(toast=words.label("report.file_failed"), alert=True)
    name = f"bookings-{period.first.isoformat()}-{period.last.isoformat()}.{ending}"
    caption = words.text("report.file", days=figures.days(words, period))
    return Reply(file=File(name, content, caption))


async def too_many(turn: Turn, refusal: TooManyBookings, press: Press | None) -> Reply:
    """More than can be added up: choose fewer days."""
    text = turn.words.text("report.too_large")
    return await ask(turn, Question(LISTENED, Screen(text, _rows(turn, month_of(_today(turn))))))


async def _show_report(turn: Turn, period: DateRange) -> Reply:
    statistics = await _figures(turn, period)
    hint = turn.words.text("report.hint")
    coaches = {one.id: one.name for one in turn.catalogue.coaches.values()}
    paragraphs = report_words.paragraphs(HtmlPen(turn.words), statistics, coaches)
    text = f"{_text(turn, statistics, paragraphs)}\n\n{hint}"
    return await ask(turn, Question(LISTENED, Screen(text, _rows(turn, period))))


async def _show_why_not(turn: Turn, failure: ParseFailure) -> Reply:
    """What is wrong with the typed days, above this month's figures."""
    return await _show_month(turn, reading_confirmation.sentence(turn, failure, "typing.example"))


async def _show_limit(turn: Turn) -> Reply:
    """How many days there can be, above this month's figures."""
    return await _show_month(turn, turn.words.text("report.too_long", most=LONGEST))


async def _show_month(turn: Turn, reason: str) -> Reply:
    reply = await _show_report(turn, month_of(_today(turn)))
    assert reply.screen is not None
    return Reply(replace(reply.screen, text=f"{reason}\n\n{reply.screen.text}"))


def _text(turn: Turn, statistics: Report, paragraphs: Sequence[Sequence[str]]) -> str:
    title = report_words.title(HtmlPen(turn.words), statistics, turn.catalogue.business.zone)
    return cards.with_title(title, "\n\n".join("\n".join(lines) for lines in paragraphs))


async def _figures(turn: Turn, period: DateRange) -> Report:
    return await queries.report(turn.database, turn.catalogue, period, actor=turn.actor)


def _rows(turn: Turn, period: DateRange) -> tuple[Row, ...]:
    words, today = turn.words, _today(turn)
    first, last = period.first, period.last
    usual = {
        "today": day_of(today),
        "week": week_of(today),
        "month": month_of(today),
        "year": year_of(today),
    }
    shortcuts = [
        Key(words.label(f"report.{name}_key"), ShowReport(one.first, one.last))
        for name, one in usual.items()
        if one != period
    ]
    return (
        _ways(turn, period, lambda one: ShowReport(one.first, one.last)),
        *in_rows(shortcuts, 2),
        (Key(words.label("week.picture_key"), ReportPicture(first, last)),),
        (
            Key(words.label("report.csv_key"), ReportFile(first, last, 0)),
            Key(words.label("report.excel_key"), ReportFile(first, last, 1)),
        ),
        (Key(words.label("report.times_key"), ShowReportTimes()),),
        way_out(words),
    )


def _ways(turn: Turn, period: DateRange, press: Callable[[DateRange], Press]) -> Row:
    """To the days before and after them."""
    return tuple(Key(_period_label(turn, one), press(one)) for one in (period.before, period.after))


def _period_label(turn: Turn, period: DateRange) -> str:
    words = turn.words
    if period.days == 1:
        return words.short_day(period.first)
    if period.kind in ("month", "year"):
        return figures.days(words, period)
    return f"{words.day_of_year(period.first)} – {words.day_of_year(period.last)}"


def _reading(turn: Turn) -> Reading[DateRange]:
    return read_date_range(turn.text, _today(turn), vocabulary_of(turn.words.locale))


def _today(turn: Turn) -> date:
    return turn.now.astimezone(zone_info(turn.catalogue.business.zone)).date()


def _period(first: date, last: date) -> DateRange | None:
    """The days of a button, which may be forged; None if no report covers them."""
    try:
        period = period_between(first, last)
    except BadInput:
        return None
    return period if first.year in YEARS and last.year in YEARS else None


SCRIPT = Script(
    commands={"report": Command(report, Permission.REPORTS)},
    presses={
        ShowReport: Step(show, Permission.REPORTS),
        ReportPicture: Step(show_picture, Permission.REPORTS),
        ReportFile: Step(send_file, Permission.REPORTS),
    },
    listens={LISTENED: TextStep(take_days, Permission.REPORTS)},
    refusals={TooManyBookings: too_many},
)
