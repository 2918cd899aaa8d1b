"""The reason for leave, which only its coach reads.

card → typed, one line of at most `LONGEST_NOTE` letters → card; or taken away
"""

from dataclasses import replace

from domain.refusals import BadInput, NotFound
from domain.roles import Permission
from domain.text import field_text
from domain.working_hours.leave import LONGEST_NOTE
from handlers.actions.working_hours.leave import note_leave, single
from handlers.actions.working_hours.leave_rules import note_repeating
from handlers.actions.working_hours.leave_rules_ahead import rule_of
from handlers.buttons.keyboards import way_out
from handlers.buttons.press import Press
from handlers.buttons.screen import Screen
from handlers.chat.coach.leave.leave_card import leave_card
from handlers.chat.coach.leave.leave_list import ShowLeave, ShowRule, coach_now, show_leave_gone
from handlers.chat.coach.leave.leave_rule_card import rule_now
from handlers.chat.coach.leave.leave_words import AskReason, DropReason
from handlers.chat.frame.answers import Question, ask, ask_again, fact
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import AnswerStep, Script, Step
from handlers.chat.frame.turn import Turn
from handlers.wording.leave_patterns import pattern
from handlers.wording.leave_wording import stretch_text

REASON = "leave.reason"


async def ask_reason(turn: Turn, press: AskReason) -> Reply:
    """Ask for the reason."""
    try:
        return await ask(turn, _reason_question(turn, press.leave, press.rule))
    except NotFound:
        return await show_leave_gone(turn)


async def take_reason(turn: Turn) -> Reply:
    """Save the reason as typed."""
    leave, rule = fact(turn, "leave"), fact(turn, "rule")
    try:
        question = _reason_question(turn, leave, rule)
    except NotFound:
        return await show_leave_gone(turn)
    try:
        note = field_text.line(turn.text, "reason", LONGEST_NOTE)
    except BadInput as refusal:
        return await ask_again(turn, question, refusal)
    return await _save_reason(turn, leave, rule, note)


async def drop_reason(turn: Turn, press: DropReason) -> Reply:
    """Take the reason away."""
    return await _save_reason(turn, press.leave, press.rule, None)


async def _save_reason(turn: Turn, leave: int, rule: int, note: str | None) -> Reply:
    coach, toast = turn.as_coach(), turn.words.label("leave.reason_saved")
    try:
        if rule:
            await note_repeating(
                turn.database,
                coach.id,
                rule,
                note,
                **turn.intent,
            )
            return replace(await rule_now(turn, rule), toast=toast)
        await note_leave(turn.database, coach.id, leave, note, **turn.intent)
    except NotFound:
        return await show_leave_gone(turn)
    return Reply(leave_card(turn, single(await coach_now(turn), leave)), toast=toast)


def _reason_question(turn: Turn, leave: int, rule: int) -> Question:
    """Raises NotFound."""
    words, coach = turn.words, turn.as_coach()
    back: Press = ShowRule(rule) if rule else ShowLeave(leave)
    if rule:
        text = words.text("leave.ask_reason", stretch=pattern(words, rule_of(coach, rule).pattern))
    else:
        one = single(coach, leave)
        text = words.text(
            "block.ask_label" if one.block else "leave.ask_reason", stretch=stretch_text(words, one)
        )
    return Question(REASON, Screen(text, (way_out(words, back),)), {"leave": leave, "rule": rule})


SCRIPT = Script(
    presses={
        AskReason: Step(ask_reason, Permission.WORK),
        DropReason: Step(drop_reason, Permission.WORK),
    },
    answers={REASON: AnswerStep(take_reason, Permission.WORK)},
)
