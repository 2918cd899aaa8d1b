"""Who does a service, as an admin chooses it."""

from domain.refusals import NotFound
from domain.roles import Permission
from domain.services.catalogue import Catalogue
from domain.services.service import Service
from handlers.buttons.coach_links import AddCoach, EditCoaches, SetHidden, ShowService
from handlers.buttons.keyboards import way_out
from handlers.buttons.pages import page_rows, switch
from handlers.buttons.press import Press, button
from handlers.buttons.screen import PRIMARY, Key, Row, Screen
from handlers.chat.frame.turn import Turn


@button("so")
class SetCoach(Press):
    """This coach does it (1), or not (0)."""

    service: int
    coach: int
    does: int
    page: int
    guided: int


def coaches(turn: Turn, catalogue: Catalogue, service_id: int, page: int, guided: int) -> Screen:
    """Every coach as a key that switches them. NotFound if there is no such service.

    guided: whether a new service is on its way to being shown (1), or not (0).
    """
    words, service = turn.words, catalogue.services.get(service_id)
    if service is None:
        raise NotFound
    everybody = sorted(catalogue.coaches.values(), key=lambda c: (c.name, c.id))
    keys = [
        switch(
            words,
            words.user_text("coach", c.name),
            service.id in c.service_ids,
            SetCoach(service.id, c.id, int(service.id not in c.service_ids), page, guided),
        )
        for c in everybody
    ]
    rows = page_rows(
        words, keys, page, lambda other: EditCoaches(service.id, other, guided), width=1
    )
    text = words.text(
        "service.choose_coaches" if everybody else "service.no_coach_yet", service=service.title
    )
    onward = _onward(turn, service, guided)
    return Screen(text, (*rows, *onward, way_out(words, ShowService(service.id))))


def _onward(turn: Turn, service: Service, guided: int) -> tuple[Row, ...]:
    words = turn.words
    add: tuple[Row, ...] = ()
    if turn.actor.may(Permission.HIRE):
        add = ((Key(words.label("coaches.add"), AddCoach(service.id)),),)
    if not guided:
        return (*add, (Key(words.label("coach.done"), ShowService(service.id), PRIMARY),))
    return (
        *add,
        (Key(words.label("service.show_key"), SetHidden(service.id, 0), PRIMARY),),
        (Key(words.label("service.keep_hidden"), ShowService(service.id)),),
    )
