"""Sign a device in as a person, after whatever proof, and renew its tokens.

Every way in ends here: password, mailed code, Telegram, a code from the chat. Anyone who signs in
is notified where they receive messages, with a way to say that it was not them.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime

from domain.accounts.account_refusals import SignedOut
from domain.accounts.sign_in import (
    LONGEST,
    MOST,
    Device,
    LoginEventKind,
    Method,
    RefreshToken,
    SignIn,
    SignOutReason,
    TokenStatus,
)
from domain.messages.notices import NoticeKind
from domain.roles import Actor, Door
from handlers.actions.accounts import access, telling
from handlers.actions.accounts.access import AccessToken
from handlers.actions.person_log import write_down
from storage.accounts import login_log, sign_ins
from storage.people.people import Person
from storage.transactions import Database, Writer


@dataclass(frozen=True, slots=True)
class NewSignIn:
    """A device signed in by this transaction. refresh: its first token, which is stored nowhere.
    known: the same device was signed in as this person before."""

    person_id: int
    sign_in_id: int
    refresh: RefreshToken
    known: bool


@dataclass(frozen=True, slots=True)
class TokenPair:
    """What a device continues with. refresh: works once, for the next pair."""

    access: AccessToken
    refresh: str
    person_id: int
    sign_in_id: int


async def begin(
    writer: Writer,
    person: Person,
    device: Device,
    method: Method,
    now: datetime,
    *,
    told: bool = True,
) -> NewSignIn:
    """Sign a device in, within the transaction of the proof. Its earlier sign-in ends.

    person: from `people.lock`. told: False if they have just created the account, and need no
    notice. `tokens_of` gives what goes to the device, after the commit. Raises BlockedPerson.
    """
    person.at(Door.HTTP).unblocked_person()
    known = False
    if device.installation is not None:
        known = await sign_ins.known_device(writer, person.id, device.installation)
        await sign_ins.replace(writer, person.id, device.installation, now)
    await sign_ins.make_room(writer, person.id, MOST - 1, now)
    first = secrets.token_urlsafe(32)
    sign_in_id = await sign_ins.add(
        writer,
        person.id,
        device,
        method,
        now=now,
        expires_at=now + LONGEST,
        secret=secrets.token_bytes(32),
        digest=RefreshToken(0, 0, first).digest(),
    )
    await login_log.add(writer, person.id, LoginEventKind.SIGNED_IN, device, now, method)
    # By id: the business's log says nothing of what people have there.
    after = {"sign_in": sign_in_id, "method": method.value}
    await write_down(writer, person.id, "sign_in", {}, after, person.at(Door.HTTP), now)
    if told and not known:
        await _tell(writer, person.id, sign_in_id, device, method, now)
    return NewSignIn(person.id, sign_in_id, RefreshToken(sign_in_id, 0, first), known)


async def tokens_of(database: Database, sign_in: NewSignIn, *, now: datetime) -> TokenPair:
    """The tokens for a device that was signed in. Raises DatabaseAway."""
    signed = await access.issue(database, sign_in.person_id, sign_in.sign_in_id, now=now)
    return TokenPair(signed, str(sign_in.refresh), sign_in.person_id, sign_in.sign_in_id)


async def renew(database: Database, token: str, device: Device, *, now: datetime) -> TokenPair:
    """Exchange a one-time token for a new pair.

    The same device, asking again within a minute, gets the same successor: its answer was lost. Any
    other reuse ends the whole sign-in, and the person is notified. Raises SignedOut, DatabaseAway.
    """
    refresh_token = RefreshToken.read(token)
    if refresh_token is None:
        raise SignedOut

    async def work(writer: Writer) -> tuple[int, RefreshToken] | None:
        sign_in = await sign_ins.hold(writer, refresh_token.sign_in_id)
        if sign_in is None or not sign_in.lives(now):
            return None
        match refresh_token.shown_to(sign_in, device, now):
            case TokenStatus.NEWEST:
                following = refresh_token.successor(sign_in.secret)
                await sign_ins.renew(writer, sign_in.id, following.digest(), device, now)
                return sign_in.person_id, following
            case TokenStatus.AGAIN:
                return sign_in.person_id, refresh_token.successor(sign_in.secret)
            case TokenStatus.REUSED:
                await _end_reused(writer, sign_in, device, now)
        return None

    renewed = await database.write(work)
    if renewed is None:
        raise SignedOut
    person_id, following = renewed
    signed = await access.issue(database, person_id, refresh_token.sign_in_id, now=now)
    return TokenPair(signed, str(following), person_id, refresh_token.sign_in_id)


async def _end_reused(writer: Writer, sign_in: SignIn, device: Device, now: datetime) -> None:
    """Two callers have the same tokens: end both."""
    await sign_ins.end(writer, sign_in.id, SignOutReason.REUSED, now)
    person = sign_in.person_id
    await login_log.add(writer, person, LoginEventKind.RENEWED_TWICE, device, now)
    old, new = {"signed_in": True}, {"signed_in": False, "ending": SignOutReason.REUSED.value}
    # Nobody knows which of the two it was.
    actor = Actor(None, frozenset(), Door.HTTP)
    await write_down(writer, person, "end_sign_in", old, new, actor, now)
    facts = {"device": sign_in.device.name, "agent": sign_in.device.agent}
    await telling.tell(writer, NoticeKind.SIGN_IN_STOLEN, person, str(sign_in.id), facts, now)


async def _tell(
    writer: Writer,
    person_id: int,
    sign_in_id: int,
    device: Device,
    method: Method,
    now: datetime,
) -> None:
    facts = {
        "sign_in": sign_in_id,
        "device": device.name,
        "agent": device.agent,
        "address": device.address,
        "method": method.value,
        "at": now.isoformat(),
    }
    await telling.tell(writer, NoticeKind.SIGNED_IN, person_id, str(sign_in_id), facts, now)
