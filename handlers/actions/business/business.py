"""The business itself, changed by an admin: each field on its own, so that two admins changing
different fields lose nothing."""

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from datetime import datetime
from functools import cache
from typing import Any

from domain.business.business_settings import KnownCodes, check_business
from domain.business.first_run import FirstStep
from domain.roles import Actor, Permission
from domain.services.catalogue import Business, Catalogue
from domain.services.repricing import Repricing
from domain.services.service import Service
from handlers.actions.columns import changed_columns, plain_values, was
from handlers.actions.once import once
from handlers.actions.services.catalogue import DONE, newest, write_down
from handlers.actions.services.terms import keep_terms
from handlers.places.currencies import currency_codes
from handlers.places.regions import every_country
from handlers.wording.formats import minor_units
from handlers.wording.words import languages
from storage.appointments import reminders
from storage.services import business as stored
from storage.services.catalogue import ServiceColumns, load, update_service
from storage.transactions import Database, Writer


async def change_business(
    database: Database,
    change: Callable[[Business], Business],
    *,
    actor: Actor,
    key: str,
    now: datetime,
) -> Business:
    """Change the business's details, once; values that are already so stay.

    Raises NotAllowed, BadInput.
    """
    actor.require(Permission.BUSINESS)

    async def work(writer: Writer) -> dict[str, Any]:
        await stored.lock(writer)
        before = (await load(writer)).business
        after = change(before)
        check_business(after, before, known_codes())
        if after.zone != before.zone:
            # From now on it is the admins', and no longer the setting's.
            after = with_step(after, FirstStep.ZONE)
        await _save(writer, before, after, actor, now)
        if after.reminders != before.reminders:
            await reminders.mark(writer, None, now)
        return DONE

    await once(database, work, actor=actor, key=key, now=now)
    return (await newest(database)).business


async def change_currency(
    database: Database,
    currency: str,
    default_currency: str,
    *,
    actor: Actor,
    key: str,
    now: datetime,
) -> Catalogue:
    """Switch all prices to this currency, at the same figures, once.

    Bookings and requests keep their price. default_currency: from the setting. Raises NotAllowed,
    BadInput.
    """
    actor.require(Permission.BUSINESS)

    async def work(writer: Writer) -> dict[str, Any]:
        await stored.lock_prices(writer)
        catalogue = await load(writer)
        business = catalogue.business
        before = replace(business, currency=business.currency or default_currency)
        after = replace(business, currency=currency)
        check_business(after, before, known_codes())
        await _save(writer, business, after, actor, now, baseline=before)
        for service in catalogue.services.values():
            if service.price.currency != currency:
                await _reprice(writer, catalogue, service, currency, actor, now)
        return DONE

    await once(database, work, actor=actor, key=key, now=now)
    return await newest(database)


@cache
def known_codes() -> KnownCodes:
    """The languages, countries and currencies that a business can choose."""
    return KnownCodes(languages(), frozenset(every_country()), currency_codes())


def with_step(business: Business, step: str) -> Business:
    """The business with one more step answered."""
    return replace(business, guided=tuple(dict.fromkeys((*business.guided, step))))


def repricing(service: Service, currency: str) -> Repricing:
    """How a service's prices convert to another currency."""
    before = minor_units(service.price.currency)
    return Repricing(currency, before, minor_units(currency))


async def _reprice(
    writer: Writer,
    catalogue: Catalogue,
    service: Service,
    currency: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Convert a service, and what its coaches charge, to another currency."""
    other = repricing(service, currency)
    columns = changed_columns(service, other.service(service), ServiceColumns)
    await update_service(writer, service.id, **columns)
    old, new = was(service, columns), plain_values(columns)
    await write_down(writer, "change_service", "service", service.id, old, new, actor, now)
    for coach in catalogue.coaches.values():
        theirs = coach.terms.get(service.id)
        if theirs and theirs.lengths:
            converted = replace(theirs, lengths=other.lengths(theirs.lengths))
            await keep_terms(writer, coach, service.id, converted, actor, now)


async def _save(
    writer: Writer,
    before: Business,
    after: Business,
    actor: Actor,
    now: datetime,
    baseline: Business | None = None,
) -> None:
    """Write what differs, and audit both states. baseline: what counts as before."""
    columns = {
        one.name: getattr(after, one.name)
        for one in fields(Business)
        if getattr(after, one.name) != getattr(before, one.name)
    }
    if not columns:
        return
    await stored.set_columns(writer, columns)
    old, new = was(baseline or before, columns), plain_values(columns)
    if "texts" in columns:
        del old["texts"], new["texts"]
        old |= _differing(before.texts, before.texts, after.texts)
        new |= _differing(after.texts, before.texts, after.texts)
    await write_down(writer, "change_business", "business", 1, old, new, actor, now)


def _differing(
    texts: Mapping[str, str], before: Mapping[str, str], after: Mapping[str, str]
) -> dict[str, str | None]:
    """The texts that were changed."""
    keys = sorted({*before, *after})
    return {key: texts.get(key) for key in keys if before.get(key) != after.get(key)}
