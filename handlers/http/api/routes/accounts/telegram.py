"""Signing in with Telegram, and linking an account with a chat."""

from datetime import datetime
from typing import Annotated, Final

from msgspec import Meta

from domain.accounts.account_refusals import LockedOut, SignInAgain
from domain.accounts.link_refusals import (
    AlreadyLinked,
    CannotLink,
    LinkCodeExpired,
    LinkCodeUsed,
    NoLinkCode,
    TooManyGuesses,
)
from domain.accounts.linking import VALID, format_code, payload
from domain.accounts.telegram_login import LONGEST_LAUNCH
from domain.accounts.telegram_refusals import (
    BadRedirect,
    TelegramAway,
    TelegramLoginOff,
    TelegramNotShown,
)
from domain.programs.scopes import Scope
from domain.refusals import BlockedPerson
from handlers.actions.accounts import by_telegram
from handlers.actions.accounts.by_telegram import LONGEST_CODE
from handlers.actions.people import linking
from handlers.http.api.call import Call
from handlers.http.api.route import route
from handlers.http.api.routes.accounts.auth_shapes import (
    OnDevice,
    SignedIn,
    device_of,
    fresh,
    tokens,
)
from handlers.http.api.shapes import AnswerShape, Id, RequestShape

Secret = Annotated[str, Meta(min_length=1, max_length=128)]
Code = Annotated[
    str,
    Meta(min_length=1, max_length=40, description="As it was shown, in upper or lower case."),
]


class Journey(RequestShape):
    """Where to send somebody back to after Telegram."""

    redirect_uri: Annotated[
        str,
        Meta(
            min_length=1, max_length=500, description="One of the configured addresses, complete."
        ),
    ]


class Sent(AnswerShape):
    """Where to send somebody. proof: stays where they began, and is sent back only from there.
    state: comes back with the code."""

    authorization_url: str
    state: str
    proof: str
    expires_at: datetime


class Return(OnDevice, kw_only=True):
    """What somebody comes back with."""

    state: Secret
    proof: Secret
    code: Annotated[str, Meta(min_length=1, max_length=LONGEST_CODE)]


class MiniApp(OnDevice, kw_only=True):
    """`Telegram.WebApp.initData`, unchanged. bot_id: of another bot of the business, if it is that
    bot's Mini App."""

    init_data: Annotated[str, Meta(min_length=1, max_length=LONGEST_LAUNCH)]
    bot_id: Id | None = None


class ChatCode(OnDevice, kw_only=True):
    """A code from the chat."""

    code: Code


class TypedCode(RequestShape):
    """A code from the chat."""

    code: Code


class LinkCode(AnswerShape):
    """A code for the chat. link: opens it there."""

    code: str
    link: str
    expires_at: datetime


class Linked(AnswerShape):
    """Who the caller is from now on. coming: upcoming sessions that came with the link."""

    name: str
    known_by: tuple[str, ...]
    coming: int


@route("POST", "/auth/telegram/start", None, refuses=(TelegramLoginOff, BadRedirect))
async def start(call: Call, body: Journey) -> Sent:
    """Begin to sign in with Telegram.

    Open `authorization_url`; Telegram leads back to `redirect_uri` with a code and the state. Keep
    `proof` where you began, for ten minutes.
    """
    authorization = await by_telegram.begin_login(
        call.database, call.context.telegram, body.redirect_uri, now=call.now
    )
    return Sent(
        authorization_url=authorization.url,
        state=authorization.state,
        proof=authorization.proof,
        expires_at=authorization.expires_at.astimezone(call.zone),
    )


@route(
    "POST",
    "/auth/telegram/callback",
    None,
    refuses=(TelegramLoginOff, TelegramNotShown, TelegramAway, BlockedPerson),
)
async def callback(call: Call, body: Return) -> SignedIn:
    """Sign in with what Telegram sent back.

    A state works once, even if this fails: start again then.
    """
    pair = await by_telegram.finish_login(
        call.database,
        call.context.telegram,
        body.state,
        body.proof,
        body.code,
        device=device_of(call, body),
        now=call.now,
    )
    return tokens(call, pair)


@route(
    "POST",
    "/auth/telegram/mini-app",
    None,
    refuses=(TelegramLoginOff, TelegramNotShown, BlockedPerson),
)
async def mini_app(call: Call, body: MiniApp) -> SignedIn:
    """Sign in within a Mini App of the bot, or of another one that is set up for it.

    The launch data is valid for an hour and works once: opening the app again gives new data.
    """
    pair = await by_telegram.launch(
        call.database,
        call.context.telegram,
        body.init_data,
        body.bot_id,
        device=device_of(call, body),
        now=call.now,
    )
    return tokens(call, pair)


@route(
    "POST",
    "/auth/telegram/code",
    None,
    refuses=(NoLinkCode, LinkCodeUsed, LinkCodeExpired, LockedOut, BlockedPerson),
)
async def code(call: Call, body: ChatCode) -> SignedIn:
    """Sign in with a code from the chat, which `/link` shows there."""
    pair = await by_telegram.by_code(
        call.database, body.code, device=device_of(call, body), now=call.now
    )
    return tokens(call, pair)


OF_A_LINK: Final = (
    NoLinkCode,
    LinkCodeUsed,
    LinkCodeExpired,
    AlreadyLinked,
    CannotLink,
    TooManyGuesses,
    SignInAgain,
    BlockedPerson,
)


@route(
    "POST",
    "/auth/telegram/link",
    Scope.ACCOUNT,
    status=201,
    refuses=(SignInAgain, AlreadyLinked, BlockedPerson),
    secret=True,
)
async def link(call: Call) -> LinkCode:
    """Create a code that links this account with your chat, within ten minutes of signing in.

    Open `link` in Telegram, or type the code there after `/link`: the chat asks whether it is
    yours. An earlier code stops working.
    """
    link_code = await linking.make_code(
        call.database, actor=call.actor, now=call.now, fresh=fresh(call)
    )
    expires_at = (call.now + VALID).astimezone(call.zone)
    link_ = f"{call.context.link()}?start={payload(link_code)}"
    return LinkCode(code=format_code(link_code), link=link_, expires_at=expires_at)


@route("POST", "/auth/telegram/link/confirm", Scope.ACCOUNT, refuses=OF_A_LINK)
async def confirm_link(call: Call, body: TypedCode) -> Linked:
    """Link this account with a chat, with a code that `/link` shows there, soon after signing in.

    The two are one person from then on, with all bookings of both. This device stays signed in: it
    renews its tokens, as the previous access token is no longer valid.
    """
    outcome = await linking.link(
        call.database,
        body.code,
        **call.intent,
        fresh=fresh(call),
    )
    account = outcome.account
    return Linked(name=account.name, known_by=account.known_by, coming=outcome.coming)


ROUTES = (start, callback, mini_app, code, link, confirm_link)
