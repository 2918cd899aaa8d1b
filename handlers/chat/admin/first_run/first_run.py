"""The first run: its admin sets up an empty bot, one question at a time, until a time is free.

/start, /admin    from the first unanswered question
1 name            the bot's or the admin's, tapped; or typed
2 zone            the likely one, tapped; or a city, typed
3 currency        the likely ones, tapped; or typed
4 service         name, minutes and price on one line → `first_service`
5 coach           the admin, or somebody else → `first_coach`
6 hours           usual ones, tapped; or typed → `first_hours`
  ready           the first free time, and the link to pass on → `first_ready`

Each answer is saved at once, and each question can be put off; whoever stops can resume later.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Final

from domain.business.business_settings import LONGEST_NAME
from domain.business.first_run import UNNAMED, FirstStep, completed_steps, next_step
from domain.refusals import NotFound
from domain.roles import Permission
from domain.services.catalogue import Business
from domain.services.display_zones import of_calendar
from domain.text import names
from handlers.actions.business import first_run as actions
from handlers.actions.business.business import change_business, with_step
from handlers.buttons.labels import WHOLE, LabelFitter
from handlers.buttons.press import Press, button
from handlers.buttons.screen import PRIMARY, Key, Row, Screen
from handlers.buttons.settings_links import FirstRun
from handlers.chat.admin.first_run import first_coach, first_hours, first_ready, first_service
from handlers.chat.admin.first_run.first_steps import refresh_turn, step_text, ways
from handlers.chat.admin.settings import business_currency
from handlers.chat.frame.answers import Question, ask
from handlers.chat.frame.editing import Facts, Field, RecordEditor, attribute, line
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, Step, merge_scripts
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import zones
from handlers.places.likely import likely_zones

Save = Callable[[Turn, Business, Callable[[Business], Business]], Awaitable[Business]]

NAME, ZONE, CURRENCY = "first.name", "first.zone", "first.currency"


@button("ifn")
class TakeName(Press):
    """This name. which: its place among those proposed."""

    which: int


@button("ifz")
class TakeZone(Press):
    """This zone. zone: as in `zones.number_of`."""

    zone: int


@button("ifc")
class TakeCurrency(Press):
    """This currency. currency: ISO 4217."""

    currency: str


async def opening(turn: Turn) -> Reply:
    """What an admin of an empty bot reads first: who is speaking, and the first question."""
    reply = await show(turn, next_step(turn.catalogue))
    if reply.screen is None or completed_steps(turn.catalogue):
        return reply
    hello = turn.words.text("first.hello", name=turn.person.short_name)
    return replace(reply, screen=replace(reply.screen, text=f"{hello}\n\n{reply.screen.text}"))


async def go(turn: Turn, press: FirstRun) -> Reply:
    """A question: one by its name, or the next after the one being put off."""
    if press.step:
        return await show(turn, _step(press.step))
    return await show(turn, next_step(turn.catalogue, _step(press.after) if press.after else None))


async def show(turn: Turn, step: FirstStep | None) -> Reply:
    """The question of a step; None: the outcome. Without a coach, hours are not asked."""
    if step is None or (step is FirstStep.HOURS and not turn.catalogue.coaches):
        return await first_ready.ready(turn)
    return await STEPS[step](turn)


async def onward(turn: Turn, step: FirstStep) -> Reply:
    """The next question, after the one just answered."""
    turn = await refresh_turn(turn)
    return await show(turn, next_step(turn.catalogue, step))


def _step(step: str) -> FirstStep:
    if step not in tuple(FirstStep):
        raise NotFound
    return FirstStep(step)


async def _name(turn: Turn) -> Reply:
    return await ask(turn, _name_question(turn))


def _proposed_names(turn: Turn) -> list[str]:
    """Likely names for the business: its current one, the bot's, and the admin's."""
    now = turn.catalogue.business.name
    likely = (now if now != UNNAMED else "", turn.context.bot_name(), turn.person.name)
    tidy = (names.cut(names.tidy(one), LONGEST_NAME) for one in likely if names.visible(one))
    return list(dict.fromkeys(tidy))


def _name_question(turn: Turn) -> Question:
    labels = LabelFitter(turn.words, WHOLE)
    keys: tuple[Row, ...] = tuple(
        (Key(labels.user_text("business", name), TakeName(n), None if n else PRIMARY),)
        for n, name in enumerate(_proposed_names(turn))
    )
    text = step_text(turn, FirstStep.NAME, turn.words.text("first.name"))
    return Question(NAME, Screen(text, (*keys, ways(turn, FirstStep.NAME))))


def _proposed_name(turn: Turn, business: Business, facts: Facts) -> str:
    proposed, which = _proposed_names(turn), facts["which"]
    if not 0 <= which < len(proposed):
        raise NotFound
    return proposed[which]


async def _save_name(
    turn: Turn, business: Business, change: Callable[[Business], Business]
) -> Business:
    return await change_business(
        turn.database, lambda now: with_step(change(now), FirstStep.NAME), **turn.intent
    )


async def _zone(turn: Turn) -> Reply:
    return await ask(turn, _zone_question(turn))


def _zone_question(turn: Turn) -> Question:
    words = turn.words
    likely = likely_zones(turn.catalogue.business.zone, turn.person.language)
    rows: tuple[Row, ...] = tuple(
        (
            Key(
                words.label(
                    "first.zone_key",
                    zone=words.zone(zone),
                    clock=words.clock_at(turn.now, of_calendar(zone)),
                ),
                TakeZone(zones.number_of(zone)),
                None if n else PRIMARY,
            ),
        )
        for n, zone in enumerate(likely)
    )
    text = step_text(turn, FirstStep.ZONE, words.text("first.zone"))
    return Question(ZONE, Screen(text, (*rows, ways(turn, FirstStep.ZONE))))


async def _save_zone(
    turn: Turn, business: Business, change: Callable[[Business], Business]
) -> Business:
    catalogue = await actions.set_zone(turn.database, change(business).zone, **turn.intent)
    return catalogue.business


async def _currency(turn: Turn) -> Reply:
    return await ask(turn, _currency_question(turn))


def _currency_question(turn: Turn) -> Question:
    text = step_text(turn, FirstStep.CURRENCY, turn.words.text("first.currency"))
    rows = business_currency.keys(turn, TakeCurrency)
    return Question(CURRENCY, Screen(text, (*rows, ways(turn, FirstStep.CURRENCY))))


def _record(step: FirstStep, save: Save) -> RecordEditor[Business]:
    """The business, of which this step asks a field; saved, it leads to the next question."""
    return RecordEditor(
        Permission.BUSINESS,
        lambda turn, facts: turn.catalogue.business,
        save,
        lambda turn, business: onward(turn, step),
    )


STEPS: Final[Mapping[FirstStep, Callable[[Turn], Awaitable[Reply]]]] = {
    FirstStep.NAME: _name,
    FirstStep.ZONE: _zone,
    FirstStep.CURRENCY: _currency,
    FirstStep.SERVICE: first_service.service,
    FirstStep.COACH: first_coach.coach,
    FirstStep.HOURS: first_hours.hours,
}
SCRIPT = merge_scripts(
    Script(presses={FirstRun: Step(go, Permission.BUSINESS)}),
    _record(FirstStep.NAME, _save_name).script(
        Field(
            NAME,
            None,
            lambda turn, business, facts: _name_question(turn),
            line("name", LONGEST_NAME),
            attribute("name"),
            choices={TakeName: _proposed_name},
        )
    ),
    _record(FirstStep.ZONE, _save_zone).script(
        Field(
            ZONE,
            None,
            lambda turn, business, facts: _zone_question(turn),
            zones.reader(lambda number, facts: TakeZone(number)),
            attribute("zone"),
            choices={TakeZone: zones.chosen_zone},
        )
    ),
    _record(FirstStep.CURRENCY, business_currency.save).script(
        Field(
            CURRENCY,
            None,
            lambda turn, business, facts: _currency_question(turn),
            business_currency.reader(TakeCurrency, FirstRun(FirstStep.CURRENCY)),
            attribute("currency"),
            choices={TakeCurrency: business_currency.chosen_currency},
        )
    ),
    first_service.script(onward),
    first_coach.script(onward),
    first_hours.script(onward),
    first_ready.SCRIPT,
)
