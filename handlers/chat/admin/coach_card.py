"""An admin's card of a coach, and everything that is changed on it.

services    on or off, one key each
zone        an IANA name or a city, typed, or the business's own
approval    by hand or at once
name, place typed
open, pause for booking; who is opened for the first time is welcomed
"""

from dataclasses import replace
from typing import Any

from domain import typed
from domain.catalogue import Approval, Coach
from domain.refusals import BadInput, NotFound, OutOfReach
from handlers.actions.catalogue import change_coach, newest, offer
from handlers.chat.admin.coach_screens import (
    PLACE,
    RENAME,
    ZONE,
    EditApproval,
    EditPlace,
    EditZone,
    HouseZone,
    NoPlace,
    PickZone,
    Rename,
    SetApproval,
    SetService,
    approval,
    ask_anyway,
    came_for,
    card,
    for_service,
    line_question,
    services,
    zone_question,
)
from handlers.chat.frame.answers import ask, ask_again, fact
from handlers.chat.frame.commands import command_list
from handlers.chat.frame.rights import for_admins
from handlers.chat.frame.screen import Reply
from handlers.chat.frame.script import Script, Step
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import gaps, zones
from handlers.chat.parts.desk_links import EditServices, OpenAnyway, SetActive, ShowCoach
from storage import people

LONGEST_NAME, LONGEST_PLACE = 60, 200


@for_admins
async def show(turn: Turn, press: ShowCoach) -> Reply:
    """The card."""
    return Reply(await card(turn, _coach(turn, press.coach)))


async def guide(turn: Turn, coach: Coach, service: int = 0) -> Reply:
    """The first step for a coach who was just added, and whose chat offers their commands now.

    service: the one that they were added for.
    """
    async with turn.database.read() as reader:
        person = await people.by_id(reader, coach.person_id)
    offered = command_list(turn, person, coach) if person else None
    screen = services(turn, await newest(turn.database), coach.id, 0, for_service(service))
    return Reply(screen, commands=offered)


@for_admins
async def edit_services(turn: Turn, press: EditServices) -> Reply:
    """Every service, those they do marked."""
    return Reply(services(turn, turn.catalogue, press.coach, press.page, guided=press.guided))


@for_admins
async def set_service(turn: Turn, press: SetService) -> Reply:
    """On or off, as the button said; pressed twice it stays so."""
    catalogue = await offer(
        turn.database,
        press.coach,
        press.service,
        bool(press.does),
        actor=turn.actor,
        key=turn.key,
        now=turn.now,
    )
    return Reply(services(turn, catalogue, press.coach, press.page, guided=press.guided))


@for_admins
async def edit_zone(turn: Turn, press: EditZone) -> Reply:
    """Ask for the zone."""
    return await ask(turn, zone_question(turn, _coach(turn, press.coach), press.guided))


@for_admins
async def typed_zone(turn: Turn) -> Reply:
    """The typed zone or city."""
    coach, guided = _coach(turn, fact(turn, "coach")), fact(turn, "guided")
    zone = await zones.typed_zone(
        turn,
        zone_question(turn, coach, guided),
        lambda number: PickZone(coach.id, number, guided),
    )
    return zone if isinstance(zone, Reply) else await _set_zone(turn, coach, zone, guided)


@for_admins
async def pick_zone(turn: Turn, press: PickZone) -> Reply:
    """One of those that may have been meant."""
    coach = _coach(turn, press.coach)
    return await _set_zone(turn, coach, zones.numbered(press.zone), press.guided)


@for_admins
async def house_zone(turn: Turn, press: HouseZone) -> Reply:
    """The zone of the business."""
    coach = _coach(turn, press.coach)
    return await _set_zone(turn, coach, turn.catalogue.business.zone, press.guided)


@for_admins
async def edit_approval(turn: Turn, press: EditApproval) -> Reply:
    """By hand or at once."""
    return Reply(approval(turn, _coach(turn, press.coach)))


@for_admins
async def set_approval(turn: Turn, press: SetApproval) -> Reply:
    """As the button said."""
    chosen = Approval.AUTO if press.auto else Approval.MANUAL
    coach = await _change(turn, press.coach, approval=chosen)
    shown = await card(turn, coach, service=came_for(press.guided))
    return Reply(shown, toast=turn.words.label("coach.saved"), aloud=True)


@for_admins
async def rename(turn: Turn, press: Rename) -> Reply:
    """Ask for the name."""
    return await ask(turn, line_question(turn, _coach(turn, press.coach), RENAME))


@for_admins
async def edit_place(turn: Turn, press: EditPlace) -> Reply:
    """Ask for the place."""
    return await ask(turn, line_question(turn, _coach(turn, press.coach), PLACE))


@for_admins
async def renamed(turn: Turn) -> Reply:
    """The typed name."""
    return await _typed_line(turn, RENAME, "name", LONGEST_NAME)


@for_admins
async def placed(turn: Turn) -> Reply:
    """The typed place."""
    return await _typed_line(turn, PLACE, "place", LONGEST_PLACE)


@for_admins
async def no_place(turn: Turn, press: NoPlace) -> Reply:
    """Forget the place."""
    coach = await _change(turn, press.coach, place=None)
    return Reply(await card(turn, coach), toast=turn.words.label("coach.saved"), aloud=True)


@for_admins
async def set_active(turn: Turn, press: SetActive) -> Reply:
    """Open for booking or paused; what is booked stands."""
    coach = await _change(turn, press.coach, active=bool(press.active))
    missing = await gaps.of_coach(turn, turn.catalogue.having(coach), coach)
    toast = turn.words.label(
        "coach.paused_toast"
        if not coach.active
        else "coach.opened_but"
        if missing
        else "coach.opened"
    )
    return Reply(await card(turn, coach, service=press.service), toast=toast)


@for_admins
async def open_anyway(turn: Turn, press: OpenAnyway) -> Reply:
    """Open somebody who cannot be written to, as the admin has decided."""
    coach = await _change(turn, press.coach, anyway=True, active=True)
    return Reply(await card(turn, coach), toast=turn.words.label("coach.opened_unheard"))


async def _set_zone(turn: Turn, coach: Coach, zone: str, guided: int) -> Reply:
    changed = await _change(turn, coach.id, zone=zone)
    if guided:
        return Reply(approval(turn, changed, guided))
    return Reply(await card(turn, changed), toast=turn.words.label("coach.saved"), aloud=True)


async def _typed_line(turn: Turn, step: str, field: str, longest: int) -> Reply:
    coach = _coach(turn, fact(turn, "coach"))
    try:
        line = typed.line(turn.typed, field, longest)
    except BadInput as refusal:
        return await ask_again(turn, line_question(turn, coach, step), refusal)
    fields: dict[str, Any] = {field: line}
    changed = await _change(turn, coach.id, **fields)
    return Reply(await card(turn, changed), toast=turn.words.label("coach.saved"), aloud=True)


async def _change(turn: Turn, coach_id: int, *, anyway: bool = False, **fields: Any) -> Coach:
    return await change_coach(
        turn.database,
        coach_id,
        lambda coach: replace(coach, **fields),
        actor=turn.actor,
        key=turn.key,
        now=turn.now,
        mails=turn.house.mails,
        anyway=anyway,
    )


def _coach(turn: Turn, coach_id: int) -> Coach:
    coach = turn.catalogue.coaches.get(coach_id)
    if coach is None:
        raise NotFound
    return coach


SCRIPT = Script(
    presses={
        ShowCoach: Step(show),
        EditServices: Step(edit_services),
        SetService: Step(set_service),
        EditZone: Step(edit_zone),
        PickZone: Step(pick_zone),
        HouseZone: Step(house_zone),
        EditApproval: Step(edit_approval),
        SetApproval: Step(set_approval),
        Rename: Step(rename),
        EditPlace: Step(edit_place),
        NoPlace: Step(no_place),
        SetActive: Step(set_active),
        OpenAnyway: Step(open_anyway),
    },
    answers={ZONE: typed_zone, RENAME: renamed, PLACE: placed},
    refusals={OutOfReach: ask_anyway},
)
