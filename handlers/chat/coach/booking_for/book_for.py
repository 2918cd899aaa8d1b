"""A coach, or the team for any coach, books for a customer.

1 who        whom they saw last, as keys; a name, typed; or a contact, shared
2 new        if nobody has that name: a new customer
3 what, when → book_for_times
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from domain.accounts.identity import Identity
from domain.refusals import BadInput, NotFound
from domain.roles import Permission
from domain.services.catalogue import Coach
from domain.text import field_text, names
from handlers.actions.people.customers import add_customer
from handlers.buttons.book_for_links import BookFor, ForNew, ForService
from handlers.buttons.keyboards import way_out
from handlers.buttons.labels import WHOLE, LabelFitter, tell_apart
from handlers.buttons.screen import PRIMARY, Key, Row, Screen
from handlers.chat.coach.booking_for import book_for_times
from handlers.chat.frame.answers import Question, ask, ask_again, fact
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, Step
from handlers.chat.frame.turn import SharedContact, Turn
from handlers.queries.coaches import coaches
from handlers.queries.people import customers
from storage.people.customers import CustomerRef

WHO = "book_for.who"
MOST = 8  # names as keys


async def who(turn: Turn, press: BookFor) -> Reply:
    """Whom they saw last, and how to name anybody else."""
    coach = coaches.by_id(turn.catalogue, press.coach, actor=turn.actor)
    return await ask(turn, await _question(turn, coach))


async def take_who(turn: Turn) -> Reply:
    """The people a typed name may mean, or the person of a contact. It answers `WHO`,
    unless the text says more than a name (→ book_for_typed)."""
    coach = coaches.by_id(turn.catalogue, int(fact(turn, "coach")), actor=turn.actor)
    if turn.shared is not None:
        return await _take_contact(turn, coach, turn.shared)
    try:
        name = field_text.line(turn.text, "customer", names.LONGEST)
    except BadInput as refusal:
        return await ask_again(turn, await _question(turn, coach), refusal)
    actor = turn.actor
    people = await customers.matching(turn.database, coach.id, name, actor=actor, limit=MOST)
    return await choose_who(turn, coach, name, people)


async def choose_who(turn: Turn, coach: Coach, name: str, people: Sequence[CustomerRef]) -> Reply:
    """The people a typed name may mean, or somebody new of that name."""
    words = turn.words
    text = words.text("book_for.which" if people else "book_for.nobody", name=name)
    label = LabelFitter(words, WHOLE).label("book_for.new_key", cut="name", name=name)
    new = (Key(label, ForNew(coach.id), None if people else PRIMARY),)
    rows = (*_keys(turn, coach, people), new, way_out(words, BookFor(coach.id)))
    # The new record has this update's key: pressed twice, it is one person.
    facts = {"coach": coach.id, "name": name, "asked": turn.key}
    return await ask(turn, Question(WHO, Screen(text, rows), facts))


async def new(turn: Turn, press: ForNew) -> Reply:
    """A new customer, by name alone."""
    coach = coaches.by_id(turn.catalogue, press.coach, actor=turn.actor)
    facts = turn.pending.facts if turn.pending and turn.pending.step == WHO else {}
    name = facts.get("name")
    if not name or facts.get("coach") != coach.id:
        # Pressed twice, or long ago: the open question, if any, stays.
        return Reply(toast=turn.words.label("book_for.stale"))
    customer = await add_customer(
        turn.database,
        name,
        (),
        actor=turn.actor,
        key=f"{facts['asked']}:new",
        now=turn.now,
        another=True,
        for_coach=coach.id,
    )
    return await book_for_times.services(turn, ForService(coach.id, customer.person.id))


async def _take_contact(turn: Turn, coach: Coach, contact: SharedContact) -> Reply:
    """The person of this contact, known or new."""
    known_by = []
    if contact.telegram_id is not None:
        known_by.append(Identity.telegram(contact.telegram_id))
    if contact.number:
        # Without a country code it could be anybody's, so it identifies nobody.
        with suppress(BadInput):
            known_by.append(Identity.phone(contact.number))
    try:
        name = field_text.line(contact.name[: names.LONGEST], "contact", names.LONGEST)
    except BadInput as refusal:
        return await ask_again(turn, await _question(turn, coach), refusal)
    customer = await add_customer(
        turn.database,
        name,
        known_by,
        **turn.intent,
        for_coach=coach.id,
    )
    try:
        return await book_for_times.services(turn, ForService(coach.id, customer.person.id))
    except NotFound:
        question = await _question(turn, coach)
        above = turn.words.text("book_for.not_them", customer=customer.person.name)
        screen = replace(question.screen, text=f"{above}\n\n{question.screen.text}")
        return await ask(turn, replace(question, screen=screen))


async def _question(turn: Turn, coach: Coach) -> Question:
    words = turn.words
    recent = await customers.recent(turn.database, coach.id, actor=turn.actor, limit=MOST)
    mine = book_for_times.is_mine(turn, coach)
    text = words.text("book_for.who" if mine else "book_for.who_with", coach=coach.name)
    if recent:
        text = f"{text}\n\n{words.text('book_for.recent')}"
    rows = (*_keys(turn, coach, recent), way_out(words, book_for_times.way_back(turn, coach)))
    return Question(WHO, Screen(text, rows), {"coach": coach.id})


def _keys(turn: Turn, coach: Coach, people: Sequence[CustomerRef]) -> tuple[Row, ...]:
    """A key for each; people with the same name look alike, and keep their order."""
    labels = tell_apart([turn.words.user_text("customer", one.name) for one in people])
    return tuple(
        (Key(label, ForService(coach.id, one.id)),)
        for label, one in zip(labels, people, strict=True)
    )


SCRIPT = Script(
    presses={
        BookFor: Step(who, Permission.SESSIONS),
        ForNew: Step(new, Permission.CUSTOMERS),
    },
)
