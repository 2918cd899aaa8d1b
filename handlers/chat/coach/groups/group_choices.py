"""Which service a group's session is opened for, and with which coach.

With only one there is no choice. A coach opens their own; the team anybody's.
"""

from collections.abc import Awaitable, Callable

from domain.refusals import NoLongerOffered
from domain.services.catalogue import Coach
from domain.services.service import Service
from handlers.buttons.coach_links import OpenGroup
from handlers.buttons.keyboards import way_out
from handlers.buttons.labels import WHOLE, LabelFitter
from handlers.buttons.screen import Key, Screen
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.turn import Turn

MOST = 40  # keys on one screen
Onward = Callable[[Turn, OpenGroup], Awaitable[Reply]]


def services_of(turn: Turn, coach: Coach) -> list[Service]:
    """The services for groups that a coach does and customers can book, in their order."""
    services = turn.catalogue.offered_services
    return [one for one in services if one.for_groups and one.id in coach.service_ids]


async def choose_service(turn: Turn, coach_id: int, onward: Onward) -> Reply:
    """Ask which service. NoLongerOffered if there is none for groups."""
    coach = turn.catalogue.coaches.get(coach_id)
    services = services_of(turn, coach) if coach else []
    if not services:
        raise NoLongerOffered
    if len(services) == 1:
        return await onward(turn, OpenGroup(services[0].id, coach_id))
    words, labels = turn.words, LabelFitter(turn.words, WHOLE)
    rows = tuple(
        (Key(labels.user_text("service", one.title), OpenGroup(one.id, coach_id)),)
        for one in services[:MOST]
    )
    return Reply(Screen(words.text("group_session.which_service"), (*rows, way_out(words))))


async def choose_coach(turn: Turn, service_id: int, onward: Onward) -> Reply:
    """Ask with whom; for a coach, their own. NoLongerOffered if nobody does it."""
    able = [
        coach
        for coach in turn.catalogue.coaches_for(service_id)
        if turn.actor.answering(coach.id) == coach.id
    ]
    if not able:
        raise NoLongerOffered
    if len(able) == 1:
        return await onward(turn, OpenGroup(service_id, able[0].id))
    words, labels = turn.words, LabelFitter(turn.words, WHOLE)
    rows = tuple(
        (Key(labels.user_text("coach", one.name), OpenGroup(service_id, one.id)),)
        for one in able[:MOST]
    )
    return Reply(Screen(words.text("group_session.which_coach"), (*rows, way_out(words))))
