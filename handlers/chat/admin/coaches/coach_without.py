"""An admin adds a coach who is not on Telegram, and says how else they are reached.

/addcoach          1 name, with address and number if known → guided as any new coach
a coach's card     2 address and number, typed again, or neither
"""

from dataclasses import replace
from typing import Final

from domain.coaches.profiles import LONGEST_NAME
from domain.refusals import BadInput, NotFound
from domain.roles import Permission
from domain.text import field_text
from handlers.actions.coaches import without_chat
from handlers.buttons.coach_links import AddCoach, ShowCoach
from handlers.buttons.invite_links import AddWithout, EditContacts
from handlers.buttons.keyboards import way_out
from handlers.buttons.press import Press, button
from handlers.buttons.screen import DANGER, Key, Row, Screen
from handlers.chat.admin.coach_record import coach_of
from handlers.chat.admin.coaches import coach_card, coach_screens
from handlers.chat.admin.coaches.coach_question import pending_name
from handlers.chat.frame.answers import Question, ask, ask_again, fact
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import AnswerStep, Script, Step
from handlers.chat.frame.turn import Turn
from handlers.queries.coaches import coaches
from handlers.typing import contacts
from handlers.typing.contacts import TypedPerson
from handlers.typing.mail_addresses import address_of

NAME: Final = "coach.without"
CONTACTS: Final = "coach.contacts"


@button("vx")
class NoContacts(Press):
    """Neither address nor number."""

    coach: int


async def ask_name(turn: Turn, press: AddWithout) -> Reply:
    """Ask who; the name may have been typed a moment ago."""
    if before := pending_name(turn):
        return await _create(turn, TypedPerson(before, ()), press.service)
    return await ask(turn, _question(turn, press.service))


async def take_name(turn: Turn) -> Reply:
    """The typed name, perhaps with an address and a number; adds the coach."""
    service = int(fact(turn, "service"))
    try:
        typed_person = contacts.read(turn.text, address_of)
        name = field_text.line(typed_person.name, "name", LONGEST_NAME)
    except BadInput as refusal:
        return await ask_again(turn, _question(turn, service), refusal)
    return await _create(turn, replace(typed_person, name=name), service)


async def _create(turn: Turn, typed_person: TypedPerson, service: int) -> Reply:
    coach = await without_chat.add_without_chat(
        turn.database,
        typed_person.name,
        typed_person.contacts,
        turn.catalogue.business.zone,
        **turn.intent,
        does=service or None,
    )
    return await coach_card.guide(turn, coach, service)


async def edit(turn: Turn, press: EditContacts) -> Reply:
    """Ask how else they are reached."""
    return await ask(turn, await _contacts_question(turn, press.coach))


async def take_contacts(turn: Turn) -> Reply:
    """The typed address and number, in place of the old ones."""
    coach_id = int(fact(turn, "coach"))
    try:
        typed_person = contacts.read(turn.text, address_of)
        if typed_person.name or not typed_person.contacts:
            raise BadInput("contacts")
    except BadInput as refusal:
        return await ask_again(turn, await _contacts_question(turn, coach_id), refusal)
    return await _save_contacts(turn, coach_id, typed_person)


async def no_contacts(turn: Turn, press: NoContacts) -> Reply:
    """Neither of them."""
    return await _save_contacts(turn, press.coach, TypedPerson("", ()))


async def _save_contacts(turn: Turn, coach_id: int, typed_person: TypedPerson) -> Reply:
    await without_chat.set_contacts(
        turn.database,
        coach_id,
        typed_person.contacts,
        **turn.intent,
    )
    screen = await coach_screens.card(turn, turn.catalogue.coaches[coach_id])
    return Reply(screen, toast=turn.words.label("coach.saved"), aloud=True)


def _question(turn: Turn, service: int) -> Question:
    words = turn.words
    screen = Screen(words.text("coach.without"), (way_out(words, AddCoach(service)),))
    return Question(NAME, screen, {"service": service})


async def _contacts_question(turn: Turn, coach_id: int) -> Question:
    """Raises NotFound for a coach on Telegram."""
    words, coach = turn.words, coach_of(turn, coach_id)
    current_contacts = await coaches.contacts(turn.database, coach, actor=turn.actor)
    if current_contacts is None:
        raise NotFound
    rows: list[Row] = []
    text = words.text("coach.type_contacts", coach=coach.name)
    if current_contacts:
        text = f"{text}\n\n{words.text('coach.contacts', contacts=', '.join(current_contacts))}"
        rows.append((Key(words.label("coach.no_contacts"), NoContacts(coach_id), DANGER),))
    screen = Screen(text, (*rows, way_out(words, ShowCoach(coach_id))))
    return Question(CONTACTS, screen, {"coach": coach_id})


SCRIPT = Script(
    presses={
        AddWithout: Step(ask_name, Permission.HIRE),
        EditContacts: Step(edit, Permission.COACHES),
        NoContacts: Step(no_contacts, Permission.COACHES),
    },
    answers={
        NAME: AnswerStep(take_name, Permission.HIRE),
        CONTACTS: AnswerStep(take_contacts, Permission.COACHES),
    },
)
