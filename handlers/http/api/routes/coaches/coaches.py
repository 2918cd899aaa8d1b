"""Coaches: found by category and place, read, edited, opened and paused."""

from collections.abc import Sequence
from dataclasses import replace

from domain.business import offering
from domain.coaches.applications import ApplicantBlocked
from domain.coaches.profiles import LONGEST_NAME
from domain.programs.scopes import Scope
from domain.refusals import BadInput, NotAllowed, NotFound, OutOfReach
from domain.roles import Actor
from domain.services import browsing
from domain.services import catalogue as model
from domain.services.distance import Point
from domain.text.field_text import line
from handlers.actions.coaches import hiring, without_chat
from handlers.actions.services import catalogue as actions
from handlers.http.api import fields
from handlers.http.api.answers import Answer
from handlers.http.api.call import Call
from handlers.http.api.pages import page
from handlers.http.api.request_faults import FieldFault, of_fields
from handlers.http.api.route import route
from handlers.http.api.routes.coaches.coach_shapes import (
    Coach,
    CoachChange,
    CoachPage,
    CoachQuery,
    Contacts,
    NewCoach,
    NewContacts,
    Opening,
    of,
)
from handlers.http.api.routes.people.people_shapes import contacts_of
from handlers.http.api.routes.services.service_shapes import Gaps
from handlers.http.api.routes.services.services import gaps_of
from handlers.http.api.shapes import Id
from handlers.http.api.versions import unseen, versioned_answer
from handlers.http.api.viewers import viewer
from handlers.queries.coaches import coaches
from handlers.queries.starts import booking_obstacles, visible_catalogue
from storage.people.people import TelegramProfile

CHANGES = (NotFound, NotAllowed, BadInput)


@route("GET", "/coaches", None, refuses=(NotFound,), aliases=("GET /providers",))
async def list_all(call: Call, query: CoachQuery) -> CoachPage:
    """List the coaches, by category and by place.

    Everybody sees the ones they can book; the team sees paused ones, too. With a point on the map,
    the nearest come first, then those who meet online, then those whose place is not known.
    """
    actor = viewer(call, Scope.CATALOGUE_READ)
    catalogue = call.catalogue
    visible_coaches = visible_catalogue.coaches(catalogue, actor=actor)
    if query.service_id is not None:
        service = visible_catalogue.service(catalogue, query.service_id, actor=actor)
        visible_coaches = [one for one in visible_coaches if service.id in one.service_ids]
    matches = [one for one in visible_coaches if query.category in (None, one.category)]
    if query.location is not None:
        part = query.location.casefold()
        matches = [one for one in matches if part in (one.place or "").casefold()]
    here = _here(query)
    if here is None:
        items, more = page(matches, lambda one: (one.name, one.id), query)
        return CoachPage(items=tuple(_of(call, one, actor) for one in items), next=more)
    places = _places(call, matches, here, query)
    items, more = page(matches, lambda one: (places[one.id][0], one.id), query)
    return CoachPage(
        items=tuple(_of(call, one, actor, places[one.id][1]) for one in items), next=more
    )


@route(
    "GET", "/coaches/{coach_id}", None, refuses=(NotFound,), aliases=("GET /providers/{coach_id}",)
)
async def read(call: Call, coach_id: Id) -> Answer[Coach]:
    """Read a coach's profile."""
    actor = viewer(call, Scope.CATALOGUE_READ)
    return versioned_answer(
        _of(call, visible_catalogue.coach(call.catalogue, coach_id, actor=actor), actor)
    )


@route("POST", "/coaches", Scope.PEOPLE_WRITE, status=201, refuses=(*CHANGES, ApplicantBlocked))
async def create(call: Call, body: NewCoach) -> Answer[Coach]:
    """Make somebody a coach.

    They have the usual hours and cannot be booked until they are opened. Somebody who is already a
    coach stays as they are.
    """
    name = line(body.name, "name", LONGEST_NAME)
    zone = call.catalogue.business.zone
    if body.zone is not None:
        zone = fields.zone(body.zone, "zone")
    one = await _hire(call, body, name, zone)
    return versioned_answer(_of(call, one, call.actor, newest=await call.shop.catalogue()))


@route("PUT", "/coaches/{coach_id}", Scope.CATALOGUE_WRITE, refuses=CHANGES)
async def change(call: Call, coach_id: Id, body: CoachChange) -> Answer[Coach]:
    """Change a coach's profile and limits, for the team; existing bookings stand."""
    values = fields.values_of(body)
    if isinstance(body.zone, str):
        values["zone"] = fields.zone(body.zone, "zone")

    def apply_changes(coach: model.Coach) -> model.Coach:
        unseen(call, _of(call, coach, call.actor))
        return offering.coach(coach, values)

    one = await actions.change_coach(
        call.database,
        coach_id,
        apply_changes,
        **call.intent,
        available_channels=call.context.available_channels,
    )
    return versioned_answer(_of(call, one, call.actor))


@route("POST", "/coaches/{coach_id}/open", Scope.CATALOGUE_WRITE, refuses=(*CHANGES, OutOfReach))
async def open_for_booking(call: Call, coach_id: Id, body: Opening) -> Answer[Coach]:
    """Open a coach for booking."""
    return await _active(call, coach_id, active=True, anyway=body.anyway)


@route("POST", "/coaches/{coach_id}/pause", Scope.CATALOGUE_WRITE, refuses=CHANGES)
async def pause(call: Call, coach_id: Id) -> Answer[Coach]:
    """Take no new bookings for a coach; existing bookings stand."""
    return await _active(call, coach_id, active=False)


@route("GET", "/coaches/{coach_id}/gaps", Scope.CATALOGUE_READ, refuses=(NotFound, NotAllowed))
async def gaps(call: Call, coach_id: Id) -> Gaps:
    """List what keeps customers from booking a coach."""
    return gaps_of(
        await booking_obstacles.coach(call.shop, coach_id, actor=call.actor, now=call.now)
    )


@route("GET", "/coaches/{coach_id}/contacts", Scope.PEOPLE_READ, refuses=(NotFound, NotAllowed))
async def read_contacts(call: Call, coach_id: Id) -> Contacts:
    """Read how else to reach a coach who is not on Telegram."""
    coach = coaches.by_id(call.catalogue, coach_id, actor=call.actor)
    contacts = await coaches.contacts(call.database, coach, actor=call.actor)
    return Contacts(chat=contacts is None, items=tuple(contacts or ()))


@route("PUT", "/coaches/{coach_id}/contacts", Scope.PEOPLE_WRITE, refuses=CHANGES)
async def change_contacts(call: Call, coach_id: Id, body: NewContacts) -> Contacts:
    """Set how else to reach a coach who is not on Telegram.

    These contacts replace all earlier ones.
    """
    contacts = contacts_of(body.email, body.phone)
    await without_chat.set_contacts(call.database, coach_id, contacts, **call.intent)
    return Contacts(chat=False, items=tuple(one.value for one in contacts))


async def _hire(call: Call, body: NewCoach, name: str, zone: str) -> model.Coach:
    database, does = call.database, body.service_id
    if body.person_id is not None:
        return await hiring.add_known(
            database, body.person_id, name, zone, does=does, **call.intent
        )
    if body.telegram_id is not None:
        profile = TelegramProfile(body.telegram_id, name)
        return await hiring.add_coach(database, profile, name, zone, does=does, **call.intent)
    contacts = contacts_of(body.email, body.phone)
    return await without_chat.add_without_chat(
        database, name, contacts, zone, does=does, **call.intent
    )


async def _active(
    call: Call, coach_id: int, *, active: bool, anyway: bool = False
) -> Answer[Coach]:
    one = await actions.change_coach(
        call.database,
        coach_id,
        lambda coach: replace(coach, active=active),
        **call.intent,
        available_channels=call.context.available_channels,
        anyway=anyway,
    )
    return versioned_answer(_of(call, one, call.actor))


def _of(
    call: Call,
    one: model.Coach,
    actor: Actor | None,
    metres: float | None = None,
    newest: model.Catalogue | None = None,
) -> Coach:
    return of(one, newest or call.catalogue, actor, call.zone, metres)


def _here(query: CoachQuery) -> Point | None:
    if query.latitude is None or query.longitude is None:
        if query.latitude is not query.longitude:
            lacks = "latitude" if query.latitude is None else "longitude"
            wrong = FieldFault(field=lacks, code="missing", message="Is missing")
            raise of_fields(fields.QUERY, [wrong])
        return None
    return Point(query.latitude, query.longitude)


def _places(
    call: Call, matches: Sequence[model.Coach], here: Point, query: CoachQuery
) -> dict[int, tuple[str, float | None]]:
    """Each coach's place in the list: what they are sorted by, and how many metres away they
    are."""
    catalogue = call.catalogue
    service = catalogue.services.get(query.service_id or 0)
    by_id = {one.coach.id: one for one in browsing.near(catalogue, here, service) if one.coach}
    places: dict[int, tuple[str, float | None]] = {}
    for coach in matches:
        one = by_id.get(coach.id)
        way = one.way if one else None
        rank = 0 if way is not None else 1 if one and one.online else 2
        places[coach.id] = f"{rank}{way or 0:012.1f}{coach.name}", way
    return places


ROUTES = (
    list_all,
    read,
    create,
    change,
    open_for_booking,
    pause,
    gaps,
    read_contacts,
    change_contacts,
)
