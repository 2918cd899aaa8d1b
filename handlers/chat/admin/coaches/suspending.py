"""The team suspends a coach, with an answer for everybody who is booked then; and lifts it again.

the coach's card → until when (keys, or typed) and why (typed), and what each session is told
                 → suspended: the card that fills with the answers
suspended        → lifted; until another day, for another reason; sessions that still stand
"""

from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from domain.coaches.suspension import (
    LONGEST_REASON,
    USUAL,
    NotSuspended,
    SuspendsOneself,
)
from domain.refusals import BadInput
from domain.rescues.rescue_refusals import RescueChanged
from domain.roles import Permission
from domain.services.catalogue import Coach
from domain.text import field_text
from handlers.actions.coaches import suspending as actions
from handlers.actions.rescues.rescue_plan import SessionPlan, mark
from handlers.actions.services.catalogue import newest
from handlers.buttons.coach_links import ShowCoach
from handlers.buttons.keyboards import way_out
from handlers.buttons.press import Press, button, pack_day
from handlers.buttons.screen import DANGER, PRIMARY, Key, Row, Screen
from handlers.buttons.suspension_links import AskSuspend
from handlers.chat.admin.coach_record import coach_of
from handlers.chat.admin.coaches.coach_screens import card
from handlers.chat.admin.coaches.suspension_words import LiftSuspension, last_of, read
from handlers.chat.cards import rescue_screen
from handlers.chat.cards.rescue_lines import PlanView, body, off_of, pages_of, switches, turning
from handlers.chat.frame.answers import Question, ask
from handlers.chat.frame.refusals import sentence
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import AnswerStep, Script, Step
from handlers.chat.frame.turn import Turn
from handlers.typing.blocking import read_block
from handlers.typing.dated_hours import read_dates
from handlers.typing.lengths import DAY
from handlers.typing.reading import readings_of
from handlers.typing.vocabulary import vocabulary_of
from handlers.wording import cards

REVIEW: Final = "coach.suspending"


@button("ksv")
class Suspend(Press):
    """Suspend as shown. mark: of what was shown."""

    coach: int
    last: int
    mark: str
    off: str = ""
    alone: int = 0


async def review(turn: Turn, press: AskSuspend) -> Reply:
    """What it means, until when, why, and what becomes of each session. Nothing is saved yet."""
    coach = coach_of(turn, press.coach)
    return await _review(turn, coach, press, _reason(turn, coach))


async def take_details(turn: Turn) -> Reply:
    """How long or until which day, and why, was typed."""
    facts = turn.pending.facts if turn.pending else {}
    coach = coach_of(turn, int(facts.get("coach", 0)))
    today, vocabulary = _today(turn, coach), vocabulary_of(turn.words.locale)
    line = read_block(turn.text, vocabulary)
    last, before, typed = int(facts.get("last", 0)), facts.get("reason"), line.after
    if line.minutes and not line.before:
        last = pack_day(today + timedelta(days=max(line.minutes // DAY, 1) - 1))
    elif (day := _day(line.before, today, turn)) is not None:
        last = pack_day(day)
    else:
        typed, before = turn.text.strip(" :"), None
    press = AskSuspend(coach.id, last)
    try:
        reason = field_text.optional(typed, "reason", LONGEST_REASON) or before
    except BadInput as refusal:
        return replace(await _review(turn, coach, press, facts.get("reason")), refusal=refusal)
    return await _review(turn, coach, press, reason)


async def suspend(turn: Turn, press: Suspend) -> Reply:
    """Suspend them and tell everybody. If anything has changed since, it is shown first."""
    words, coach = turn.words, coach_of(turn, press.coach)
    review_press = AskSuspend(coach.id, press.last, 0, press.off, press.alone)
    facts: Any = turn.pending.facts if turn.pending and turn.pending.step == REVIEW else {}
    if (facts.get("coach"), facts.get("last")) != (coach.id, press.last):
        if coach.suspension is not None and last_of(coach) == press.last:
            return await _card(turn, coach.id, words.label("suspending.done"))  # pressed twice
        reply = await _review(turn, coach, review_press, None)
        return Reply(reply.screen, toast=words.label("suspending.again"), alert=True)
    plans = await _plan(turn, coach, press.last, PlanView("", 0, press.alone))
    try:
        rescue_id = await actions.suspend(
            turn.database,
            coach.id,
            read(press.last),
            facts.get("reason"),
            press.mark,
            cancelled=off_of(plans, press.off),
            alone=bool(press.alone),
            **turn.intent,
        )
    except RescueChanged:
        return rescue_screen.show_changed(
            turn, await _review(turn, coach, review_press, facts.get("reason"))
        )
    if not rescue_id:
        return await _card(turn, coach.id, words.label("suspending.done"))
    return await rescue_screen.show_saved(turn, rescue_id, "suspending.done")


async def lift(turn: Turn, press: LiftSuspension) -> Reply:
    """They can be booked again; a second press changes nothing."""
    coach = coach_of(turn, press.coach)
    # Lifted by somebody else, or over: that is what was wanted.
    with suppress(NotSuspended):
        await actions.lift(turn.database, coach.id, **turn.intent)
    return await _card(turn, coach.id, turn.words.label("suspending.lifted"))


async def _review(turn: Turn, coach: Coach, press: AskSuspend, reason: str | None) -> Reply:
    words, at = turn.words, PlanView(press.off, press.page, press.alone)
    plans = await _plan(turn, coach, press.last, at)
    pages = pages_of(plans)
    at = at._replace(page=min(max(at.page, 0), pages - 1))
    how_long = (
        words.text("suspending.until", day=words.day(last))
        if (last := read(press.last))
        else words.text("suspending.open_end")
    )
    why = words.text("suspending.reason", reason=reason) if reason else words.text("suspending.why")
    parts = [
        words.text("suspending.means"),
        "\n".join((how_long, why, words.text("suspending.type"))),
        words.plural("rescue.title", len(plans)) if plans else words.text("rescue.free"),
        *body(turn, coach, plans, at.page),
        words.text("leave.clock", zone=words.zone(coach.zone)),
    ]

    def change(off: str, page: int, alone: int) -> AskSuspend:
        return AskSuspend(coach.id, press.last, page, off, alone)

    save = Suspend(coach.id, press.last, mark(plans), press.off, press.alone)
    rows = (
        *_until_keys(turn, coach, press.last, _today(turn, coach)),
        (Key(words.label("suspending.do"), save, DANGER),),
        *switches(turn, coach, plans, at, change),
        *turning(turn, pages, at, change),
        way_out(words, ShowCoach(coach.id)),
    )
    text = cards.with_title(words.text("suspending.title", coach=coach.name), *parts)
    facts = {"coach": coach.id, "last": press.last, "reason": reason or None}
    return await ask(turn, Question(REVIEW, Screen(text, rows), facts))


def _until_keys(turn: Turn, coach: Coach, last: int, today: date) -> tuple[Row, ...]:
    words = turn.words
    days = [(n, pack_day(today + timedelta(days=n - 1))) for n in USUAL]
    return (
        tuple(
            Key(words.plural("length.days", n), AskSuspend(coach.id, day), _style(day, last))
            for n, day in days
        ),
        (Key(words.label("suspending.open_key"), AskSuspend(coach.id), _style(0, last)),),
    )


def _style(one: int, last: int) -> str | None:
    return PRIMARY if one == last else None


async def _plan(turn: Turn, coach: Coach, last: int, at: PlanView) -> list[SessionPlan]:
    async def look(off: frozenset[int]) -> list[SessionPlan]:
        return await actions.look(
            turn.database,
            turn.catalogue,
            coach.id,
            read(last),
            cancelled=off,
            alone=bool(at.alone),
            actor=turn.actor,
            now=turn.now,
        )

    return await rescue_screen.plan_with_answers(look, at)


async def _card(turn: Turn, coach_id: int, toast: str) -> Reply:
    now = replace(turn, catalogue=await newest(turn.database))
    return Reply(await card(now, coach_of(now, coach_id)), toast=toast)


def _day(text: str, today: date, turn: Turn) -> date | None:
    """The last day that was typed, None for any other text. Of several readings, the soonest."""
    if not text:
        return None
    readings = readings_of(read_dates(text, today, vocabulary_of(turn.words.locale)))
    days = [one.last or one.first for one in readings if not one.yearly]
    return min((day for day in days if day >= today), default=None)


def _today(turn: Turn, coach: Coach) -> date:
    return turn.now.astimezone(coach.tz).date()


def _reason(turn: Turn, coach: Coach) -> str | None:
    """The reason typed before for this coach, or the one already in force."""
    pending = turn.pending
    if pending is not None and pending.step == REVIEW and pending.facts.get("coach") == coach.id:
        reason: str | None = pending.facts.get("reason")
        return reason
    return coach.suspension.reason if coach.suspension else None


async def _not_suspended(turn: Turn, refusal: NotSuspended, press: Press | None) -> Reply:
    back = way_out(turn.words, ShowCoach(refusal.coach_id))
    return Reply(Screen(turn.words.text("refusal.not_suspended"), (back,)))


SCRIPT = Script(
    presses={
        AskSuspend: Step(review, Permission.COACHES),
        Suspend: Step(suspend, Permission.COACHES),
        LiftSuspension: Step(lift, Permission.COACHES),
    },
    answers={REVIEW: AnswerStep(take_details, Permission.COACHES)},
    refusals={
        SuspendsOneself: sentence("refusal.suspends_oneself"),
        NotSuspended: _not_suspended,
    },
)
