"""Sign in by password.

An attempt is counted in the database before it is checked: of a hundred at once, across any number
of replicas, five are checked. An unknown name takes the same steps: it is counted, something is
hashed, something is written.
"""

from datetime import UTC, datetime

from domain.accounts import lockout, passwords
from domain.accounts.account_refusals import LockedOut, WrongLogin
from domain.accounts.identity import Identity
from domain.accounts.lockout import LOCK, MOST, MOST_OF_ADDRESS
from domain.accounts.sign_in import Device, LoginEventKind, Method
from domain.messages.notices import NoticeKind
from domain.roles import Actor, Door
from handlers.actions.accounts import signing_in, telling
from handlers.actions.accounts.hashing import HASHING
from handlers.actions.accounts.signing_in import NewSignIn, TokenPair
from handlers.actions.person_log import write_down
from storage.accounts import accounts, login_attempts, login_log, sign_ins
from storage.accounts.login_attempts import LoginAttempt
from storage.people import identities, people
from storage.transactions import Autocommit, Database, Reader, Writer

NOBODY = 0
# Whoever types wrong passwords is nobody we know.
STRANGER = Actor(None, frozenset(), Door.HTTP)


async def log_in(
    database: Database, login: Identity, password: str, *, device: Device, now: datetime
) -> TokenPair:
    """Sign a device in by password. Raises WrongLogin, LockedOut, BlockedPerson, TooBusy."""
    async with database.autocommit() as autocommit:
        holder = await identities.holder(autocommit, login)
        person_id = NOBODY if holder is None else holder
        attempt_key = await _counted_against(autocommit, login, person_id, device)
        await _count_place(autocommit, device, now)
        attempt = await login_attempts.count(autocommit, attempt_key, most=MOST, lock=LOCK, now=now)
        if attempt.number > MOST:
            raise _lockout(attempt, now)
        account = await accounts.of_person(autocommit, person_id)
    stored_hash = account.hash if account is not None and not account.void else None
    plain = passwords.plain(password)
    right = await HASHING.matches("" if plain is None else plain, stored_hash)
    if plain is None or stored_hash is None or not right:
        await _record_failure(database, person_id, attempt_key, attempt, device, now)
        raise WrongLogin
    fresh = await HASHING.hash_password(plain) if HASHING.needs_rehash(stored_hash) else None

    async def work(writer: Writer) -> NewSignIn | None:
        person = await people.lock(writer, person_id)
        current = await accounts.of_person(writer, person_id)
        if person is None or current is None or current.void or current.hash != stored_hash:
            return None  # it was changed meanwhile
        await login_attempts.forgive(writer, [attempt_key])
        if fresh is not None:
            await accounts.rehash(writer, person_id, stored_hash, fresh)
        return await signing_in.begin(writer, person, device, Method.PASSWORD, now)

    new_sign_in = await database.write(work)
    if new_sign_in is None:
        raise WrongLogin
    return await signing_in.tokens_of(database, new_sign_in, now=now)


async def verify_password(
    database: Database, person_id: int, sign_in_id: int, password: str, now: datetime
) -> None:
    """A signed-in person has given their password again; failures count against that device alone,
    so nobody else can lock them out. Raises WrongLogin, LockedOut, TooBusy."""
    attempt_key = lockout.of_sign_in(sign_in_id)
    async with database.autocommit() as autocommit:
        attempt = await login_attempts.count(autocommit, attempt_key, most=MOST, lock=LOCK, now=now)
        if attempt.number > MOST:
            raise _lockout(attempt, now)
        account = await accounts.of_person(autocommit, person_id)
    stored_hash = account.hash if account is not None and not account.void else None
    plain = passwords.plain(password)
    right = await HASHING.matches("" if plain is None else plain, stored_hash)
    if plain is None or stored_hash is None or not right:
        raise WrongLogin
    async with database.autocommit() as autocommit:
        await login_attempts.forgive(autocommit, [attempt_key])


async def _counted_against(reader: Reader, login: Identity, person_id: int, device: Device) -> str:
    """A device signed in before counts on its own: nobody can lock it out from elsewhere."""
    installation = device.installation or ""
    known = await sign_ins.known_device(reader, person_id, installation)
    if person_id == NOBODY:
        return lockout.of_name(login)
    return lockout.of_device(person_id, installation) if known else lockout.of_person(person_id)


async def _count_place(autocommit: Autocommit, device: Device, now: datetime) -> None:
    """Raise LockedOut if one place tries many names."""
    place = lockout.of_address(device.address or "")
    attempt = await login_attempts.count(
        autocommit, place, most=MOST_OF_ADDRESS, lock=LOCK, now=now
    )
    if attempt.number > MOST_OF_ADDRESS:
        raise _lockout(attempt, now)


async def _record_failure(
    database: Database,
    person_id: int,
    attempt_key: str,
    attempt: LoginAttempt,
    device: Device,
    now: datetime,
) -> None:
    """Count a wrong password; the owner is notified when that locks the account."""
    locks = attempt.number == MOST

    async def work(writer: Writer) -> None:
        # For somebody and nobody alike, so that both take as long.
        await login_attempts.touch(writer, attempt_key, now)
        person = await people.by_id(writer, person_id)
        await login_log.add(writer, person_id, LoginEventKind.WRONG, device, now)
        if not locks:
            return
        await login_log.add(writer, person_id, LoginEventKind.LOCKED, device, now)
        until = (attempt.locked_until or now).isoformat()
        facts = await telling.with_zone(writer, {"until": until, "address": device.address})
        if person is not None:
            old, new = {"locked": False}, {"locked": True}
            await write_down(writer, person.id, "lock_account", old, new, STRANGER, now)
            kind, name = NoticeKind.ACCOUNT_LOCKED, telling.unique_name("locked")
            await telling.tell_so(writer, kind, person.id, name, facts, now)

    await database.write(work)


def _lockout(attempt: LoginAttempt, now: datetime) -> LockedOut:
    until = attempt.locked_until or now + LOCK
    return LockedOut(int(until.astimezone(UTC).timestamp()))
