"""The hours of a room or a device: a whole week, typed, or always.

What is typed is the whole week: days not named are closed, which is shown before anything is saved.
"""

from dataclasses import replace
from typing import Final

from domain.roles import Permission
from domain.services.resources import ALWAYS, Resource
from domain.starts.room_refusals import RoomHoursChanged
from domain.working_hours.hours import mark
from handlers.buttons.coach_links import ShowRoom
from handlers.buttons.keyboards import way_out
from handlers.buttons.press import Press, button
from handlers.buttons.screen import Key, Screen
from handlers.chat.admin.rooms.room_card import (
    EditRoomHours,
    change,
    hours_in_short,
    room_of,
    show_saved,
)
from handlers.chat.frame import reading_confirmation
from handlers.chat.frame.answers import Question, ask, fact
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import AnswerStep, Script, Step
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import plans, week
from handlers.typing.hours import DayHours, Hours, read_hours
from handlers.typing.vocabulary import vocabulary_of

HOURS: Final = "room.hours"
DAYS: Final = range(7)


@button("qt")
class SaveRoomHours(Press):
    """The hours as they were shown. plan: as in `plans`, "" for always.

    seen: the mark of the hours it had then. anyway: even over coming sessions (1).
    """

    room: int
    plan: str
    seen: str
    anyway: int = 0


async def edit(turn: Turn, press: EditRoomHours) -> Reply:
    """Ask for them."""
    return await ask(turn, _question(turn, room_of(turn, press.room)))


async def take_hours(turn: Turn) -> Reply:
    """The week as it was understood."""
    room = room_of(turn, fact(turn, "room"))
    reading = read_hours(turn.text, vocabulary_of(turn.words.locale))
    return await reading_confirmation.confirm(
        turn,
        _question(turn, room),
        plans.for_days(reading, DAYS),
        lambda plan: reading_confirmation.Option(
            "\n".join(week.lines(turn.words, _whole_week(plan))),
            SaveRoomHours(room.id, plans.pack(plan), _mark_of(room)),
        ),
        change=EditRoomHours(room.id),
        rule="refusal.room_hours_example",
        zone=room.zone,
    )


async def save(turn: Turn, press: SaveRoomHours) -> Reply:
    """The hours of a button; coming sessions they hit are named first."""
    weekly = _weekly(plans.unpack(press.plan)) if press.plan else ALWAYS.weekly

    def as_shown(room: Resource) -> Resource:
        if room.hours.weekly != weekly and press.seen != _mark_of(room):
            raise RoomHoursChanged(room.id)
        return replace(room, hours=replace(room.hours, weekly=weekly))

    return await show_saved(turn, await change(turn, press.room, as_shown, press.anyway))


def _question(turn: Turn, room: Resource) -> Question:
    words = turn.words
    text = words.text("room.type_hours", room=room.name, hours=hours_in_short(words, room))
    always = Key(words.label("room.always_key"), SaveRoomHours(room.id, "", _mark_of(room)))
    screen = Screen(text, ((always,), way_out(words, ShowRoom(room.id))))
    return Question(HOURS, screen, {"room": room.id})


def _whole_week(plan: Hours) -> Hours:
    """The plan, with the days it does not name as closed."""
    named_days = {day for part in plan for day in part.days}
    rest = tuple(day for day in DAYS if day not in named_days)
    return (*plan, DayHours(rest, ())) if rest else plan


def _weekly(plan: Hours) -> tuple[tuple[tuple[int, int], ...], ...]:
    by_day = {day: part.windows for part in plan for day in part.days}
    return tuple(by_day.get(day, ()) for day in DAYS)


def _mark_of(room: Resource) -> str:
    return mark(room.hours.weekly)


async def _hours_changed(turn: Turn, refusal: RoomHoursChanged, press: Press | None) -> Reply:
    """They are no longer those that were on the screen."""
    room = room_of(turn, refusal.resource_id)
    question = _question(turn, room)
    text = f"{turn.words.text('refusal.hours_changed')}\n\n{question.screen.text}"
    return await ask(turn, replace(question, screen=Screen(text, question.screen.rows)))


SCRIPT: Final = Script(
    presses={
        EditRoomHours: Step(edit, Permission.ROOMS),
        SaveRoomHours: Step(save, Permission.ROOMS),
    },
    answers={HOURS: AnswerStep(take_hours, Permission.ROOMS)},
    refusals={RoomHoursChanged: _hours_changed},
)
