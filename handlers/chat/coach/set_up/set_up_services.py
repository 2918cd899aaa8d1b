"""Services, in a coach's own set-up.

2 services   those of the business, ticked; if there are none, the first: title, then length = price
"""

from dataclasses import replace

from domain.business.offering_rules import LONGEST_TITLE
from domain.refusals import BadInput
from domain.roles import Permission
from domain.services.catalogue import Coach
from domain.services.service_choice import USUAL
from domain.text import field_text
from handlers.actions.coaches import set_up as actions
from handlers.buttons.labels import lengths_key
from handlers.buttons.pages import page_rows, switch
from handlers.buttons.press import Press, button
from handlers.buttons.screen import Screen
from handlers.chat.coach.set_up.set_up_ready import change, later, onward, refresh_turn, step_text
from handlers.chat.coach.set_up.set_up_times import hours
from handlers.chat.frame.answers import Question, ask, ask_again, fact
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import AnswerStep, Script, Step
from handlers.chat.frame.turn import Turn
from handlers.typing.lengths_and_prices import read_lengths
from handlers.typing.vocabulary import vocabulary_of

TITLE, PRICE = "set_up.title", "set_up.price"


@button("jt")
class Tick(Press):
    """They do this service (1), or not (0). page: of the services."""

    service: int
    does: int
    page: int = 0


@button("jp")
class TickPage(Press):
    """Another page of services."""

    page: int


async def services(turn: Turn, coach: Coach, page: int = 0) -> Reply:
    words = turn.words
    if not turn.catalogue.services:
        return await ask(turn, _title_question(turn))
    visible_services = sorted(
        (s for s in turn.catalogue.services.values() if not s.hidden),
        key=lambda s: (s.position, s.id),
    )
    keys = [
        switch(
            words,
            lengths_key(words, one, turn.catalogue.service_for(one.id, coach, USUAL).options),
            one.id in coach.service_ids,
            Tick(one.id, int(one.id not in coach.service_ids), page),
        )
        for one in visible_services
    ]
    text = words.text("set_up.services" if visible_services else "set_up.all_hidden")
    rows = (*page_rows(words, keys, page, TickPage, width=1), onward(turn, 3), later(turn))
    return Reply(Screen(step_text(turn, 2, text), rows))


async def turn_page(turn: Turn, press: TickPage) -> Reply:
    return await services(turn, turn.as_coach(), press.page)


async def tick(turn: Turn, press: Tick) -> Reply:
    """On or off, as the button said; a second press changes nothing."""
    one = frozenset({press.service})

    def toggle(coach: Coach) -> Coach:
        ids = coach.service_ids | one if press.does else coach.service_ids - one
        return replace(coach, service_ids=ids)

    updated_coach = await change(turn, toggle)
    return await services(await refresh_turn(turn), updated_coach, press.page)


async def take_title(turn: Turn) -> Reply:
    """The title of the first service."""
    try:
        title = field_text.line(turn.text, "title", LONGEST_TITLE)
    except BadInput as refusal:
        return await ask_again(turn, _title_question(turn), refusal)
    return await ask(turn, _price_question(turn, title))


async def take_price(turn: Turn) -> Reply:
    """How long it takes, and what it costs; then it exists."""
    title, currency = str(fact(turn, "title")), turn.currency
    try:
        length, *more = read_lengths(turn.text, currency, vocabulary_of(turn.words.locale))
        if more:
            raise BadInput("lengths")
    except BadInput as refusal:
        return await ask_again(turn, _price_question(turn, title), refusal)
    coach = await actions.first_service(
        turn.database,
        title,
        length,
        currency,
        **turn.intent,
    )
    return await hours(await refresh_turn(turn), coach)


def _title_question(turn: Turn) -> Question:
    text = step_text(turn, 2, turn.words.text("set_up.first_service"))
    return Question(TITLE, Screen(text, (onward(turn, 3, "skip"), later(turn))))


def _price_question(turn: Turn, title: str) -> Question:
    text = step_text(turn, 2, turn.words.text("set_up.price", service=title))
    screen = Screen(text, (onward(turn, 3, "skip"), later(turn)))
    return Question(PRICE, screen, {"title": title})


SCRIPT = Script(
    presses={
        Tick: Step(tick, Permission.WORK),
        TickPage: Step(turn_page, Permission.WORK),
    },
    answers={
        TITLE: AnswerStep(take_title, Permission.WORK),
        PRICE: AnswerStep(take_price, Permission.WORK),
    },
)
