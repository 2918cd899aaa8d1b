"""A coach takes days or hours off.

/leave, the menu   what lies ahead, each with its card (→ leave_card, leave_rule_card); days typed
                   below it → review
/leave 12.-16.8.   → review; "every Friday 14-18" → leave_rules
                   → leave_days, leave_hours, leave_draft: by buttons → review
                   → leave_review: what would be saved → the list

Leave is changed by choosing again, with its id in every button.
"""

from domain.refusals import BadInput, NotFound
from domain.roles import Permission
from domain.text import field_text
from domain.working_hours.leave import LONGEST_NOTE, Leave
from domain.working_hours.leave_rules import LeavePattern
from handlers.buttons import links
from handlers.chat.coach.leave import leave_list, leave_notes, leave_rules
from handlers.chat.coach.leave.leave_days import first_question, today_of
from handlers.chat.coach.leave.leave_list import (
    LISTED,
    TYPED,
    ChooseLeaveStart,
    ShowPast,
)
from handlers.chat.coach.leave.leave_review import as_review, show_review
from handlers.chat.frame import reading_confirmation
from handlers.chat.frame.answers import Question, ask_again
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import (
    AnswerStep,
    Command,
    MenuItem,
    MenuRow,
    Script,
    Step,
    TextStep,
)
from handlers.chat.frame.turn import Turn
from handlers.typing.reading import ParsedValue, ParseFailure, Reading, readings_of, unread
from handlers.typing.time_off import TimeOff, read_time_off
from handlers.typing.vocabulary import vocabulary_of
from handlers.wording.leave_patterns import pattern
from handlers.wording.leave_wording import stretch_text


async def show(turn: Turn, press: links.ShowLeaveList | None = None) -> Reply:
    """The leave that lies ahead."""
    return await leave_list.show_list(turn, turn.as_coach())


async def take_on_list(turn: Turn) -> Reply | None:
    """Days or hours, typed below the list; None for any other text."""
    return None if unread(_read(turn)) else await take_stretch(turn)


async def take_stretch(turn: Turn) -> Reply:
    """Days or hours as typed, shown back before anything is saved."""
    words, coach, today = turn.words, turn.as_coach(), today_of(turn)
    pending = turn.pending
    leave = pending.facts.get("leave", 0) if pending and pending.step == TYPED else 0
    try:
        question = first_question(turn, today, leave)
    except NotFound:
        return await leave_list.show_leave_gone(turn)
    reading = _read(turn)
    note = _note_of(reading)
    try:
        note = field_text.line(note, "reason", LONGEST_NOTE) if note else None
    except BadInput as refusal:
        return await ask_again(turn, question, refusal)
    if isinstance(reading, ParsedValue):
        when = reading.value.when
        if isinstance(when, LeavePattern):
            return await leave_rules.show_review(turn, leave_rules.as_review(when), note)
        # Keep asking, so that what was misunderstood can simply be typed again.
        return await show_review(turn, as_review(when, leave), note)

    def option(time_off: TimeOff) -> reading_confirmation.Option:
        if isinstance(time_off.when, LeavePattern):
            return reading_confirmation.Option(
                pattern(words, time_off.when), leave_rules.as_review(time_off.when)
            )
        stretch = Leave(0, time_off.when.starts, time_off.when.ends)
        return reading_confirmation.Option(
            stretch_text(words, stretch), as_review(time_off.when, leave)
        )

    if not isinstance(reading, ParseFailure):
        reviews = [option(time_off).save for time_off in reading.readings]
        facts = {**question.facts, **leave_notes.facts_of(note, reviews)}
        question = Question(question.step, question.screen, facts)
    return await reading_confirmation.confirm(
        turn,
        question,
        reading,
        option,
        change=ChooseLeaveStart(today, leave),
        rule="typing.example",
        zone=coach.zone,
    )


def _read(turn: Turn) -> Reading[TimeOff]:
    return read_time_off(turn.text, today_of(turn), vocabulary_of(turn.words.locale))


def _note_of(reading: Reading[TimeOff]) -> str | None:
    return next((time_off.note for time_off in readings_of(reading)), None)


async def _show(turn: Turn) -> Reply:
    return await take_stretch(turn) if turn.text else await show(turn)


SCRIPT = Script(
    commands={"leave": Command(_show, Permission.WORK)},
    menu=(
        MenuItem(
            "leave",
            lambda turn: links.ShowLeaveList(),
            Permission.WORK,
            row=lambda turn: MenuRow.CALENDAR,
        ),
    ),
    presses={
        links.ShowLeaveList: Step(show, Permission.WORK),
        ShowPast: Step(leave_list.past, Permission.WORK),
    },
    answers={TYPED: AnswerStep(take_stretch, Permission.WORK)},
    listens={LISTED: TextStep(take_on_list, Permission.WORK)},
)
