"""Why leave cannot be taken: sessions booked in it, or leave already there."""

from datetime import datetime

from domain import refusals as said
from domain.services.display_zones import DisplayZone, of_calendar
from domain.time.spans import moment
from handlers.buttons.keyboards import way_out
from handlers.buttons.labels import WHOLE, LabelFitter
from handlers.buttons.links import CoachCard
from handlers.buttons.press import Press
from handlers.buttons.screen import Key, Screen
from handlers.chat.frame.refusals import sentence
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script
from handlers.chat.frame.turn import Turn
from handlers.wording import cards
from handlers.wording.words import Html, Words

MOST_WAYS = 5  # bookings with a button of their own
MOST_BOOKINGS = 15  # named in one message
LONGEST_NAME = 60  # letters of each of them


async def _leave_hits(turn: Turn, refusal: said.LeaveHitsBookings, press: Press | None) -> Reply:
    words = turn.words
    zone = of_calendar(turn.coach.zone if turn.coach else turn.catalogue.business.zone)
    lines = [
        words.text(
            "refusal.leave_hits_line",
            customer=LabelFitter(words, LONGEST_NAME).user_text("customer", name),
            when=words.at(moment(start), zone),
        )
        for name, start in refusal.bookings[:MOST_BOOKINGS]
    ]
    if more := refusal.bookings[MOST_BOOKINGS:]:
        lines.append(words.plural("refusal.leave_hits_more", len(more)))
    text = words.plural(
        "refusal.leave_hits", len(refusal.bookings), bookings=Html(cards.bullet(lines))
    )
    ways = [
        Key(_session_key(words, name, moment(start), zone), CoachCard(appointment))
        for (name, start), appointment in zip(refusal.bookings, refusal.ids, strict=False)
    ]
    rows = tuple((way,) for way in ways[:MOST_WAYS])
    return Reply(Screen(text, (*rows, way_out(words))))


async def _too_often(turn: Turn, refusal: said.LeaveTooOften, press: Press | None) -> Reply:
    text = turn.words.plural("refusal.leave_too_often", refusal.most)
    return Reply(Screen(text, (way_out(turn.words),)))


def _session_key(words: Words, name: str, starts_at: datetime, zone: DisplayZone) -> str:
    when = words.button_time(starts_at, zone)
    return LabelFitter(words, WHOLE).label(
        "desk.request_key", cut="customer", customer=name, when=when
    )


SCRIPT = Script(
    refusals={
        said.LeaveHitsBookings: _leave_hits,
        said.LeaveOverlaps: sentence("refusal.leave_overlaps"),
        said.LeaveInPast: sentence("refusal.leave_in_past"),
        said.LeaveNever: sentence("refusal.leave_never"),
        said.LeaveTooOften: _too_often,
    }
)
