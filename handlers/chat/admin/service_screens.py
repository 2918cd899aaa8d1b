"""The screens on which an admin changes a service.

A new service is led through length, price and coaches to being shown: the buttons of these screens
say in `guided` (0 or 1) whether the next key goes on or back to the card.
"""

from domain.catalogue import Catalogue, Money, Service
from domain.refusals import NotFound, ServiceChanged
from domain.roles import Permission
from handlers.chat.admin.service_numbers import NUMBERS
from handlers.chat.frame.answers import Question
from handlers.chat.frame.buttons import Press, button
from handlers.chat.frame.keyboards import grid, way_out
from handlers.chat.frame.labels import WHOLE, Room
from handlers.chat.frame.pages import in_brief, paged, switch
from handlers.chat.frame.screen import PRIMARY, SUCCESS, Key, Reply, Row, Screen
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import gaps, links
from handlers.chat.parts.desk_links import AddCoach, EditCoaches, SetHidden, ShowService
from handlers.wording.words import Html, Words, minor_units

TITLE, NUMBER, PRICE = "service.title", "service.number", "service.price"
USUAL_PRICES = (0, 30, 50, 60, 80, 100)  # in whole units


@button("st")
class EditTitle(Press):
    """Another title."""

    service: int


@button("sn")
class EditNumber(Press):
    """Another number. field: a key of NUMBERS."""

    service: int
    field: str
    guided: int


@button("sv")
class SetNumber(Press):
    """This number. was: the one on the screen, -1 for whichever."""

    service: int
    field: str
    value: int
    guided: int
    was: int = -1


@button("sp")
class EditPrice(Press):
    """Another price."""

    service: int
    guided: int


@button("sx")
class SetPrice(Press):
    """This price, in the smallest unit. was: as of `SetNumber`."""

    service: int
    minor: int
    guided: int
    was: int = -1


@button("so")
class SetCoach(Press):
    """This coach does it (1), or not (0)."""

    service: int
    coach: int
    does: int
    page: int
    guided: int


async def card(turn: Turn, catalogue: Catalogue, service: Service, *above: str) -> Screen:
    """The service as it is now. above: paragraphs over the card."""
    words, rules = turn.words, service.rules
    missing = await gaps.of_service(turn, catalogue, service)
    names = _names(words, catalogue, service)
    lines = [
        words.text(
            "service.length_price",
            length=words.length(service.minutes),
            price=words.money(service.price),
        ),
        *([words.text("service.coaches", coaches=in_brief(words, names))] if names else []),
        words.text("service.step", step=words.length(service.step)),
        words.text(
            "service.buffers",
            before=words.length(service.buffer_before),
            after=words.length(service.buffer_after),
        ),
        words.text(
            "service.notices",
            book=words.length(rules.notice_book),
            move=words.length(rules.notice_move),
            cancel=words.length(rules.notice_cancel),
        ),
        words.plural("service.horizon", rules.horizon_days),
    ]
    if not service.hidden and not missing:
        link = f"{turn.house.link()}?start=s_{service.id}"
        lines.append(words.text("service.link", link=link))
    head = words.text("service.card", service=service.title)
    state = [
        words.text(
            "service.hidden"
            if service.hidden
            else "service.shown_but"
            if missing
            else "service.shown"
        ),
        *gaps.lines(turn, catalogue, missing),
    ]
    text = "\n\n".join((*above, "\n".join((head, *state)), "\n".join(lines)))
    mending = gaps.keys(turn, catalogue, missing)
    return Screen(text, (*mending, *_card_keys(turn, service), way_out(words, links.Services())))


def title_question(turn: Turn, service: Service) -> Question:
    """What it is called."""
    text = turn.words.text("service.type_title", service=service.title)
    screen = Screen(text, (way_out(turn.words, ShowService(service.id)),))
    return Question(TITLE, screen, {"service": service.id})


def number_question(turn: Turn, service: Service, code: str, guided: int) -> Question:
    """One of its numbers, with usual values as buttons. NotFound for no such number."""
    words, field = turn.words, NUMBERS.get(code)
    if field is None:
        raise NotFound
    keys = [
        Key(
            field.written(words, value),
            SetNumber(service.id, code, value, guided, field.of(service)),
            SUCCESS if value == field.of(service) and not guided else None,
        )
        for value in field.usual
    ]
    text = words.text(
        f"service.ask_{field.name}",
        service=service.title,
        current=_current(turn, field.written(words, field.of(service)), guided),
    )
    screen = Screen(text, (*grid(keys, 3, 2), way_out(words, ShowService(service.id))))
    return Question(NUMBER, screen, {"service": service.id, "field": code, "guided": guided})


def _current(turn: Turn, value: str, guided: int) -> Html:
    """What it is now; before anything was said, that this is what it is unless it is."""
    return Html(turn.words.text("field.default" if guided else "field.now", value=value))


def price_question(turn: Turn, service: Service, guided: int) -> Question:
    """What it costs."""
    words, currency = turn.words, service.price.currency
    scale = 10 ** minor_units(currency)
    keys = [
        Key(
            words.money(Money(price * scale, currency)) if price else words.label("service.free"),
            SetPrice(service.id, price * scale, guided, service.price.minor),
        )
        for price in USUAL_PRICES
    ]
    text = words.text(
        "service.ask_price",
        service=service.title,
        current=_current(turn, words.money(service.price), guided),
    )
    screen = Screen(text, (*grid(keys, 3, 2), way_out(words, ShowService(service.id))))
    return Question(PRICE, screen, {"service": service.id, "guided": guided})


def coaches(turn: Turn, catalogue: Catalogue, service_id: int, page: int, guided: int) -> Screen:
    """Every coach as a key that switches it. NotFound when there is no such service."""
    words, service = turn.words, catalogue.services.get(service_id)
    if service is None:
        raise NotFound
    everybody = sorted(catalogue.coaches.values(), key=lambda c: (c.name, c.id))
    keys = [
        switch(
            words,
            words.named("coach", c.name),
            service.id in c.service_ids,
            SetCoach(service.id, c.id, int(service.id not in c.service_ids), page, guided),
        )
        for c in everybody
    ]
    rows = paged(words, keys, page, lambda other: EditCoaches(service.id, other, guided), width=1)
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


def _card_keys(turn: Turn, service: Service) -> tuple[Row, ...]:
    words = turn.words
    numbers = {
        code: Key(words.label(f"service.key_{field.name}"), EditNumber(service.id, code, 0))
        for code, field in NUMBERS.items()
    }
    if service.hidden:
        shown = Key(words.label("service.show_key"), SetHidden(service.id, 0), SUCCESS)
    else:
        shown = Key(words.label("service.hide_key"), SetHidden(service.id, 1))
    return (
        (
            Key(words.label("service.key_title"), EditTitle(service.id)),
            Key(words.label("service.key_price"), EditPrice(service.id, 0)),
        ),
        (Key(words.label("service.key_coaches"), EditCoaches(service.id, 0, 0)),),
        (numbers["len"], numbers["step"]),
        (numbers["bef"], numbers["aft"]),
        (numbers["book"], numbers["move"]),
        (numbers["cancel"], numbers["ahead"]),
        (shown,),
    )


def _names(words: Words, catalogue: Catalogue, service: Service) -> list[str]:
    able = sorted(c.name for c in catalogue.coaches.values() if service.id in c.service_ids)
    return [words.named("coach", name) for name in able]


async def changed_meanwhile(turn: Turn, refusal: ServiceChanged, press: Press | None) -> Reply:
    """What was to change is no more what the screen showed."""
    words, service = turn.words, turn.catalogue.services.get(refusal.service_id)
    if service is None:
        raise NotFound
    show = Key(Room(words, WHOLE).named("service", service.title), ShowService(service.id), PRIMARY)
    return Reply(Screen(words.text("refusal.service_changed"), ((show,), way_out(words))))
