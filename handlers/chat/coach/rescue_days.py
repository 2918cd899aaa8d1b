"""A day of leave that repeats which was worked after all, and is taken off again over sessions.

the card of a rule (→ leave_rule_card)
1 plan      who is booked on that day, and what each would be told
2 save      the day and all answers at once → the card, which fills with them
"""

from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import partial

from domain.leave import Leave
from domain.refusals import LeaveInPast, NotFound
from domain.repeating import Repeating
from domain.rescue_refusals import RescueChanged
from domain.roles import Permission
from handlers.actions import rescue_plan, rescuing
from handlers.actions.catalogue import newest
from handlers.actions.repeating_leave import repeat_of
from handlers.actions.rescue_plan import Planned
from handlers.chat.cards import rescue_cards
from handlers.chat.coach import leave_list
from handlers.chat.coach.leave_list import ShowRule
from handlers.chat.coach.rescue_lines import At, off_of, pages_of, switches, turning
from handlers.chat.coach.rescue_lines import body as lines_of
from handlers.chat.frame.buttons import Press, button
from handlers.chat.frame.keyboards import way_out
from handlers.chat.frame.screen import PRIMARY, Key, Reply, Row, Screen
from handlers.chat.frame.script import Script, Step
from handlers.chat.frame.turn import Turn
from handlers.chat.parts.stretches import written
from handlers.queries import rescues
from handlers.wording import cards


@button("rsd")
class PlanDay(Press):
    """What each session of that day would be told. page, off, alone: as of `rescue.Plan`."""

    rule: int
    day: date
    page: int = 0
    off: str = ""
    alone: int = 0


@button("rse")
class SaveDayPlan(Press):
    """As shown. mark: by which what was shown is told from anything else."""

    rule: int
    day: date
    mark: str
    off: str = ""
    alone: int = 0


async def plan(turn: Turn, press: PlanDay) -> Reply:
    """Each session with what its customer would be told. Nothing is saved yet."""
    words, coach = turn.words, turn.as_coach()
    try:
        wanted = _wanted(turn, press)
        planned = await _look(turn, wanted, alone=press.alone)
        if off := off_of(planned, press.off):
            planned = await _look(turn, wanted, off, alone=press.alone)
    except NotFound:
        return await leave_list.gone(turn)
    stretch = wanted.pattern.on(press.day)
    heading = written(words, Leave(0, stretch.starts, stretch.ends))
    zone = words.text("leave.clock", zone=words.zone(coach.zone))
    title = words.plural("rescue.title", len(planned)) if planned else words.text("rescue.free")
    at = At(press.off, min(max(press.page, 0), pages_of(planned) - 1), press.alone)
    body = [f"{heading}\n{zone}", *lines_of(turn, coach, planned, at.page)]
    mark = rescue_plan.mark(planned)
    save_ = SaveDayPlan(press.rule, press.day, mark, press.off, press.alone)
    label = words.label("rescue.save" if planned else "leave.save")
    change = partial(_with, press)
    rows: list[Row] = [
        (Key(label, save_, PRIMARY),),
        *switches(turn, coach, planned, at, change),
        *turning(turn, pages_of(planned), at, change),
    ]
    return Reply(Screen(cards.titled(title, *body), (*rows, way_out(words, ShowRule(press.rule)))))


async def save(turn: Turn, press: SaveDayPlan) -> Reply:
    """The day and the answers at once; what has changed since is shown first."""
    words, coach = turn.words, turn.as_coach()
    off = frozenset[int]()
    try:
        wanted = _wanted(turn, press)
        # What cannot be looked at is perhaps off already, by a press of a moment ago.
        with suppress(LeaveInPast):
            off = off_of(await _look(turn, wanted, alone=press.alone), press.off)
        rescue_id = await rescuing.save(
            turn.database,
            coach.id,
            wanted,
            press.mark,
            cancelled=off,
            alone=bool(press.alone),
            key=turn.key,
            actor=turn.actor,
            now=turn.now,
        )
    except RescueChanged:
        reply = await plan(turn, PlanDay(press.rule, press.day, 0, press.off, press.alone))
        return Reply(reply.screen, toast=words.label("rescue.changed"), alert=True)
    except NotFound:
        return await leave_list.gone(turn)
    if not rescue_id:
        day = words.short_day(press.day)
        return await leave_list.changed(turn, words.label("leave.off_again", day=day))
    rescue = await rescues.tended(turn.database, rescue_id, actor=turn.actor)
    now_ = replace(turn, catalogue=await newest(turn.database))
    return Reply(rescue_cards.card(now_, rescue), toast=words.label("rescue.saved"))


async def _look(
    turn: Turn, wanted: Repeating, off: frozenset[int] = frozenset(), *, alone: int
) -> list[Planned]:
    return await rescuing.look(
        turn.database,
        turn.catalogue,
        turn.as_coach().id,
        wanted,
        cancelled=off,
        alone=bool(alone),
        actor=turn.actor,
        now=turn.now,
    )


def _wanted(turn: Turn, press: PlanDay | SaveDayPlan) -> Repeating:
    """Raises NotFound, also for a day that is none of the rule."""
    pattern = repeat_of(turn.as_coach(), press.rule).pattern
    if press.day not in pattern.days():
        raise NotFound
    return Repeating(pattern, press.rule, press.day)


def _with(press: PlanDay, off: str, page: int, alone: int) -> PlanDay:
    return PlanDay(press.rule, press.day, page, off, alone)


SCRIPT = Script(
    presses={
        PlanDay: Step(plan, Permission.WORK),
        SaveDayPlan: Step(save, Permission.WORK),
    },
)
