"""Which numbers get codes by text message: texts to some countries are expensive, and fraudsters
profit from them."""

from domain.roles import Actor, Permission
from domain.services.catalogue import Business
from handlers.places.holidays import country_of
from handlers.typing.phones import calling_code, mobile_country
from storage.accounts import code_texts
from storage.transactions import Reader


async def goes_to(reader: Reader, business: Business, number: str, actor: Actor) -> bool:
    """Whether a number may get a code, given how well we know the actor: anyone who works here or
    has had a session may use a mobile number from any country. number: E.164."""
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
    """Whether a country (ISO 3166) gets codes by what the business says of itself; None if that
    depends on its having customers there."""
    if business.sms_countries:
        return country in business.sms_countries
    # "ZZ" is not a country: no number is there.
    return True if country == country_of(business.zone) else None


async def has_customers(reader: Reader, country: str, number: str) -> bool:
    """Whether anybody from this country, which the number belongs to, has had a session: an
    expensive query."""
    numbers = await code_texts.of_customers(reader, calling_code(number))
    return any(mobile_country(one) == country for one in numbers)
