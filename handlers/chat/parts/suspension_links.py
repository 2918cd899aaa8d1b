"""The button that leads to the suspension of a coach."""

from handlers.chat.frame.buttons import Press, button


@button("ksu")
class AskSuspend(Press):
    """Suspend them? last: the last day as YYYYMMDD, 0 for until it is lifted. off, page, alone: as
    of `cards.rescue_lines.At`."""

    coach: int
    last: int = 0
    page: int = 0
    off: str = ""
    alone: int = 0
