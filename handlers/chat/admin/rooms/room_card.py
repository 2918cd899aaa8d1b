"""The card of a room or a device, and what is said if coming sessions would lose it."""

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date

from domain.refusals import NotFound
from domain.services.catalogue import Catalogue
from domain.services.display_zones import of_calendar
from domain.services.resources import Resource, ResourceKind
from domain.starts.room_refusals import RoomInUse
from domain.time.spans import moment
from domain.working_hours.leave import Leave
from handlers.actions.services.catalogue import newest
from handlers.actions.services.rooms import change_room
from handlers.buttons.coach_links import Rooms, ShowRoom
from handlers.buttons.keyboards import way_out
from handlers.buttons.labels import WHOLE, LabelFitter
from handlers.buttons.links import CoachCard
from handlers.buttons.pages import in_brief
from handlers.buttons.press import Press, button
from handlers.buttons.screen import DANGER, SUCCESS, Key, Row, Screen
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import week
from handlers.wording import cards
from handlers.wording.words import Words

MOST_LISTED = 12  # sessions that would lose it


@button("qn")
class RenameRoom(Press):
    """Another name."""

    room: int


@button("qu")
class EditUnits(Press):
    """Another number of units."""

    room: int


@button("qe")
class EditDirections(Press):
    """How to find it."""

    room: int


@button("qh")
class EditRoomHours(Press):
    """Its own hours."""

    room: int


@button("ql")
class RoomClosures(Press):
    """When it is closed."""

    room: int


@button("td")
class RoomDates(Press):
    """Its hours on single dates."""

    room: int


@button("qd")
class RoomToday(Press):
    """What is in it today."""

    room: int


@button("qr")
class Retire(Press):
    """Retire it (1), or use it again (0). anyway: even if coming sessions lose it (1)."""

    room: int
    retired: int
    anyway: int = 0


def room_of(turn: Turn, room_id: int) -> Resource:
    """The room or device of that id. Raises NotFound."""
    room = turn.catalogue.resources.get(room_id)
    if room is None:
        raise NotFound
    return room


async def change(
    turn: Turn, room_id: int, how: Callable[[Resource], Resource], anyway: int = 0
) -> Resource:
    """The room, changed once. anyway: as in the buttons. Raises as `change_room` does."""
    return await change_room(
        turn.database,
        room_id,
        how,
        anyway=bool(anyway),
        **turn.intent,
    )


async def show_saved(turn: Turn, room: Resource) -> Reply:
    """The card after a change."""
    screen = card(turn, await newest(turn.database), room)
    return Reply(screen, toast=turn.words.label("room.saved"), aloud=True)


def card(turn: Turn, catalogue: Catalogue, room: Resource) -> Screen:
    """Everything about it, and the ways to change that."""
    words = turn.words
    lines = [words.text(f"room.kind_{room.kind}"), words.plural("room.units", room.units)]
    if room.directions:
        lines.append(words.text("room.directions", room=room.directions))
    lines.append(words.text("room.open", hours=hours_in_short(words, room)))
    if dates := dates_ahead(turn, room):
        lines.append(words.plural("room.other_dates", len(dates)))
    closures = ahead(turn, room)
    if closures:
        lines.append(words.plural("room.closures", len(closures)))
    needing = sorted(
        service.title
        for service in catalogue.services.values()
        if any(need.matches(room) for need in catalogue.needs_of(service))
    )
    if needing:
        names = [words.user_text("service", title) for title in needing]
        lines.append(words.text("room.needed_by", services=in_brief(words, names)))
    else:
        lines.append(words.text("room.needed_by_none"))
    head = [words.text("room.card", room=room.name)]
    if not room.active:
        head.append(words.text("room.retired"))
    text = "\n\n".join(("\n".join(head), "\n".join(lines)))
    return Screen(text, (*_keys(words, room), way_out(words, Rooms())))


def ahead(turn: Turn, room: Resource) -> list[Leave]:
    """Its closures that are not over, in order."""
    now = turn.now.astimezone(room.tz).replace(tzinfo=None)
    return sorted((one for one in room.closures if one.ends > now), key=lambda one: one.starts)


def dates_ahead(turn: Turn, room: Resource) -> list[date]:
    """The dates from today on with hours of their own, in order."""
    today = turn.now.astimezone(room.tz).date()
    return sorted(day for day in room.hours.overrides if day >= today)


def hours_in_short(words: Words, room: Resource) -> str:
    """Its hours on one line."""
    return words.label("room.always") if room.always else week.in_short(words, room)


def _keys(words: Words, room: Resource) -> tuple[Row, ...]:
    if room.active:
        retiring = Key(words.label("room.retire"), Retire(room.id, 1), DANGER)
    else:
        retiring = Key(words.label("room.use_again"), Retire(room.id, 0), SUCCESS)
    return (
        (Key(words.label("room.key_day"), RoomToday(room.id)),),
        (
            Key(words.label("room.key_name"), RenameRoom(room.id)),
            Key(words.label("room.key_units"), EditUnits(room.id)),
        ),
        (
            Key(words.label("room.key_hours"), EditRoomHours(room.id)),
            Key(words.label("room.key_closures"), RoomClosures(room.id)),
        ),
        (Key(words.label("room.key_dates"), RoomDates(room.id)),),
        (Key(words.label("room.key_directions"), EditDirections(room.id)),),
        (retiring,),
    )


async def in_use(turn: Turn, refusal: RoomInUse, press: Press | None) -> Reply:
    """The sessions in question, each with the way to its card, and the way to save anyway."""
    words, room = turn.words, room_of(turn, refusal.resource_id)
    zone = of_calendar(room.zone)
    lines = [
        words.text("room.hit", customer=who, when=words.at(moment(start), zone))
        for who, start in refusal.bookings
    ]
    more = len(lines) - MOST_LISTED
    body = cards.bullet(lines[:MOST_LISTED])
    parts = [words.plural("room.in_use", len(lines), room=room.name), body]
    if more > 0:
        parts.append(words.plural("room.in_use_more", more))
    parts.append(words.text("room.in_use_anyway"))
    labels, hits = LabelFitter(words, WHOLE), zip(refusal.ids, refusal.bookings, strict=False)
    rows: list[Row] = [
        (
            Key(
                labels.label(
                    "room.hit_key",
                    cut="customer",
                    customer=who,
                    when=words.button_time(moment(start), zone),
                ),
                CoachCard(appointment_id),
            ),
        )
        for appointment_id, (who, start) in list(hits)[:MOST_LISTED]
        if appointment_id
    ]
    if press is not None and "anyway" in {field.name for field in fields(press)}:  # type: ignore[arg-type]  # a button is a dataclass
        all_the_same = replace(press, anyway=1)  # type: ignore[type-var]  # as above
        rows.append((Key(words.label("room.anyway"), all_the_same, DANGER),))
    text = "\n\n".join(parts)
    return Reply(Screen(text, (*rows, way_out(words, ShowRoom(room.id)))))


def kind_of(index: int) -> ResourceKind:
    """The kind that a button names. NotFound if there is no such kind."""
    kinds = tuple(ResourceKind)
    if not 0 <= index < len(kinds):
        raise NotFound
    return kinds[index]
