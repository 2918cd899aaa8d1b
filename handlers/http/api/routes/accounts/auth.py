"""Signing in and out, by name and password and by codes that are sent.

No answer reveals whether an account exists, nor whether a code was sent at all.
"""

from domain.accounts.account_refusals import (
    BadPassword,
    ContactTaken,
    LockedOut,
    NoWayToWrite,
    SignedOut,
    SignInAgain,
    TooBusy,
    TooManyCodes,
    WrongCode,
    WrongLogin,
)
from domain.programs.scopes import Scope
from domain.refusals import BadInput, BlockedPerson, NotAllowed
from handlers.actions.accounts import (
    changing,
    devices,
    keys,
    logging_in,
    recovering,
    registering,
    signing_in,
)
from handlers.http.api.call import Call
from handlers.http.api.login_names import any_name
from handlers.http.api.route import route
from handlers.http.api.routes.accounts.auth_shapes import (
    ChangedContact,
    ChangedPassword,
    CodeConfirmation,
    CodeSent,
    Credentials,
    Forgotten,
    NewAccount,
    PasswordReset,
    SignedIn,
    TokenRenewal,
    device_of,
    fresh,
    login_of,
    sent_code,
    signed_in_as,
    tokens,
    ways_of,
)

OF_A_PASSWORD = (BadPassword, TooBusy)
PROVEN = (SignInAgain, WrongLogin, LockedOut, BlockedPerson)


@route(
    "POST",
    "/auth/register",
    None,
    aliases=("POST /auth/register",),
    status=202,
    refuses=(*OF_A_PASSWORD, BadInput, NoWayToWrite, TooManyCodes),
)
async def register(call: Call, body: NewAccount) -> CodeSent:
    """Request an account.

    A code goes to the address or the number, and `verify-email` creates the account. An address or
    number that already has one is told so there; the answer here is the same. Text messages are
    capped, and the answer does not say so: if none arrives, use an e-mail address.
    """
    request = await registering.register(
        call.database,
        login_of(body.typed_login()),
        body.password,
        body.name,
        device=device_of(call, body),
        ways=ways_of(call),
        language=call.words.language,
        zone=body.zone,
        now=call.now,
        business_name=call.catalogue.business.name or "",
    )
    return sent_code(call, request)


@route(
    "POST",
    "/auth/verify-email",
    None,
    aliases=("POST /auth/verify-email",),
    refuses=(WrongCode, ContactTaken),
)
async def verify_email(call: Call, body: CodeConfirmation) -> SignedIn:
    """Enter the code you were sent, and get the account.

    The device is signed in.
    """
    pair = await registering.confirm(
        call.database, body.request, body.code, device=device_of(call, body), now=call.now
    )
    return tokens(call, pair)


@route(
    "POST",
    "/auth/login",
    None,
    aliases=("POST /auth/login",),
    refuses=(WrongLogin, LockedOut, BlockedPerson, TooBusy),
)
async def login(call: Call, body: Credentials) -> SignedIn:
    """Sign in by password.

    After five wrong passwords nobody can sign in by password for half an hour, unless a code from
    `forgot-password`, or the chat, unlocks it earlier. Devices already signed in stay signed in.
    """
    pair = await logging_in.log_in(
        call.database,
        any_name(body.typed_login()),
        body.password,
        device=device_of(call, body),
        now=call.now,
    )
    return tokens(call, pair)


@route("POST", "/auth/refresh", None, refuses=(SignedOut,))
async def refresh(call: Call, body: TokenRenewal) -> SignedIn:
    """Trade a refresh token for a new pair of tokens.

    It works once. If the same device asks again within a minute, because its answer was lost, it
    gets the same refresh token again. Any other reuse signs the device out.
    """
    pair = await signing_in.renew(
        call.database, body.refresh_token, device_of(call, body), now=call.now
    )
    return tokens(call, pair)


@route("POST", "/auth/logout", Scope.ACCOUNT, refuses=(SignedOut,))
async def logout(call: Call) -> None:
    """Sign out the calling device."""
    await devices.sign_out(call.database, signed_in_as(call), actor=call.actor, now=call.now)


@route(
    "POST",
    "/auth/forgot-password",
    None,
    aliases=("POST /auth/forgot-password",),
    status=202,
    refuses=(BadInput, NoWayToWrite, TooManyCodes),
)
async def forgot_password(call: Call, body: Forgotten) -> CodeSent:
    """Request a code that sets a new password, or unlocks the account.

    It goes to the address or the number if somebody signs in with it; the answer is the same either
    way.
    """
    request = await recovering.forgot(
        call.database,
        login_of(body.typed_login()),
        device=device_of(call, body),
        ways=ways_of(call),
        language=call.words.language,
        now=call.now,
    )
    return sent_code(call, request)


@route("POST", "/auth/reset-password", None, refuses=(WrongCode, *OF_A_PASSWORD))
async def reset_password(call: Call, body: PasswordReset) -> None:
    """Set a new password with a code.

    All devices are signed out, and a locked account is unlocked.
    """
    await recovering.reset(
        call.database,
        body.request,
        body.code,
        body.password,
        device=device_of(call, body),
        now=call.now,
    )


@route("POST", "/auth/unlock", None, refuses=(WrongCode,))
async def unlock(call: Call, body: CodeConfirmation) -> None:
    """Unlock an account with a code from `forgot-password`; the password stays as it is."""
    await recovering.unlock(
        call.database, body.request, body.code, device=device_of(call, body), now=call.now
    )


@route("POST", "/auth/change-password", Scope.ACCOUNT, refuses=(*PROVEN, *OF_A_PASSWORD))
async def change_password(call: Call, body: ChangedPassword) -> None:
    """Change the password.

    It takes the current one or, if there is none, a sign-in within the last ten minutes. All other
    devices are signed out.
    """
    await changing.change_password(
        call.database,
        body.password,
        current=body.current_password,
        actor=call.actor,
        sign_in_id=signed_in_as(call),
        fresh=fresh(call),
        device=device_of(call),
        now=call.now,
    )


@route("POST", "/auth/rotate-keys", Scope.ACCOUNT, refuses=(NotAllowed, SignInAgain, BlockedPerson))
async def rotate_keys(call: Call) -> None:
    """Void every access token, as an admin.

    Apps renew theirs, and a thief cannot. For when somebody has seen what they should not have,
    such as a backup.
    """
    devices.require_fresh(fresh=fresh(call))
    await keys.rotate(call.database, actor=call.actor, now=call.now)


@route(
    "POST",
    "/auth/change-contact",
    Scope.ACCOUNT,
    status=202,
    refuses=(*PROVEN, BadInput, NoWayToWrite, TooManyCodes, TooBusy),
)
async def change_contact(call: Call, body: ChangedContact) -> CodeSent:
    """Ask to sign in with another address or number; a code goes there."""
    request = await changing.ask_contact(
        call.database,
        login_of(body.typed_login()),
        current=body.current_password,
        actor=call.actor,
        sign_in_id=signed_in_as(call),
        fresh=fresh(call),
        device=device_of(call, body),
        ways=ways_of(call),
        language=call.words.language,
        now=call.now,
    )
    return sent_code(call, request)


@route(
    "POST",
    "/auth/confirm-contact",
    Scope.ACCOUNT,
    refuses=(WrongCode, ContactTaken, BlockedPerson),
)
async def confirm_contact(call: Call, body: CodeConfirmation) -> None:
    """Enter the code that was sent there.

    All other devices are signed out, and the previous address is notified.
    """
    await changing.confirm_contact(
        call.database,
        body.request,
        body.code,
        actor=call.actor,
        sign_in_id=signed_in_as(call),
        device=device_of(call, body),
        now=call.now,
    )


ROUTES = (
    *(register, verify_email, login, refresh, logout, forgot_password, reset_password, unlock),
    *(change_password, change_contact, confirm_contact, rotate_keys),
)
