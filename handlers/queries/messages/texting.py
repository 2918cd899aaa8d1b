"""Which numbers get codes by text message: texts to some countries are expensive, and fraudsters
earn by them."""

from domain.roles import Actor, Permission
from domain.services.catalogue import Business
from handlers.places.holidays import country_of
from handlers.typing.phones import calling_code, mobile_country
from storage.accounts import code_texts
from storage.transactions import Reader


async def goes_to(reader: Reader, business: Business, number: str, actor: Actor) -> bool:
    """Whether a code does for somebody who is no stranger to us, as far as they know us: anyone who
    works here or has had a session may have a mobile number of any country. number: as of E.164."""
    country = mobile_country(number)
    if country is None:
        return False
    if actor.coach_id is not None or actor.may(Permission.ANY_SESSION):
        return True
    if await code_texts.has_been_here(reader, actor.person):
        return True
    listed = in_countries(business, country)
    return await has_customers(reader, country, number) if listed is None else listed


def in_countries(business: Business, country: str) -> bool | None:
    """Whether codes go to a country (ISO 3166) by what the business has said of itself; None where
    they do if it has customers there."""
    if business.sms_countries:
        return country in business.sms_countries
    # "ZZ" is none: no number is there.
    return True if country == country_of(business.zone) else None


async def has_customers(reader: Reader, country: str, number: str) -> bool:
    """Whether anybody from a country, of whom a number is one, has had a session: takes a look at
    many."""
    numbers = await code_texts.of_customers(reader, calling_code(number))
    return any(mobile_country(one) == country for one in numbers)
