"""The plan of a rescue as a screen: the same for single leave, a rule, and one day of a rule."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace

from domain.refusals import Refusal
from domain.services.catalogue import Coach
from handlers.actions.rescues import rescue_plan, rescuing
from handlers.actions.rescues.rescue_plan import SessionPlan
from handlers.actions.rescues.rescuing import Off
from handlers.actions.services.catalogue import newest
from handlers.buttons.keyboards import way_out
from handlers.buttons.press import Press
from handlers.buttons.screen import PRIMARY, Key, Row, Screen
from handlers.chat.cards import rescue_cards
from handlers.chat.cards.rescue_lines import (
    PlanPress,
    PlanView,
    body,
    off_of,
    pages_of,
    switches,
    turning,
)
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.turn import Turn
from handlers.queries.rescues import rescues
from handlers.wording import cards


async def plan_for(
    turn: Turn, coach: Coach, time_off: Off, at: PlanView, leave: int = 0
) -> list[SessionPlan]:
    """What each session would be told, with the answers in `at`. leave: what changes."""

    async def look(off: frozenset[int]) -> list[SessionPlan]:
        return await rescuing.look(
            turn.database,
            turn.catalogue,
            coach.id,
            time_off,
            cancelled=off,
            leave_id=leave,
            alone=bool(at.alone),
            actor=turn.actor,
            now=turn.now,
        )

    return await plan_with_answers(look, at)


async def plan_with_answers(
    look: Callable[[frozenset[int]], Awaitable[list[SessionPlan]]], at: PlanView
) -> list[SessionPlan]:
    """What each session would be told. look: finds that, with these sessions cancelled."""
    plans = await look(frozenset())
    off = off_of(plans, at.off)  # which sessions the bits mean depends on whom it affects
    return await look(off) if off else plans


def screen(
    turn: Turn,
    coach: Coach,
    heading: str,
    plans: list[SessionPlan],
    at: PlanView,
    save: Callable[[str], Press],
    change: PlanPress,
    back: Press,
    note: str | None = None,
) -> Screen:
    """heading: which time it is. save: the button that saves the plan with this mark. note: a
    reason."""
    words, pages = turn.words, pages_of(plans)
    at = at._replace(page=min(max(at.page, 0), pages - 1))
    zone = words.text("leave.clock", zone=words.zone(coach.zone))
    title = words.plural("rescue.title", len(plans)) if plans else words.text("rescue.free")
    paragraphs = [f"{heading}\n{zone}", *body(turn, coach, plans, at.page)]
    if note:
        paragraphs.append(words.text("leave.reason_line", note=note))
    label = words.label("rescue.save" if plans else "leave.save")
    rows: list[Row] = [
        (Key(label, save(rescue_plan.mark(plans)), PRIMARY),),
        *switches(turn, coach, plans, at, change),
        *turning(turn, pages, at, change),
        way_out(words, back),
    ]
    return Screen(cards.with_title(title, *paragraphs), tuple(rows))


async def save(
    turn: Turn,
    coach: Coach,
    time_off: Off,
    at: PlanView,
    mark: str,
    unseen: tuple[type[Refusal], ...],
    *,
    leave: int = 0,
    note: str | None = None,
) -> int:
    """Save leave with the answers that were shown; the id of the rescue, 0 if there is none.

    unseen: refusals when it cannot be looked at, perhaps because it was saved a moment ago. The
    rest is as in `plan_for` and `screen`. Raises as `rescuing.save` does.
    """
    off = frozenset[int]()
    with suppress(*unseen):
        touched = await plan_for(turn, coach, time_off, PlanView("", 0, at.alone), leave)
        off = off_of(touched, at.off)
    return await rescuing.save(
        turn.database,
        coach.id,
        time_off,
        mark,
        cancelled=off,
        leave_id=leave,
        alone=bool(at.alone),
        note=note,
        **turn.intent,
    )


async def show_saved(turn: Turn, rescue_id: int, toast: str = "rescue.saved") -> Reply:
    """The card of what was saved, which fills up with the answers. toast: the message that says
    so."""
    rescue = await rescues.by_id(
        turn.database,
        rescue_id,
        actor=turn.actor,
        available_channels=turn.context.available_channels,
    )
    now_ = replace(turn, catalogue=await newest(turn.database))  # with the leave
    return Reply(rescue_cards.card(now_, rescue), toast=turn.words.label(toast))


def show_changed(turn: Turn, plan: Reply) -> Reply:
    """The plan as it is now, for a coach who tried to save an older one."""
    return Reply(plan.screen, toast=turn.words.label("rescue.changed"), alert=True)
