"""The dates on which a room or a device has hours of its own; equal ones in a row are one entry."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Final

from domain.services.resources import Resource
from domain.working_hours.hours import Window
from handlers.buttons.coach_links import ShowRoom
from handlers.buttons.keyboards import way_out
from handlers.buttons.labels import WHOLE, fit
from handlers.buttons.pages import page_rows
from handlers.buttons.press import Press, button
from handlers.buttons.screen import PRIMARY, Key, Screen
from handlers.chat.admin.rooms.room_card import dates_ahead
from handlers.chat.frame.turn import Turn
from handlers.wording import cards, periods
from handlers.wording.working_week import hours_text

MOST_LISTED: Final = 40  # rows of dates on one screen, as text


@button("ta")
class ChooseRoomDate(Press):
    """Pick a date in the month of this one."""

    room: int
    month: date


@button("tc")
class EditRoomDates(Press):
    """New hours for dates in a row."""

    room: int
    first: date
    last: date


@button("tf")
class RoomDatesPage(Press):
    """More of the list. page: from 0."""

    room: int
    page: int


def dates_screen(turn: Turn, room: Resource, page: int = 0) -> Screen:
    """All of them, each a key to other hours."""
    words, lines, keys = turn.words, list[str](), list[Key]()
    for first, last, windows in _rows(turn, room):
        dates = periods.row(words, first, last)
        hours = hours_text(words, windows)
        lines.append(words.text("hours.line", day=dates, hours=hours))
        label = fit(words.label("hours.line", day=dates, hours=hours), WHOLE)
        keys.append(Key(label, EditRoomDates(room.id, first, last)))
    add = Key(words.label("room.add_dates"), ChooseRoomDate(room.id, today_of(turn, room)), PRIMARY)
    body = cards.bullet(lines[:MOST_LISTED]) if lines else words.text("room.no_dates")
    text = "\n\n".join((words.text("room.dates_title", room=room.name), body))
    rows = page_rows(words, keys, page, lambda other: RoomDatesPage(room.id, other), width=1)
    return Screen(text, (*rows, (add,), way_out(words, ShowRoom(room.id))))


def today_of(turn: Turn, room: Resource) -> date:
    """Today, on the clock the room's hours follow."""
    return turn.now.astimezone(room.tz).date()


def _rows(turn: Turn, room: Resource) -> list[tuple[date, date, Sequence[Window]]]:
    """Dates in a row with the same hours, from today on."""
    ahead = list(enumerate(dates_ahead(turn, room)))
    hours = room.hours.overrides
    alike = groupby(ahead, lambda one: (one[1] - timedelta(days=one[0]), hours[one[1]]))
    rows: list[tuple[date, date, Sequence[Window]]] = []
    for (_, windows), group in alike:
        row = [day for _, day in group]
        rows.append((row[0], row[-1], windows))
    return rows
