"""The button that leads to the plan for sessions in the way of leave."""

from datetime import date

from handlers.buttons.press import Press, button


@button("rsp")
class PlanRescue(Press):
    """What each session would be told. off: the cancelled ones, as bits in base 16, the lowest for
    the first session. leave: what changes, 0 for new. coach: 0 for their own. alone: 1 if none is
    offered with a colleague. rest: 1 for what of that time is not leave yet (`RestOfDay`)."""

    first: date
    starts: int
    last: date
    ends: int
    leave: int = 0
    page: int = 0
    off: str = ""
    coach: int = 0
    alone: int = 0
    rest: int = 0


@button("rsv", on_cards=True)
class ShowRescue(Press):
    """What has come of a rescue."""

    rescue: int
