"""An admin sees the business as a customer does: the same screens, from the same functions.

/settings → as a customer sees it    the first screen, the list, a service, the rules; in each
                                     language; its keys are only for show

The customer of a preview has never been here, books nothing, and has no row anywhere.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Final

from domain.refusals import NotFound
from domain.roles import Permission
from handlers.buttons.coach_links import ShowBusiness
from handlers.buttons.keyboards import in_rows, way_out
from handlers.buttons.labels import HALF, LabelFitter
from handlers.buttons.press import Press, button
from handlers.buttons.screen import PRIMARY, SUCCESS, Key, Row, Screen
from handlers.buttons.settings_links import PreviewScreen
from handlers.chat.admin.settings import business_languages
from handlers.chat.customer import book
from handlers.chat.customer.services import PickService
from handlers.chat.everyone import house_rules, menu
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, Step
from handlers.chat.frame.turn import Turn
from handlers.wording.words import languages, words_for

MOST_SERVICES: Final = 6  # whose cards are a tap away
NOBODY: Final = 0  # nobody's id


@button("ipn")
class OnlySeen(Press):
    """A customer's key, in the preview."""


async def _first(turn: Turn, press: PreviewScreen) -> Screen | None:
    return (await menu.welcome(turn)).screen


async def _services(turn: Turn, press: PreviewScreen) -> Screen | None:
    return (await book.choose_service(turn, 0)).screen


async def _service(turn: Turn, press: PreviewScreen) -> Screen | None:
    offered_services = turn.catalogue.offered_services
    service_id = press.service or (offered_services[0].id if offered_services else 0)
    if service_id not in {service.id for service in offered_services}:
        return await _services(turn, press)
    return (await book.pick_service(turn, PickService(service_id, 0))).screen


async def _rules(turn: Turn, press: PreviewScreen) -> Screen | None:
    return house_rules.for_customers(turn)


SCREENS: Final[Mapping[str, Callable[[Turn, PreviewScreen], Awaitable[Screen | None]]]] = {
    "first": _first,
    "services": _services,
    "service": _service,
    "rules": _rules,
}


async def show(turn: Turn, press: PreviewScreen) -> Reply:
    """One of the screens, between a line saying what it is and the ways to the others."""
    language = press.language or turn.words.language
    if press.screen not in SCREENS or language not in languages():
        raise NotFound
    screen = await SCREENS[press.screen](as_customer(turn, language), press)
    if screen is None:
        raise NotFound
    words = turn.words
    mark = words.text("preview.mark", language=words.language_name(language))
    keys = tuple(tuple(_only_seen(key) for key in row) for row in screen.rows)
    return Reply(
        Screen(
            f"{mark}\n\n{screen.text}",
            (*keys, *_ways(turn, press, language), way_out(words, ShowBusiness())),
        )
    )


def as_customer(turn: Turn, language: str) -> Turn:
    """The turn of somebody who comes for the first time and speaks this language."""
    nobody = replace(
        turn.person,
        id=NOBODY,
        role=None,
        coach_id=None,
        zone=None,
        chosen_language=language,
        booked=False,
    )
    return replace(turn, person=nobody, words=words_for(language), pending=None, card=None)


async def only_seen(turn: Turn, press: OnlySeen) -> Reply:
    """A customer's key does nothing here."""
    return Reply(toast=turn.words.label("preview.only_seen"))


def _only_seen(key: Key) -> Key:
    return replace(key, opens=OnlySeen())


def _ways(turn: Turn, press: PreviewScreen, language: str) -> tuple[Row, ...]:
    words, labels = turn.words, LabelFitter(turn.words, HALF)
    screens = [
        Key(
            words.label(f"preview.{name}_key"),
            PreviewScreen(name, press.language),
            PRIMARY if name == press.screen else None,
        )
        for name in SCREENS
        if name != "service"
    ]
    services = [
        Key(
            labels.label("preview.service_key", cut="service", service=one.title),
            PreviewScreen("service", press.language, one.id),
            PRIMARY if press.screen == "service" and press.service == one.id else None,
        )
        for one in turn.catalogue.offered_services[:MOST_SERVICES]
    ]
    language_keys = [
        Key(
            words.language_name(one),
            PreviewScreen(press.screen, one, press.service),
            SUCCESS if one == language else None,
        )
        for one in business_languages.codes(turn, turn.catalogue.business)
    ]
    several = in_rows(language_keys, 2) if len(language_keys) > 1 else ()
    return (*in_rows(screens, 3), *in_rows(services, 2), *several)


SCRIPT = Script(
    presses={
        PreviewScreen: Step(show, Permission.BUSINESS),
        OnlySeen: Step(only_seen, Permission.BUSINESS),
    }
)
