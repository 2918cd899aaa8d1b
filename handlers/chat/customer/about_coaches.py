"""Who the coaches are: one after the other, with a photo if there is one.

from the choice of a coach → one → the previous, the next, or choose this one
"""

from domain.coaches.profiles import place_of
from domain.refusals import NoLongerOffered
from domain.roles import Permission
from domain.services import service_choice as choices
from domain.services.catalogue import Coach
from domain.starts.slots import offering
from handlers.buttons.keyboards import way_out
from handlers.buttons.labels import WHOLE, LabelFitter
from handlers.buttons.links import PickCoach
from handlers.buttons.pages import around
from handlers.buttons.press import Press, button
from handlers.buttons.screen import PRIMARY, Key, Screen
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, Step
from handlers.chat.frame.turn import Turn
from handlers.chat.parts.profiles import profile_text


@button("bcp")
class CoachesOn(Press):
    """The coaches of a service on this page, from 0."""

    service: int
    page: int
    choice: str = ""


@button("bca")
class AboutCoaches(Press):
    """Who does a service. place: the coach's, from 0. choice: as in `PickCoach`."""

    service: int
    place: int = 0
    choice: str = ""


def tells(coach: Coach) -> bool:
    """Whether there is anything to read about them."""
    return any((coach.category, coach.about, coach.photo))


async def show(turn: Turn, press: AboutCoaches) -> Reply:
    """One of them."""
    words, service = turn.words, turn.catalogue.services.get(press.service)
    if service is None or service.hidden:
        raise NoLongerOffered
    able = turn.catalogue.coaches_for(service.id)
    offers = offering(turn.catalogue, service.id, able, choices.read(press.choice))
    coaches = [coach for _, coach in offers]
    place = min(max(press.place, 0), len(coaches) - 1)
    coach = coaches[place]
    take = Key(
        LabelFitter(words, WHOLE).label("book.choose_this_coach", cut="coach", coach=coach.name),
        PickCoach(service.id, coach.id, press.choice),
        PRIMARY,
    )
    turning = around(
        words, place, len(coaches), lambda other: AboutCoaches(service.id, other, press.choice)
    )
    rows = ((take,), *turning, way_out(words, CoachesOn(service.id, 0, press.choice)))
    text = profile_text(words, coach.name, coach.category, coach.about, place_of(coach))
    return Reply(Screen(text, rows, picture=coach.photo))


SCRIPT = Script(presses={AboutCoaches: Step(show, Permission.BOOK)})
