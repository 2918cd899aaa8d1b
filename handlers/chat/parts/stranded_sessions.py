"""A change that would leave booked sessions outside the hours: which they are, and what now.

The button that makes the change anyway is the pressed one, with the mark that these sessions were
shown. If others have come meanwhile, it asks again.
"""

from dataclasses import replace
from typing import Final

from domain import refusals as said
from domain.roles import Permission
from domain.services.catalogue import Coach
from domain.services.display_zones import DisplayZone, of_calendar
from domain.time.spans import moment
from handlers.buttons.coach_links import ShowClosures, ShowWeek
from handlers.buttons.keyboards import way_out
from handlers.buttons.labels import WHOLE, LabelFitter
from handlers.buttons.links import CoachCard
from handlers.buttons.press import Press
from handlers.buttons.screen import DANGER, Key, Row, Screen
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.turn import Turn
from handlers.wording import cards
from handlers.wording.words import Html

MOST_WAYS: Final = 4  # sessions with a button of their own
MOST_LINES: Final = 12  # named in one message
LONGEST_NAME: Final = 60  # letters of each of them


async def answer(turn: Turn, refusal: said.StrandsBookings, press: Press | None) -> Reply:
    """Which they are, and ways to them."""
    words, coaches = turn.words, turn.catalogue.coaches
    # A coach's own hours, or something of the business that concerns several coaches.
    coach_id = getattr(press, "coach", None)
    lines = []
    for name, start, whose in refusal.bookings[:MOST_LINES]:
        coach = coaches.get(whose)
        when = words.at(moment(start), _zone(turn, coach))
        customer = LabelFitter(words, LONGEST_NAME).user_text("customer", name)
        line = words.text("refusal.leave_hits_line", customer=customer, when=when)
        if coach_id is None and coach:
            line = words.text("strands.with", session=Html(line), coach=coach.name)
        lines.append(line)
    if (more := refusal.number - len(lines)) > 0:
        lines.append(words.plural("refusal.leave_hits_more", more))
    text = words.plural("strands.these", refusal.number, bookings=Html(cards.bullet(lines)))
    rows: list[Row] = []
    if press is not None and hasattr(press, "agreed"):
        anyway = replace(press, agreed=refusal.agreed)  # type: ignore[type-var]  # a dataclass
        rows.append((Key(words.label("strands.anyway"), anyway, DANGER),))
    rows += _ways(turn, refusal)
    back = ShowClosures() if coach_id is None else ShowWeek(coach_id)
    return Reply(Screen(text, (*rows, way_out(words, back))))


def _ways(turn: Turn, refusal: said.StrandsBookings) -> list[Row]:
    """Ways to the first of the sessions, for people who may move or call them off."""
    words, rows = turn.words, list[Row]()
    every = turn.actor.may(Permission.ANY_SESSION)
    for (name, start, coach_id), id_ in zip(refusal.bookings, refusal.ids, strict=False):
        if len(rows) < MOST_WAYS and (every or turn.actor.coach_id == coach_id):
            when = words.button_time(
                moment(start), _zone(turn, turn.catalogue.coaches.get(coach_id))
            )
            labels = LabelFitter(words, WHOLE)
            label = labels.label("desk.request_key", cut="customer", customer=name, when=when)
            rows.append((Key(label, CoachCard(id_)),))
    return rows


def _zone(turn: Turn, coach: Coach | None) -> DisplayZone:
    return of_calendar(coach.zone if coach else turn.catalogue.business.zone)
