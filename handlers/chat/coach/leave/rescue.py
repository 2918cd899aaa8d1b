"""Leave that affects sessions: each of them gets its answer before anything is saved.

the review of leave that affects some (→ leave_review), "I'm ill today" on the day, /ill
1 plan      who is offered which times, or cancelled with an apology; changed by taps
2 save      all of it at once → the card, which fills up with the answers

If anything has changed since the coach looked, it is shown again before it is saved.
"""

from dataclasses import replace
from datetime import date
from functools import partial

from domain.refusals import LeaveOverlaps, NotFound
from domain.rescues.rescue_refusals import RescueChanged, RescueTooLarge
from domain.roles import Permission
from domain.services.catalogue import Coach
from domain.time.spans import epoch
from domain.working_hours.hours import MIDNIGHT
from domain.working_hours.leave import (
    Leave,
    LeaveStretch,
    RestOfDay,
    rest_of_day,
    stretches_off,
    wall,
)
from handlers.buttons.coach_links import IllToday, ShowCoach
from handlers.buttons.keyboards import way_out
from handlers.buttons.press import Press, button
from handlers.buttons.rescue_links import PlanRescue, ShowRescue
from handlers.buttons.screen import Screen
from handlers.chat.cards import rescue_cards, rescue_screen
from handlers.chat.cards.rescue_lines import PlanView
from handlers.chat.cards.undo_keys import UndoLeave
from handlers.chat.coach.leave import leave_list, leave_notes
from handlers.chat.coach.leave.leave_list import TYPED, ChooseLeaveStart, ReviewLeave, coach_now
from handlers.chat.frame import reading_confirmation
from handlers.chat.frame.answers import Question, ask
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Command, Script, Step
from handlers.chat.frame.turn import Turn
from handlers.chat.parts.stretches import button_fields, of_button
from handlers.queries.rescues import rescues
from handlers.typing.leave import read_leave_within
from handlers.typing.reading import ParseFailure, readings_of
from handlers.typing.vocabulary import vocabulary_of
from handlers.wording.leave_wording import stretch_text


@button("rss")
class SaveRescuePlan(Press):
    """Save the plan as shown. mark: of what was shown. rest: as in `PlanRescue`."""

    first: date
    starts: int
    last: date
    ends: int
    leave: int
    mark: str
    off: str = ""
    coach: int = 0
    alone: int = 0
    rest: int = 0


async def ill(turn: Turn, press: IllToday | None = None) -> Reply:
    """What would become of the rest of today."""
    coach_id = press.coach if press else 0
    coach = _coach(turn, coach_id)
    rest = rest_of_day(leave_list.wall(turn, coach))
    fields = button_fields(LeaveStretch(rest.starts, rest.ends))
    return await plan(turn, PlanRescue(*fields, coach=coach_id, rest=1))


async def ill_typed(turn: Turn) -> Reply:
    """The same for the days that the text names; for today if it names none, or today alone."""
    now = leave_list.wall(turn, turn.as_coach()).replace(second=0, microsecond=0)
    reading = read_leave_within(turn.text, now.date(), vocabulary_of(turn.words.locale))
    if isinstance(reading, ParseFailure):
        why = reading_confirmation.sentence(turn, reading, "typing.example")
        return Reply(Screen(why, (way_out(turn.words),)))
    stretches = [
        LeaveStretch(max(one.starts, now), one.ends)
        for one in (readings_of(reading) if reading else ())
        if one.ends > now
    ]
    if not stretches or any(one.ends <= wall(now.date(), MIDNIGHT) for one in stretches):
        return await ill(turn)
    if len(stretches) == 1:
        return await plan(turn, PlanRescue(*button_fields(stretches[0]), rest=1))
    options = [
        reading_confirmation.Option(
            stretch_text(turn.words, Leave(0, one.starts, one.ends)),
            PlanRescue(*button_fields(one), rest=1),
        )
        for one in stretches
    ]
    return reading_confirmation.which(turn, options)


async def plan(turn: Turn, press: PlanRescue, *, note: str | None = None) -> Reply:
    """Each session with what its customer would be told. Nothing is saved yet.

    note: a reason typed with it.
    """
    coach, at = _coach(turn, press.coach), PlanView(press.off, press.page, press.alone)
    note = note or leave_notes.note_for(turn, _review(press))
    stretch = _stretch_of(turn, coach, press)
    plans = await rescue_screen.plan_for(turn, coach, stretch, at, press.leave)

    def save_as(mark: str) -> SaveRescuePlan:
        return SaveRescuePlan(
            *_fields_of(press), press.leave, mark, press.off, press.coach, press.alone, press.rest
        )

    screen = rescue_screen.screen(
        turn,
        coach,
        _heading(turn, coach, stretch),
        plans,
        at,
        save_as,
        partial(_with, press),
        ShowCoach(coach.id) if press.coach else ChooseLeaveStart(press.first, press.leave),
        note,
    )
    if press.coach:
        return Reply(screen)
    facts = {"leave": press.leave, **leave_notes.facts_of(note, [_review(press)])}
    return await ask(turn, Question(TYPED, screen, facts))


async def save(turn: Turn, press: SaveRescuePlan) -> Reply:
    """Save leave and answers at once; anything changed since is shown first."""
    words, coach = turn.words, _coach(turn, press.coach)
    plan_press = PlanRescue(
        *_fields_of(press), press.leave, 0, press.off, press.coach, press.alone, press.rest
    )
    note = leave_notes.note_for(turn, _review(plan_press))
    stretch = _stretch_of(turn, coach, press)
    at = PlanView(press.off, 0, press.alone)
    try:
        rescue_id = await rescue_screen.save(
            turn, coach, stretch, at, press.mark, (LeaveOverlaps,), leave=press.leave, note=note
        )
    except RescueChanged:
        return rescue_screen.show_changed(turn, await plan(turn, plan_press, note=note))
    if rescue_id:
        toast = words.label("rescue.saved")
        screen = (await _card(turn, rescue_id)).screen
        if screen is not None:
            screen = replace(screen, text=f"{screen.text}\n\n{words.text('undo.not_rescue')}")
        return Reply(screen, toast=toast)
    if press.coach:
        toast = words.label("coach_leave.saved")
        return Reply(Screen(toast, (way_out(words, ShowCoach(coach.id)),)))
    toast = words.label("ill.saved" if press.rest else "leave.saved")
    undo = await _undo_of(turn, coach)
    return await leave_list.show_updated_list(turn, toast, undo=undo)


async def show(turn: Turn, press: ShowRescue) -> Reply:
    """The card as it is now."""
    return await _card(turn, press.rescue)


async def _card(turn: Turn, rescue_id: int) -> Reply:
    rescue = await rescues.by_id(
        turn.database,
        rescue_id,
        actor=turn.actor,
        available_channels=turn.context.available_channels,
    )
    return Reply(rescue_cards.card(turn, rescue))


def _coach(turn: Turn, coach_id: int) -> Coach:
    """Whose leave it is: their own; for the team, any coach's."""
    if not coach_id:
        return turn.as_coach()
    turn.actor.tend(coach_id)
    coach = turn.catalogue.coaches.get(coach_id)
    if coach is None:
        raise NotFound
    return coach


def _stretch_of(
    turn: Turn, coach: Coach, press: PlanRescue | SaveRescuePlan
) -> LeaveStretch | RestOfDay:
    stretch = of_button(_fields_of(press), leave_list.wall(turn, coach).date())
    rest = press.rest and not press.leave
    return RestOfDay(stretch.starts, stretch.ends) if rest else stretch


def _heading(turn: Turn, coach: Coach, stretch: LeaveStretch | RestOfDay) -> str:
    """When it is: of the rest of a day, each part that is not off yet."""
    stretches = [stretch]
    if isinstance(stretch, RestOfDay):
        stretches = [*stretches_off(stretch, coach.leaves, coach.tz, epoch(turn.now))]
    return "\n".join(stretch_text(turn.words, Leave(0, one.starts, one.ends)) for one in stretches)


async def _undo_of(turn: Turn, coach: Coach) -> UndoLeave | None:
    """The key that takes back what was just taken; none for leave that was there before."""
    before = {one.id for one in coach.single_leaves}
    taken = [one for one in (await coach_now(turn)).single_leaves if one.id not in before]
    return UndoLeave(coach.id, taken[0].id) if taken else None


def _with(press: PlanRescue, off: str, page: int, alone: int) -> PlanRescue:
    return PlanRescue(*_fields_of(press), press.leave, page, off, press.coach, alone, press.rest)


def _fields_of(press: PlanRescue | SaveRescuePlan) -> tuple[date, int, date, int]:
    return press.first, press.starts, press.last, press.ends


def _review(press: PlanRescue) -> ReviewLeave:
    return ReviewLeave(*_fields_of(press), press.leave)


async def _rescue_changed(turn: Turn, refusal: RescueChanged, press: Press | None) -> Reply:
    return Reply(Screen(turn.words.text("rescue.changed"), (way_out(turn.words),)))


async def _too_large(turn: Turn, refusal: RescueTooLarge, press: Press | None) -> Reply:
    text = turn.words.plural("refusal.rescue_too_large", refusal.number, most=refusal.most)
    return Reply(Screen(text, (way_out(turn.words),)))


SCRIPT = Script(
    commands={"ill": Command(ill_typed, Permission.WORK)},
    presses={
        IllToday: Step(ill, Permission.HOURS),
        PlanRescue: Step(plan, Permission.HOURS),
        SaveRescuePlan: Step(save, Permission.HOURS),
        ShowRescue: Step(show, Permission.HOURS),
    },
    refusals={RescueChanged: _rescue_changed, RescueTooLarge: _too_large},
)
