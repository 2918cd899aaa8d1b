"""Another room or device for a session, from its coach's card.

card → what is free in place of what it has → the card, with another room; its customer is told
"""

from typing import Final

from domain.appointment import Appointment, coach_may_change
from domain.catalogue import Catalogue
from domain.refusals import NotFound
from domain.resources import Resource
from domain.roles import Permission
from domain.room_refusals import RoomTaken
from handlers.actions.room_change import give_room
from handlers.chat.cards import desk_answers, desk_cards
from handlers.chat.frame.buttons import Press, button
from handlers.chat.frame.keyboards import in_rows, way_out
from handlers.chat.frame.labels import WHOLE, fit
from handlers.chat.frame.screen import Key, Reply, Screen
from handlers.chat.frame.script import Script, Step
from handlers.chat.frame.turn import Turn
from handlers.chat.parts.desk_links import OtherRoom
from handlers.chat.parts.links import CoachCard
from handlers.queries import rooms

MOST: Final = 30  # alternatives


@button("qj")
class GiveRoom(Press):
    """This one in place of that."""

    appointment: int
    old: int
    new: int


async def choose(turn: Turn, press: OtherRoom) -> Reply:
    """What is free then."""
    return Reply(await _free(turn, await desk_cards.own(turn, press.appointment)))


async def give(turn: Turn, press: GiveRoom) -> Reply:
    """Another one; where somebody was faster, what is left."""
    try:
        made = await give_room(
            turn.database,
            press.appointment,
            press.old,
            press.new,
            actor=turn.actor,
            key=turn.key,
            now=turn.now,
        )
    except RoomTaken:
        session = await desk_cards.own(turn, press.appointment)
        toast = turn.words.label("other_room.taken")
        return Reply(await _free(turn, session), toast=toast, alert=True)
    return await desk_answers.decided(turn, made, turn.words.label("other_room.done"))


async def _free(turn: Turn, a: Appointment) -> Screen:
    words, catalogue = turn.words, turn.catalogue
    coach_may_change(a, turn.actor.answering(a.coach_id), turn.now)
    found = await rooms.instead(turn.database, catalogue, a, actor=turn.actor, now=turn.now)
    keys = [
        Key(
            fit(_label(turn, catalogue, old, one, len(found) > 1), WHOLE),
            GiveRoom(a.id, old, one.id),
        )
        for old, able in found.items()
        for one in able
    ]
    there = (catalogue.resources[old] for old in found if old in catalogue.resources)
    has = [words.named("room", one.name) for one in there]
    text = words.text(
        "other_room.choose" if keys else "other_room.none",
        rooms=", ".join(has),
        when=words.at(a.starts_at, a.zone),
    )
    return Screen(text, (*in_rows(keys[:MOST], 1), way_out(words, CoachCard(a.id))))


def _label(turn: Turn, catalogue: Catalogue, old: int, one: Resource, several: bool) -> str:
    """What it is; where a session has several, also what it would stand in for."""
    words = turn.words
    if not several:
        return words.named("room", one.name)
    before = catalogue.resources.get(old)
    if before is None:
        raise NotFound
    return words.label(
        "other_room.instead",
        old=words.named("room", before.name),
        new=words.named("room", one.name),
    )


SCRIPT: Final = Script(
    presses={
        OtherRoom: Step(choose, Permission.SESSIONS),
        GiveRoom: Step(give, Permission.SESSIONS),
    }
)
