"""A series goes on after its last date: planned here, previewed as any series.

    its card, the notice of its last date: Continue
    → series_preview   as many dates again, as far as can be booked

The rhythm is the one that it has, and so is the time of day.
"""

from domain.catalogue import Coach
from domain.choice import read as choice_of
from domain.continuing import can_go_on, next_days
from domain.refusals import NoLongerOffered
from domain.roles import Permission
from domain.series import instant
from domain.series_plan import Occasion, Plan, Purpose
from domain.series_refusals import SeriesChanged
from domain.spans import epoch
from handlers.actions import series_plans
from handlers.chat.everyone import series_preview
from handlers.chat.everyone.series_plan import choice_again, last_day, wall_of
from handlers.chat.frame.screen import Reply
from handlers.chat.frame.script import Script, Step
from handlers.chat.frame.turn import Turn
from handlers.chat.parts.series_links import ContinueSeries, Preview
from handlers.queries import series
from handlers.queries.series import Series


async def go_on(turn: Turn, press: ContinueSeries) -> Reply:
    """As many dates again, as things stand. Raises SeriesChanged where it does not go on."""
    found = await series.of(turn.database, press.appointment, actor=turn.actor)
    last = can_go_on(found.dates, turn.now)
    if last is None or last.series_id is None:
        raise SeriesChanged(found.asked.id)
    coach = turn.catalogue.coaches.get(last.coach_id)
    if coach is None:
        raise NoLongerOffered
    wall = wall_of(last.starts_at, coach)
    plan = Plan(
        Purpose.BOOK,
        coach_id=coach.id,
        service_id=last.service_id,
        customer_id=last.customer_id,
        zone=coach.zone,
        wall=wall,
        choice=choice_again(turn, last),
        origin=last.id,
        rhythm=found.rhythm,
        dates=(Occasion(wall.date(), epoch(last.starts_at), appointment=last.id),),
        series=last.series_id,
    )
    turn.catalogue.chosen(plan.service_id, coach, choice_of(plan.choice))
    plan = await _with_more(turn, found, plan, coach)
    draft = await series_plans.begin(turn.database, plan, actor=turn.actor, now=turn.now)
    return await series_preview.show(turn, Preview(draft))


async def _with_more(turn: Turn, found: Series, plan: Plan, coach: Coach) -> Plan:
    """The plan with as many dates again as the series had at first: at least one, and of all others
    those that can be booked by now."""
    walls = [wall_of(a.starts_at, coach) for a in found.standing]
    again = await series.times(turn.database, found.asked) or len(walls)
    today = turn.now.astimezone(coach.tz).date()
    coming = next_days(walls, found.rhythm, again, today)
    until = last_day(turn, plan)
    days = [one for one in coming if one.date() <= until] or coming[:1]
    more = (Occasion(one.date(), instant(one.date(), one, coach.tz)) for one in days)
    return plan.with_dates((*plan.dates, *more))


SCRIPT = Script(presses={ContinueSeries: Step(go_on, Permission.BOOK)})
