"""The figures of a period as a picture, and its bookings as a file."""

from typing import Literal

from domain.business.report import DateRange, TooManyBookings
from domain.programs.scopes import Scope
from domain.refusals import BadInput, NotAllowed
from handlers.files import bookings
from handlers.http.api.call import Call
from handlers.http.api.files import CSV, EXCEL, PNG, Download, require_content
from handlers.http.api.route import route
from handlers.http.api.routes.business.reports import ReportQuery, period_of
from handlers.pictures import report as pictures
from handlers.pictures.drawing import draw_picture
from handlers.queries.business import reports
from storage.business.reports import MOST_ROWS

REFUSES = (NotAllowed, TooManyBookings, BadInput)


class BookingsQuery(ReportQuery):
    """Which days, and in which file format."""

    format: Literal["csv", "xlsx"] = "csv"


class PictureQuery(ReportQuery):
    """Which days, and whether for a dark page."""

    dark: bool = False


@route(
    "GET",
    "/reports/bookings",
    Scope.REPORTS_READ,
    refuses=REFUSES,
    subject="reports",
    files=(CSV, EXCEL),
)
async def file(call: Call, query: BookingsQuery) -> Download:
    """Save all bookings of a period, in order.

    As a CSV file, with the separators and numbers of the request's language, or as a workbook.
    """
    period = period_of(call, query)
    rows = await reports.bookings(call.database, call.catalogue, period, actor=call.actor)
    if len(rows) > MOST_ROWS:
        raise TooManyBookings
    excel = query.format == "xlsx"
    write, kind = (bookings.workbook, EXCEL) if excel else (bookings.csv_file, CSV)
    content = require_content(await write(call.words, rows, call.catalogue.business.zone))
    return Download(f"bookings-{_period_name(period)}.{query.format}", kind, content)


@route(
    "GET",
    "/reports/picture",
    Scope.REPORTS_READ,
    refuses=REFUSES,
    statuses=(503,),
    subject="reports",
    files=(PNG,),
)
async def picture(call: Call, query: PictureQuery) -> Download:
    """Draw the figures of a period."""
    period, zone = period_of(call, query), call.catalogue.business.zone
    figures = await reports.report(call.database, call.catalogue, period, actor=call.actor)
    coaches = {one.id: one.name for one in call.catalogue.coaches.values()}
    facts = pictures.facts(call.words, figures, coaches, zone, dark=query.dark)
    return Download(
        f"report-{_period_name(period)}.png",
        PNG,
        require_content(await draw_picture("report", facts)),
    )


def _period_name(period: DateRange) -> str:
    return f"{period.first.isoformat()}-{period.last.isoformat()}"


ROUTES = (file, picture)
