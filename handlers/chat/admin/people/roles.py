"""Who is a manager or an admin, for admins.

/role [who] [role]   everybody with a role, and whom else → card; with a role: give it?
1 who                whatever finds them, as in `people`, or a contact → card, or a choice of people
2 card               their role, and which they can be given
3 sure               making or unmaking an admin needs a confirmation

A button of a card that has changed since only shows the card again.
"""

from collections.abc import Sequence
from typing import Final

from domain.refusals import BadInput, LastAdmin, NotFound
from domain.roles import ASSIGNABLE, Permission, Role
from handlers.actions.people.roles import give_role
from handlers.buttons.erase_links import AskEraseOf
from handlers.buttons.keyboards import way_out
from handlers.buttons.labels import WHOLE, LabelFitter
from handlers.buttons.press import Press, button
from handlers.buttons.screen import DANGER, PRIMARY, Key, Row, Screen
from handlers.chat.frame.answers import Question, ask, ask_again
from handlers.chat.frame.commands import command_list
from handlers.chat.frame.refusals import sentence
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import AnswerStep, Command, MenuItem, MenuRow, Script, Step, Takes
from handlers.chat.frame.turn import Turn
from handlers.queries.people import team
from handlers.wording.words import languages, words_for
from storage.people.people import Person

WHO: Final = "role.who"
MOST_MEMBERS: Final = 20  # of the team, with a button of their own


@button("ro")
class Roles(Press):
    """Who has which role."""


@button("rw")
class ShowRole(Press):
    """Somebody's role."""

    person: int


@button("rg")
class AskRole(Press):
    """Ask whether they should really have this role. was: the role on the card."""

    person: int
    role: str
    was: str


@button("ry")
class GiveRole(Press):
    """Give them this role. was: the role on the card."""

    person: int
    role: str
    was: str


async def roles(turn: Turn, press: Roles | None = None) -> Reply:
    """The team, and whom else; /role may already say so."""
    if press is None and turn.text:
        return await who(turn)
    return await ask(turn, await _question(turn))


async def who(turn: Turn) -> Reply:
    """The typed or shared person; with a role after the name: give it?"""
    text, role = _split_role(turn.text)
    if turn.contact is not None:
        text = str(turn.contact.telegram_id)
    people = await team.matching_people(turn.database, text, actor=turn.actor)
    if not people and role is not None:
        # That may be somebody's name.
        people, role = await team.matching_people(turn.database, turn.text, actor=turn.actor), None
    if not people or len(people) > team.MOST:
        refusal = BadInput("person_unknown" if not people else "person_many", team.MOST)
        return await ask_again(turn, await _question(turn), refusal)
    if len(people) > 1:
        return Reply(_several(turn, people))
    if role is None or role is _role(people[0]):
        return Reply(_card(turn, people[0]))
    return Reply(_sure(turn, people[0], role))


async def show(turn: Turn, press: ShowRole) -> Reply:
    """Their current role."""
    return Reply(_card(turn, await _person(turn, press.person)))


async def ask_sure(turn: Turn, press: AskRole) -> Reply:
    """Ask for confirmation, with what it means."""
    person = await _person(turn, press.person)
    if press.was != _role(person):
        return _show_changed(turn, person)
    return Reply(_sure(turn, person, _assignable_role(press.role)))


async def give(turn: Turn, press: GiveRole) -> Reply:
    """Give them the role, and the commands that come with it."""
    person, role = await _person(turn, press.person), _assignable_role(press.role)
    if press.was != _role(person) and role is not _role(person):
        return _show_changed(turn, person)
    person = await give_role(turn.database, person.id, role, **turn.intent)
    return Reply(
        _card(turn, person),
        toast=turn.words.label("role.given"),
        commands=command_list(turn, person, turn.catalogue.coach_of(person.id)),
    )


async def _question(turn: Turn) -> Question:
    words = turn.words
    members = await team.members(turn.database, actor=turn.actor)
    keys = [(_key(turn, person),) for person in members[:MOST_MEMBERS]]
    text = words.text("role.who", id=turn.telegram_id)
    return Question(WHO, Screen(text, (*keys, way_out(words))))


def _several(turn: Turn, people: Sequence[Person]) -> Screen:
    words = turn.words
    keys = [(_key(turn, person),) for person in people]
    return Screen(words.text("role.which"), (*keys, way_out(words, Roles())))


def _card(turn: Turn, person: Person) -> Screen:
    words, role = turn.words, _role(person)
    rows: list[Row] = []
    for other in ASSIGNABLE:
        if other is not role:
            asks = Role.ADMIN in (role, other)
            press = (AskRole if asks else GiveRole)(person.id, other, role)
            rows.append((Key(words.label(f"role.make_{other}"), press),))
    if person.roles == {Role.CUSTOMER} and person.id != turn.person.id:
        rows.append((Key(words.label("erase.key_of"), AskEraseOf(person.id)),))
    lines = [words.text("role.title", name=person.name), words.text(f"role.is_{role}")]
    if person.coach_id is not None:
        lines.append(words.text("role.coach_too"))
    return Screen("\n".join(lines), (*rows, way_out(words, Roles())))


def _sure(turn: Turn, person: Person, role: Role) -> Screen:
    words, was = turn.words, _role(person)
    style = DANGER if was is Role.ADMIN else PRIMARY
    yes = Key(words.label(f"role.make_{role}"), GiveRole(person.id, role, was), style)
    text = words.text(f"role.sure_{role}", name=person.name)
    return Screen(text, ((yes,), way_out(words, ShowRole(person.id))))


def _show_changed(turn: Turn, person: Person) -> Reply:
    return Reply(_card(turn, person), toast=turn.words.label("role.changed"))


def _key(turn: Turn, person: Person) -> Key:
    words = turn.words
    role = words.label(f"role.{_role(person)}")
    label = LabelFitter(words, WHOLE).label("role.key", cut="name", name=person.name, role=role)
    return Key(label, ShowRole(person.id))


async def _person(turn: Turn, person_id: int) -> Person:
    return await team.person(turn.database, person_id, actor=turn.actor)


def _role(person: Person) -> Role:
    return Role(person.role or Role.CUSTOMER)


def _assignable_role(text: str) -> Role:
    """The role of a button. NotFound if it cannot be given."""
    if text not in ASSIGNABLE:
        raise NotFound
    return Role(text)


def _split_role(text: str) -> tuple[str, Role | None]:
    """Who, and the role after it, named in any of the languages."""
    name, _, last = text.strip().rpartition(" ")
    if not name:
        return text.strip(), None
    word = last.casefold()
    for role in ASSIGNABLE:
        role_names = (words_for(code).label(f"role.{role}").casefold() for code in languages())
        if word in (role.value, *role_names):
            return name, role
    return text.strip(), None


async def _roles(turn: Turn) -> Reply:
    return await roles(turn)


SCRIPT = Script(
    commands={"role": Command(_roles, Permission.ROLES)},
    menu=(MenuItem("role", lambda turn: Roles(), Permission.ROLES, row=lambda turn: MenuRow.TEAM),),
    presses={
        Roles: Step(roles, Permission.ROLES),
        ShowRole: Step(show, Permission.ROLES),
        AskRole: Step(ask_sure, Permission.ROLES),
        GiveRole: Step(give, Permission.ROLES),
    },
    answers={WHO: AnswerStep(who, Permission.ROLES, takes=Takes.PERSON)},
    refusals={LastAdmin: sentence("refusal.last_admin")},
)
