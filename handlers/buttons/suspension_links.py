"""The button that leads to the suspension of a coach."""

from handlers.buttons.press import Press, button


@button("ksu")
class AskSuspend(Press):
    """Ask whether to suspend them. last: the last day as YYYYMMDD, 0 for until lifted. off, page,
    alone: as in `PlanView`."""

    coach: int
    last: int = 0
    page: int = 0
    off: str = ""
    alone: int = 0
