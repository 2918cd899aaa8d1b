"""An admin's card of a coach, and everything that is changed on it.

services    on or off, one key each zone        an IANA name or a city, typed, or the business's own
approval    by hand, at once, or at once for people the coach knows name        typed open, pause
for booking; a coach opened for the first time is welcomed
"""

from dataclasses import replace
from typing import Final

from domain.coaches.profiles import LONGEST_NAME
from domain.refusals import OutOfReach
from domain.roles import Permission
from domain.services.catalogue import Coach
from domain.services.service import Approval
from handlers.actions.services.catalogue import assign_service, newest
from handlers.buttons.coach_links import EditServices, OpenAnyway, SetActive, ShowCoach
from handlers.chat.admin.coach_record import change, coach_of, record_of
from handlers.chat.admin.coaches import (
    coach_leave,
    coach_leave_rules,
    coach_limits,
    coach_profile,
    suspending,
)
from handlers.chat.admin.coaches.coach_screens import (
    RENAME,
    ZONE,
    EditApproval,
    EditCoachZone,
    PickCoachZone,
    RenameCoach,
    SetApproval,
    SetService,
    UseBusinessZone,
    approval,
    ask_anyway,
    came_for,
    card,
    for_service,
    name_question,
    services,
    zone_question,
)
from handlers.chat.frame.commands import command_list
from handlers.chat.frame.editing import Facts, Field, attribute, line
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, Step, merge_scripts
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import gaps, zones
from handlers.queries.coaches import coaches

MODES: Final = {0: Approval.MANUAL, 1: Approval.AUTO, 2: Approval.KNOWN}


async def show(turn: Turn, press: ShowCoach) -> Reply:
    """The card."""
    return Reply(await card(turn, coach_of(turn, press.coach)))


async def guide(turn: Turn, coach: Coach, service: int = 0) -> Reply:
    """The first step for a coach just added; their chat now offers a coach's commands.

    service: the one they were added for.
    """
    person = await coaches.person(turn.database, coach, actor=turn.actor)
    commands = command_list(turn, person, coach) if person else None
    screen = services(turn, await newest(turn.database), coach.id, 0, for_service(service))
    return Reply(screen, commands=commands)


async def edit_services(turn: Turn, press: EditServices) -> Reply:
    """Every service, with theirs marked."""
    return Reply(services(turn, turn.catalogue, press.coach, press.page, guided=press.guided))


async def set_service(turn: Turn, press: SetService) -> Reply:
    """On or off, as the button said; a second press changes nothing."""
    catalogue = await assign_service(
        turn.database,
        press.coach,
        press.service,
        bool(press.does),
        **turn.intent,
    )
    return Reply(services(turn, catalogue, press.coach, press.page, guided=press.guided))


async def edit_approval(turn: Turn, press: EditApproval) -> Reply:
    """By hand, at once, or at once for some."""
    return Reply(approval(turn, coach_of(turn, press.coach)))


async def set_approval(turn: Turn, press: SetApproval) -> Reply:
    """As the button said."""
    mode = MODES.get(press.auto, Approval.AUTO)
    coach = await change(turn, press.coach, lambda c: replace(c, approval=mode))
    screen = await card(turn, coach, service=came_for(press.guided))
    return Reply(screen, toast=turn.words.label("coach.saved"), aloud=True)


async def set_active(turn: Turn, press: SetActive) -> Reply:
    """Open for booking, or pause; existing bookings stand."""
    coach = await change(turn, press.coach, lambda c: replace(c, active=bool(press.active)))
    missing = await gaps.of_coach(turn, turn.catalogue.having(coach), coach)
    toast = turn.words.label(
        "coach.paused_toast"
        if not coach.active
        else "coach.opened_but"
        if missing
        else "coach.opened"
    )
    return Reply(await card(turn, coach, service=press.service), toast=toast)


async def open_anyway(turn: Turn, press: OpenAnyway) -> Reply:
    """Open a coach who cannot be written to, as the admin has decided."""
    coach = await change(turn, press.coach, lambda c: replace(c, active=True), anyway=True)
    reach = await coaches.reach(turn.database, coach, actor=turn.actor)
    chat = reach is None or reach.chat
    toast = turn.words.label("coach.opened_unheard" if chat else "coach.opened_for_team")
    return Reply(await card(turn, coach), toast=toast)


async def _after_zone(turn: Turn, coach: Coach, facts: Facts) -> Reply | None:
    guided = facts.get("guided", 0)
    return Reply(approval(turn, coach, guided)) if guided else None


FIELDS: Final[tuple[Field[Coach], ...]] = (
    Field(
        RENAME,
        RenameCoach,
        lambda turn, coach, facts: name_question(turn, coach),
        line("name", LONGEST_NAME),
        attribute("name"),
    ),
    Field(
        ZONE,
        EditCoachZone,
        lambda turn, coach, facts: zone_question(turn, coach, facts.get("guided", 0)),
        zones.reader(lambda number, facts: PickCoachZone(facts["coach"], number, facts["guided"])),
        attribute("zone"),
        choices={
            PickCoachZone: zones.chosen_zone,
            UseBusinessZone: lambda turn, coach, facts: turn.catalogue.business.zone,
        },
        onward=_after_zone,
    ),
)
SCRIPT = merge_scripts(
    Script(
        presses={
            ShowCoach: Step(show, Permission.COACHES),
            EditServices: Step(edit_services, Permission.COACHES),
            SetService: Step(set_service, Permission.COACHES),
            EditApproval: Step(edit_approval, Permission.COACHES),
            SetApproval: Step(set_approval, Permission.COACHES),
            SetActive: Step(set_active, Permission.COACHES),
            OpenAnyway: Step(open_anyway, Permission.COACHES),
        },
        refusals={OutOfReach: ask_anyway},
    ),
    record_of(card).script(*FIELDS),
    coach_limits.SCRIPT,
    coach_profile.SCRIPT,
    suspending.SCRIPT,
    coach_leave.SCRIPT,
    coach_leave_rules.SCRIPT,
)
