"""Leave that repeats and touches sessions: each of them gets its answer before anything is saved.

the review of leave that repeats and touches some (→ leave_rules)
1 plan      who is offered what, or is cancelled with an apology, date by date; changed by taps
2 save      all of it at once → the card, which fills with the answers
"""

from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import partial

from domain.refusals import BadInput, LeaveInPast, LeaveNever, LeaveTooOften, NotFound
from domain.repeating import Repeating
from domain.rescue_refusals import RescueChanged
from domain.roles import Permission
from handlers.actions import rescue_plan, rescuing
from handlers.actions.catalogue import newest
from handlers.chat.cards import rescue_cards
from handlers.chat.coach import leave_list, leave_notes
from handlers.chat.coach.leave_draft import (
    ReviewRule,
    as_draft,
    check,
    draft_question,
    fields_of,
    pattern_of,
)
from handlers.chat.coach.leave_list import TYPED
from handlers.chat.coach.rescue_lines import At, off_of, pages_of, switches, turning
from handlers.chat.coach.rescue_lines import body as lines_of
from handlers.chat.frame.answers import Question, ask, ask_again
from handlers.chat.frame.buttons import Press, button
from handlers.chat.frame.keyboards import way_out
from handlers.chat.frame.screen import PRIMARY, Key, Reply, Row, Screen
from handlers.chat.frame.script import Script, Step
from handlers.chat.frame.turn import Turn
from handlers.chat.parts.repeats import pattern as pattern_in_words
from handlers.queries import rescues
from handlers.wording import cards

REFUSALS = (BadInput, LeaveInPast, LeaveNever, LeaveTooOften)


@button("rsr")
class PlanRule(Press):
    """What each session would be told. days … rule: as of `ReviewRule`; page, off, alone: as of
    `rescue.Plan`."""

    days: int
    every: int
    starts: int
    ends: int
    first: date
    until: date
    rule: int = 0
    page: int = 0
    off: str = ""
    alone: int = 0


@button("rst")
class SaveRulePlan(Press):
    """As shown. mark: by which what was shown is told from anything else."""

    days: int
    every: int
    starts: int
    ends: int
    first: date
    until: date
    rule: int
    mark: str
    off: str = ""
    alone: int = 0


def of_rule(press: ReviewRule) -> PlanRule:
    """The plan for a rule, in which nobody is cancelled."""
    return PlanRule(*fields_of(press))


async def plan(turn: Turn, press: PlanRule, *, note: str | None = None) -> Reply:
    """Each session with what its customer would be told. Nothing is saved yet.

    note: a reason that was typed with it.
    """
    words, coach, asked = turn.words, turn.as_coach(), _review(press)
    note = note or leave_notes.noted(turn, asked)
    try:
        check(turn, asked)
        wanted = Repeating(pattern_of(asked), asked.rule)
        planned = await _look(turn, wanted, alone=press.alone)
        if off := off_of(planned, press.off):
            planned = await _look(turn, wanted, off, alone=press.alone)
    except NotFound:
        return await leave_list.gone(turn)
    except REFUSALS as refusal:
        return await ask_again(turn, draft_question(turn, asked), refusal)
    zone = words.text("leave.clock", zone=words.zone(coach.zone))
    title = words.plural("rescue.title", len(planned)) if planned else words.text("rescue.free")
    at = At(press.off, min(max(press.page, 0), pages_of(planned) - 1), press.alone)
    heading = pattern_in_words(words, wanted.pattern)
    body = [f"{heading}\n{zone}", *lines_of(turn, coach, planned, at.page)]
    if note:
        body.append(words.text("leave.reason_line", note=note))
    save_ = SaveRulePlan(*fields_of(asked), rescue_plan.mark(planned), press.off, press.alone)
    label = words.label("rescue.save" if planned else "leave.save")
    change = partial(_with, asked)
    rows: list[Row] = [
        (Key(label, save_, PRIMARY),),
        *switches(turn, coach, planned, at, change),
        *turning(turn, pages_of(planned), at, change),
    ]
    screen = Screen(cards.titled(title, *body), (*rows, way_out(words, as_draft(asked))))
    return await ask(turn, Question(TYPED, screen, leave_notes.facts_of(note, [asked])))


async def save(turn: Turn, press: SaveRulePlan) -> Reply:
    """The rule and the answers at once; what has changed since is shown first."""
    words, coach, asked = turn.words, turn.as_coach(), _review(press)
    shown = PlanRule(*fields_of(asked), 0, press.off, press.alone)
    note = leave_notes.noted(turn, asked)
    off = frozenset[int]()
    try:
        check(turn, asked)
        wanted = Repeating(pattern_of(asked), asked.rule)
        # What cannot be looked at is perhaps this very rule, which was saved a moment ago.
        with suppress(*REFUSALS):
            off = off_of(await _look(turn, wanted, alone=press.alone), press.off)
        rescue_id = await rescuing.save(
            turn.database,
            coach.id,
            wanted,
            press.mark,
            cancelled=off,
            alone=bool(press.alone),
            key=turn.key,
            note=note,
            actor=turn.actor,
            now=turn.now,
        )
    except RescueChanged:
        reply = await plan(turn, shown, note=note)
        return Reply(reply.screen, toast=words.label("rescue.changed"), alert=True)
    except NotFound:
        return await leave_list.gone(turn)
    except REFUSALS as refusal:
        return await ask_again(turn, draft_question(turn, asked), refusal)
    if not rescue_id:
        return await leave_list.changed(turn, words.label("leave.saved"))
    rescue = await rescues.tended(turn.database, rescue_id, actor=turn.actor)
    now_ = replace(turn, catalogue=await newest(turn.database))  # with the rule
    return Reply(rescue_cards.card(now_, rescue), toast=words.label("rescue.saved"))


async def _look(
    turn: Turn, wanted: Repeating, off: frozenset[int] = frozenset(), *, alone: int
) -> list[rescue_plan.Planned]:
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


def _with(asked: ReviewRule, off: str, page: int, alone: int) -> PlanRule:
    return PlanRule(*fields_of(asked), page, off, alone)


def _review(press: PlanRule | SaveRulePlan) -> ReviewRule:
    return ReviewRule(
        press.days, press.every, press.starts, press.ends, press.first, press.until, press.rule
    )


SCRIPT = Script(
    presses={
        PlanRule: Step(plan, Permission.WORK),
        SaveRulePlan: Step(save, Permission.WORK),
    },
)
