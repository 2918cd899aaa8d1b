"""Yourself: who you are to the business, and how you want to be addressed."""

from datetime import datetime
from typing import Annotated, Any

from msgspec import UNSET, Meta, UnsetType

from domain.accounts.account_refusals import (
    LockedOut,
    NoWayToWrite,
    SignInAgain,
    TooBusy,
    TooManyCodes,
    WrongLogin,
)
from domain.accounts.identity import Identity
from domain.messages.quiet_hours import validate_hours
from domain.people.erasing_refusals import TooNearToErase, WorksHere
from domain.programs.scopes import Scope
from domain.refusals import BadInput, NotAllowed, NotFound
from domain.roles import Role
from handlers.actions.accounts import changing
from handlers.actions.accounts.codes import CodeTicket
from handlers.actions.messages import broadcasting
from handlers.actions.people import erasing, people
from handlers.http.api import fields, instants
from handlers.http.api.call import Call
from handlers.http.api.route import route
from handlers.http.api.routes.accounts.auth_shapes import (
    CodeSent,
    Password,
    device_of,
    fresh,
    sent_code,
    session_of,
    ways_of,
)
from handlers.http.api.routes.people.people_shapes import Contact, PersonName, RoleName
from handlers.http.api.shapes import AnswerShape, RequestShape, WallTime, ZoneName
from handlers.queries.appointments import habits
from handlers.queries.business.languages import spoken_languages
from handlers.queries.messages import broadcasts, quiet_hours
from handlers.queries.people import erasing as leaving
from handlers.queries.people import identities, person_limits
from handlers.typing.mail_addresses import address_of

Language = Annotated[str, Meta(pattern="^[a-z]{2,3}(-[A-Za-z]{2,4})?$")]


class QuietHours(AnswerShape):
    """When no sound is wanted. An end before the start is on the next day."""

    start: str
    end: str


class NewQuietHours(RequestShape):
    """The new quiet hours."""

    start: WallTime
    end: WallTime


class Me(AnswerShape, kw_only=True):
    """The caller. email: where mail goes when the chat does not reach them. email_code: a new
    address awaits the code that was sent there; `confirm-contact` takes both. news: whether
    broadcasts are wanted. Each service sets its own session reminders."""

    id: int
    name: str
    roles: tuple[RoleName, ...]
    coach_id: int | None = None
    language: str | None = None
    zone: str | None = None
    email: str | None = None
    phone: str | None = None
    telegram: bool
    news: bool
    quiet: QuietHours | None = None
    most_open: int
    by_hand: bool = False
    email_code: CodeSent | None = None


class MyChange(RequestShape):
    """What to change; what is left out stays, null clears it. name: only for somebody without a
    chat, which otherwise provides it. email: takes effect once the code sent there is entered.
    current_password: for a new address, unless the caller has signed in within ten minutes. quiet:
    when no sound is wanted."""

    name: PersonName | UnsetType = UNSET
    language: Language | UnsetType = UNSET
    zone: ZoneName | UnsetType | None = UNSET
    email: Contact | UnsetType | None = UNSET
    current_password: Password | None = None
    news: bool | UnsetType = UNSET
    quiet: NewQuietHours | UnsetType | None = UNSET


class Visit(AnswerShape):
    """One of your sessions, recent or in the next weeks."""

    appointment_id: int
    service_id: int
    coach_id: int
    start: datetime
    wall_start: str


class Visits(AnswerShape):
    """Such sessions, latest first: they show what the caller usually books."""

    items: tuple[Visit, ...]


class Going(AnswerShape):
    """What would be cancelled if the caller's data were erased."""

    appointment_ids: tuple[int, ...]


class Erased(AnswerShape):
    """How many sessions were cancelled."""

    cancelled: int


@route("GET", "/me", Scope.PEOPLE_READ, refuses=(NotAllowed,))
async def read(call: Call) -> Me:
    """Read who you are, and how you are addressed."""
    return await _me(call)


@route(
    "PUT",
    "/me",
    Scope.PEOPLE_WRITE,
    refuses=(
        *(NotAllowed, NotFound, BadInput),
        *(SignInAgain, WrongLogin, LockedOut, NoWayToWrite, TooManyCodes, TooBusy),
    ),
)
async def change(call: Call, body: MyChange) -> Me:
    """Change your name and how you are addressed.

    If anything is wrong, nothing is changed. A new address needs a sign-in within the last ten
    minutes, or the password, and takes effect once the code sent there is entered.
    """
    email, hours = body.email, None
    if isinstance(email, str):
        email = address_of(email)
    if isinstance(body.quiet, NewQuietHours):
        hours = validate_hours(
            instants.minute(body.quiet.start) % 1440, instants.minute(body.quiet.end) % 1440
        )
    zone = fields.zone(body.zone, "zone") if isinstance(body.zone, str) else body.zone
    among = spoken_languages(call.catalogue.business, call.context.language)
    if isinstance(body.language, str) and body.language not in among:
        raise BadInput("language")
    database, actor, now = call.database, call.actor, call.now
    if isinstance(body.name, str):
        people.own_name(call.person, body.name)
    request = None if isinstance(email, UnsetType) else await _change_email(call, body, email)
    if isinstance(body.name, str):
        await people.choose_name(database, body.name, actor=actor, now=now)
    if isinstance(body.language, str):
        await people.choose_language(database, body.language, among=among, actor=actor, now=now)
    if not isinstance(zone, UnsetType):
        await people.set_zone(database, zone, actor=actor, now=now)
    if isinstance(body.news, bool):
        await broadcasting.set_news(database, body.news, **call.part("news"))
    if body.quiet is not UNSET:
        await people.set_quiet(database, hours, **call.part("quiet"))
    return await _me(call, request)


@route("GET", "/me/visits", Scope.BOOKINGS_READ, refuses=(NotAllowed,))
async def visits(call: Call) -> Visits:
    """List your recent and upcoming sessions, which show what you usually book."""
    rows = await habits.visits(call.database, actor=call.actor, now=call.now)
    return Visits(
        items=tuple(
            Visit(
                appointment_id=one.appointment_id,
                service_id=one.service_id,
                coach_id=one.coach_id,
                start=one.starts_at.astimezone(call.zone),
                wall_start=one.wall.isoformat(timespec="minutes"),
            )
            for one in rows
        )
    )


@route(
    "GET",
    "/me/erasing",
    Scope.ACCOUNT,
    refuses=(NotFound, NotAllowed, WorksHere, TooNearToErase),
)
async def look(call: Call) -> Going:
    """Preview what would be cancelled if your data were erased."""
    preview = await leaving.going(
        call.database, call.catalogue, call.person.id, actor=call.actor, now=call.now
    )
    return Going(appointment_ids=tuple(one.id for one in preview.upcoming))


@route(
    "DELETE",
    "/me",
    Scope.ACCOUNT,
    refuses=(NotFound, NotAllowed, WorksHere, TooNearToErase),
)
async def erase(call: Call) -> Erased:
    """Erase your data: texts and contacts are deleted, and upcoming sessions are cancelled."""
    erased = await erasing.erase(
        call.database,
        call.catalogue,
        call.person.id,
        **call.intent,
    )
    return Erased(cancelled=erased.cancelled)


async def _change_email(call: Call, body: MyChange, email: str | None) -> CodeTicket | None:
    """The address that awaits its code; None if nothing is pending."""
    current_email = (await identities.myself(call.database, call.actor)).email
    if (email and email.lower()) == (current_email and current_email.lower()):
        return None
    arguments: dict[str, Any] = {
        "current": body.current_password,
        "actor": call.actor,
        "sign_in_id": session_of(call),
        "fresh": fresh(call),
        "device": device_of(call),
        "ways": ways_of(call),
        "now": call.now,
    }
    if email is None:
        await changing.drop_email(call.database, **arguments)
        return None
    language = call.words.language
    login = Identity.email(email)
    return await changing.ask_contact(call.database, login, language=language, **arguments)


async def _me(call: Call, request: CodeTicket | None = None) -> Me:
    database, actor = call.database, call.actor
    person = await identities.myself(database, actor)
    mine = await person_limits.mine(
        database, call.catalogue.business, person, actor=actor, now=call.now
    )
    hours = await quiet_hours.of_person(database, actor=actor)
    return Me(
        id=person.id,
        name=person.name,
        roles=tuple(sorted(Role(role).value for role in person.roles)),
        coach_id=person.coach_id,
        language=person.chosen_language or person.language,
        zone=person.zone,
        email=person.email,
        phone=await identities.phone_of(database, actor),
        telegram=person.telegram_id is not None,
        news=await broadcasts.wants_news(database, actor=actor),
        quiet=QuietHours(start=fields.clock(hours.starts), end=fields.clock(hours.ends))
        if hours
        else None,
        most_open=mine.most,
        by_hand=mine.by_hand,
        email_code=sent_code(call, request) if request else None,
    )


ROUTES = (read, change, visits, look, erase)
