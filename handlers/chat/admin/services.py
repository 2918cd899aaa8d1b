"""An admin's services: what there is, adding one, and everything that is changed on one.

/services, the menu   everything, hidden ones marked → card
add                   title, typed → length → price → who does it → shown, or kept hidden
card                  title, price, coaches, lengths, notices, how far ahead; hide and show

A new service exists, hidden, from its title on; so an interrupted start is found in the list.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from domain import bookable, typed
from domain.catalogue import Service
from domain.refusals import BadInput, NotFound, ServiceChanged
from domain.roles import Permission
from domain.spans import epoch
from handlers.actions.catalogue import add_service, assign_service, change_service, newest
from handlers.chat.admin.service_fields import FIELDS, LONGEST_TITLE
from handlers.chat.admin.service_screens import (
    SetCoach,
    card,
    changed_meanwhile,
    coaches,
    number_question,
)
from handlers.chat.frame.answers import Question, ask, ask_again
from handlers.chat.frame.buttons import Press, button
from handlers.chat.frame.editing import Record
from handlers.chat.frame.keyboards import way_out
from handlers.chat.frame.labels import WHOLE, service_key
from handlers.chat.frame.pages import paged
from handlers.chat.frame.screen import PRIMARY, Key, Reply, Screen
from handlers.chat.frame.script import Answered, Command, Entry, MenuRow, Script, Step, joined
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import gaps, links
from handlers.chat.parts.desk_links import AddService, EditCoaches, SetHidden, ShowService

NEW = "service.new"


@button("sg")
class ServicesPage(Press):
    """A page of the list."""

    page: int


async def show_all(turn: Turn, press: links.Services | ServicesPage | None = None) -> Reply:
    """Every service, in the order that customers see."""
    words = turn.words
    services = sorted(turn.catalogue.services.values(), key=lambda s: (s.position, s.id))
    keys = [Key(_label(turn, service), ShowService(service.id)) for service in services]
    page = press.page if isinstance(press, ServicesPage) else 0
    add_key = Key(words.label("services.add"), AddService(), PRIMARY)
    text = words.text("services.title" if services else "services.none")
    rows = (*paged(words, keys, page, ServicesPage, width=1), (add_key,), way_out(words))
    return Reply(Screen(text, rows))


async def add(turn: Turn, press: AddService) -> Reply:
    """Ask for the title."""
    return await ask(turn, _new_question(turn))


async def added(turn: Turn) -> Reply:
    """The typed title; the service is there, hidden, and its length is asked."""
    try:
        title = typed.line(turn.typed, "title", LONGEST_TITLE)
    except BadInput as refusal:
        return await ask_again(turn, _new_question(turn), refusal)
    service = await add_service(
        turn.database, title, turn.house.currency, actor=turn.actor, key=turn.key, now=turn.now
    )
    return await ask(turn, number_question(turn, service, "len", 1))


async def show(turn: Turn, press: ShowService) -> Reply:
    """The card."""
    return Reply(await card(turn, turn.catalogue, _service(turn, press.service)))


async def edit_coaches(turn: Turn, press: EditCoaches) -> Reply:
    """Every coach, those who do it marked."""
    return Reply(coaches(turn, turn.catalogue, press.service, press.page, press.guided))


async def set_coach(turn: Turn, press: SetCoach) -> Reply:
    """On or off, as the button said; pressed twice it stays so."""
    catalogue = await assign_service(
        turn.database,
        press.coach,
        press.service,
        bool(press.does),
        actor=turn.actor,
        key=turn.key,
        now=turn.now,
    )
    return Reply(coaches(turn, catalogue, press.service, press.page, press.guided))


async def set_hidden(turn: Turn, press: SetHidden) -> Reply:
    """Hide or show; what is booked stands."""
    hidden = bool(press.hidden)
    missing = await gaps.of_service(turn, turn.catalogue, _service(turn, press.service))
    toast = turn.words.label(
        "service.hidden_toast"
        if hidden
        else "service.shown_but_toast"
        if missing
        else "service.shown_toast"
    )
    service = await _change(turn, press.service, lambda s: replace(s, hidden=hidden))
    return await _shown(turn, service, toast)


async def _shown(turn: Turn, service: Service, toast: str | None = None) -> Reply:
    line = toast or turn.words.label("service.saved")
    return Reply(await card(turn, await newest(turn.database), service), toast=line, aloud=True)


async def _save(turn: Turn, service: Service, change: Callable[[Service], Service]) -> Service:
    return await _change(turn, service.id, change)


async def _change(turn: Turn, service_id: int, change: Callable[[Service], Service]) -> Service:
    return await change_service(
        turn.database, service_id, change, actor=turn.actor, key=turn.key, now=turn.now
    )


def _new_question(turn: Turn) -> Question:
    screen = Screen(turn.words.text("service.new"), (way_out(turn.words, links.Services()),))
    return Question(NEW, screen)


def _service(turn: Turn, service_id: int) -> Service:
    service = turn.catalogue.services.get(service_id)
    if service is None:
        raise NotFound
    return service


def _label(turn: Turn, service: Service) -> str:
    words = turn.words
    if service.hidden:
        room = WHOLE - len(words.label("services.hidden", service="-"))
        return words.label("services.hidden", service=service_key(words, service, room))
    if bookable.of_service(turn.catalogue, service, None, epoch(turn.now)):
        room = WHOLE - len(words.label("services.unbookable", service="-"))
        return words.label("services.unbookable", service=service_key(words, service, room))
    return service_key(words, service)


async def _show_all(turn: Turn) -> Reply:
    return await show_all(turn)


RECORD: Final[Record[Service]] = Record(
    Permission.SERVICES, lambda turn, facts: _service(turn, facts.get("service", 0)), _save, _shown
)
SCRIPT = joined(
    Script(
        commands={"services": Command(_show_all, Permission.SERVICES)},
        menu=(
            Entry(
                "services",
                lambda turn: links.Services(),
                Permission.SERVICES,
                row=lambda turn: MenuRow.CATALOGUE,
            ),
        ),
        presses={
            links.Services: Step(show_all, Permission.SERVICES),
            ServicesPage: Step(show_all, Permission.SERVICES),
            AddService: Step(add, Permission.SERVICES),
            ShowService: Step(show, Permission.SERVICES),
            EditCoaches: Step(edit_coaches, Permission.SERVICES),
            SetCoach: Step(set_coach, Permission.SERVICES),
            SetHidden: Step(set_hidden, Permission.SERVICES),
        },
        answers={NEW: Answered(added, Permission.SERVICES)},
        refusals={ServiceChanged: changed_meanwhile},
    ),
    RECORD.script(*FIELDS),
)
