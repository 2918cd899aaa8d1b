"""Rooms and devices, for those who run the business.

/rooms, the menu   everything, retired ones marked → card
add                a room, or a device; its name, typed → card
card               what is in it day by day (`room_day`); its name, units and directions; its hours
                   (`room_hours`), also on single dates (`room_dates`); when it is closed
                   (`room_closures`); retire it, use it again

Which of them a service needs is on the service's card (`service_rooms`).
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from domain.business.offering_rules import LONGEST_DIRECTIONS, LONGEST_ROOM, UNIT_COUNT
from domain.refusals import BadInput
from domain.roles import Permission
from domain.services.resources import Resource, ResourceKind
from domain.starts.room_refusals import RoomInUse
from domain.text import field_text
from handlers.actions.services.catalogue import newest
from handlers.actions.services.rooms import add_room
from handlers.buttons.coach_links import Rooms, ShowRoom
from handlers.buttons.keyboards import grid, way_out
from handlers.buttons.labels import WHOLE, LabelFitter
from handlers.buttons.pages import page_rows
from handlers.buttons.press import Press, button
from handlers.buttons.screen import PRIMARY, SUCCESS, Key, Row, Screen
from handlers.chat.admin.rooms import room_closures, room_dates, room_day, room_hours
from handlers.chat.admin.rooms.room_card import (
    EditDirections,
    EditUnits,
    RenameRoom,
    Retire,
    card,
    change,
    in_use,
    kind_of,
    room_of,
    show_saved,
)
from handlers.chat.frame.answers import Question, ask, ask_again
from handlers.chat.frame.editing import Facts, Field, RecordEditor, attribute, line, nothing
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import (
    AnswerStep,
    Command,
    MenuItem,
    MenuRow,
    Script,
    Step,
    merge_scripts,
)
from handlers.chat.frame.turn import Turn

NEW, NAME, UNITS, DIRECTIONS = "room.new", "room.name", "room.units", "room.directions"
USUAL_UNITS = (1, 2, 3, 4, 6, 8)


@button("qa")
class AddRoom(Press):
    """Add a room (0), or a device (1)."""

    kind: int


@button("qv")
class SetUnits(Press):
    """This many units. anyway: even if coming sessions lose it (1)."""

    room: int
    units: int
    anyway: int = 0


@button("qx")
class NoDirections(Press):
    """It needs no directions."""

    room: int


async def show_all(turn: Turn, press: Rooms | None = None) -> Reply:
    """Everything, rooms first; retired ones at the end."""
    words, there = turn.words, turn.catalogue.resources.values()
    order = sorted(
        there, key=lambda r: (not r.active, r.kind is not ResourceKind.ROOM, r.name, r.id)
    )
    keys = [Key(_label(turn, room), ShowRoom(room.id)) for room in order]
    adding = (
        Key(words.label("rooms.add_room"), AddRoom(0), PRIMARY),
        Key(words.label("rooms.add_device"), AddRoom(1)),
    )
    text = words.text("rooms.title" if keys else "rooms.none")
    rows = page_rows(words, keys, press.page if press else 0, Rooms, width=1)
    return Reply(Screen(text, (*rows, adding, way_out(words))))


async def add(turn: Turn, press: AddRoom) -> Reply:
    """Ask for the name."""
    return await ask(turn, _new_question(turn, press.kind))


async def take_name(turn: Turn) -> Reply:
    """The typed name; the card."""
    index = int(turn.pending.facts.get("kind", 0)) if turn.pending else 0
    try:
        name = field_text.line(turn.text, "room_name", LONGEST_ROOM)
    except BadInput as refusal:
        return await ask_again(turn, _new_question(turn, index), refusal)
    room = await add_room(turn.database, kind_of(index), name, **turn.intent)
    return await show_saved(turn, room)


async def show(turn: Turn, press: ShowRoom) -> Reply:
    """The card."""
    return Reply(card(turn, turn.catalogue, room_of(turn, press.room)))


async def retire(turn: Turn, press: Retire) -> Reply:
    """Retire it or use it again; coming sessions that would lose it are named first."""
    active = not press.retired
    room = await change(turn, press.room, lambda r: replace(r, active=active), press.anyway)
    toast = turn.words.label("room.used_again" if room.active else "room.retired_toast")
    return Reply(card(turn, await newest(turn.database), room), toast=toast)


async def set_units(turn: Turn, press: SetUnits) -> Reply:
    """This many units."""
    units = _validate_units(press.units)
    room = await change(turn, press.room, lambda r: replace(r, units=units), press.anyway)
    return await show_saved(turn, room)


async def _read_units(turn: Turn, room: Resource, facts: Facts, question: Question) -> Reply:
    press = SetUnits(room.id, field_text.count(turn.text, "units", UNIT_COUNT[1]))
    try:
        return await set_units(turn, press)
    except RoomInUse as refusal:
        return await in_use(turn, refusal, press)


def _validate_units(units: int) -> int:
    """The number of units from a button, which may be forged."""
    least, most = UNIT_COUNT
    if not least <= units <= most:
        raise BadInput("units", most)
    return units


def _new_question(turn: Turn, index: int) -> Question:
    text = turn.words.text(f"rooms.new_{kind_of(index)}")
    return Question(NEW, Screen(text, (way_out(turn.words, Rooms()),)), {"kind": index})


def _line_question(turn: Turn, room: Resource, step: str) -> Question:
    words, rows = turn.words, list[Row]()
    if step == DIRECTIONS and room.directions:
        rows.append((Key(words.label("room.no_directions"), NoDirections(room.id)),))
    rows.append(way_out(words, ShowRoom(room.id)))
    text = words.text("room.type_name" if step == NAME else "room.type_directions", room=room.name)
    return Question(step, Screen(text, tuple(rows)), {"room": room.id})


def _units_question(turn: Turn, room: Resource) -> Question:
    words = turn.words
    keys = [
        Key(
            str(n),
            SetUnits(room.id, n),
            SUCCESS if n == room.units else None,
        )
        for n in USUAL_UNITS
    ]
    text = words.text("room.ask_units", room=room.name, current=str(room.units))
    rows = (*grid(keys, 3, 2), way_out(words, ShowRoom(room.id)))
    return Question(UNITS, Screen(text, rows), {"room": room.id})


def _label(turn: Turn, room: Resource) -> str:
    labels = LabelFitter(turn.words, WHOLE)
    if not room.active:
        return labels.label("rooms.retired_key", cut="room", room=room.name)
    if room.units > 1:
        return labels.label("rooms.units_key", cut="room", room=room.name, units=room.units)
    return labels.user_text("room", room.name)


async def _save(turn: Turn, room: Resource, how: Callable[[Resource], Resource]) -> Resource:
    return await change(turn, room.id, how)


async def _show_all(turn: Turn) -> Reply:
    return await show_all(turn)


_RECORD: Final[RecordEditor[Resource]] = RecordEditor(
    Permission.ROOMS, lambda turn, facts: room_of(turn, facts.get("room", 0)), _save, show_saved
)
_FIELDS: Final[tuple[Field[Resource], ...]] = (
    Field(
        NAME,
        RenameRoom,
        lambda turn, room, facts: _line_question(turn, room, NAME),
        line("room_name", LONGEST_ROOM),
        attribute("name"),
    ),
    Field(
        DIRECTIONS,
        EditDirections,
        lambda turn, room, facts: _line_question(turn, room, DIRECTIONS),
        line("directions", LONGEST_DIRECTIONS),
        attribute("directions"),
        choices={NoDirections: nothing},
    ),
    Field(
        UNITS,
        EditUnits,
        lambda turn, room, facts: _units_question(turn, room),
        _read_units,
        attribute("units"),
    ),
)
SCRIPT: Final = merge_scripts(
    Script(
        commands={
            "rooms": Command(_show_all, Permission.ROOMS),
            # What the engine and other products call them.
            "resources": Command(_show_all, Permission.ROOMS, offered=False, helped=False),
        },
        menu=(
            MenuItem(
                "rooms",
                lambda turn: Rooms(),
                Permission.ROOMS,
                row=lambda turn: MenuRow.CATALOGUE,
            ),
        ),
        presses={
            Rooms: Step(show_all, Permission.ROOMS),
            AddRoom: Step(add, Permission.ROOMS),
            ShowRoom: Step(show, Permission.ROOMS),
            Retire: Step(retire, Permission.ROOMS),
            SetUnits: Step(set_units, Permission.ROOMS),
        },
        answers={NEW: AnswerStep(take_name, Permission.ROOMS)},
        refusals={RoomInUse: in_use},
    ),
    _RECORD.script(*_FIELDS),
    room_hours.SCRIPT,
    room_dates.SCRIPT,
    room_closures.SCRIPT,
    room_day.SCRIPT,
)
