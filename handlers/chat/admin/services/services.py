"""An admin's services: what there is, adding one, and everything that is changed on one.

/services, the menu   everything, hidden ones marked → card
add                   title, typed → length → price → who does it → shown, or kept hidden; or all of
                      it on one line (`new_service`)
card                  who does it; hide and show; and a page for each of its sections, on which
                      everything else is changed (`sections`)

A new service exists, hidden, once it has a title; an interrupted start is found in the list.
"""

from dataclasses import replace
from typing import Final

from domain.refusals import ServiceChanged
from domain.roles import Permission
from domain.services.service import Service
from domain.starts import bookable
from domain.time.spans import epoch
from handlers.actions.services.catalogue import assign_service, newest
from handlers.buttons import links
from handlers.buttons.coach_links import AddService, EditCoaches, SetHidden, ShowService
from handlers.buttons.keyboards import way_out
from handlers.buttons.labels import WHOLE, service_key
from handlers.buttons.pages import page_rows
from handlers.buttons.press import Press, button
from handlers.buttons.screen import PRIMARY, Key, Screen
from handlers.chat.admin.services import new_service, sections, service_numbers
from handlers.chat.admin.services.sections import ShowSection, change, service_of
from handlers.chat.admin.services.service_asking import guided_flag, service_changed
from handlers.chat.admin.services.service_basics import price_question
from handlers.chat.admin.services.service_card import SECTIONS, card, section_named
from handlers.chat.admin.services.service_coaches import SetCoach, coaches
from handlers.chat.admin.services.service_numbers import number_of
from handlers.chat.frame.answers import ask
from handlers.chat.frame.editing import Facts
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import (
    Command,
    MenuItem,
    MenuRow,
    Script,
    Step,
    merge_scripts,
)
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import gaps


@button("sg")
class ServicesPage(Press):
    """A page of the list."""

    page: int


async def show_all(turn: Turn, press: links.Services | ServicesPage | None = None) -> Reply:
    """Every service, in the order customers see."""
    words = turn.words
    services = sorted(turn.catalogue.services.values(), key=lambda s: (s.position, s.id))
    keys = [Key(_label(turn, service), ShowService(service.id)) for service in services]
    page = press.page if isinstance(press, ServicesPage) else 0
    add_key = Key(words.label("services.add"), AddService(), PRIMARY)
    text = words.text("services.title" if services else "services.none")
    rows = (*page_rows(words, keys, page, ServicesPage, width=1), (add_key,), way_out(words))
    return Reply(Screen(text, rows))


async def show(turn: Turn, press: ShowService) -> Reply:
    """The card."""
    return Reply(await card(turn, turn.catalogue, service_of(turn, press.service)))


async def show_section(turn: Turn, press: ShowSection) -> Reply:
    """A page of the card."""
    section = section_named(press.section)
    return Reply(sections.page(turn, turn.catalogue, section, service_of(turn, press.service)))


async def edit_coaches(turn: Turn, press: EditCoaches) -> Reply:
    """Every coach, with those who do it marked."""
    return Reply(coaches(turn, turn.catalogue, press.service, press.page, press.guided))


async def set_coach(turn: Turn, press: SetCoach) -> Reply:
    """On or off, as the button said; a second press changes nothing."""
    catalogue = await assign_service(
        turn.database,
        press.coach,
        press.service,
        bool(press.does),
        **turn.intent,
    )
    return Reply(coaches(turn, catalogue, press.service, press.page, press.guided))


async def set_hidden(turn: Turn, press: SetHidden) -> Reply:
    """Hide or show it; existing bookings stand."""
    hidden = bool(press.hidden)
    missing = await gaps.of_service(turn, turn.catalogue, service_of(turn, press.service))
    toast = turn.words.label(
        "service.hidden_toast"
        if hidden
        else "service.shown_but_toast"
        if missing
        else "service.shown_toast"
    )
    service = await change(turn, press.service, lambda s: replace(s, hidden=hidden))
    return Reply(await card(turn, await newest(turn.database), service), toast=toast, aloud=True)


async def _after_number(turn: Turn, service: Service, facts: Facts) -> Reply | None:
    """The price of a new service, or the page that shows the number."""
    guided = guided_flag(facts)
    if guided:
        return await ask(turn, price_question(turn, service, guided))
    section = section_named(number_of(facts).section)
    return sections.show_saved(turn, await newest(turn.database), section, service)


async def _show_card(turn: Turn, service: Service) -> Reply:
    return Reply(await card(turn, await newest(turn.database), service))


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


_NUMBER: Final = replace(service_numbers.FIELD, onward=_after_number)
SCRIPT = merge_scripts(
    Script(
        commands={"services": Command(_show_all, Permission.SERVICES)},
        menu=(
            MenuItem(
                "services",
                lambda turn: links.Services(),
                Permission.SERVICES,
                row=lambda turn: MenuRow.CATALOGUE,
            ),
        ),
        presses={
            links.Services: Step(show_all, Permission.SERVICES),
            ServicesPage: Step(show_all, Permission.SERVICES),
            ShowService: Step(show, Permission.SERVICES),
            ShowSection: Step(show_section, Permission.SERVICES),
            EditCoaches: Step(edit_coaches, Permission.SERVICES),
            SetCoach: Step(set_coach, Permission.SERVICES),
            SetHidden: Step(set_hidden, Permission.SERVICES),
        },
        refusals={ServiceChanged: service_changed},
    ),
    new_service.SCRIPT,
    sections.record(_show_card).script(_NUMBER),
    *(section.script for section in SECTIONS),
)
