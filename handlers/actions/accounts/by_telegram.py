"""Sign in with Telegram: by its login, from a Mini App, or with a code shown in the chat.

Somebody new to the bot gets a record, but no messages until they write to it. Every proof works
once: the state of a login, a launch, a code.
"""

import hmac
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final

from domain.accounts import telegram_login as rules
from domain.accounts.account_refusals import LockedOut
from domain.accounts.link_refusals import NoLinkCode
from domain.accounts.linking import digest as code_digest
from domain.accounts.linking import plain
from domain.accounts.lockout import LOCK, MOST_OF_ADDRESS, of_address
from domain.accounts.sign_in import Device, Method
from domain.accounts.telegram_login import STATE_VALID, IsTelegrams, TelegramUser, digest
from domain.accounts.telegram_refusals import BadRedirect, TelegramLoginOff, TelegramNotShown
from domain.roles import Door
from handlers.actions.accounts.signing_in import NewSignIn, TokenPair, begin, tokens_of
from handlers.actions.person_log import write_new_down
from storage.accounts import linking, login_attempts, telegram_login
from storage.accounts.telegram_login import PendingLogin
from storage.people import people
from storage.people.people import Person, TelegramProfile
from storage.transactions import Database, Writer

# Code, verifier and redirect → what Telegram has signed.
Exchange = Callable[[str, str, str], Awaitable[Mapping[str, Any]]]
BYTES: Final = 16  # of randomness in a state
LONGEST_CODE: Final = 2048


@dataclass(frozen=True, slots=True)
class SignInSetUp:
    """Signing in with Telegram, as configured. base: Telegram's address. redirects: where people
    may come back to, each a complete URL."""

    base: str
    client_id: str
    redirects: frozenset[str]
    exchange: Exchange


@dataclass(frozen=True, slots=True)
class TelegramSignIn:
    """How Telegram can vouch for somebody. launch_key: None without a bot. bots: the business's
    other bots, whose Mini Apps also sign people in, where Telegram has signed."""

    launch_key: bytes | None = None
    sign_in: SignInSetUp | None = None
    bots: frozenset[int] = frozenset()
    is_telegrams: IsTelegrams = lambda signed, signature: False


@dataclass(frozen=True, slots=True)
class AuthorizationRequest:
    """Where to send somebody. proof: a secret they keep, and show when they are back, so that
    nobody can be sent through another's login. expires_at: UTC."""

    url: str
    state: str
    proof: str
    expires_at: datetime


async def begin_login(
    database: Database, telegram: TelegramSignIn, redirect_uri: str, *, now: datetime
) -> AuthorizationRequest:
    """Send somebody to Telegram, to come back from there.

    Raises TelegramLoginOff, BadRedirect.
    """
    set_up = _set_up(telegram)
    if redirect_uri not in set_up.redirects:
        raise BadRedirect
    state, proof = secrets.token_urlsafe(BYTES), secrets.token_urlsafe(2 * BYTES)
    verifier, expires_at = secrets.token_urlsafe(48), now + STATE_VALID
    pending_login = PendingLogin(verifier, redirect_uri, digest(proof), expires_at)
    await database.write(lambda writer: telegram_login.begin(writer, digest(state), pending_login))
    url = rules.authorization_url(set_up.base, set_up.client_id, redirect_uri, state, verifier)
    return AuthorizationRequest(url, state, proof, expires_at)


async def finish_login(
    database: Database,
    telegram: TelegramSignIn,
    state: str,
    proof: str,
    code: str,
    *,
    device: Device,
    now: datetime,
) -> TokenPair:
    """Somebody is back with a code: sign them in as whoever Telegram says they are.

    A state works once, whatever comes of it. Raises TelegramLoginOff, TelegramNotShown,
    TelegramAway, BlockedPerson.
    """
    set_up = _set_up(telegram)
    pending_login = await database.write(lambda writer: telegram_login.take(writer, digest(state)))
    if pending_login is None:
        raise TelegramNotShown("used")
    if not hmac.compare_digest(pending_login.proof, digest(proof)):
        raise TelegramNotShown
    if now >= pending_login.expires_at:
        raise TelegramNotShown("expired")
    # No transaction is open during the call to Telegram.
    claims = await set_up.exchange(
        code[:LONGEST_CODE], pending_login.verifier, pending_login.redirect_uri
    )
    user = rules.user_of_claims(claims, issuer=set_up.base, client_id=set_up.client_id, now=now)
    work = partial(_sign_in, user=user, device=device, method=Method.TELEGRAM, now=now)
    return await tokens_of(database, await database.write(work), now=now)


async def launch(
    database: Database,
    telegram: TelegramSignIn,
    init_data: str,
    bot_id: int | None = None,
    *,
    device: Device,
    now: datetime,
) -> TokenPair:
    """Somebody has opened a Mini App: sign them in there, once per launch.

    bot_id: another bot of the business. Raises TelegramLoginOff, TelegramNotShown,
    BlockedPerson.
    """
    if bot_id is not None:
        if bot_id not in telegram.bots:
            raise TelegramLoginOff
        app_launch = rules.launch_of(init_data, bot_id, telegram.is_telegrams, now)
    elif telegram.launch_key is None:
        raise TelegramLoginOff
    else:
        app_launch = rules.launch(init_data, telegram.launch_key, now)

    async def work(writer: Writer) -> NewSignIn:
        if not await telegram_login.spend(writer, app_launch.digest, app_launch.until):
            raise TelegramNotShown("used")
        return await _sign_in(writer, app_launch.user, device, Method.APP, now)

    return await tokens_of(database, await database.write(work), now=now)


async def by_code(database: Database, raw_code: str, *, device: Device, now: datetime) -> TokenPair:
    """Somebody types a code that our chat showed them: sign them in as that person.

    Wrong codes count against where they come from. Raises NoLinkCode, LinkCodeUsed,
    LinkCodeExpired,
    LockedOut, BlockedPerson.
    """
    where = of_address(device.address or "")
    async with database.read() as reader:
        until = await login_attempts.locked_until(reader, [where])
    if until is not None and now < until:
        raise LockedOut(int(until.timestamp()))
    code = plain(raw_code)

    async def work(writer: Writer) -> NewSignIn | None:
        link_code = None if code is None else await linking.hold(writer, code_digest(code))
        if link_code is None or not link_code.from_chat:
            await login_attempts.count(writer, where, most=MOST_OF_ADDRESS, lock=LOCK, now=now)
            return None
        link_code.check(now)
        person = await people.lock(writer, link_code.person_id)
        if person is None or person.telegram_id is None:
            return None
        await linking.use(writer, link_code.id, person.id)
        return await begin(writer, person, device, Method.CHAT, now)

    new_sign_in = await database.write(work)
    if new_sign_in is None:
        raise NoLinkCode
    return await tokens_of(database, new_sign_in, now=now)


async def _sign_in(
    writer: Writer, user: TelegramUser, device: Device, method: Method, now: datetime
) -> NewSignIn:
    return await begin(writer, await _person(writer, user, now), device, method, now)


async def _person(writer: Writer, user: TelegramUser, now: datetime) -> Person:
    """The person with this Telegram id, locked; created if there is none."""
    person = await people.by_telegram_id(writer, user.id)
    if person is None:
        profile = TelegramProfile(
            user.id, user.first_name, user.last_name, user.username, user.language
        )
        person, new = await telegram_login.know(writer, profile, now)
        if new:
            actor = person.at(Door.HTTP)
            await write_new_down(writer, person.id, "telegram", actor, now)
    locked_person = await people.lock(writer, person.id)
    if locked_person is None or locked_person.telegram_id != user.id:
        raise TelegramNotShown  # they were erased at this very moment
    return locked_person


def _set_up(telegram: TelegramSignIn) -> SignInSetUp:
    if telegram.sign_in is None:
        raise TelegramLoginOff
    return telegram.sign_in
