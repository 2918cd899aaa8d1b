"""Leave that touches sessions: each of them gets its answer before anything is saved.

the review of leave that touches some (→ leave_review), "I'm ill today" on the day, /ill
1 plan      who is offered which times, or is cancelled with an apology; changed by taps
2 save      all of it at once → the card, which fills with the answers

What has changed since the coach looked at it is shown again before it is saved.
"""

from collections.abc import Collection, Sequence
from contextlib import suppress
from datetime import date
from typing import Final

from domain.catalogue import Coach
from domain.clocks import of_calendar
from domain.leave import Leave, Stretch, rest_of_day
from domain.refusals import LeaveOverlaps, NotFound
from domain.rescue_refusals import RescueChanged, RescueTooLarge
from domain.roles import Permission
from handlers.actions import rescue_plan, rescuing
from handlers.actions.rescue_plan import Planned
from handlers.chat.cards import rescue_cards
from handlers.chat.cards.rescue_cards import ShowRescue
from handlers.chat.coach import leave_list, leave_rules
from handlers.chat.coach.leave_list import TYPED, ChooseFirst, Review
from handlers.chat.frame.answers import Question, ask
from handlers.chat.frame.buttons import Press, button
from handlers.chat.frame.keyboards import way_out
from handlers.chat.frame.labels import WHOLE, Room
from handlers.chat.frame.pages import around
from handlers.chat.frame.screen import DANGER, PRIMARY, Key, Reply, Row, Screen
from handlers.chat.frame.script import Command, Script, Step
from handlers.chat.frame.turn import Turn
from handlers.chat.parts.desk_links import IllToday, ShowCoach
from handlers.chat.parts.stretches import carried, of_button, written
from handlers.queries import rescues
from handlers.wording import cards

PAGE: Final = 8
LONGEST_NAME: Final = 40  # letters


@button("rsp")
class Plan(Press):
    """What each session would be told. off: those that are cancelled, as bits in base 16, the first
    session is the lowest. leave: what is to be changed, 0 for new. coach: 0 for their own."""

    first: date
    starts: int
    last: date
    ends: int
    leave: int = 0
    page: int = 0
    off: str = ""
    coach: int = 0


@button("rss")
class SavePlan(Press):
    """As shown. mark: by which what was shown is told from anything else."""

    first: date
    starts: int
    last: date
    ends: int
    leave: int
    mark: str
    off: str = ""
    coach: int = 0


async def ill(turn: Turn, press: IllToday | None = None) -> Reply:
    """What would become of the rest of today."""
    coach_id = press.coach if press else 0
    coach = _coach(turn, coach_id)
    stretch = rest_of_day(coach.leaves, leave_list.wall(turn, coach))
    if stretch is None:
        raise LeaveOverlaps
    return await plan(turn, Plan(*carried(stretch), coach=coach_id))


async def plan(turn: Turn, press: Plan, *, note: str | None = None) -> Reply:
    """Each session with what its customer would be told. Nothing is saved yet.

    note: a reason that was typed with it.
    """
    words, coach = turn.words, _coach(turn, press.coach)
    note = note or leave_rules.noted(turn, _review(press))
    stretch = of_button(_carried(press), leave_list.wall(turn, coach).date())
    planned = await _look(turn, coach, stretch, press.leave)
    if off := _off(planned, press.off):
        planned = await _look(turn, coach, stretch, press.leave, off)
    heading = written(words, Leave(0, stretch.starts, stretch.ends))
    zone = words.text("leave.clock", zone=words.zone(coach.zone))
    title = words.plural("rescue.title", len(planned)) if planned else words.text("rescue.free")
    pages = max(-(-len(planned) // PAGE), 1)
    page = min(max(press.page, 0), pages - 1)
    shown = planned[page * PAGE :][:PAGE]
    body = [f"{heading}\n{zone}"]
    if shown:
        body += [cards.bullet([_line(turn, coach, one) for one in shown]), _how(turn, planned)]
    if note:
        body.append(words.text("leave.reason_line", note=note))
    save_ = SavePlan(
        *_carried(press), press.leave, rescue_plan.mark(planned), press.off, press.coach
    )
    rows: list[Row] = [
        (Key(words.label("rescue.save" if planned else "leave.save"), save_, PRIMARY),)
    ]
    rows += _switches(turn, coach, press, planned, page)
    rows += around(words, page, pages, lambda other: _with(press, press.off, other))
    back: Press = ShowCoach(coach.id) if press.coach else ChooseFirst(press.first, press.leave)
    screen = Screen(cards.titled(title, *body), (*rows, way_out(words, back)))
    if press.coach:
        return Reply(screen)
    facts = {"leave": press.leave, **leave_rules.facts_of(note, [_review(press)])}
    return await ask(turn, Question(TYPED, screen, facts))


async def save(turn: Turn, press: SavePlan) -> Reply:
    """Leave and answers at once; what has changed since is shown first."""
    words, coach = turn.words, _coach(turn, press.coach)
    shown = Plan(*_carried(press), press.leave, 0, press.off, press.coach)
    note = leave_rules.noted(turn, _review(shown))
    stretch = of_button(_carried(press), leave_list.wall(turn, coach).date())
    off = frozenset[int]()
    # What cannot be looked at is perhaps this very leave, which was saved a moment ago.
    with suppress(LeaveOverlaps):
        off = _off(await _look(turn, coach, stretch, press.leave), press.off)
    try:
        rescue_id = await rescuing.save(
            turn.database,
            coach.id,
            stretch,
            press.mark,
            cancelled=off,
            leave_id=press.leave,
            key=turn.key,
            note=note,
            actor=turn.actor,
            now=turn.now,
        )
    except RescueChanged:
        reply = await plan(turn, shown, note=note)
        return Reply(reply.screen, toast=words.label("rescue.changed"), alert=True)
    toast = words.label("rescue.saved" if rescue_id else "leave.saved")
    if rescue_id:
        return Reply((await _card(turn, rescue_id)).screen, toast=toast)
    if press.coach:
        return Reply(Screen(toast, (way_out(words, ShowCoach(coach.id)),)))
    return await leave_list.changed(turn, toast)


async def show(turn: Turn, press: ShowRescue) -> Reply:
    """The card as it is now."""
    return await _card(turn, press.rescue)


async def _card(turn: Turn, rescue_id: int) -> Reply:
    rescue = await rescues.tended(turn.database, rescue_id, actor=turn.actor)
    return Reply(rescue_cards.card(turn, rescue))


async def _look(
    turn: Turn, coach: Coach, stretch: Stretch, leave: int, off: Collection[int] = ()
) -> list[Planned]:
    return await rescuing.look(
        turn.database,
        turn.catalogue,
        coach.id,
        stretch,
        cancelled=off,
        leave_id=leave,
        actor=turn.actor,
        now=turn.now,
    )


def _off(planned: Sequence[Planned], text: str) -> frozenset[int]:
    """Which of them are to be cancelled."""
    bits = _bits(text)
    return frozenset(one.session.id for place, one in enumerate(planned) if bits >> place & 1)


def _coach(turn: Turn, coach_id: int) -> Coach:
    """Whose leave it is: their own, or that of somebody whom the team looks after."""
    if not coach_id:
        return turn.as_coach()
    turn.actor.tend(coach_id)
    coach = turn.catalogue.coaches.get(coach_id)
    if coach is None:
        raise NotFound
    return coach


def _line(turn: Turn, coach: Coach, one: Planned) -> str:
    words = turn.words
    customer = Room(words, LONGEST_NAME).named("customer", one.session.customer_name)
    clock = of_calendar(coach.zone)
    was = words.button_time(one.session.starts_at, clock)
    if not one.offered:
        return words.text("rescue.plan_cancel", customer=customer, was=was)
    times = "; ".join(words.button_time(start, clock) for start in one.starts)
    return words.text("rescue.plan_offer", customer=customer, was=was, times=times)


def _how(turn: Turn, planned: Sequence[Planned]) -> str:
    offered = any(one.offered for one in planned)
    return turn.words.text("rescue.how" if offered else "rescue.how_cancelled")


def _switches(
    turn: Turn, coach: Coach, press: Plan, planned: Sequence[Planned], page: int
) -> list[Row]:
    """What would change the answer of one, or of all."""
    words, off, rows = turn.words, _bits(press.off), list[Row]()
    for place, one in list(enumerate(planned))[page * PAGE :][:PAGE]:
        cancelled = bool(off >> place & 1)
        if not cancelled and not one.offered:
            continue  # there is nothing to offer
        when = words.button_time(one.session.starts_at, of_calendar(coach.zone))
        label = Room(words, WHOLE).label(
            "rescue.offer_key" if cancelled else "rescue.cancel_key",
            cut="customer",
            customer=one.session.customer_name,
            when=when,
        )
        rows.append((Key(label, _with(press, f"{off ^ 1 << place:x}", page)),))
    if len(planned) > 1:
        all_off = (1 << len(planned)) - 1
        ways = []
        if off & all_off != all_off and any(one.offered for one in planned):
            cancel = _with(press, f"{all_off:x}", page)
            ways.append(Key(words.label("rescue.cancel_all"), cancel, DANGER))
        if off:
            ways.append(Key(words.label("rescue.offer_all"), _with(press, "", page)))
        rows.append(tuple(ways))
    return [row for row in rows if row]


def _with(press: Plan, off: str, page: int) -> Plan:
    off = "" if off == "0" else off
    return Plan(*_carried(press), press.leave, page, off, press.coach)


def _carried(press: Plan | SavePlan) -> tuple[date, int, date, int]:
    return press.first, press.starts, press.last, press.ends


def _review(press: Plan) -> Review:
    return Review(*_carried(press), press.leave)


def _bits(text: str) -> int:
    """0 for what no button of ours says."""
    try:
        return int(text or "0", 16)
    except ValueError:
        return 0


async def _changed(turn: Turn, refusal: RescueChanged, press: Press | None) -> Reply:
    return Reply(Screen(turn.words.text("rescue.changed"), (way_out(turn.words),)))


async def _too_large(turn: Turn, refusal: RescueTooLarge, press: Press | None) -> Reply:
    text = turn.words.plural("refusal.rescue_too_large", refusal.number, most=refusal.most)
    return Reply(Screen(text, (way_out(turn.words),)))


SCRIPT = Script(
    commands={"ill": Command(ill, Permission.WORK)},
    presses={
        IllToday: Step(ill, Permission.HOURS),
        Plan: Step(plan, Permission.HOURS),
        SavePlan: Step(save, Permission.HOURS),
        ShowRescue: Step(show, Permission.HOURS),
    },
    refusals={RescueChanged: _changed, RescueTooLarge: _too_large},
)
