"""An admin sets the currency of prices.

/settings → currency    likely ones, tapped; or typed: a code, or a name
there are services      what becomes of their prices, and of bookings → saved
"""

from typing import Final

from domain.refusals import NotFound
from domain.roles import Permission
from domain.services.catalogue import Business
from domain.services.service import Service
from handlers.actions.business import business as actions
from handlers.chat.admin.settings.business_record import Page
from handlers.chat.frame import reading_confirmation
from handlers.chat.frame.answers import Question, ask
from handlers.chat.frame.buttons import Press, button
from handlers.chat.frame.keyboards import in_rows, way_out
from handlers.chat.frame.screen import PRIMARY, SUCCESS, Key, Reply, Row, Screen
from handlers.chat.frame.script import AnswerStep, Script, Step
from handlers.chat.frame.turn import Turn
from handlers.chat.parts.coach_links import ShowBusiness
from handlers.places import currencies
from handlers.queries.business import business as queries
from handlers.typing.currencies import read_currency
from handlers.typing.vocabulary import vocabulary_of
from handlers.wording import cards
from handlers.wording.currencies import currency_name

STEP: Final = "business.currency"
MOST_SERVICES: Final = 8  # whose prices are shown


@button("ic")
class EditCurrency(Press):
    """Which currency?"""


@button("icp")
class PickCurrency(Press):
    """This one was meant. currency: ISO 4217."""

    currency: str


@button("ics")
class SaveCurrency(Press):
    """This one, once its effects have been read."""

    currency: str


def key(turn: Turn) -> Key:
    """The key that leads here."""
    return Key(turn.words.label("business.currency_key"), EditCurrency())


def name_of(turn: Turn, currency: str) -> str:
    """A currency by its name and code: euro (EUR)."""
    return currency_name(turn.words, currency)


def of(turn: Turn, business: Business) -> str:
    """The currency of the business, by its name and code."""
    return name_of(turn, turn.currency_of(business))


def keys(turn: Turn, opens: type[Press]) -> tuple[Row, ...]:
    """The currencies likely here, the likeliest first."""
    now, zone = turn.catalogue.business.currency, turn.catalogue.business.zone
    likely = currencies.likely(zone, turn.house.currency)
    return in_rows(
        [
            Key(name_of(turn, one), opens(one), SUCCESS if one == now else None)
            for one in dict.fromkeys((*filter(None, (now,)), *likely))
        ],
        2,
    )


def _question(turn: Turn) -> Question:
    words = turn.words
    text = words.text("business.type_currency", currency=name_of(turn, turn.currency))
    rows = (*keys(turn, PickCurrency), way_out(words, ShowBusiness()))
    return Question(STEP, Screen(text, rows))


async def _edit(turn: Turn, press: EditCurrency) -> Reply:
    return await ask(turn, _question(turn))


async def take(turn: Turn, question: Question, opens: type[Press], change: Press) -> Reply:
    """A typed currency, as it was understood. opens: the button that takes one."""
    return await reading_confirmation.confirm(
        turn,
        question,
        read_currency(turn.text, vocabulary_of(turn.words.locale)),
        lambda one: reading_confirmation.Option(name_of(turn, one), opens(one)),
        change=change,
        rule="refusal.bad_currency",
    )


def validate(currency: str) -> str:
    """A currency of a button, which may be forged. Raises NotFound."""
    if currency not in currencies.currency_codes():
        raise NotFound
    return currency


def _services_to_reprice(turn: Turn, currency: str) -> list[Service]:
    """The services whose prices another currency changes."""
    services = turn.catalogue.services.values()
    return sorted(
        (one for one in services if one.price.currency != currency),
        key=lambda one: (one.position, one.id),
    )


async def _first_read(turn: Turn, currency: str) -> Reply | None:
    """What another currency changes and what it does not; None if nothing has a price yet."""
    services = _services_to_reprice(turn, currency)
    if not services:
        return None
    words = turn.words
    ahead = await queries.count_booked_ahead(turn.database, actor=turn.actor, now=turn.now)
    lines = [
        words.text(
            "business.repriced",
            service=one.title,
            was=words.money(one.price),
            price=words.money(actions.repricing(one, currency).money(one.price)),
        )
        for one in services[:MOST_SERVICES]
    ]
    if (rest := len(services) - MOST_SERVICES) > 0:
        lines.append(words.plural("business.repriced_more", rest))
    stays = [words.plural("business.currency_booked", ahead)] if ahead else []
    stays.append(words.text("business.currency_figures"))
    text = "\n\n".join(
        (
            words.text("business.currency_change", currency=name_of(turn, currency)),
            words.text("business.changes", lines=cards.bullet(lines)),
            words.text("business.stays", lines=cards.bullet(stays)),
        )
    )
    label = words.label("business.currency_save", currency=currency)
    save = Key(label, SaveCurrency(currency), PRIMARY)
    return Reply(Screen(text, ((save,), way_out(words, ShowBusiness()))))


def script(card: Page) -> Script:
    """The steps; card: what is shown once it is saved."""

    async def set_currency(turn: Turn, currency: str) -> Reply:
        catalogue = await actions.change_currency(
            turn.database,
            currency,
            turn.house.currency,
            **turn.intent,
        )
        toast = turn.words.label("coach.saved")
        return Reply(card(turn, catalogue.business), toast=toast, aloud=True)

    async def pick(turn: Turn, press: PickCurrency) -> Reply:
        currency = validate(press.currency)
        return await _first_read(turn, currency) or await set_currency(turn, currency)

    async def save(turn: Turn, press: SaveCurrency) -> Reply:
        return await set_currency(turn, validate(press.currency))

    async def read(turn: Turn) -> Reply:
        return await take(turn, _question(turn), PickCurrency, EditCurrency())

    return Script(
        presses={
            EditCurrency: Step(_edit, Permission.BUSINESS),
            PickCurrency: Step(pick, Permission.BUSINESS),
            SaveCurrency: Step(save, Permission.BUSINESS),
        },
        answers={STEP: AnswerStep(read, Permission.BUSINESS)},
    )
