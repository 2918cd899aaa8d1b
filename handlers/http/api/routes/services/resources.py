"""Rooms and devices, which sessions may need besides their coach."""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from domain.business import offering, offering_rules
from domain.programs.scopes import Scope
from domain.refusals import BadInput, NotAllowed, NotFound
from domain.services import resources
from domain.services.resources import ResourceKind
from domain.starts.room_refusals import RoomInUse
from handlers.actions.services import rooms as actions
from handlers.http.api import fields
from handlers.http.api.answers import Answer
from handlers.http.api.call import Call
from handlers.http.api.pages import Paging, page
from handlers.http.api.route import route
from handlers.http.api.shapes import AnswerShape, Id, Page, RequestShape, within
from handlers.http.api.versions import unseen, versioned_answer
from handlers.queries.starts import rooms

Name = Annotated[str, Meta(min_length=1, max_length=offering_rules.LONGEST_ROOM)]
ResourceKindName = Literal["room", "device"]
Directions = Annotated[str, Meta(min_length=1, max_length=offering_rules.LONGEST_DIRECTIONS)]
Units = Annotated[int, within(offering_rules.UNIT_COUNT, "How many of it there are.")]
CHANGES = (NotFound, NotAllowed, BadInput, RoomInUse)


class Resource(AnswerShape, kw_only=True):
    """A room or a device. active: false once it is retired; existing bookings keep it. zone: of its
    hours and closures."""

    id: int
    kind: ResourceKindName
    name: str
    units: int
    active: bool
    zone: str
    directions: str | None = None


class ResourcePage(Page, kw_only=True):
    """Rooms and devices, by name."""

    items: tuple[Resource, ...]


class ResourceQuery(Paging):
    """Which of them."""

    kind: ResourceKindName | None = None
    active: bool | None = None


class ResourceChange(RequestShape):
    """What to change; what is left out stays. anyway: even if upcoming sessions would lose it; they
    keep it."""

    name: Name | UnsetType = UNSET
    units: Units | UnsetType = UNSET
    directions: Directions | UnsetType | None = UNSET
    active: bool | UnsetType = UNSET
    anyway: bool = False


class NewResource(RequestShape, kw_only=True):
    """A room or a device to add, always open until hours are set."""

    kind: ResourceKindName
    name: Name
    units: Units = 1
    directions: Directions | None = None


class Anyway(RequestShape):
    """anyway: even if upcoming sessions are affected, as listed in a refusal."""

    anyway: bool = False


def of(one: resources.Resource) -> Resource:
    """A room or a device as an answer shows it."""
    return Resource(
        id=one.id,
        kind=one.kind.value,
        name=one.name,
        units=one.units,
        active=one.active,
        zone=one.zone,
        directions=one.directions,
    )


@route("GET", "/resources", Scope.CATALOGUE_READ, refuses=(NotAllowed,))
async def list_all(call: Call, query: ResourceQuery) -> ResourcePage:
    """List rooms and devices, for the team."""
    matches = [
        one
        for one in rooms.of_business(call.catalogue, actor=call.actor)
        if query.kind in (None, one.kind) and query.active in (None, one.active)
    ]
    items, more = page(matches, lambda one: (one.name, one.id), query)
    return ResourcePage(items=tuple(map(of, items)), next=more)


@route("GET", "/resources/{resource_id}", Scope.CATALOGUE_READ, refuses=(NotFound, NotAllowed))
async def read(call: Call, resource_id: Id) -> Answer[Resource]:
    """Read a room or a device."""
    return versioned_answer(of(rooms.one(call.catalogue, resource_id, actor=call.actor)))


@route("POST", "/resources", Scope.CATALOGUE_WRITE, status=201, refuses=(NotAllowed, BadInput))
async def create(call: Call, body: NewResource) -> Answer[Resource]:
    """Add a room or a device."""
    values = fields.values_of(body, "kind")
    one = await actions.add_room(
        call.database,
        ResourceKind(body.kind),
        body.name,
        **call.intent,
        described=lambda room: offering.room(room, values),
    )
    return versioned_answer(of(one))


@route("PUT", "/resources/{resource_id}", Scope.CATALOGUE_WRITE, refuses=CHANGES)
async def change(call: Call, resource_id: Id, body: ResourceChange) -> Answer[Resource]:
    """Change a room or a device.

    If upcoming sessions would be left without it, they are listed, and nothing is changed.
    """
    return await _change_room(
        call, resource_id, fields.values_of(body, "anyway"), anyway=body.anyway
    )


@route("DELETE", "/resources/{resource_id}", Scope.CATALOGUE_WRITE, refuses=CHANGES)
async def retire(call: Call, resource_id: Id, query: Anyway) -> Answer[Resource]:
    """Retire a room or a device.

    It can be brought back later; existing bookings keep it.
    """
    return await _change_room(call, resource_id, {"active": False}, anyway=query.anyway)


async def _change_room(
    call: Call, resource_id: int, values: dict[str, object], *, anyway: bool
) -> Answer[Resource]:
    def apply_changes(room: resources.Resource) -> resources.Resource:
        unseen(call, of(room))
        return offering.room(room, values)

    one = await actions.change_room(
        call.database,
        resource_id,
        apply_changes,
        anyway=anyway,
        **call.intent,
    )
    return versioned_answer(of(one))


ROUTES = (list_all, read, create, change, retire)
