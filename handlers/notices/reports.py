"""A scheduled report."""

from domain.messages.notices import NoticeKind
from handlers.actions.business.report_subscriptions import report_of
from handlers.buttons.report_links import ReportPicture, ShowReport, ShowReportTimes
from handlers.buttons.screen import PRIMARY, Key
from handlers.notices.notice import Composers, Facts, Notice, Picture
from handlers.pictures import report as drawing
from handlers.wording import report as wording
from handlers.wording.pens import RichPen
from handlers.wording.rich import join_rich
from handlers.wording.words import Words


def _report(facts: Facts, words: Words, zone: str | None) -> Notice:
    """The figures of a day or a week, on the clock of the business."""
    record, pen = facts["report"], RichPen(words)
    report, coaches = report_of(record)
    days = report.period.first, report.period.last
    title = words.rich("report.sent", days=wording.title(pen, report, record["zone"]))
    lines = tuple(join_rich(one, "\n") for one in wording.paragraphs(pen, report, coaches))
    ways = (
        (
            Key(words.label("week.picture_key"), ReportPicture(*days)),
            Key(words.label("report.open_key"), ShowReport(*days), PRIMARY),
        ),
        (Key(words.label("report.when_key"), ShowReportTimes()),),
    )
    when = ways[-1]
    short = [join_rich(one, "\n") for one in wording.in_short(pen, report)]
    picture = Picture(
        "report",
        drawing.facts(words, report, coaches, record["zone"], dark=False),
        join_rich([title, *short], "\n\n"),
        (
            (
                Key(words.label("week.dark_key"), ReportPicture(*days, 1)),
                Key(words.label("report.open_key"), ShowReport(*days), PRIMARY),
            ),
            when,
        ),
    )
    # Days without data have nothing to draw.
    attachment = picture if report.total and "daily" in record else None
    return Notice(NoticeKind.REPORT, title, lines, ways, picture=attachment)


NOTICES: Composers = {NoticeKind.REPORT: _report}
