"""Clients, for coaches and the team: found, registered, and a coach's notes on them."""

from typing import Any

from msgspec import UNSET

from domain.accounts.identity import IdentityKind
from domain.programs.scopes import Scope
from domain.refusals import BadInput, NotAllowed, NotFound
from handlers.actions.people import customer_notes, customers
from handlers.http.api.answers import Answer
from handlers.http.api.call import Call
from handlers.http.api.pages import page
from handlers.http.api.route import route
from handlers.http.api.routes.people.people_shapes import (
    Client,
    ClientChange,
    ClientNote,
    ClientPage,
    ClientQuery,
    ListedPerson,
    NewClient,
    NewClientNote,
    contacts_of,
)
from handlers.http.api.routes.people.users import page_of_people
from handlers.http.api.shapes import Id
from handlers.http.api.versions import unseen, versioned_answer
from handlers.queries.appointments import history
from handlers.queries.people import customers as known
from handlers.queries.people.people import PersonCard
from storage.people.people import Person

CHANGES = (NotFound, NotAllowed, BadInput)
NOTES = (NotFound, NotAllowed, BadInput)
MOST = 2000


@route("GET", "/clients", Scope.PEOPLE_READ, refuses=(NotFound, NotAllowed))
async def list_all(call: Call, query: ClientQuery) -> ClientPage:
    """List or find clients: as a coach those you know, for the team everybody."""
    database, actor = call.database, call.actor
    coach_id = known.listed_coach(actor, query.coach_id)
    if coach_id is None:
        user_page = await page_of_people(call, query, query.search)
        return ClientPage(items=user_page.items, next=user_page.next, more=user_page.more)
    if query.search is None:
        each = await known.recent(database, coach_id, actor=actor, limit=MOST)
        items, more = page(each, lambda one: (one.name.casefold(), one.id), query)
        return ClientPage(items=tuple(_listed_person(one) for one in items), next=more)
    each = await known.matching(
        database, coach_id, query.search, actor=actor, limit=query.limit + 1
    )
    return ClientPage(
        items=tuple(_listed_person(one) for one in each[: query.limit]),
        more=len(each) > query.limit,
    )


@route("GET", "/clients/{client_id}", Scope.PEOPLE_READ, refuses=(NotFound, NotAllowed))
async def read(call: Call, client_id: Id) -> Answer[Client]:
    """Read a client: as a coach one you know, for the team anybody."""
    return versioned_answer(await _client(call, client_id))


@route("POST", "/clients", Scope.PEOPLE_WRITE, status=201, refuses=CHANGES)
async def create(call: Call, body: NewClient) -> Answer[Client]:
    """Register a client who does not sign up themselves.

    If somebody is known by the same address or number, they are returned, with `known`.
    """
    customer = await customers.add_customer(
        call.database,
        body.name,
        contacts_of(body.email, body.phone),
        **call.intent,
        another=body.another,
        for_coach=body.coach_id,
    )
    card = await known.added_card(call.database, customer.person, actor=call.actor, now=call.now)
    client = _client_of(card)
    answer = versioned_answer(client)
    client.known = customer.known
    return Answer(client, version=answer.version)


@route("PUT", "/clients/{client_id}", Scope.PEOPLE_WRITE, refuses=CHANGES)
async def change(call: Call, client_id: Id, body: ClientChange) -> Answer[Client]:
    """Change the details of a client whom staff registered.

    Those who write to us, or have an account, change theirs themselves.
    """
    if call.if_match is not None:
        unseen(call, await _client(call, client_id))
    contacts = None
    if body.email is not UNSET or body.phone is not UNSET:
        contacts = contacts_of(_text_or_none(body.email), _text_or_none(body.phone))
    person = await customers.change_customer(
        call.database,
        client_id,
        _text_or_none(body.name),
        contacts,
        **call.intent,
    )
    return versioned_answer(await _client(call, person.id))


@route(
    "GET",
    "/appointments/{appointment_id}/client-note",
    Scope.PEOPLE_READ,
    refuses=(NotFound, NotAllowed),
)
async def read_note(call: Call, appointment_id: Id) -> ClientNote:
    """Read your note on a client, as the coach of a session with them."""
    _, text = await history.note(call.database, appointment_id, actor=call.actor)
    return ClientNote(text=text)


@route("PUT", "/appointments/{appointment_id}/client-note", Scope.PEOPLE_WRITE, refuses=NOTES)
async def write_note(call: Call, appointment_id: Id, body: NewClientNote) -> ClientNote:
    """Write a note on a client, for yourself alone."""
    await customer_notes.write(
        call.database,
        appointment_id,
        body.text,
        **call.intent,
        more=body.more,
    )
    _, text = await history.note(call.database, appointment_id, actor=call.actor)
    return ClientNote(text=text)


@route(
    "DELETE",
    "/appointments/{appointment_id}/client-note",
    Scope.PEOPLE_WRITE,
    refuses=(NotFound, NotAllowed),
)
async def forget_note(call: Call, appointment_id: Id) -> ClientNote:
    """Delete your note on a client."""
    await customer_notes.forget(call.database, appointment_id, **call.intent)
    return ClientNote()


async def _client(call: Call, client_id: int) -> Client:
    return _client_of(await known.card(call.database, client_id, actor=call.actor, now=call.now))


def _client_of(card: PersonCard | Person) -> Client:
    if isinstance(card, Person):
        return Client(id=card.id, name=card.name)
    by = [one.identity for one in card.identities]
    return Client(
        id=card.person.id,
        name=card.person.name,
        emails=tuple(one.value for one in by if one.kind is IdentityKind.EMAIL),
        phones=tuple(one.value for one in by if one.kind is IdentityKind.PHONE),
        language=card.person.chosen_language or card.person.language,
        zone=card.person.zone,
        coming=card.history.coming,
        past=card.history.past,
        missed=card.history.missed,
        cancelled=card.history.cancelled,
    )


def _listed_person(one: Any) -> ListedPerson:
    return ListedPerson(id=one.id, name=one.name)


def _text_or_none(value: Any) -> str | None:
    return value if isinstance(value, str) else None


ROUTES = (list_all, read, create, change, read_note, write_note, forget_note)
