"""Another room or device for a session, or a group's session, from its coach's card.

card → what is free in place of what it has → the card, with another room; customers are told.
       If that would end an offer of other times, the coach is asked first; a rescue's offer stays.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from domain.appointments.appointment import Appointment, coach_may_change
from domain.appointments.offer_refusals import OfferOpen
from domain.refusals import NotFound
from domain.roles import Permission
from domain.services.catalogue import Catalogue
from domain.services.display_zones import of_calendar
from domain.services.resources import Resource
from domain.starts.room_refusals import RoomTaken
from domain.time.spans import moment
from handlers.actions.appointments.negotiating import nothing_open
from handlers.actions.appointments.room_change import give_room
from handlers.actions.groups import group_room
from handlers.buttons.coach_links import OtherRoom, ShowGroup
from handlers.buttons.keyboards import in_rows, way_out
from handlers.buttons.labels import WHOLE, fit
from handlers.buttons.links import CoachCard
from handlers.buttons.press import Press, button
from handlers.buttons.rescue_links import ShowRescue
from handlers.buttons.screen import DANGER, Key, Row, Screen
from handlers.chat.cards import coach_answers, coach_cards, group_cards
from handlers.chat.cards.group_cards import OtherGroupRoom
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, Step
from handlers.chat.frame.turn import Turn
from handlers.queries.groups import group_sessions
from handlers.queries.starts import rooms

MOST: Final = 30  # alternatives


@button("qj")
class GiveRoom(Press):
    """This one in place of that. anyway: 1 if an offer of other times may end with it."""

    appointment: int
    old: int
    new: int
    anyway: int = 0


@button("gj")
class GiveGroupRoom(Press):
    """This one in place of that, for a group's session as it was at this version. anyway: as in
    `GiveRoom`."""

    session: int
    version: int
    old: int
    new: int
    anyway: int = 0


async def choose(turn: Turn, press: OtherRoom) -> Reply:
    """What is free then."""
    return Reply(await _free(turn, await coach_cards.own(turn, press.appointment)))


async def give(turn: Turn, press: GiveRoom) -> Reply:
    """Another one; if somebody was faster, what is left."""
    try:
        appointment = await give_room(
            turn.database,
            press.appointment,
            press.old,
            press.new,
            anyway=bool(press.anyway),
            **turn.intent,
        )
    except RoomTaken:
        session = await coach_cards.own(turn, press.appointment)
        toast = turn.words.label("other_room.taken")
        return Reply(await _free(turn, session), toast=toast, alert=True)
    return await coach_answers.decision_reply(
        turn, appointment, turn.words.label("other_room.done")
    )


async def choose_for_group(turn: Turn, press: OtherGroupRoom) -> Reply:
    """The same for a group's session, as it was on the screen."""
    return Reply(await _free_for_group(turn, press.session, press.version))


async def give_to_group(turn: Turn, press: GiveGroupRoom) -> Reply:
    """Another one for all who are coming; if somebody was faster, what is left."""
    try:
        await group_room.give_room(
            turn.database,
            press.session,
            press.version,
            press.old,
            press.new,
            anyway=bool(press.anyway),
            **turn.intent,
        )
    except RoomTaken:
        toast = turn.words.label("other_room.taken")
        screen = await _free_for_group(turn, press.session, press.version)
        return Reply(screen, toast=toast, alert=True)
    group = await group_sessions.by_id(turn.database, press.session, actor=turn.actor)
    return Reply(group_cards.card(turn, group), toast=turn.words.label("other_room.done"))


async def _free(turn: Turn, a: Appointment) -> Screen:
    coach_may_change(a, turn.actor.answering(a.coach_id), turn.now)
    nothing_open([a], turn.now, anyway=True)
    when = turn.words.at(a.starts_at, of_calendar(coach_cards.coach_of(turn, a).zone))
    return await _screen(turn, a, when, lambda old, new: GiveRoom(a.id, old, new), CoachCard(a.id))


async def _free_for_group(turn: Turn, session_id: int, version: int) -> Screen:
    group = await group_sessions.as_shown(
        turn.database, session_id, version, actor=turn.actor, now=turn.now
    )
    one = group.session
    when = turn.words.at(one.starts_at, of_calendar(turn.catalogue.coaches[one.coach_id].zone))
    return await _screen(
        turn,
        one,
        when,
        lambda old, new: GiveGroupRoom(one.id, one.version, old, new),
        ShowGroup(one.id),
    )


async def _screen(
    turn: Turn, session: rooms.Session, when: str, give: Callable[[int, int], Press], back: Press
) -> Screen:
    """What is free in place of each that a session has. give: makes the button, from the old and
    the new one."""
    words, catalogue = turn.words, turn.catalogue
    choices = await rooms.instead(turn.database, catalogue, session, actor=turn.actor, now=turn.now)
    keys = [
        Key(fit(_label(turn, catalogue, old, one, len(choices) > 1), WHOLE), give(old, one.id))
        for old, able in choices.items()
        for one in able
    ]
    there = (catalogue.resources[old] for old in choices if old in catalogue.resources)
    has = [words.user_text("room", one.name) for one in there]
    text = words.text(
        "other_room.choose" if keys else "other_room.none", rooms=", ".join(has), when=when
    )
    return Screen(text, (*in_rows(keys[:MOST], 1), way_out(words, back)))


def _label(turn: Turn, catalogue: Catalogue, old: int, one: Resource, several: bool) -> str:
    """What it is; if the session has several, also what it would replace."""
    words = turn.words
    if not several:
        return words.user_text("room", one.name)
    before = catalogue.resources.get(old)
    if before is None:
        raise NotFound
    return words.label(
        "other_room.instead",
        old=words.user_text("room", before.name),
        new=words.user_text("room", one.name),
    )


async def _offer_open(turn: Turn, refusal: OfferOpen, press: Press | None) -> Reply:
    """Who has not answered yet, and until when; a key to change it anyway, unless it is a
    rescue."""
    words, session = turn.words, await coach_cards.own(turn, refusal.appointment_id)
    zone = of_calendar(coach_cards.coach_of(turn, session).zone)
    facts = {
        "customer": words.user_text("customer", refusal.customer_name),
        "until": words.at(moment(refusal.until), zone),
    }
    back = way_out(words, CoachCard(session.id))
    if refusal.rescue:
        who = Key(words.label("rescue.show"), ShowRescue(refusal.rescue))
        return Reply(Screen(words.text("other_room.away", **facts), ((who,), back)))
    rows: list[Row] = []
    if isinstance(press, GiveRoom | GiveGroupRoom):
        rows.append((Key(words.label("other_room.anyway"), replace(press, anyway=1), DANGER),))
    return Reply(Screen(words.text("other_room.on_offer", **facts), (*rows, back)))


SCRIPT: Final = Script(
    presses={
        OtherRoom: Step(choose, Permission.SESSIONS),
        GiveRoom: Step(give, Permission.SESSIONS),
        OtherGroupRoom: Step(choose_for_group, Permission.SESSIONS),
        GiveGroupRoom: Step(give_to_group, Permission.SESSIONS),
    },
    refusals={OfferOpen: _offer_open},
)
