"""Somebody who uses the API themself, from a signed-in device."""

from functools import partial

from domain.accounts.sign_in import Device, Method
from domain.roles import Role
from handlers.actions.accounts.signing_in import NewSignIn, begin, tokens_of
from storage.people import people
from storage.people.people import Person
from storage.transactions import Writer
from tests.handlers.http.api.programs import Api, Program


async def signed_in(api: Api, person: Person) -> Program:
    """A device of this person."""
    now = api.now[0]

    async def work(writer: Writer) -> NewSignIn:
        held = await people.lock(writer, person.id)
        assert held is not None
        return await begin(writer, held, Device(), Method.CHAT, now)

    tokens = await tokens_of(api.database, await api.database.write(work), now=now)
    return Program(api.session, {"Authorization": f"Bearer {tokens.access.text}"})


async def as_admin(api: Api, person: Person) -> Program:
    """The same, for somebody who is an admin from now on."""
    await api.database.write(partial(people.set_role, person_id=person.id, role=Role.ADMIN))
    return await signed_in(api, person)
