"""What the customer of each session affected by leave would be told, and the keys that change
it."""

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from domain.services.catalogue import Coach
from domain.services.display_zones import of_calendar
from handlers.actions.rescues.rescue_plan import SessionPlan
from handlers.buttons.labels import WHOLE, LabelFitter
from handlers.buttons.pages import around
from handlers.buttons.press import Press
from handlers.buttons.screen import DANGER, Key, Row
from handlers.chat.frame.turn import Turn
from handlers.wording import cards
from handlers.wording.words import Html

PAGE: Final = 8
LONGEST_NAME: Final = 40  # letters

PlanPress = Callable[[str, int, int], Press]
"""The plan with other answers: off, page and alone, as in `PlanView`."""


class PlanView(NamedTuple):
    """What is shown. off: the cancelled sessions, as bits in base 16, the lowest for the first.
    page: from 0. alone: 1 if none is offered with a colleague."""

    off: str
    page: int
    alone: int


def pages_of(plans: Sequence[SessionPlan]) -> int:
    return max(-(-len(plans) // PAGE), 1)


def body(turn: Turn, coach: Coach, plans: Sequence[SessionPlan], page: int) -> list[str]:
    """The sessions of a page with what each would be told, and what comes next; empty without
    any."""
    page_plans = plans[page * PAGE :][:PAGE]
    if not page_plans:
        return []
    return [cards.bullet([_line(turn, coach, one) for one in page_plans]), _how(turn, plans)]


def _line(turn: Turn, coach: Coach, one: SessionPlan) -> str:
    words = turn.words
    customer = LabelFitter(words, LONGEST_NAME).user_text("customer", one.session.customer_name)
    zone = of_calendar(coach.zone)
    was = words.button_time(one.session.starts_at, zone)
    if not one.offered:
        return words.text("rescue.plan_cancel", customer=customer, was=was)
    each = [words.button_time(start, zone) for start in one.starts]
    if one.cover is not None:
        name = LabelFitter(words, LONGEST_NAME).user_text("coach", one.cover.name)
        each.insert(0, words.text("rescue.plan_cover", coach=name))
    times = Html("; ".join(each))
    return words.text("rescue.plan_offer", customer=customer, was=was, times=times)


def _how(turn: Turn, plans: Sequence[SessionPlan]) -> str:
    offered = any(one.offered for one in plans)
    return turn.words.text("rescue.how" if offered else "rescue.how_cancelled")


def switches(
    turn: Turn, coach: Coach, plans: Sequence[SessionPlan], at: PlanView, change: PlanPress
) -> list[Row]:
    """What would change the answer of one, or of all."""
    words, bits, rows = turn.words, _bits(at.off), list[Row]()
    for place, one in list(enumerate(plans))[at.page * PAGE :][:PAGE]:
        cancelled = bool(bits >> place & 1)
        if not cancelled and not one.offered:
            continue  # nothing to offer
        when = words.button_time(one.session.starts_at, of_calendar(coach.zone))
        label = LabelFitter(words, WHOLE).label(
            "rescue.offer_key" if cancelled else "rescue.cancel_key",
            cut="customer",
            customer=one.session.customer_name,
            when=when,
        )
        rows.append((Key(label, change(_hex(bits ^ 1 << place), at.page, at.alone)),))
    if len(plans) > 1:
        all_off = (1 << len(plans)) - 1
        ways = []
        if bits & all_off != all_off and any(one.offered for one in plans):
            cancel = change(_hex(all_off), at.page, at.alone)
            ways.append(Key(words.label("rescue.cancel_all"), cancel, DANGER))
        if bits:
            ways.append(Key(words.label("rescue.offer_all"), change("", at.page, at.alone)))
        rows.append(tuple(ways))
    if at.alone:
        rows.append((Key(words.label("rescue.colleagues"), change(at.off, at.page, 0)),))
    elif any(one.cover for one in plans):
        rows.append((Key(words.label("rescue.alone"), change(at.off, at.page, 1)),))
    return [row for row in rows if row]


def turning(turn: Turn, pages: int, at: PlanView, change: PlanPress) -> tuple[Row, ...]:
    """The ways to the other pages."""
    return around(turn.words, at.page, pages, lambda page: change(at.off, page, at.alone))


def off_of(plans: Sequence[SessionPlan], text: str) -> frozenset[int]:
    """Which of them are cancelled."""
    bits = _bits(text)
    return frozenset(one.session.id for place, one in enumerate(plans) if bits >> place & 1)


def _hex(bits: int) -> str:
    return f"{bits:x}" if bits else ""


def _bits(text: str) -> int:
    """The bits of a button; 0 for a forged one."""
    try:
        return int(text or "0", 16)
    except ValueError:
        return 0
