"""How people of the playground's cast become known, as if they had written."""

from bot.playground.sample_people import SamplePerson
from storage.people import people
from storage.people.people import TelegramProfile
from storage.transactions import Writer


async def register(writer: Writer, person: SamplePerson) -> people.Person:
    """The person as the bot knows them."""
    profile = TelegramProfile(
        person.id, person.first_name, person.last_name, person.username, person.language
    )
    return await people.register(writer, profile)
