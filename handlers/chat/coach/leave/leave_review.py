"""Leave as it would be saved, new or changed; and saved.

1 review           if sessions are in the way, what becomes of them (→ rescue)
2 save             → the list; if refused, the calendar again
"""

from datetime import date

from domain.refusals import BadInput, LeaveHitsBookings, LeaveInPast, LeaveOverlaps, NotFound
from domain.roles import Permission
from domain.working_hours.leave import Leave, LeaveStretch
from handlers.actions.working_hours.leave import change_leave, check_leave, single, take_leave
from handlers.buttons.keyboards import way_out
from handlers.buttons.press import Press, button
from handlers.buttons.rescue_links import PlanRescue
from handlers.buttons.screen import PRIMARY, Key, Screen
from handlers.chat.cards.undo_keys import UndoLeave
from handlers.chat.coach.leave import leave_list, leave_notes, rescue
from handlers.chat.coach.leave.leave_days import first_question, today_of
from handlers.chat.coach.leave.leave_list import TYPED, ChooseLeaveStart, ReviewLeave
from handlers.chat.frame.answers import Question, ask, ask_again
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, Step
from handlers.chat.frame.turn import Turn
from handlers.chat.parts.stretches import button_fields, of_button
from handlers.wording import cards
from handlers.wording.leave_wording import stretch_text

REFUSALS = (BadInput, LeaveInPast, LeaveOverlaps)


@button("la")
class SaveLeave(Press):
    """As reviewed."""

    first: date
    starts: int
    last: date
    ends: int
    leave: int = 0


async def review(turn: Turn, press: ReviewLeave) -> Reply:
    """What would be saved; refused already here, so that Save is no surprise."""
    return await show_review(turn, press, leave_notes.note_for(turn, press))


async def save(turn: Turn, press: SaveLeave) -> Reply:
    """Take it, or change it, and show the list; if refused, the calendar again."""
    coach, words = turn.as_coach(), turn.words
    draft = ReviewLeave(press.first, press.starts, press.last, press.ends, press.leave)
    note = leave_notes.note_for(turn, draft)
    try:
        stretch = _stretch(press, today_of(turn))
        leave_id = press.leave
        if leave_id:
            await _change(turn, leave_id, stretch, note)
        else:
            leave = await take_leave(
                turn.database,
                coach.id,
                stretch.starts,
                stretch.ends,
                **turn.intent,
                note=note,
            )
            leave_id = leave.id
    except NotFound:
        return await leave_list.show_leave_gone(turn)
    except LeaveHitsBookings:
        # Somebody has booked since the review.
        return await rescue.plan(turn, _plan(press), note=note)
    except REFUSALS as refusal:
        return await ask_again(turn, first_question(turn, press.first, press.leave), refusal)
    toast = words.label("leave.changed" if press.leave else "leave.saved")
    return await leave_list.show_updated_list(turn, toast, undo=UndoLeave(coach.id, leave_id))


async def show_review(turn: Turn, press: ReviewLeave, note: str | None) -> Reply:
    """The review. note: the reason typed with it."""
    words, coach = turn.words, turn.as_coach()
    try:
        before = single(coach, press.leave) if press.leave else None
    except NotFound:
        return await leave_list.show_leave_gone(turn)
    try:
        stretch = _stretch(press, today_of(turn))
        await check_leave(
            turn.database,
            coach,
            stretch.starts,
            stretch.ends,
            actor=turn.actor,
            now=turn.now,
            instead_of=press.leave,
        )
    except LeaveHitsBookings:
        return await rescue.plan(turn, _plan(press), note=note)
    except REFUSALS as refusal:
        return await ask_again(turn, first_question(turn, press.first, press.leave), refusal)
    save_ = SaveLeave(press.first, press.starts, press.last, press.ends, press.leave)
    stretch_line = stretch_text(words, Leave(0, stretch.starts, stretch.ends))
    zone = words.zone(coach.zone)
    text = words.text("leave.review", stretch=stretch_line, zone=zone)
    if before:
        was = words.text("leave.instead_of", stretch=stretch_text(words, before))
        clock = words.text("leave.clock", zone=zone)
        text = cards.with_title(words.text("leave.review_change"), stretch_line, was, clock)
    if note:
        text = f"{text}\n\n{words.text('leave.reason_line', note=note)}"
    yes = (Key(words.label("leave.save"), save_, PRIMARY),)
    screen = Screen(text, (yes, way_out(words, ChooseLeaveStart(press.first, press.leave))))
    facts = {"leave": press.leave, **leave_notes.facts_of(note, [press])}
    return await ask(turn, Question(TYPED, screen, facts))


def as_review(stretch: LeaveStretch, leave: int) -> ReviewLeave:
    """The review of what was typed. leave: what changes, 0 for new."""
    return ReviewLeave(*button_fields(stretch), leave)


async def _change(turn: Turn, leave: int, stretch: LeaveStretch, note: str | None) -> None:
    coach = turn.as_coach()
    await change_leave(
        turn.database,
        coach.id,
        leave,
        stretch.starts,
        stretch.ends,
        **turn.intent,
        note=note,
    )


def _plan(press: ReviewLeave | SaveLeave) -> PlanRescue:
    return PlanRescue(press.first, press.starts, press.last, press.ends, press.leave)


def _stretch(press: ReviewLeave | SaveLeave, today: date) -> LeaveStretch:
    return of_button((press.first, press.starts, press.last, press.ends), today)


SCRIPT = Script(
    presses={
        ReviewLeave: Step(review, Permission.WORK),
        SaveLeave: Step(save, Permission.WORK),
    },
)
