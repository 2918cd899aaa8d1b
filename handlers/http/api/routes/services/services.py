"""Services: what customers choose from, and how the team describes it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from domain.business import offering
from domain.programs.scopes import Scope
from domain.refusals import BadInput, NotAllowed, NotFound
from domain.roles import Actor
from domain.services import service as model
from domain.services.service_choice import USUAL
from domain.services.terms import Length as Lasting
from domain.starts.bookable import Missing
from handlers.actions.services import catalogue as actions
from handlers.http.api import fields
from handlers.http.api.answers import Answer
from handlers.http.api.call import Call
from handlers.http.api.pages import Paging, page
from handlers.http.api.route import route
from handlers.http.api.routes.services.service_shapes import (
    Gap,
    Gaps,
    NewHorizon,
    NewService,
    Service,
    ServiceChange,
    ServicePage,
    ServiceQuery,
    of,
)
from handlers.http.api.shapes import Id
from handlers.http.api.versions import unseen, versioned_answer
from handlers.http.api.viewers import viewer
from handlers.queries.starts import booking_obstacles, visible_catalogue

CHANGES = (NotFound, NotAllowed, BadInput)


def page_of(services: Sequence[model.Service], query: Paging, actor: Actor | None) -> ServicePage:
    """A page of services."""
    items, more = page(services, lambda one: (f"{one.position:012}", one.id), query)
    return ServicePage(items=tuple(of(one, actor) for one in items), next=more)


@route("GET", "/services", None, refuses=(NotFound,))
async def list_all(call: Call, query: ServiceQuery) -> ServicePage:
    """List the services.

    Everybody sees what can be booked; the team sees hidden ones, too.
    """
    actor = viewer(call, Scope.CATALOGUE_READ)
    catalogue = call.catalogue
    services = visible_catalogue.services(catalogue, actor=actor, category=query.category)
    if query.coach_id is not None:
        coach = visible_catalogue.coach(catalogue, query.coach_id, actor=actor)
        services = [
            catalogue.service_for(one.id, coach, USUAL)
            for one in services
            if one.id in coach.service_ids
        ]
    return page_of(list(services), query, actor)


@route("GET", "/services/{service_id}", None, refuses=(NotFound,))
async def read(call: Call, service_id: Id) -> Answer[Service]:
    """Read a service."""
    actor = viewer(call, Scope.CATALOGUE_READ)
    return versioned_answer(
        of(visible_catalogue.service(call.catalogue, service_id, actor=actor), actor)
    )


@route("POST", "/services", Scope.CATALOGUE_WRITE, status=201, refuses=(NotAllowed, BadInput))
async def create(call: Call, body: NewService) -> Answer[Service]:
    """Add a service.

    It can be booked once a coach does it and it is shown.
    """
    currency = call.catalogue.business.currency or call.context.currency
    one = await actions.add_service(
        call.database,
        body.title,
        currency,
        **call.intent,
        described=lambda service: _with_changes(call, service, body),
    )
    return versioned_answer(of(one, call.actor))


@route("PUT", "/services/{service_id}", Scope.CATALOGUE_WRITE, refuses=CHANGES)
async def change(call: Call, service_id: Id, body: ServiceChange) -> Answer[Service]:
    """Change a service.

    Existing bookings keep their length, price, time and places.
    """

    def apply_changes(service: model.Service) -> model.Service:
        unseen(call, of(service, call.actor))
        return _with_changes(call, service, body)

    one = await actions.change_service(call.database, service_id, apply_changes, **call.intent)
    return versioned_answer(of(one, call.actor))


@route("DELETE", "/services/{service_id}", Scope.CATALOGUE_WRITE, refuses=CHANGES)
async def remove(call: Call, service_id: Id) -> Answer[Service]:
    """Remove a service from the list.

    It is hidden, and can be shown again; existing bookings stand.
    """

    def hide(service: model.Service) -> model.Service:
        unseen(call, of(service, call.actor))
        return replace(service, hidden=True)

    one = await actions.change_service(call.database, service_id, hide, **call.intent)
    return versioned_answer(of(one, call.actor))


@route("GET", "/services/{service_id}/gaps", Scope.CATALOGUE_READ, refuses=(NotFound, NotAllowed))
async def gaps(call: Call, service_id: Id) -> Gaps:
    """List what keeps customers from booking a service, for the team."""
    lacks = await booking_obstacles.service(call.shop, service_id, actor=call.actor, now=call.now)
    return gaps_of(lacks)


def gaps_of(lacks: Sequence[Missing]) -> Gaps:
    """Gaps as an answer shows them."""
    return Gaps(
        items=tuple(
            Gap(
                code=one.gap,
                coach_id=one.coach_id or None,
                service_id=one.service_id or None,
                reasons=tuple(one.reasons),
            )
            for one in lacks
        )
    )


def _with_changes(call: Call, service: model.Service, body: ServiceChange) -> model.Service:
    values: dict[str, Any] = fields.values_of(body)
    for name, own in (("minor", "price_minor"), ("address", "site"), ("link", "online")):
        if name in values:
            values[own] = values.pop(name)
    if "lengths" in values:
        values["lengths"] = tuple(Lasting(one.minutes, one.minor) for one in values["lengths"])
    if isinstance(body.horizon, NewHorizon):
        until = body.horizon.until
        day = None if until is None else fields.day(until, "horizon.until")
        values["horizon"] = body.horizon.by, body.horizon.count, day
    today = call.now.astimezone(ZoneInfo(call.catalogue.business.zone)).date()
    return offering.service(service, values, today, actions.dearest(service.price.currency))


ROUTES = (list_all, read, create, change, remove, gaps)
