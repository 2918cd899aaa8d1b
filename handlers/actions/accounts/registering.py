"""Create an account: name and password, and a code that shows whose the mailbox is.

Before the code there is no person, only a pending request. Somebody who already has an account is
told so at that address, and whoever asked learns nothing of it.
"""

from collections.abc import Collection
from datetime import datetime

from domain.accounts import passwords
from domain.accounts.account_codes import CodePurpose
from domain.accounts.account_refusals import ContactTaken, WrongCode
from domain.accounts.identity import Identity, IdentityKind
from domain.accounts.sign_in import Device, LoginEventKind, Method
from domain.messages.channels import USUAL
from domain.messages.notices import Channel
from domain.refusals import BadInput
from domain.roles import Door
from domain.text import names
from handlers.actions.accounts import codes, signing_in
from handlers.actions.accounts.codes import CodeTicket
from handlers.actions.accounts.hashing import HASHING, common_passwords
from handlers.actions.accounts.signing_in import NewSignIn, TokenPair
from handlers.actions.identities.recognizing import recognize_within
from handlers.actions.person_log import write_new_down
from storage.accounts import accounts, login_log
from storage.people import contact_ways, identities, people
from storage.transactions import Database, Writer

LONGEST_NAME = 100


async def register(
    database: Database,
    login: Identity,
    password: str,
    name: str,
    *,
    device: Device,
    ways: Collection[IdentityKind],
    language: str | None,
    zone: str | None,
    now: datetime,
    business_name: str = "",
) -> CodeTicket:
    """Request an account and send a code; people who have one get the same answer.

    login: an email address, or a phone if `ways` has it. language, zone: theirs, as far as known.
    Raises NoWayToWrite, BadPassword, BadInput, TooManyCodes, TooBusy.
    """
    codes.require_way(ways, login.kind)
    clean_name = names.one_line(name, LONGEST_NAME)
    if not clean_name:
        raise BadInput("name", LONGEST_NAME)
    own = (login.value, clean_name, business_name, "coachbook")
    plain = passwords.validate(password, common=common_passwords(), own=own)
    # Before any lookup: it takes as long for everybody.
    hashed = await HASHING.hash_password(plain)
    details = {"name": clean_name, "password": hashed, "language": language, "zone": zone}

    async def work(writer: Writer) -> CodeTicket:
        await identities.hold(writer, [login])
        holder = await identities.holder(writer, login)
        purpose = CodePurpose.REGISTER if holder is None else CodePurpose.KNOWN
        return await codes.ask(
            writer,
            purpose,
            login,
            person_id=holder,
            device=device,
            language=language,
            now=now,
            wanted=details if holder is None else {},
        )

    return await database.write(work)


async def confirm(
    database: Database, word: str, code: str, *, device: Device, now: datetime
) -> TokenPair:
    """The code is right: create the account, and sign the device in.

    A record with that mailbox which nobody can act as yet is merged into it, with its bookings.
    Raises WrongCode, ContactTaken.
    """

    async def work(writer: Writer) -> NewSignIn | None:
        request = await codes.redeem(writer, word, code, [CodePurpose.REGISTER], now)
        if request is None:
            return None
        login, details = request.identity, request.payload
        await identities.hold(writer, [login])
        if await identities.holder(writer, login) is not None:
            raise ContactTaken
        email = login.value if login.kind is IdentityKind.EMAIL else None
        person = await people.add(writer, details["name"], email, now)
        await people.set_language(writer, person.id, details["language"])
        await people.set_zone(writer, person.id, details["zone"])
        actor = person.at(Door.HTTP)
        await write_new_down(writer, person.id, login.kind.value, actor, now)
        await recognize_within(writer, login, actor, now)
        if (
            login.kind is IdentityKind.PHONE
        ):  # there is no other way to reach them, and they have proved this one
            await contact_ways.want(writer, person.id, USUAL | {Channel.SMS})
        await accounts.set_password(writer, person.id, details["password"], now)
        await login_log.add(writer, person.id, LoginEventKind.REGISTERED, device, now, Method.CODE)
        return await signing_in.begin(writer, person, device, Method.CODE, now, told=False)

    new_sign_in = await database.write(work)
    if new_sign_in is None:
        raise WrongCode
    return await signing_in.tokens_of(database, new_sign_in, now=now)
