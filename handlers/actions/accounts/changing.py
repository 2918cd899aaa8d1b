"""People change what they sign in with: password, email or phone.

They enter their password again, or have just signed in; all their other devices are signed out, and
they are notified, at the old address too. The same goes for where they receive messages: a thief
with the device could otherwise read along, or cut them off.
"""

from collections.abc import Collection
from datetime import datetime

from domain.accounts import passwords
from domain.accounts.account_codes import VALID, CodePurpose
from domain.accounts.account_refusals import BadPassword, ContactTaken, WrongCode, WrongLogin
from domain.accounts.identity import Identity, IdentityKind
from domain.accounts.sign_in import Device, LoginEventKind, Method, SignOutReason
from domain.messages.notices import NoticeKind
from domain.roles import Actor
from handlers.actions.accounts import codes, devices, logging_in, recovering, telling
from handlers.actions.accounts.codes import CodeTicket
from handlers.actions.accounts.hashing import HASHING, common_passwords
from handlers.actions.identities.recognizing import recognize_within
from handlers.actions.person_log import write_down
from storage.accounts import account_codes, accounts, login_log
from storage.people import identities, people
from storage.people.people import Person
from storage.transactions import Database, Writer


async def change_password(
    database: Database,
    new: str,
    *,
    current: str | None,
    actor: Actor,
    sign_in_id: int,
    fresh: bool,
    device: Device,
    now: datetime,
) -> None:
    """Change the password, or set the first one. current: the present one; those without one must
    have just signed in another way (`fresh`).

    Raises SignInAgain, WrongLogin, LockedOut, BadPassword, TooBusy, BlockedPerson.
    """
    if current is None and await _has_password(database, actor.unblocked_person()):
        raise WrongLogin
    person = await reauthenticate(database, actor, current, sign_in_id, fresh, now)
    own = [person.name, person.email or "", "coachbook"]
    plain = passwords.validate(new, common=common_passwords(), own=own)
    if current is not None and plain == passwords.plain(current):
        raise BadPassword("same", passwords.LEAST, passwords.MOST)
    hashed = await HASHING.hash_password(plain)

    async def work(writer: Writer) -> None:
        locked = await people.lock(writer, person.id)
        if locked is not None:
            await recovering.set_password(
                writer, locked, hashed, sign_in_id, SignOutReason.PASSWORD, device, now
            )

    await database.write(work)


async def ask_contact(
    database: Database,
    login: Identity,
    *,
    current: str | None,
    actor: Actor,
    sign_in_id: int | None,
    fresh: bool,
    device: Device,
    ways: Collection[IdentityKind],
    language: str | None,
    now: datetime,
) -> CodeTicket:
    """Send a code to a new email address or phone, which signs them in once confirmed.

    sign_in_id: None for a program, which has no password to enter. Raises SignInAgain,
    WrongLogin, LockedOut, NoWayToWrite, TooManyCodes, BlockedPerson, TooBusy.
    """
    codes.require_way(ways, login.kind)
    person = await reauthenticate(database, actor, current, sign_in_id, fresh, now)

    async def work(writer: Writer) -> CodeTicket:
        await identities.hold(writer, [login])
        return await codes.ask(
            writer,
            CodePurpose.CONTACT,
            login,
            person_id=person.id,
            device=device,
            language=language,
            now=now,
        )

    return await database.write(work)


async def confirm_contact(
    database: Database,
    word: str,
    code: str,
    *,
    actor: Actor,
    sign_in_id: int,
    device: Device,
    now: datetime,
) -> None:
    """Replaces the old contact, which is notified. Raises WrongCode, ContactTaken,
    BlockedPerson."""
    person_id = actor.unblocked_person()

    async def work(writer: Writer) -> bool:
        request = await codes.redeem(writer, word, code, [CodePurpose.CONTACT], now)
        if request is None or request.person_id != person_id:
            return False
        login = request.identity
        await identities.hold(writer, [login])
        if await identities.holder(writer, login) not in (None, person_id):
            raise ContactTaken
        before = await _before(writer, person_id, login)
        await recognize_within(writer, login, actor, now)
        for one in before:
            await identities.let_go(writer, person_id, one)
            await _tell_before(writer, person_id, one, request.language, now)
        if login.kind is IdentityKind.EMAIL:
            await people.set_email(writer, person_id, login.value)
        await login_log.add(writer, person_id, LoginEventKind.CONTACT, device, now, Method.CODE)
        old, new = {login.kind.value: bool(before)}, {login.kind.value: True}
        await write_down(writer, person_id, "change_contact", old, new, actor, now)
        await devices.end_all_in(writer, person_id, sign_in_id, SignOutReason.CONTACT, actor, now)
        facts = {"changed": login.kind.value, "at": now.isoformat(), "address": device.address}
        name = telling.unique_name(login.kind.value)
        await telling.tell(writer, NoticeKind.ACCOUNT_CHANGED, person_id, name, facts, now)
        return True

    if not await database.write(work):
        raise WrongCode


async def drop_email(
    database: Database,
    *,
    current: str | None,
    actor: Actor,
    sign_in_id: int | None,
    fresh: bool,
    device: Device,
    ways: Collection[IdentityKind],
    now: datetime,
) -> None:
    """Write to them in the chat only; what they sign in with stays.

    The old mailbox is notified, if it can be reached. Raises SignInAgain, WrongLogin,
    LockedOut, BlockedPerson, TooBusy.
    """
    person = await reauthenticate(database, actor, current, sign_in_id, fresh, now)

    async def work(writer: Writer) -> None:
        before = await people.lock(writer, person.id)
        if before is None or before.email is None:
            return
        await people.set_email(writer, person.id, None)
        old, new = {"email": True}, {"email": False}
        await write_down(writer, person.id, "remove_email", old, new, actor, now)
        await login_log.add(writer, person.id, LoginEventKind.CONTACT, device, now)
        facts = {"changed": "no_mail", "at": now.isoformat(), "address": device.address}
        kind, name = NoticeKind.ACCOUNT_CHANGED, telling.unique_name("no_mail")
        await telling.tell(writer, kind, person.id, name, facts, now)
        if IdentityKind.EMAIL in ways:
            there = f"{name}:there"
            await telling.tell_by_mail(writer, kind, person.id, before.email, there, facts, now)

    await database.write(work)


async def reauthenticate(
    database: Database,
    actor: Actor,
    current: str | None,
    sign_in_id: int | None,
    fresh: bool,
    now: datetime,
) -> Person:
    """The caller, once they have proved who they are: by their password, or by a recent sign-in.
    sign_in_id: None for a program, which cannot. Raises SignInAgain, WrongLogin, LockedOut,
    BlockedPerson, TooBusy."""
    person_id = actor.unblocked_person()
    if sign_in_id is None:
        devices.require_fresh(fresh=False)
    elif current is not None:
        await logging_in.verify_password(database, person_id, sign_in_id, current, now)
    else:
        devices.require_fresh(fresh=fresh)
    async with database.read() as reader:
        person = await people.by_id(reader, person_id)
    assert person is not None
    return person


async def _before(writer: Writer, person_id: int, login: Identity) -> list[Identity]:
    """Their previous contacts of that kind: for signing in, and for messages."""
    known_identities = await identities.of_person(writer, person_id)
    before = [one.identity for one in known_identities if one.verified_at]
    person = await people.by_id(writer, person_id)
    if person is not None and person.email is not None:
        before.append(Identity.email(person.email))
    return [one for one in dict.fromkeys(before) if one.kind is login.kind and one != login]


async def _has_password(database: Database, person_id: int) -> bool:
    async with database.read() as reader:
        account = await accounts.of_person(reader, person_id)
    return account is not None and not account.void


async def _tell_before(
    writer: Writer,
    person_id: int,
    before: Identity,
    language: str | None,
    now: datetime,
) -> None:
    """Tell the previous mailbox that it no longer signs anybody in."""
    await account_codes.add(
        writer,
        telling.unique_name("moved"),
        CodePurpose.MOVED,
        before,
        person_id=person_id,
        language=language,
        payload={},
        address=None,
        now=now,
        expires_at=now + VALID,
        send=True,
    )
