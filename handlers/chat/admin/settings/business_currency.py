"""An admin sets the currency of prices.

/settings → currency    likely ones, tapped; or typed: a code, or a name there are services
what becomes of their prices, and of bookings → saved
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from domain.refusals import NotFound
from domain.roles import Permission
from domain.services.catalogue import Business
from domain.services.service import Service
from handlers.actions.business import business as actions
from handlers.buttons.coach_links import ShowBusiness
from handlers.buttons.keyboards import in_rows, way_out
from handlers.buttons.press import Press, button
from handlers.buttons.screen import PRIMARY, SUCCESS, Key, Row, Screen
from handlers.chat.admin.settings.business_record import SettingsPage, record_of
from handlers.chat.frame import reading_confirmation
from handlers.chat.frame.answers import Question
from handlers.chat.frame.editing import Facts, Field, Reader, attribute
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, Step, merge_scripts
from handlers.chat.frame.turn import Turn
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


def keys(turn: Turn, opens: Callable[[str], Press]) -> tuple[Row, ...]:
    """The currencies likely here, the likeliest first."""
    now, zone = turn.catalogue.business.currency, turn.catalogue.business.zone
    likely = currencies.likely(zone, turn.context.currency)
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


def reader(opens: Callable[[str], Press], change: Press) -> Reader[Business]:
    """Reads a typed currency, and shows how it was understood. opens: the button that takes one."""

    async def read(turn: Turn, business: Business, facts: Facts, question: Question) -> Reply:
        return await reading_confirmation.confirm(
            turn,
            question,
            read_currency(turn.text, vocabulary_of(turn.words.locale)),
            lambda one: reading_confirmation.Option(name_of(turn, one), opens(one)),
            change=change,
            rule="refusal.bad_currency",
        )

    return read


async def save(turn: Turn, business: Business, change: Callable[[Business], Business]) -> Business:
    """The business and all its prices in the currency that the change says."""
    currency = turn.currency_of(change(business))
    catalogue = await actions.change_currency(
        turn.database, currency, turn.context.currency, **turn.intent
    )
    return catalogue.business


def chosen_currency(turn: Turn, business: Business, facts: Facts) -> str:
    """The currency of a button that has one, as `currency`. NotFound for none."""
    return _validate(facts["currency"])


def _validate(currency: str) -> str:
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


def script(card: SettingsPage) -> Script:
    """The steps; card: what is shown once it is saved."""

    record = replace(record_of(card), save=save)
    field: Field[Business] = Field(
        STEP,
        EditCurrency,
        lambda turn, business, facts: _question(turn),
        reader(PickCurrency, EditCurrency()),
        attribute("currency"),
        choices={SaveCurrency: chosen_currency},
    )

    async def pick(turn: Turn, press: PickCurrency) -> Reply:
        business, currency = turn.catalogue.business, _validate(press.currency)
        first = await _first_read(turn, currency)
        return first or await record.save_value(turn, field, business, currency, {})

    steps = Script(presses={PickCurrency: Step(pick, Permission.BUSINESS)})
    return merge_scripts(steps, record.script(field))
