"""The card of leave that does not repeat.

list → card        change (→ leave), the reason (→ leave_reason), give back
delete             once confirmed → the list
"""

from dataclasses import replace

from domain.refusals import NotFound
from domain.roles import Permission
from domain.working_hours.leave import Leave
from handlers.actions.working_hours.leave import give_back_leave, single
from handlers.buttons import links
from handlers.buttons.keyboards import way_out
from handlers.buttons.press import Press, button
from handlers.buttons.rescue_links import ShowRescue
from handlers.buttons.screen import DANGER, Key, Row, Screen
from handlers.chat.cards.undo_keys import UndoLeave
from handlers.chat.coach.leave.blocked_time_card import block_card
from handlers.chat.coach.leave.leave_list import (
    ChooseLeaveStart,
    ShowLeave,
    show_leave_gone,
    show_updated_list,
    wall,
)
from handlers.chat.coach.leave.leave_words import card_text, reason_keys
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, Step
from handlers.chat.frame.turn import Turn
from handlers.queries.rescues import rescues
from handlers.queries.working_hours import leave as queries
from handlers.wording.leave_wording import stretch_text


@button("lq")
class AskDeleteLeave(Press):
    """Ask whether to give it back."""

    leave: int


@button("ld")
class DeleteLeave(Press):
    """Give it back."""

    leave: int


async def show_leave(turn: Turn, press: ShowLeave) -> Reply:
    """The card of leave."""
    try:
        coach = await queries.with_notes(turn.database, turn.as_coach(), actor=turn.actor)
        screen = leave_card(turn, single(coach, press.leave))
    except NotFound:
        return await show_leave_gone(turn)
    rescue = await rescues.of_leave(
        turn.database, turn.as_coach().id, press.leave, actor=turn.actor
    )
    if rescue is None:
        return Reply(screen)
    answers: Row = (Key(turn.words.label("rescue.show"), ShowRescue(rescue)),)
    return Reply(replace(screen, rows=(answers, *screen.rows)))


async def ask_delete(turn: Turn, press: AskDeleteLeave) -> Reply:
    """Ask once."""
    words = turn.words
    try:
        leave = single(turn.as_coach(), press.leave)
    except NotFound:
        return await show_leave_gone(turn)
    text = words.text("leave.ask_delete", stretch=stretch_text(words, leave))
    yes = Key(words.label("leave.delete"), DeleteLeave(leave.id), DANGER)
    no = Key(words.label("leave.keep"), ShowLeave(leave.id))
    return Reply(Screen(text, ((yes, no), way_out(words))))


async def delete(turn: Turn, press: DeleteLeave) -> Reply:
    """Give it back; a second press changes nothing."""
    coach = turn.as_coach()
    was_there = await give_back_leave(
        turn.database, coach.id, press.leave, actor=turn.actor, now=turn.now
    )
    if not was_there:
        return await show_leave_gone(turn)
    return await show_updated_list(
        turn, turn.words.label("leave.deleted"), undo=UndoLeave(coach.id, press.leave)
    )


def leave_card(turn: Turn, leave: Leave) -> Screen:
    """What it is, and what can be done with it; no keys once it is over."""
    if leave.block:
        return block_card(turn, leave)
    words, coach = turn.words, turn.as_coach()
    rows: list[Row] = []
    if leave.ends > wall(turn, coach):
        month = max(leave.first_day, wall(turn, coach).date())
        rows.append((Key(words.label("leave.change"), ChooseLeaveStart(month, leave.id)),))
        rows.append(reason_keys(turn.words, leave.note, leave.id, 0))
        rows.append((Key(words.label("leave.delete_key"), AskDeleteLeave(leave.id), DANGER),))
    text = card_text(words, coach, stretch_text(words, leave), leave.note)
    return Screen(text, (*rows, way_out(words, links.ShowLeaveList())))


SCRIPT = Script(
    presses={
        ShowLeave: Step(show_leave, Permission.WORK),
        AskDeleteLeave: Step(ask_delete, Permission.WORK),
        DeleteLeave: Step(delete, Permission.WORK),
    },
)
