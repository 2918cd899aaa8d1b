"""What can be booked, as a list: by category if there are several, with descriptions.

Services without a category come below the categories; so does the only one of a category.
"""

from collections.abc import Sequence

from domain.refusals import NoLongerOffered
from domain.services.catalogue import Coach
from domain.services.service import Service
from domain.services.service_choice import USUAL
from handlers.buttons.keyboards import way_out
from handlers.buttons.labels import WHOLE, LabelFitter, lengths_key
from handlers.buttons.limits import units
from handlers.buttons.pages import page_rows
from handlers.buttons.press import Press, button
from handlers.buttons.screen import Key, Row, Screen
from handlers.chat.frame.turn import Turn
from handlers.wording.words import Words

LONGEST = 3000  # UTF-16 units of all descriptions on a page together


@button("bs")
class PickService(Press):
    """This service. coach: already chosen by a link, else 0."""

    service: int
    coach: int


@button("bsp")
class ServicesOn(Press):
    """The services on this page, from 0. coach: only what this one does; 0 for everything."""

    coach: int
    page: int


@button("bsc")
class CategoryOn(Press):
    """Those in this service's category. coach, page: as in `ServicesOn`."""

    service: int
    coach: int
    page: int = 0


def shelves(offered_services: Sequence[Service]) -> list[tuple[Service, ...]]:
    """The services by category, each without one by itself, in the order of the list.

    Categories come first.
    """
    by_category = dict[str, list[Service]]()
    for service in offered_services:
        if service.category:
            by_category.setdefault(service.category, []).append(service)
    several = len(by_category) > 1 or any(service.category is None for service in offered_services)
    if not several:
        return [(service,) for service in offered_services]
    return [
        *map(tuple, by_category.values()),
        *((service,) for service in offered_services if service.category is None),
    ]


def everything(
    turn: Turn,
    coach: Coach | None,
    offered_services: Sequence[Service],
    page: int,
    ways: tuple[Row, ...] = (),
    back: Press | None = None,
) -> Screen:
    """The first look. coach: only what this one does, None for everything. page: from 0. ways: to
    find somebody another way."""
    words, coach_id = turn.words, coach.id if coach else 0
    labels = LabelFitter(words, WHOLE)
    keys = []
    for services in shelves(offered_services):
        first, category = services[0], services[0].category
        if len(services) > 1 and category:
            label = labels.label("book.category_key", cut="category", category=category)
            keys.append(Key(label, CategoryOn(first.id, coach_id)))
        else:
            keys.append(Key(_label(turn, first, coach), PickService(first.id, coach_id)))
    rows = page_rows(words, keys, page, lambda other: ServicesOn(coach_id, other), width=1)
    title = (
        words.text("book.choose_service_with", coach=coach.name)
        if coach
        else words.text("book.choose_service")
    )
    if coach and coach.about:
        title = f"{title}\n\n{words.text('profile_of.about', description=coach.about)}"
    page_keys = [key for row in rows for key in row]
    text = _with_descriptions(words, title, offered_services, page_keys)
    photo = coach.photo if coach else None
    return Screen(text, (*rows, *ways, way_out(words, back)), picture=photo)


def of_category(turn: Turn, press: CategoryOn, offered_services: Sequence[Service]) -> Screen:
    """One category. NoLongerOffered if nothing in it can be chosen now."""
    words, one = turn.words, turn.catalogue.services.get(press.service)
    services = [s for s in offered_services if one and one.category and s.category == one.category]
    if one is None or not services:
        raise NoLongerOffered
    coach = turn.catalogue.coaches.get(press.coach)
    keys = [Key(_label(turn, s, coach), PickService(s.id, press.coach)) for s in services]
    rows = page_rows(
        words, keys, press.page, lambda other: CategoryOn(one.id, press.coach, other), width=1
    )
    title = words.text("book.choose_in_category", category=one.category)
    page_keys = [key for row in rows for key in row]
    back = way_out(words, ServicesOn(press.coach, 0))
    return Screen(_with_descriptions(words, title, services, page_keys), (*rows, back))


def _label(turn: Turn, service: Service, coach: Coach | None) -> str:
    """Title, length and price; of several, the lowest price."""
    if coach is not None:
        lengths = {*turn.catalogue.service_for(service.id, coach, USUAL).options}
    else:
        lengths = {*turn.catalogue.lengths.get(service.id, ())}
    return lengths_key(turn.words, service, lengths)


def with_description(words: Words, text: str, service: Service) -> str:
    """A screen on the way to a booking, with the service's description."""
    if not service.description:
        return text
    return f"{text}\n\n{words.text('service.description', description=service.description)}"


def _with_descriptions(
    words: Words, title: str, services: Sequence[Service], keys: Sequence[Key]
) -> str:
    """A screen with the descriptions of these services, as far as they fit into a message."""
    service_ids = {key.opens.service for key in keys if isinstance(key.opens, PickService)}
    lines, room = [title], LONGEST - units(title)
    for service in services:
        if service.id not in service_ids or not service.description:
            continue
        line = words.text("book.described", service=service.title, description=service.description)
        room -= units(line)
        if room < 0:
            break
        lines.append(line)
    return "\n\n".join(lines)
