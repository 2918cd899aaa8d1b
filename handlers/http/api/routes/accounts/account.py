"""Your own account: who you are, the devices that are signed in, and the sign-in log."""

from domain.accounts.account_refusals import SignInAgain
from domain.programs.scopes import Scope
from domain.refusals import BlockedPerson, NotAllowed, NotFound
from handlers.actions.accounts import devices
from handlers.http.api.call import Call
from handlers.http.api.cursors import decode_cursor, encode_cursor
from handlers.http.api.route import route
from handlers.http.api.routes.accounts.auth_shapes import (
    DevicesSignedOut,
    LoginLog,
    LogQuery,
    OwnAccount,
    SignedInDevice,
    fresh,
    line,
    session,
    signed_in_as,
)
from handlers.http.api.shapes import Id
from handlers.queries.accounts import devices as queries


@route("GET", "/auth/me", Scope.ACCOUNT, refuses=(BlockedPerson,))
async def me(call: Call) -> OwnAccount:
    """Read who you are."""
    mine = await queries.account(call.database, actor=call.actor)
    person = call.person
    return OwnAccount(
        id=person.id,
        name=person.name,
        roles=tuple(sorted(role.value for role in person.roles)),
        has_password=mine.password,
        email=mine.email,
        phone=mine.phone,
        language=person.chosen_language or person.language,
        zone=person.zone,
        coach_id=person.coach_id,
    )


@route("GET", "/auth/sessions", Scope.ACCOUNT, refuses=(BlockedPerson,))
async def sessions(call: Call) -> tuple[SignedInDevice, ...]:
    """List the devices that are signed in."""
    own_devices = await queries.devices(call.database, actor=call.actor, now=call.now)
    current = signed_in_as(call)
    return tuple(session(one, current, call.zone) for one in own_devices.signed_in)


@route(
    "DELETE",
    "/auth/sessions/{session_id}",
    Scope.ACCOUNT,
    refuses=(NotFound, SignInAgain, BlockedPerson),
)
async def end_session(call: Call, session_id: Id) -> None:
    """Sign one of your devices out, within ten minutes of signing in."""
    await devices.end(
        call.database,
        session_id,
        **call.intent,
        fresh=fresh(call) or session_id == signed_in_as(call),
    )


@route(
    "POST", "/auth/sessions/{session_id}/not-me", Scope.ACCOUNT, refuses=(NotFound, BlockedPerson)
)
async def not_me(call: Call, session_id: Id) -> None:
    """Report that somebody else signed that device in.

    It is signed out, and the password it used stops working.
    """
    await devices.not_me(call.database, session_id, **call.intent)


@route("DELETE", "/auth/sessions", Scope.ACCOUNT, refuses=(SignInAgain, BlockedPerson))
async def end_sessions(call: Call) -> DevicesSignedOut:
    """Sign all your other devices out, within ten minutes of signing in."""
    count = await devices.end_others(
        call.database,
        signed_in_as(call),
        **call.intent,
        fresh=fresh(call),
    )
    return DevicesSignedOut(ended=count)


@route("GET", "/auth/log", Scope.ACCOUNT, refuses=(BlockedPerson,))
async def log(call: Call, query: LogQuery) -> LoginLog:
    """Read the log of sign-ins and changes to your account, newest first."""
    before = None if query.cursor is None else decode_cursor(query.cursor, int)
    lines = await queries.log(call.database, actor=call.actor, most=query.limit + 1, before=before)
    page = lines[: query.limit]
    following = encode_cursor(page[-1].id) if len(lines) > len(page) else None
    return LoginLog(items=tuple(line(one, call.zone) for one in page), next=following)


@route(
    "GET",
    "/users/{user_id}/sessions",
    Scope.ACCOUNT,
    refuses=(NotAllowed, NotFound, BlockedPerson),
)
async def sessions_of(call: Call, user_id: Id) -> tuple[SignedInDevice, ...]:
    """List somebody's devices, as an admin."""
    _, their_devices = await queries.of_person(
        call.database, user_id, actor=call.actor, now=call.now
    )
    return tuple(session(one, None, call.zone) for one in their_devices)


@route(
    "DELETE",
    "/users/{user_id}/sessions",
    Scope.ACCOUNT,
    refuses=(NotAllowed, NotFound, BlockedPerson),
)
async def end_sessions_of(call: Call, user_id: Id) -> DevicesSignedOut:
    """Sign all of somebody's devices out, as an admin; they are told."""
    count = await devices.end_by_team(call.database, user_id, **call.intent)
    return DevicesSignedOut(ended=count)


@route(
    "DELETE",
    "/users/{user_id}/sessions/{session_id}",
    Scope.ACCOUNT,
    refuses=(NotAllowed, NotFound, BlockedPerson),
)
async def end_session_of(call: Call, user_id: Id, session_id: Id) -> DevicesSignedOut:
    """Sign one of somebody's devices out, as an admin; they are told."""
    count = await devices.end_by_team(call.database, user_id, session_id, **call.intent)
    return DevicesSignedOut(ended=count)


ROUTES = (
    *(me, sessions, end_session, not_me, end_sessions, log),
    *(sessions_of, end_sessions_of, end_session_of),
)
