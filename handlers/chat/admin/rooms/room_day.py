"""What is in a room or a device on a day, page by page, with the days before and after."""

from datetime import date, timedelta
from typing import Final

from domain.roles import Permission
from domain.services.display_zones import of_calendar
from domain.services.resources import Resource
from domain.starts.rooming import Use
from domain.text.field_text import FARTHEST_DAY
from domain.time.spans import Span, moment
from handlers.buttons.coach_links import ShowRoom
from handlers.buttons.keyboards import way_out
from handlers.buttons.labels import WHOLE, LabelFitter
from handlers.buttons.links import CoachCard
from handlers.buttons.pages import around, split_into_pages
from handlers.buttons.press import Press, button
from handlers.buttons.screen import Key, Row, Screen
from handlers.chat.admin.rooms.room_card import RoomToday, room_of
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, Step
from handlers.chat.frame.turn import Turn
from handlers.chat.parts.calendar import CalendarBounds
from handlers.chat.parts.dates import within
from handlers.queries.starts import rooms
from handlers.wording import cards
from handlers.wording.words import Words

MOST_ON_PAGE: Final = 10
DAY: Final = timedelta(days=1)


@button("qy")
class ShowRoomDay(Press):
    """What is in it on this day. page: from 0."""

    room: int
    day: date
    page: int = 0


async def today(turn: Turn, press: RoomToday) -> Reply:
    """Today."""
    room = room_of(turn, press.room)
    return await show(turn, ShowRoomDay(room.id, turn.now.astimezone(room.tz).date()))


async def show(turn: Turn, press: ShowRoomDay) -> Reply:
    """Any day."""
    words, room = turn.words, room_of(turn, press.room)
    now = turn.now.astimezone(room.tz).date()
    far = timedelta(days=FARTHEST_DAY)
    day = within(press.day, CalendarBounds(now - far, now + far))
    room_day = await rooms.day(turn.database, room, day, actor=turn.actor)
    pages = split_into_pages(room_day.uses, MOST_ON_PAGE, 1 << 30, lambda use: 0)
    page = min(max(press.page, 0), len(pages) - 1)
    parts = [words.text("room.day", room=room.name, day=words.day(day))]
    if room_day.closed:
        shut = ", ".join(_span(words, room, span) for span in room_day.closed)
        parts.append(words.text("room.day_closed", spans=shut))
    lines = [_line(words, room, use) for use in pages[page]]
    parts.append(cards.bullet(lines) if lines else words.text("room.day_empty"))
    rows: tuple[Row, ...] = tuple(
        (_key(words, room, use),) for use in pages[page] if use.appointment_id
    )
    ways = around(words, page, len(pages), lambda other: ShowRoomDay(room.id, day, other))
    beside = (
        Key(f"‹ {words.short_day(day - DAY)}", ShowRoomDay(room.id, day - DAY)),
        Key(f"{words.short_day(day + DAY)} ›", ShowRoomDay(room.id, day + DAY)),
    )
    text = "\n\n".join(parts)
    return Reply(Screen(text, (*rows, *ways, beside, way_out(words, ShowRoom(room.id)))))


def _line(words: Words, room: Resource, use: Use) -> str:
    facts = {
        "time": _span(words, room, (use.starts, use.ends)),
        "service": use.service_title,
        "coach": use.coach_name,
    }
    if use.who:
        line = words.text("room.day_line", customer=use.who, **facts)
    else:
        line = words.text("room.day_group", **facts)
    if len(use.units) > 1:
        line = f"{line} {words.text('room.day_units', units=len(use.units))}"
    return line


def _key(words: Words, room: Resource, use: Use) -> Key:
    starts = words.clock_at(moment(use.starts), of_calendar(room.zone))
    label = LabelFitter(words, WHOLE).label(
        "room.day_key", cut="customer", time=starts, customer=use.who
    )
    return Key(label, CoachCard(use.appointment_id or 0))


def _span(words: Words, room: Resource, span: Span) -> str:
    starts, ends = (words.clock_at(moment(at), of_calendar(room.zone)) for at in span)
    return f"{starts}–{ends}"


SCRIPT: Final = Script(
    presses={
        RoomToday: Step(today, Permission.ROOMS),
        ShowRoomDay: Step(show, Permission.ROOMS),
    }
)
