"""What the steps of a coach's own set-up have in common, and the last of them.

5 ready      what customers will see → open: the link to pass on
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Final
from urllib.parse import quote

from domain.coaches.set_up_refusals import NotReady, SetUpOver
from domain.roles import Permission
from domain.services.catalogue import Coach
from domain.services.display_zones import of_calendar
from domain.services.service_choice import USUAL
from domain.starts.bookable import Gap
from domain.starts.slots import offering
from domain.time.spans import moment
from handlers.actions.coaches import set_up as actions
from handlers.actions.services.catalogue import newest
from handlers.buttons.invite_links import BookingLink
from handlers.buttons.keyboards import way_out
from handlers.buttons.labels import lengths_key
from handlers.buttons.press import Home, Press, button
from handlers.buttons.screen import PRIMARY, SUCCESS, Key, Row, Screen
from handlers.buttons.set_up_links import SetUp
from handlers.chat.coach import booking_link
from handlers.chat.frame.editing import RecordEditor
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, Step
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import gaps
from handlers.queries.starts.soonest import soonest
from handlers.wording.words import Html

LAST: Final = 5


@button("jo")
class OpenUp(Press):
    """Open for booking."""


async def ready(turn: Turn, coach: Coach) -> Reply:
    """What customers will see; or what is still missing."""
    words = turn.words
    missing = await gaps.of_coach(turn, turn.catalogue, coach)
    steps = (
        (
            Key(words.label("set_up.name_key"), SetUp(1)),
            Key(words.label("set_up.services_key"), SetUp(2)),
        ),
        (
            Key(words.label("set_up.hours_key"), SetUp(3)),
            Key(words.label("set_up.zone_key"), SetUp(4)),
        ),
    )
    if missing:
        lines = "\n".join(gaps.lines(turn, turn.catalogue, missing))
        text = step_text(turn, LAST, words.text("set_up.missing", what=Html(lines)))
        if any(one.gap is not Gap.NOTHING_FREE for one in missing):
            return Reply(Screen(text, (*steps, later(turn))))
    else:
        text = step_text(turn, LAST, words.text("set_up.ready"))
    text = f"{text}\n\n{await _preview(turn, coach)}"
    opens = (Key(words.label("set_up.open"), OpenUp(), SUCCESS),)
    return Reply(Screen(text, (opens, *steps, later(turn))))


async def _preview(turn: Turn, coach: Coach) -> str:
    """The lines that customers read of a coach."""
    words, catalogue = turn.words, turn.catalogue
    active = replace(coach, active=True)
    open_ = catalogue.having(active)
    offers = [
        offer
        for one in open_.offered_services
        if one.id in coach.service_ids
        for offer in offering(open_, one.id, (active,), USUAL)
    ]
    starts = await soonest(turn.shop, open_, offers, actor=turn.actor, now=turn.now)
    lines = [words.text("coach.card", coach=coach.name)]
    for one, _ in offers:
        label = lengths_key(words, one, one.options)
        lines.append(words.text("set_up.service", label=label))
    if at := starts.get(coach.id):
        when = words.at(moment(at), of_calendar(coach.zone))
        lines.append(words.text("set_up.soonest", when=when))
    return "\n".join(lines)


async def open_up(turn: Turn, press: OpenUp) -> Reply:
    """Open for booking, with a link to pass on."""
    coach = await actions.open_up(turn.database, **turn.intent)
    turn, words = await refresh_turn(turn), turn.words
    link = booking_link.link_of(turn, coach)
    share = f"https://t.me/share/url?url={quote(link, safe='')}"
    text = "\n\n".join(
        (
            words.text("set_up.open_now"),
            await _preview(turn, coach),
            words.text("set_up.link", link=link),
        )
    )
    rows = (
        (Key(words.label("set_up.share"), share), Key(words.label("link.key"), BookingLink())),
        way_out(words),
    )
    return Reply(Screen(text, rows))


async def change(turn: Turn, how: Callable[[Coach], Coach]) -> Coach:
    return await actions.change_own(turn.database, how, **turn.intent)


async def _save(turn: Turn, coach: Coach, how: Callable[[Coach], Coach]) -> Coach:
    return await change(turn, how)


async def _show_saved(turn: Turn, coach: Coach) -> Reply:
    return await ready(await refresh_turn(turn), coach)


async def refresh_turn(turn: Turn) -> Turn:
    """The same turn with what has just changed."""
    return replace(turn, catalogue=await newest(turn.database))


def step_text(turn: Turn, step: int, text: str) -> str:
    return f"{turn.words.text('set_up.step', n=step, of=LAST)}\n{text}"


def onward(turn: Turn, step: int, label: str = "next") -> Row:
    """On to a step, whatever was answered to this one."""
    return (Key(turn.words.label(f"set_up.{label}"), SetUp(step), PRIMARY),)


def later(turn: Turn) -> Row:
    return (Key(turn.words.label("set_up.later"), Home()),)


async def _over(turn: Turn, refusal: SetUpOver, press: Press | None) -> Reply:
    return Reply(Screen(turn.words.text("refusal.set_up_over"), (way_out(turn.words),)))


async def _not_ready(turn: Turn, refusal: NotReady, press: Press | None) -> Reply:
    """What is missing."""
    return await ready(turn, turn.as_coach())


RECORD: Final[RecordEditor[Coach]] = RecordEditor(
    Permission.WORK, lambda turn, facts: turn.as_coach(), _save, _show_saved
)
SCRIPT = Script(
    presses={OpenUp: Step(open_up, Permission.WORK)},
    refusals={SetUpOver: _over, NotReady: _not_ready},
)
