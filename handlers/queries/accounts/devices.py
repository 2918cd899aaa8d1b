"""Where somebody is signed in, and what was attempted and done with their account."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.accounts import lockout
from domain.accounts.identity import IdentityKind
from domain.accounts.sign_in import SignIn
from domain.refusals import NotFound
from domain.roles import Actor, Permission
from storage.accounts import accounts, login_attempts, login_log, sign_ins
from storage.accounts.login_log import LoginEvent
from storage.people import identities, merging
from storage.transactions import Database

PAGE = 20


@dataclass(frozen=True, slots=True)
class Devices:
    """signed_in: most recently used first. locked_until: no password is checked before, None if not
    locked. password: whether they have one; void: it no longer works."""

    signed_in: Sequence[SignIn]
    locked_until: datetime | None
    password: bool
    void: bool


@dataclass(frozen=True, slots=True)
class SignInMethods:
    """What somebody signs in with. password: whether they have a working one."""

    email: str | None
    phone: str | None
    password: bool


async def account(database: Database, *, actor: Actor) -> SignInMethods:
    """The actor's own. Raises BlockedPerson."""
    actor.require(Permission.TALK)
    async with database.read() as reader:
        known_identities = await identities.of_person(reader, actor.person)
        account = await accounts.of_person(reader, actor.person)
    contacts = {
        one.identity.kind: one.identity.value for one in known_identities if one.verified_at
    }
    opens = account is not None and not account.void
    return SignInMethods(contacts.get(IdentityKind.EMAIL), contacts.get(IdentityKind.PHONE), opens)


async def devices(database: Database, *, actor: Actor, now: datetime) -> Devices:
    """The actor's own. Raises BlockedPerson."""
    actor.require(Permission.TALK)
    async with database.read() as reader:
        living = await sign_ins.living(reader, actor.person, now)
        until = await login_attempts.locked_until(reader, [lockout.of_person(actor.person)])
        account = await accounts.of_person(reader, actor.person)
    locked = until if until is not None and until > now else None
    return Devices(living, locked, account is not None, account is not None and account.void)


async def log(
    database: Database, *, actor: Actor, most: int = PAGE, before: int | None = None
) -> Sequence[LoginEvent]:
    """The newest lines of the actor's log. before: only those with a smaller id. Raises
    BlockedPerson."""
    actor.require(Permission.TALK)
    async with database.read() as reader:
        return await login_log.of_person(reader, actor.person, most, before)


async def of_person(
    database: Database, person_id: int, *, actor: Actor, now: datetime
) -> tuple[str, Sequence[SignIn]]:
    """Somebody's name and where they are signed in, for anyone who may sign them out. Raises
    NotFound, NotAllowed."""
    actor.require(Permission.ROLES)
    async with database.read() as reader:
        person = await merging.person(reader, person_id)
        if person is None:
            raise NotFound
        return person.name, await sign_ins.living(reader, person.id, now)
