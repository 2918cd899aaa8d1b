"""Whom a text or a contact names as the next coach."""

from domain.coaches.profiles import LONGEST_NAME
from domain.refusals import BadInput, NotFound
from domain.text import field_text, names
from domain.text.usernames import username
from handlers.chat.frame.turn import Turn
from handlers.queries.coaches import coaches
from storage.people.people import Person, TelegramProfile


async def typed_person(turn: Turn) -> TelegramProfile:
    """Who a user name or an id stands for. Raises BadInput.

    Telegram tells no bot who has a user name: it is only known for people who have written to us.
    """
    name = username(turn.text)
    if name is None:
        return TelegramProfile(field_text.telegram_id(turn.text), "")
    if turn.context.link().casefold().endswith(f"/{name.casefold()}"):
        raise BadInput("coach")
    person = await coaches.candidate_called(turn.database, name, actor=turn.actor)
    if person is None:
        raise BadInput("username")
    return profile_of(person)


async def known_profile(turn: Turn, telegram_id: int) -> TelegramProfile | None:
    """What the bot already knows of a person."""
    person = await coaches.candidate(turn.database, telegram_id, actor=turn.actor)
    return profile_of(person) if person else None


def profile_of(person: Person) -> TelegramProfile:
    """Who they are in Telegram. NotFound for a person without a chat."""
    if person.telegram_id is None:
        raise NotFound
    return TelegramProfile(
        person.telegram_id, person.first_name, person.last_name, person.username, person.language
    )


def full_name(profile: TelegramProfile) -> str:
    """Their name in Telegram, cut to the length of a coach's name; "" if nothing in it is
    visible."""
    name = " ".join(filter(None, (profile.first_name, profile.last_name)))
    return names.cut(names.tidy(name), LONGEST_NAME) if names.visible(name) else ""


def name_alone(turn: Turn) -> str:
    """A name with nothing else, "" for any other text."""
    if "@" in turn.text or any(letter.isdecimal() for letter in turn.text):
        return ""
    try:
        return field_text.line(turn.text, "name", LONGEST_NAME)
    except BadInput:
        return ""
