"""Which language the bot speaks with somebody."""

from domain.messages.business_texts import spoken
from domain.services.catalogue import Business
from handlers.wording.words import Words, words_for
from storage.people.people import Person


def words_of(person: Person, business: Business, default_language: str) -> Words:
    """The words for a person: their choice, else Telegram's language, else the business's; only
    among those the business speaks."""
    wishes = spoken(business.languages, person.chosen_language, person.language)
    return words_for(*wishes, default_language)
