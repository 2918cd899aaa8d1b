"""A step is undone within a minute, from the answer to it.

Undo                 the card as it was; all who were told of the step are told
too late, overtaken  the card as it is, and that it stays so; names what is in the way
"""

from dataclasses import replace

from domain.roles import Permission
from domain.undo.undo import CannotUndo, TooLateToUndo, UndoOvertaken
from handlers.actions.undo import undoing, undoing_groups, undoing_leave, undoing_leave_rules
from handlers.buttons.book_for_links import ForService
from handlers.buttons.labels import WHOLE, LabelFitter
from handlers.buttons.people_links import ShowPerson
from handlers.buttons.press import Press
from handlers.buttons.screen import Key, Screen
from handlers.chat.admin.coaches import coach_leave
from handlers.chat.admin.people import people
from handlers.chat.cards import coach_cards, group_cards
from handlers.chat.cards.undo_keys import Undo, UndoBlock, UndoGroup, UndoLeave, UndoRepeating
from handlers.chat.coach.leave import leave_list
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, Step
from handlers.chat.frame.turn import Turn
from handlers.queries.groups import group_sessions


async def undo(turn: Turn, press: Undo) -> Reply:
    """The session is as it was."""
    session = await undoing.undo(
        turn.database,
        turn.catalogue,
        press.appointment,
        press.version,
        **turn.intent,
    )
    return Reply(await coach_cards.current_card(turn, session), toast=turn.words.label("undo.done"))


async def undo_block(turn: Turn, press: UndoBlock) -> Reply:
    """They may book again."""
    await undoing.undo_block(turn.database, turn.catalogue, press.person, **turn.intent)
    reply = await people.show(turn, ShowPerson(press.person))
    return Reply(reply.screen, toast=turn.words.label("undo.done"))


async def undo_group(turn: Turn, press: UndoGroup) -> Reply:
    """The session of a group is as it was, with all who are in it."""
    session = await undoing_groups.undo_group(
        turn.database,
        press.session,
        press.version,
        **turn.intent,
    )
    return Reply(await _group(turn, session.id), toast=turn.words.label("undo.done"))


async def undo_leave(turn: Turn, press: UndoLeave) -> Reply:
    """Leave is as it was."""
    await undoing_leave.undo_leave(turn.database, press.coach, press.leave, **turn.intent)
    return await _leave(turn, press, turn.words.label("undo.done"))


async def undo_repeating(turn: Turn, press: UndoRepeating) -> Reply:
    """Leave that repeats is as it was."""
    await undoing_leave_rules.undo_repeating(turn.database, press.coach, press.rule, **turn.intent)
    return await _leave(turn, press, turn.words.label("undo.done"))


async def _leave(turn: Turn, press: UndoLeave | UndoRepeating, toast: str) -> Reply:
    """Their own; for the team, any coach's."""
    if turn.actor.coach_id == press.coach:
        return await leave_list.show_updated_list(turn, toast)
    return await coach_leave.show_list(turn, press.coach, toast)


async def _group(turn: Turn, session_id: int) -> Screen:
    group = await group_sessions.by_id(turn.database, session_id, actor=turn.actor)
    return await group_cards.current_card(turn, group)


async def _too_late(turn: Turn, refusal: TooLateToUndo, press: Press | None) -> Reply:
    return await _stays(turn, refusal.about, turn.words.label("undo.too_late"), press)


async def _overtaken(turn: Turn, refusal: UndoOvertaken, press: Press | None) -> Reply:
    return await _stays(turn, refusal.about, turn.words.label("undo.overtaken"), press)


async def _cannot(turn: Turn, refusal: CannotUndo, press: Press | None) -> Reply:
    """What is in the way; and how to book again for the same customer."""
    why = turn.words.label(f"undo.taken_{refusal.taken}")
    return await _stays(turn, refusal.about, why, press, again=True)


async def _stays(
    turn: Turn, about: int, why: str, press: Press | None, *, again: bool = False
) -> Reply:
    """The card as it is, below the reason."""
    if isinstance(press, UndoLeave | UndoRepeating):
        return replace(await _leave(turn, press, why), alert=True)
    screen: Screen | None
    if isinstance(press, UndoBlock):
        screen = (await people.show(turn, ShowPerson(about))).screen
    elif isinstance(press, UndoGroup):
        screen = await _group(turn, about)
    else:
        session = await coach_cards.own(turn, about)
        screen = await coach_cards.current_card(turn, session)
        if again and not session.open:
            label = LabelFitter(turn.words, WHOLE).label(
                "undo.again", cut="customer", customer=session.customer_name
            )
            press_again = ForService(session.coach_id, session.customer_id)
            screen = replace(screen, rows=((Key(label, press_again),), *screen.rows))
    return Reply(screen, toast=why, alert=True)


SCRIPT = Script(
    presses={
        Undo: Step(undo, Permission.SESSIONS),
        UndoBlock: Step(undo_block, Permission.BLOCK),
        UndoGroup: Step(undo_group, Permission.SESSIONS),
        UndoLeave: Step(undo_leave, Permission.SESSIONS),
        UndoRepeating: Step(undo_repeating, Permission.SESSIONS),
    },
    refusals={
        TooLateToUndo: _too_late,
        UndoOvertaken: _overtaken,
        CannotUndo: _cannot,
    },
)
