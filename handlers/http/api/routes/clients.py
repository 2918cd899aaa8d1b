"""Clients, for coaches and the team: found, written down, and what a coach notes of them."""

from typing import Any

from msgspec import UNSET

from domain import names, typed
from domain.identity import Kind
from domain.refusals import BadInput, NotAllowed, NotFound
from domain.roles import Permission
from domain.scopes import Scope
from handlers.actions import customer_notes, customers
from handlers.http.api.answers import Answer
from handlers.http.api.asked import Asked
from handlers.http.api.pages import page
from handlers.http.api.route import route
from handlers.http.api.routes.people_shapes import (
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
from handlers.http.api.routes.users import page_of_people
from handlers.http.api.shapes import Id
from handlers.http.api.versions import unseen, versioned
from handlers.queries import customers as known
from handlers.queries import history, people

CHANGES = (NotFound, NotAllowed, BadInput)
NOTES = (NotFound, NotAllowed, BadInput)
MOST = 2000


@route("GET", "/clients", Scope.PEOPLE_READ, refuses=(NotFound, NotAllowed))
async def list_all(asked: Asked, query: ClientQuery) -> ClientPage:
    """List or find clients: a coach those whom they know, the team everybody."""
    if query.coach_id is None and asked.actor.may(Permission.PEOPLE):
        found = await page_of_people(asked, query, query.search)
        return ClientPage(items=found.items, next=found.next, more=found.more)
    coach_id = query.coach_id or asked.actor.coach_id or 0
    database, actor = asked.database, asked.actor
    if query.search is None:
        each = await known.recent(database, coach_id, actor=actor, limit=MOST)
        shown, more = page(each, lambda one: (one.name.casefold(), one.id), query)
        return ClientPage(items=tuple(_named(one) for one in shown), next=more)
    each = await known.called(database, coach_id, query.search, actor=actor, limit=query.limit + 1)
    return ClientPage(
        items=tuple(_named(one) for one in each[: query.limit]), more=len(each) > query.limit
    )


@route("GET", "/clients/{client_id}", Scope.PEOPLE_READ, refuses=(NotFound, NotAllowed))
async def read(asked: Asked, client_id: Id) -> Answer[Client]:
    """Read a client: a coach whom they know, the team anybody."""
    return versioned(await _client(asked, client_id))


@route("POST", "/clients", Scope.PEOPLE_WRITE, status=201, refuses=CHANGES)
async def create(asked: Asked, body: NewClient) -> Answer[Client]:
    """Write down somebody who does not come by themselves.

    Who is known by the same address or number is found, which `known` says.
    """
    contacts = contacts_of(body.email, body.phone)
    coach_id = body.coach_id
    if coach_id is None and not asked.actor.may(Permission.ANY_SESSION):
        coach_id = asked.actor.coach_id
    if coach_id is None and not contacts:
        raise BadInput("email")
    made = await customers.add_customer(
        asked.database,
        typed.line(body.name, "name", names.LONGEST),
        contacts,
        **asked.intent,
        another=body.another,
        for_coach=coach_id,
    )
    client = Client(id=made.person.id, name=made.person.name)
    if asked.actor.may(Permission.PEOPLE):
        client = await _client(asked, made.person.id)
    answer = versioned(client)
    client.known = made.known
    return Answer(client, version=answer.version)


@route("PUT", "/clients/{client_id}", Scope.PEOPLE_WRITE, refuses=CHANGES)
async def change(asked: Asked, client_id: Id, body: ClientChange) -> Answer[Client]:
    """Change what is known of a client who does not come by themselves.

    Whoever writes to us, or has an account, says that themself.
    """
    if asked.if_match is not None:
        unseen(asked, await _client(asked, client_id))
    name = body.name
    contacts = None
    if body.email is not UNSET or body.phone is not UNSET:
        contacts = contacts_of(_said(body.email), _said(body.phone))
    person = await customers.change_customer(
        asked.database,
        client_id,
        typed.line(name, "name", names.LONGEST) if isinstance(name, str) else None,
        contacts,
        **asked.intent,
    )
    return versioned(await _client(asked, person.id))


@route(
    "GET",
    "/appointments/{appointment_id}/client-note",
    Scope.PEOPLE_READ,
    refuses=(NotFound, NotAllowed),
)
async def read_note(asked: Asked, appointment_id: Id) -> ClientNote:
    """Read what one has written down of a client, as the coach of a session with them."""
    _, text = await history.note(asked.database, appointment_id, actor=asked.actor)
    return ClientNote(text=text)


@route("PUT", "/appointments/{appointment_id}/client-note", Scope.PEOPLE_WRITE, refuses=NOTES)
async def write_note(asked: Asked, appointment_id: Id, body: NewClientNote) -> ClientNote:
    """Write down something of a client, for oneself alone."""
    await customer_notes.write(
        asked.database,
        appointment_id,
        body.text,
        **asked.intent,
        more=body.more,
    )
    _, text = await history.note(asked.database, appointment_id, actor=asked.actor)
    return ClientNote(text=text)


@route(
    "DELETE",
    "/appointments/{appointment_id}/client-note",
    Scope.PEOPLE_WRITE,
    refuses=(NotFound, NotAllowed),
)
async def forget_note(asked: Asked, appointment_id: Id) -> ClientNote:
    """Forget what one has written down of a client."""
    await customer_notes.forget(asked.database, appointment_id, **asked.intent)
    return ClientNote()


async def _client(asked: Asked, client_id: int) -> Client:
    """Whom the caller may read, with as much of them as they may."""
    if not asked.actor.may(Permission.PEOPLE):
        coach_id = asked.actor.coach_id or 0
        person = await known.customer(asked.database, coach_id, client_id, actor=asked.actor)
        return Client(id=person.id, name=person.name)
    card = await people.card(asked.database, client_id, actor=asked.actor, now=asked.now)
    by = [one.identity for one in card.known]
    return Client(
        id=card.person.id,
        name=card.person.name,
        emails=tuple(one.value for one in by if one.kind is Kind.EMAIL),
        phones=tuple(one.value for one in by if one.kind is Kind.PHONE),
        language=card.person.chosen_language or card.person.language,
        zone=card.person.zone,
        coming=card.history.coming,
        past=card.history.past,
        missed=card.history.missed,
        cancelled=card.history.cancelled,
    )


def _named(one: Any) -> ListedPerson:
    return ListedPerson(id=one.id, name=one.name)


def _said(value: Any) -> str | None:
    return value if isinstance(value, str) else None


ROUTES = (list_all, read, create, change, read_note, write_note, forget_note)
