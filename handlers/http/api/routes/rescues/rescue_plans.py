"""What each customer would be told if a coach were away: asked first, and sent along."""

from collections.abc import Sequence
from datetime import datetime

from handlers.actions.rescues import rescue_plan
from handlers.http.api.call import Call
from handlers.http.api.shapes import AnswerShape


class PlannedAnswer(AnswerShape):
    """What the customer of a session would be told: other starts, the same time with another coach,
    or, with neither, that it is cancelled."""

    appointment_id: int
    starts: tuple[datetime, ...] = ()
    coach_id: int | None = None


class AnswerPlan(AnswerShape):
    """What each customer would be told. agreed: send it along to carry this out."""

    agreed: str
    items: tuple[PlannedAnswer, ...]


def plan_of(call: Call, plans: Sequence[rescue_plan.SessionPlan]) -> AnswerPlan:
    """The plan as an answer shows it."""
    return AnswerPlan(
        agreed=rescue_plan.mark(plans),
        items=tuple(
            PlannedAnswer(
                appointment_id=one.session.id,
                starts=tuple(start.astimezone(call.zone) for start in one.starts),
                coach_id=one.cover.id if one.cover else None,
            )
            for one in plans
        ),
    )
