"""A time for the session of a group: opened by hand, or moved as a whole.

service, section Group, a day     open → which service, whose (skipped if there is only one)
the card of a session             move
1 month       a day, or day and time typed
2 day         a free start, or any time typed
3 review      the last look → opened or moved; everybody in it is told

A coach may set hours and grid aside: what is in the way is named, and they are asked again.
"""

from dataclasses import replace
from datetime import date, datetime

from domain.refusals import NotOffered, Refusal, SlotTaken, TooFar, TooSoon
from domain.roles import Permission
from domain.services.display_zones import display_zones, of_calendar
from domain.time.spans import moment
from domain.working_hours.hours import instant_of
from handlers.actions.groups import group_times as actions
from handlers.buttons.coach_links import OpenGroup
from handlers.buttons.keyboards import way_out
from handlers.buttons.screen import SUCCESS, Key, Row, Screen
from handlers.chat.cards import group_cards, undo_keys
from handlers.chat.cards.group_cards import MoveGroup
from handlers.chat.coach.groups.group_choices import choose_coach, choose_service
from handlers.chat.coach.groups.group_plans import (
    WHEN,
    GroupDay,
    GroupMonth,
    GroupPlan,
    ReviewGroup,
    SaveGroup,
    bounds,
    free_starts,
    in_the_way,
    month_question,
    plan_of,
    resolve_plan,
    today,
)
from handlers.chat.frame import reading_confirmation
from handlers.chat.frame.answers import Question, ask, fact
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import AnswerStep, Script, Step
from handlers.chat.frame.turn import Turn
from handlers.chat.parts.dates import within
from handlers.chat.parts.day import day_rows, known_part
from handlers.chat.parts.search import in_range
from handlers.queries.groups import group_sessions as queries
from handlers.typing.moments import read_moment, skipped
from handlers.typing.reading import ParseFailure, refine
from handlers.typing.vocabulary import vocabulary_of
from handlers.wording import cards
from handlers.wording.words import zone_info

REFUSED = (SlotTaken, NotOffered, TooSoon, TooFar)


async def begin(turn: Turn, press: OpenGroup) -> Reply:
    """Which service, and whose session; a choice of one is not asked."""
    if not press.service:
        return await choose_service(turn, press.coach, begin)
    if not press.coach:
        return await choose_coach(turn, press.service, begin)
    plan = await resolve_plan(turn, press.service, press.coach)
    return await ask(turn, month_question(turn, plan, today(turn, plan)))


async def begin_move(turn: Turn, press: MoveGroup) -> Reply:
    plan = await resolve_plan(turn, 0, 0, press.session, press.version)
    return await ask(turn, month_question(turn, plan, today(turn, plan)))


async def show_month(turn: Turn, press: GroupMonth) -> Reply:
    return await ask(turn, month_question(turn, await plan_of(turn, press), press.month))


async def show_day(turn: Turn, press: GroupDay) -> Reply:
    """The free starts of a day; any other time can be typed."""
    plan = await plan_of(turn, press)
    day = within(press.day, bounds(turn, plan))
    starts = await free_starts(turn, plan, day)
    words, zone = turn.words, of_calendar(plan.coach.zone)
    rows: tuple[Row, ...] = ()
    if starts:
        rows = day_rows(
            words,
            zone,
            starts,
            known_part(press.part),
            lambda start, clock: Key(clock, ReviewGroup(*plan.of, start // 60)),
            lambda part: GroupDay(*plan.of, day, part),
        ).rows
    text = words.text(
        "group_session.choose_time" if starts else "group_session.type_time",
        service=plan.service.title,
        day=words.day(day),
        zone=words.zone(zone),
    )
    screen = Screen(text, (*rows, way_out(words, GroupMonth(*plan.of, day))))
    return await ask(turn, Question(WHEN, screen, {**plan.facts, "day": day.isoformat()}))


async def take_moment(turn: Turn) -> Reply:
    """Day and time as typed, or a time on the day shown."""
    facts = {name: int(fact(turn, name)) for name in ("service", "coach", "session", "version")}
    plan = await resolve_plan(turn, *facts.values())
    shown_day = turn.pending.facts.get("day") if turn.pending else None
    day = date.fromisoformat(shown_day) if shown_day else None
    first, tz = today(turn, plan), plan.coach.tz
    question = month_question(turn, plan, day or first)
    walls = read_moment(turn.text, first, vocabulary_of(turn.words.locale), day=day)

    def start_of(wall: datetime) -> int | ParseFailure:
        start = instant_of(wall.date(), wall.hour * 60 + wall.minute, tz)
        return skipped(wall) if start is None else start

    def review_of(start: int) -> reading_confirmation.Option:
        when = turn.words.at(moment(start), of_calendar(plan.coach.zone))
        return reading_confirmation.Option(when, ReviewGroup(*plan.of, start // 60))

    return await reading_confirmation.confirm(
        turn,
        replace(question, facts={**question.facts, "day": shown_day}),
        refine(walls, start_of),
        review_of,
        change=GroupMonth(*plan.of, day or first),
        rule="group_session.rule",
    )


async def review(turn: Turn, press: ReviewGroup) -> Reply:
    """The last look; it already says what is in the way, so that saving is no surprise."""
    plan, start = await plan_of(turn, press), in_range(press.start * 60)
    words, zone = turn.words, plan.coach.zone
    way = await in_the_way(turn, plan, start)
    if way:
        return await _again(turn, plan, start, way)
    mine = plan.coach.person_id == turn.person.id
    service, session = plan.service, plan.session
    on = display_zones(service.meeting, zone, turn.zone)
    lines = [
        words.text("card.service", service=service.title, length=words.length(service.minutes)),
        *([] if mine else [words.text("card.coach", coach=plan.coach.name)]),
    ]
    if session is None:
        lines += cards.when(words, start, on)
        lines.append(words.text("card.places", n=service.capacity))
        title, save = "group_session.review_open", "group_session.open_now"
    else:
        lines.append(words.text("move.from", when=words.at(session.starts_at, on.lead)))
        lines.append(words.text("move.to", when=words.at(start, on.lead)))
        lines += cards.beside(words, start, on)
        lines.append(words.text("group_session.all_told"))
        title, save = "group_session.review_move", "group_session.move_now"
    day = start.astimezone(zone_info(zone)).date()
    rows = (
        (Key(words.label(save), SaveGroup(*plan.of, press.start), SUCCESS),),
        way_out(words, GroupDay(*plan.of, day)),
    )
    return Reply(Screen(cards.with_title(words.text(title), "\n".join(lines)), rows))


async def save(turn: Turn, press: SaveGroup) -> Reply:
    """Open it, or move it; if refused, the month again below the reason."""
    plan, start = await plan_of(turn, press), in_range(press.start * 60)
    try:
        if plan.session is None:
            session = await actions.open_by_hand(
                turn.database, turn.catalogue, plan.service.id, plan.coach.id, start, **turn.intent
            )
        else:
            session = await actions.move(
                turn.database, turn.catalogue, press.session, press.version, start, **turn.intent
            )
    except REFUSED as refusal:
        return await _again(turn, plan, start, _message(refusal))
    whole = await queries.by_id(turn.database, session.id, actor=turn.actor)
    card, words = group_cards.card(turn, whole), turn.words
    if plan.session is None:
        return Reply(card, toast=words.label("group_session.opened_toast"))
    card = undo_keys.above_group(turn, card, whole.session)
    return Reply(card, toast=words.label("group_session.moved_toast"))


async def _again(turn: Turn, plan: GroupPlan, start: datetime, message: str) -> Reply:
    words = turn.words
    day = start.astimezone(plan.coach.tz).date()
    question = month_question(turn, plan, day)
    await ask(turn, question)
    sentence = words.text(
        message, coach=plan.coach.name, when=words.at(start, of_calendar(plan.coach.zone))
    )
    return Reply(replace(question.screen, text=f"{sentence}\n\n{question.screen.text}"))


def _message(refusal: Refusal) -> str:
    """The same for a refusal."""
    if isinstance(refusal, TooSoon):
        return "group_session.way_past"
    if isinstance(refusal, SlotTaken | NotOffered):
        return f"group_session.way_{refusal.reason}"
    return "group_session.way_far"


SCRIPT = Script(
    presses={
        OpenGroup: Step(begin, Permission.SESSIONS),
        MoveGroup: Step(begin_move, Permission.SESSIONS),
        GroupMonth: Step(show_month, Permission.SESSIONS),
        GroupDay: Step(show_day, Permission.SESSIONS),
        ReviewGroup: Step(review, Permission.SESSIONS),
        SaveGroup: Step(save, Permission.SESSIONS),
    },
    answers={WHEN: AnswerStep(take_moment, Permission.SESSIONS)},
)
