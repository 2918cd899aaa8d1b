"""Which rooms and devices a session of a service needs besides its coach."""

from typing import Annotated

from msgspec import Meta

from domain.business.offering_rules import UNIT_COUNT
from domain.programs.scopes import Scope
from domain.refusals import BadInput, NotAllowed, NotFound, ServiceChanged
from domain.services import resources
from domain.services.resources import MOST_NEEDS, MOST_OPTIONS, ResourceKind
from handlers.actions.services.rooms import set_needs
from handlers.http.api.answers import Answer
from handlers.http.api.call import Call
from handlers.http.api.route import route
from handlers.http.api.routes.services.resources import ResourceKindName
from handlers.http.api.shapes import AnswerShape, Id, RequestShape, within
from handlers.http.api.versions import unseen, versioned_answer
from handlers.queries.starts import rooms


class Need(AnswerShape):
    """A number of units of one resource: any of a kind, or one of those listed."""

    units: int
    kind: ResourceKindName | None = None
    resource_ids: tuple[int, ...] = ()


class NeedList(AnswerShape):
    """All that a session needs."""

    items: tuple[Need, ...]


class NewNeed(RequestShape):
    """The new need: any of a kind, or one of those listed."""

    units: Annotated[int, within(UNIT_COUNT)] = 1
    kind: ResourceKindName | None = None
    resource_ids: Annotated[tuple[Id, ...], Meta(max_length=MOST_OPTIONS)] = ()


class NewNeeds(RequestShape):
    """All of them."""

    items: Annotated[tuple[NewNeed, ...], Meta(max_length=MOST_NEEDS)]


@route("GET", "/services/{service_id}/needs", Scope.CATALOGUE_READ, refuses=(NotFound, NotAllowed))
async def read(call: Call, service_id: Id) -> Answer[NeedList]:
    """Read what a service needs, for the team."""
    return versioned_answer(_of(rooms.needs(call.catalogue, service_id, actor=call.actor)))


@route(
    "PUT",
    "/services/{service_id}/needs",
    Scope.CATALOGUE_WRITE,
    refuses=(NotFound, NotAllowed, BadInput, ServiceChanged),
)
async def change(call: Call, service_id: Id, body: NewNeeds) -> Answer[NeedList]:
    """Set what a service needs, replacing its earlier needs.

    Existing bookings keep what they have.
    """
    needs = tuple(map(_read, body.items))

    def apply_changes(before: tuple[resources.Need, ...]) -> tuple[resources.Need, ...]:
        unseen(call, _of(before))
        return needs

    catalogue = await set_needs(call.database, service_id, apply_changes, **call.intent)
    return versioned_answer(_of(catalogue.needs.get(service_id, ())))


def _read(one: NewNeed) -> resources.Need:
    ids = tuple(sorted(set(one.resource_ids)))
    return resources.Need(one.units, ResourceKind(one.kind) if one.kind else None, ids)


def _of(needs: tuple[resources.Need, ...]) -> NeedList:
    return NeedList(
        items=tuple(
            Need(units=one.units, kind=_kind(one.kind), resource_ids=one.resource_ids)
            for one in needs
        )
    )


def _kind(kind: ResourceKind | None) -> ResourceKindName | None:
    if kind is None:
        return None
    return "room" if kind is ResourceKind.ROOM else "device"


ROUTES = (read, change)
