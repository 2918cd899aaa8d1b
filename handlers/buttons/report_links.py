"""The buttons that lead to reports, and to when they come by themselves."""

from datetime import date

from handlers.buttons.press import Press, button


@button("rpt")
class ShowReport(Press):
    """The figures of these days."""

    first: date
    last: date


@button("rpp")
class ReportPicture(Press):
    """The same as a picture. dark: 1 for dark."""

    first: date
    last: date
    dark: int = 0


@button("rpw")
class ShowReportTimes(Press):
    """When reports come by themselves."""
