"""A forgotten password, or a lockout: a code sets a new password, or unlocks.

The code goes to the email address or phone they sign in with, whoever asked.
"""

from collections.abc import Collection
from datetime import datetime

from domain.accounts import passwords
from domain.accounts.account_codes import CodePurpose
from domain.accounts.account_refusals import NoWayToWrite, WrongCode
from domain.accounts.identity import Identity, IdentityKind
from domain.accounts.sign_in import Device, LoginEventKind, SignOutReason
from domain.messages.notices import NoticeKind
from domain.roles import Door
from handlers.actions.accounts import codes, devices, telling
from handlers.actions.accounts.codes import CodeTicket
from handlers.actions.accounts.hashing import HASHING, common_passwords
from handlers.actions.person_log import write_down
from storage.accounts import account_codes, accounts, login_log
from storage.people import identities, people
from storage.people.people import Person
from storage.transactions import Database, Writer

FOR: Collection[CodePurpose] = (CodePurpose.RECOVER,)


async def forgot(
    database: Database,
    login: Identity,
    *,
    device: Device,
    ways: Collection[IdentityKind],
    language: str | None,
    now: datetime,
) -> CodeTicket:
    """Request a code, sent if somebody has that address or phone; the answer is the same if nobody
    does. Raises NoWayToWrite, TooManyCodes."""
    if not ways:
        raise NoWayToWrite(IdentityKind.EMAIL.value)

    async def work(writer: Writer) -> CodeTicket:
        await identities.hold(writer, [login])
        holder = await identities.holder(writer, login)
        return await codes.ask(
            writer,
            CodePurpose.RECOVER,
            login,
            person_id=holder,
            device=device,
            language=language,
            now=now,
            send=holder is not None and login.kind in ways,
        )

    return await database.write(work)


async def reset(
    database: Database, word: str, code: str, password: str, *, device: Device, now: datetime
) -> None:
    """Set a new password in place of a forgotten one, or the first one.

    All devices are signed out, and any lock is lifted. Raises WrongCode, BadPassword,
    TooBusy.
    """
    hashed = ""
    if request := await codes.verify_code(database, word, code, FOR, now):
        own = await _own(database, request.person_id, request.identity)
        plain = passwords.validate(password, common=common_passwords(), own=own)
        hashed = await HASHING.hash_password(plain)

    async def work(writer: Writer) -> bool:
        person = await _shown_by(writer, word, code, device, now)
        if person is None:
            return False
        await set_password(writer, person, hashed, None, SignOutReason.PASSWORD, device, now)
        await account_codes.outdate(writer, person.id, now)
        return True

    if not await database.write(work):
        raise WrongCode


async def unlock(
    database: Database, word: str, code: str, *, device: Device, now: datetime
) -> None:
    """Let the password be tried again, unchanged. Raises WrongCode."""

    async def work(writer: Writer) -> bool:
        return await _shown_by(writer, word, code, device, now) is not None

    if not await database.write(work):
        raise WrongCode


async def set_password(
    writer: Writer,
    person: Person,
    hashed: str,
    but: int | None,
    ending: SignOutReason,
    device: Device,
    now: datetime,
) -> None:
    """Set their password; other devices are signed out, and they are notified."""
    before = await accounts.of_person(writer, person.id)
    await accounts.set_password(writer, person.id, hashed, now)
    actor = person.at(Door.HTTP)
    had = None if before is None else "void" if before.void else "valid"
    old, new = {"password": had}, {"password": "valid"}
    await write_down(writer, person.id, "set_password", old, new, actor, now)
    await login_log.add(writer, person.id, LoginEventKind.PASSWORD, device, now)
    await devices.end_all_in(writer, person.id, but, ending, actor, now)
    facts = {"changed": "password", "at": now.isoformat(), "address": device.address}
    name = telling.unique_name("password")
    await telling.tell(writer, NoticeKind.ACCOUNT_CHANGED, person.id, name, facts, now)


async def _shown_by(
    writer: Writer, word: str, code: str, device: Device, now: datetime
) -> Person | None:
    """The person whose code this is, locked and with their account unlocked. None for a wrong code,
    which the caller commits."""
    request = await codes.redeem(writer, word, code, FOR, now)
    if request is None or request.person_id is None:
        return None
    # It may have become somebody else's since it was requested.
    await identities.hold(writer, [request.identity])
    if await identities.holder(writer, request.identity) != request.person_id:
        return None
    person = await people.lock(writer, request.person_id)
    if person is not None and await devices.unlock_within(writer, person.id, device, now):
        old, new, actor = {"locked": True}, {"locked": False}, person.at(Door.HTTP)
        await write_down(writer, person.id, "unlock_account", old, new, actor, now)
    return person


async def _own(database: Database, person_id: int | None, login: Identity) -> list[str]:
    """What their password should not contain."""
    async with database.read() as reader:
        person = None if person_id is None else await people.by_id(reader, person_id)
    return [login.value, "coachbook", *([person.name] if person else [])]
