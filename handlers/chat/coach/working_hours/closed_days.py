"""Days on which the business is closed, and a coach works all the same.

/hours → closed days   each coming day, as a key that says whether they work
"""

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from domain.refusals import NotFound
from domain.roles import Permission
from domain.services.catalogue import Catalogue, Coach
from domain.working_hours.closures import closed_days, closure_on
from handlers.actions.working_hours.closures import open_day
from handlers.buttons.coach_links import ShowWeek
from handlers.buttons.keyboards import way_out
from handlers.buttons.pages import page_rows, switch
from handlers.buttons.press import Press, button
from handlers.buttons.screen import Screen
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.rights import coach_under
from handlers.chat.frame.script import Script, Step
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import week
from handlers.wording import cards

AHEAD: Final = timedelta(days=400)


@button("hk")
class OpenDay(Press):
    """Work on this day (1), or not (0). agreed: as in `hours.SavePlan`."""

    coach: int
    day: date
    opened: int
    page: int
    agreed: str = ""


async def show(turn: Turn, press: week.ShowClosedDays) -> Reply:
    """The coming closed days."""
    return Reply(_screen(turn, turn.catalogue, coach_under(turn, press.coach), press.page))


async def set_day(turn: Turn, press: OpenDay) -> Reply:
    """Work on it, or not."""
    coach = coach_under(turn, press.coach)
    if press.opened and closure_on(turn.catalogue.closures, press.day) is None:
        raise NotFound
    catalogue = await open_day(
        turn.database,
        coach.id,
        press.day,
        bool(press.opened),
        **turn.intent,
        agreed=press.agreed,
    )
    coach = catalogue.coaches.get(coach.id, coach)
    toast = turn.words.label("closed_days.open" if press.opened else "closed_days.closed")
    return replace(Reply(_screen(turn, catalogue, coach, press.page)), toast=toast)


def _screen(turn: Turn, catalogue: Catalogue, coach: Coach, page: int) -> Screen:
    words, today = turn.words, week.bounds(turn, coach).first
    keys = []
    for day in closed_days(catalogue.closures, (), today, today + AHEAD):
        closure = closure_on(catalogue.closures, day)
        name = closure.name_in(words.language) if closure else ""
        day_text = words.short_day(day)
        label = words.label("closures.line", days=day_text, closure=name) if name else day_text
        there = day in coach.opened_days
        keys.append(switch(words, label, there, OpenDay(coach.id, day, int(not there), page)))
    rows = page_rows(words, keys, page, lambda n: week.ShowClosedDays(coach.id, n), width=1)
    text = words.text("closed_days.list" if keys else "closed_days.none")
    title = week.title(turn, coach)
    key_rows = rows if keys else ()
    return Screen(cards.with_title(title, text), (*key_rows, way_out(words, ShowWeek(coach.id))))


SCRIPT = Script(
    presses={
        week.ShowClosedDays: Step(show, Permission.HOURS),
        OpenDay: Step(set_day, Permission.HOURS),
    }
)
