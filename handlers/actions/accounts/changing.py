"""Whoever is signed in changes what they sign in with: the password, the mailbox, the telephone.

They say their password once more, or have signed in a moment ago; all their other devices are
signed out, and they are told, also where they were written to before.
"""

from collections.abc import Collection
from datetime import datetime

from domain import passwords
from domain.account_codes import VALID, Purpose
from domain.account_refusals import BadPassword, ContactTaken, WrongCode, WrongLogin
from domain.identity import Identity, Kind
from domain.notices import NoticeKind
from domain.roles import Actor, Door
from domain.sign_in import Device, Ending, Event, Method
from handlers.actions.accounts import codes, devices, logging_in, recovering, signing_in
from handlers.actions.accounts.codes import Request
from handlers.actions.accounts.hashing import HASHING, common_passwords
from handlers.actions.person_log import write_down
from handlers.actions.recognizing import recognized
from storage import account_codes, accounts, identities, login_log, people
from storage.people import Person
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
    """Another password, or the first one. current: the one of now; whoever has none has signed in
    a moment ago (`fresh`) otherwise.

    Raises SignInAgain, WrongLogin, LockedOut, BadPassword, TooBusy, BlockedPerson.
    """
    if current is None and await _has_password(database, actor.admitted()):
        raise WrongLogin
    person = await _known(database, actor, current, sign_in_id, fresh, now)
    own = [person.name, person.email or "", "coachbook"]
    plain = passwords.checked(new, common=common_passwords(), own=own)
    if current is not None and plain == passwords.plain(current):
        raise BadPassword("same", passwords.LEAST, passwords.MOST)
    hashed = await HASHING.hashed(plain)

    async def work(writer: Writer) -> None:
        locked = await people.lock(writer, person.id)
        if locked is not None:
            await recovering.set_password(
                writer, locked, hashed, sign_in_id, Ending.PASSWORD, device, now
            )

    await database.write(work)


async def ask_contact(
    database: Database,
    login: Identity,
    *,
    current: str | None,
    actor: Actor,
    sign_in_id: int,
    fresh: bool,
    device: Device,
    ways: Collection[Kind],
    language: str | None,
    now: datetime,
) -> Request:
    """A code to another mailbox or telephone, by which they will sign in once it is shown.

    Raises SignInAgain, WrongLogin, LockedOut, NoWayToWrite, TooManyCodes, BlockedPerson.
    """
    codes.require_way(ways, login.kind)
    person = await _known(database, actor, current, sign_in_id, fresh, now)

    async def work(writer: Writer) -> Request:
        await identities.hold(writer, [login])
        return await codes.ask(
            writer,
            Purpose.CONTACT,
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
    """It is theirs, in place of the one of before, which is told. Raises WrongCode, ContactTaken,
    BlockedPerson."""
    person_id = actor.admitted()

    async def work(writer: Writer) -> bool:
        asked = await codes.redeem(writer, word, code, [Purpose.CONTACT], now)
        if asked is None or asked.person_id != person_id:
            return False
        login = asked.identity
        await identities.hold(writer, [login])
        if await identities.holder(writer, login) not in (None, person_id):
            raise ContactTaken
        known = await identities.of_person(writer, person_id)
        before = [one.identity for one in known if one.verified_at and one.identity != login]
        await recognized(writer, login, actor, now)
        for one in before:
            if one.kind is login.kind:
                await identities.let_go(writer, person_id, one)
                await _tell_before(writer, person_id, one, asked.language, now)
        if login.kind is Kind.EMAIL:
            await people.set_email(writer, person_id, login.value)
        await login_log.add(writer, person_id, Event.CONTACT, device, now, Method.CODE)
        old, new = {login.kind.value: bool(before)}, {login.kind.value: True}
        await write_down(writer, person_id, "change_contact", old, new, actor, now)
        await devices.end_all_in(writer, person_id, sign_in_id, Ending.CONTACT, actor, now)
        facts = {"changed": login.kind.value, "at": now.isoformat(), "address": device.address}
        name = f"{login.kind.value}:{int(now.timestamp())}"
        await signing_in.tell(writer, NoticeKind.ACCOUNT_CHANGED, person_id, name, facts, now)
        return True

    if not await database.write(work):
        raise WrongCode


async def _known(
    database: Database,
    actor: Actor,
    current: str | None,
    sign_in_id: int,
    fresh: bool,
    now: datetime,
) -> Person:
    """Who asks, once they have shown that it is them. Raises as above."""
    person_id = actor.admitted()
    if current is not None:
        await logging_in.proven(database, person_id, sign_in_id, current, now)
    else:
        devices.require_fresh(fresh=fresh)
    async with database.read() as reader:
        person = await people.by_id(reader, person_id)
    assert person is not None
    assert person.at(Door.HTTP).person_id == person_id
    return person


async def _has_password(database: Database, person_id: int) -> bool:
    async with database.read() as reader:
        account = await accounts.of_person(reader, person_id)
    return account is not None and not account.void


async def _tell_before(
    writer: Writer, person_id: int, before: Identity, language: str | None, now: datetime
) -> None:
    """Whoever reads the mailbox of before learns that it opens nothing any more."""
    await account_codes.add(
        writer,
        f"moved:{person_id}:{before.kind}:{int(now.timestamp())}",
        Purpose.MOVED,
        before,
        person_id=person_id,
        language=language,
        wanted={},
        address=None,
        now=now,
        expires_at=now + VALID,
        send=True,
    )
