"""A date of a series moves, and all later ones with it: planned here, previewed as any series."""

from domain.appointment import Appointment
from domain.catalogue import Coach
from domain.choice import Choice
from domain.refusals import AlreadyDecided, NotFound
from domain.roles import Permission
from domain.series import MOST_DATES, Shift
from domain.series_plan import Occasion, Plan, Purpose
from handlers.actions import series_plans
from handlers.chat.everyone import series_preview
from handlers.chat.everyone.series_plan import wall_of
from handlers.chat.frame.screen import Reply
from handlers.chat.frame.script import Script, Step
from handlers.chat.frame.turn import Turn
from handlers.chat.parts.search import in_range
from handlers.chat.parts.series_links import MoveOnward, Preview
from handlers.queries import series


async def move_onward(turn: Turn, press: MoveOnward) -> Reply:
    """This date and all later ones move alike: each of them, as things stand."""
    found = await series.of(turn.database, press.appointment, actor=turn.actor)
    coach = turn.catalogue.coaches.get(found.asked.coach_id)
    ahead = found.ahead(turn.now, onward=True)
    if coach is None or found.asked not in ahead:
        raise AlreadyDecided(found.asked.id, found.asked.status)
    wall = wall_of(found.asked.starts_at, coach)
    shift = Shift.between(wall, wall_of(in_range(press.start * 60), coach))
    if shift is None:
        raise NotFound
    plan = Plan(
        Purpose.MOVE,
        coach_id=coach.id,
        service_id=found.asked.service_id,
        customer_id=found.asked.customer_id,
        zone=coach.zone,
        wall=wall,
        choice=Choice(found.asked.minutes, found.asked.places, found.asked.also).written,
        origin=found.asked.id,
        rhythm=found.rhythm,
        dates=tuple(_moved(one, shift, coach) for one in ahead[:MOST_DATES]),
    )
    draft = await series_plans.begin(turn.database, plan, actor=turn.actor, now=turn.now)
    return await series_preview.show(turn, Preview(draft))


def _moved(a: Appointment, shift: Shift, coach: Coach) -> Occasion:
    day = wall_of(a.starts_at, coach).date()
    return Occasion(shift.day(day), shift.of(day, coach.tz), appointment=a.id)


SCRIPT = Script(presses={MoveOnward: Step(move_onward, Permission.BOOK)})
