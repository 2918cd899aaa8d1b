"""The buttons that lead to series: to plan one, and to the dates of one."""

from handlers.buttons.press import Press, button


@button("zu")
class RepeatStart(Press):
    """Make a series of this start (epoch minutes) instead of booking it once."""

    service: int
    coach: int
    start: int
    choice: str = ""


@button("zf")
class RepeatFrom(Press):
    """Make a series of an existing session."""

    appointment: int


@button("zs")
class ShowSeries(Press):
    """All dates of the series of this one, as its customer sees them. page: from 0."""

    appointment: int
    page: int = 0


@button("zt")
class ShowCoachSeries(Press):
    """The same, as its coach sees them."""

    appointment: int
    page: int = 0


@button("ze")
class ContinueSeries(Press):
    """As many dates again, after the last one of the series of this one."""

    appointment: int


@button("zm")
class MoveOnward(Press):
    """Move this date to a start (epoch minutes), and all later ones of the series likewise."""

    appointment: int
    start: int


@button("zq")
class AskCancelSeries(Press):
    """Ask a customer whether to cancel this date and all later ones."""

    appointment: int


@button("zo")
class AskCallOffSeries(Press):
    """Ask a coach whether to cancel this date and all later ones. wish: 1 if their customer asked
    for it, and they count as theirs."""

    appointment: int
    wish: int = 0


@button("zv")
class ShowSeriesPlan(Press):
    """A plan as things are now. page: from 0."""

    draft: int
    page: int = 0
