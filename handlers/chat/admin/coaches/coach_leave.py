"""The team takes time off for a coach, and gives it back. The reason stays private to the coach.

the coach's card → their leave ahead; typed → as it was understood → saved, or, if somebody is
                   booked then, what becomes of each session (→ `rescue`)
one              → asked once → given back
"""

from datetime import date
from typing import Final

from domain.refusals import LeaveHitsBookings, NotFound
from domain.roles import Permission
from domain.services.catalogue import Coach
from domain.working_hours.leave import Leave, LeaveStretch
from domain.working_hours.leave_rules import LeavePattern
from handlers.actions.services.catalogue import newest
from handlers.actions.working_hours.leave import give_back_leave, single, take_leave
from handlers.buttons.coach_links import ShowCoach
from handlers.buttons.keyboards import way_out
from handlers.buttons.labels import WHOLE, fit
from handlers.buttons.press import Press, button
from handlers.buttons.rescue_links import PlanRescue
from handlers.buttons.screen import DANGER, PRIMARY, Key, Screen
from handlers.chat.admin.coaches.coach_rule_links import AskRuleBack, SaveCoachRule, fields_of
from handlers.chat.cards import undo_keys
from handlers.chat.cards.undo_keys import UndoLeave, UndoRepeating
from handlers.chat.frame import reading_confirmation
from handlers.chat.frame.answers import Question, ask
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import AnswerStep, Script, Step
from handlers.chat.frame.turn import Turn
from handlers.chat.parts.stretches import Carried, button_fields, of_button
from handlers.queries.coaches import coaches
from handlers.typing.time_off import TimeOff, read_time_off
from handlers.typing.vocabulary import vocabulary_of
from handlers.wording import cards
from handlers.wording.leave_patterns import pattern, rhythm
from handlers.wording.leave_wording import in_short, stretch_text

TYPED: Final = "coach.leave"
MOST: Final = 12  # listed, the next first


@button("kva")
class CoachLeave(Press):
    """The leave of a coach."""

    coach: int


@button("kvs")
class SaveCoachLeave(Press):
    """As it was understood."""

    coach: int
    first: date
    starts: int
    last: date
    ends: int


@button("kvg")
class AskGiveBack(Press):
    """Ask whether they should work then after all."""

    coach: int
    leave: int


@button("kvn")
class GiveBackNow(Press):
    """Confirmed: give it back."""

    coach: int
    leave: int


async def show(turn: Turn, press: CoachLeave) -> Reply:
    """What lies ahead; more is typed."""
    return await ask(turn, _question(turn, coach_of(turn, press.coach)))


async def take(turn: Turn) -> Reply:
    """Days or hours as they were understood; nothing is saved yet."""
    coach = coach_of(turn, int(turn.pending.facts.get("coach", 0)) if turn.pending else 0)
    reading = read_time_off(turn.text, today_of(turn, coach), vocabulary_of(turn.words.locale))

    def option(time_off: TimeOff) -> reading_confirmation.Option:
        if isinstance(time_off.when, LeavePattern):
            text = pattern(turn.words, time_off.when)
            return reading_confirmation.Option(
                text, SaveCoachRule(coach.id, *fields_of(time_off.when))
            )
        text = stretch_text(turn.words, _as_leave(time_off.when))
        return reading_confirmation.Option(
            text, SaveCoachLeave(coach.id, *button_fields(time_off.when))
        )

    return await reading_confirmation.confirm(
        turn,
        _question(turn, coach),
        reading,
        option,
        change=CoachLeave(coach.id),
        rule="typing.example",
        zone=coach.zone,
    )


async def save(turn: Turn, press: SaveCoachLeave) -> Reply:
    """Take it; if somebody is booked then, first what becomes of their session."""
    words, coach = turn.words, coach_of(turn, press.coach)
    days: Carried = (press.first, press.starts, press.last, press.ends)
    stretch = of_button(days, today_of(turn, coach))
    try:
        leave = await take_leave(
            turn.database,
            coach.id,
            stretch.starts,
            stretch.ends,
            **turn.intent,
        )
    except LeaveHitsBookings as refusal:
        text = words.plural("coach_leave.hits", len(refusal.bookings), coach=coach.name)
        plan = Key(words.label("coach_leave.plan_key"), PlanRescue(*days, coach=coach.id), PRIMARY)
        return Reply(Screen(text, ((plan,), way_out(words, CoachLeave(coach.id)))))
    undo = UndoLeave(coach.id, leave.id)
    return await show_list(turn, coach.id, words.label("coach_leave.saved"), undo=undo)


async def ask_back(turn: Turn, press: AskGiveBack) -> Reply:
    """Really?"""
    words, coach = turn.words, coach_of(turn, press.coach)
    try:
        leave = single(coach, press.leave)
    except NotFound:
        return await show_list(turn, coach.id, words.label("leave.gone"))
    text = words.text("coach_leave.ask", coach=coach.name, stretch=stretch_text(words, leave))
    yes = Key(words.label("coach_leave.give_back"), GiveBackNow(coach.id, leave.id), DANGER)
    return Reply(Screen(text, ((yes,), way_out(words, CoachLeave(coach.id)))))


async def give_back(turn: Turn, press: GiveBackNow) -> Reply:
    """A second press changes nothing."""
    was_there = await give_back_leave(
        turn.database, press.coach, press.leave, actor=turn.actor, now=turn.now
    )
    if not was_there:
        return await show_list(turn, press.coach, turn.words.label("leave.gone"))
    label = turn.words.label("coach_leave.given_back")
    return await show_list(turn, press.coach, label, undo=UndoLeave(press.coach, press.leave))


async def show_list(
    turn: Turn, coach_id: int, toast: str, *, undo: UndoLeave | UndoRepeating | None = None
) -> Reply:
    """The list as it is now. undo: the key that undoes the last change to leave, for a minute."""
    catalogue = await newest(turn.database)
    coach = coaches.by_id(catalogue, coach_id, actor=turn.actor)
    reply = await ask(turn, _question(turn, coach))
    screen = reply.screen
    if undo and screen is not None:
        screen = undo_keys.above_leave(turn, screen, undo)
    return Reply(screen, toast=toast, asks=reply.asks)


def _question(turn: Turn, coach: Coach) -> Question:
    words = turn.words
    now = turn.now.astimezone(coach.tz).replace(tzinfo=None)
    ahead = sorted(
        (leave for leave in coach.single_leaves if leave.ends > now), key=lambda one: one.starts
    )[:MOST]
    lines = [stretch_text(words, leave) for leave in ahead]
    lines += [pattern(words, repeat.pattern) for repeat in coach.repeats[:MOST]]
    parts = [
        words.text("coach_leave.title", coach=coach.name),
        cards.bullet(lines) if lines else words.text("coach_leave.none"),
        words.text("coach_leave.type"),
        words.text("leave.clock", zone=words.zone(coach.zone)),
    ]
    # Time kept for something else is the coach's own to give back.
    rows = [
        (Key(fit(in_short(words, leave), WHOLE), AskGiveBack(coach.id, leave.id)),)
        for leave in ahead
        if not leave.block
    ]
    rows += [
        (
            Key(
                fit(words.label("leave.rule_key", rule=rhythm(words, one.pattern)), WHOLE),
                AskRuleBack(coach.id, one.id),
            ),
        )
        for one in coach.repeats[:MOST]
    ]
    screen = Screen("\n\n".join(parts), (*rows, way_out(words, ShowCoach(coach.id))))
    return Question(TYPED, screen, {"coach": coach.id})


def _as_leave(stretch: LeaveStretch) -> Leave:
    return Leave(0, stretch.starts, stretch.ends)


def coach_of(turn: Turn, coach_id: int) -> Coach:
    return coaches.by_id(turn.catalogue, coach_id, actor=turn.actor)


def today_of(turn: Turn, coach: Coach) -> date:
    return turn.now.astimezone(coach.tz).date()


SCRIPT = Script(
    presses={
        CoachLeave: Step(show, Permission.ANY_CALENDAR),
        SaveCoachLeave: Step(save, Permission.ANY_CALENDAR),
        AskGiveBack: Step(ask_back, Permission.ANY_CALENDAR),
        GiveBackNow: Step(give_back, Permission.ANY_CALENDAR),
    },
    answers={TYPED: AnswerStep(take, Permission.ANY_CALENDAR)},
)
