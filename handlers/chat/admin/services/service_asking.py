"""How a value of a service is asked for, whichever section it is in.

A new service is led through length, price and coaches to being shown: the buttons of these
questions say in `guided` (0 or 1) whether the answer leads on, or back to the section.
"""

from domain.refusals import NotFound, ServiceChanged
from handlers.buttons.coach_links import ShowService
from handlers.buttons.keyboards import way_out
from handlers.buttons.labels import WHOLE, LabelFitter
from handlers.buttons.press import Press
from handlers.buttons.screen import PRIMARY, Key, Screen
from handlers.chat.frame.editing import Facts
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.turn import Turn
from handlers.wording.words import Html


def current(turn: Turn, value: str, guided: int = 0) -> Html:
    """Its current value; for a new service, the value it has by default."""
    return Html(turn.words.text("field.default" if guided else "field.now", value=value))


def guided_flag(facts: Facts) -> int:
    """Whether a new service is being led on."""
    return int(facts.get("guided", 0))


def check_unchanged(service_id: int, was: int, value: int, target: int) -> None:
    """A button does not overwrite what has changed since it was shown. Raises ServiceChanged.

    was: what the screen showed, -1 for anything. value: what it is. target: what it becomes.
    """
    if was >= 0 and value not in (was, target):
        raise ServiceChanged(service_id)


async def service_changed(turn: Turn, refusal: ServiceChanged, press: Press | None) -> Reply:
    """The value is no longer the one the screen showed."""
    words, service = turn.words, turn.catalogue.services.get(refusal.service_id)
    if service is None:
        raise NotFound
    show = Key(
        LabelFitter(words, WHOLE).user_text("service", service.title),
        ShowService(service.id),
        PRIMARY,
    )
    return Reply(Screen(words.text("refusal.service_changed"), ((show,), way_out(words))))
