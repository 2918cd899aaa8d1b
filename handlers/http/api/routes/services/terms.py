"""Which services a coach does, and on which terms of their own."""

from dataclasses import replace
from typing import Annotated

from msgspec import Meta

from domain.business import offering_rules
from domain.programs.scopes import Scope
from domain.refusals import BadInput, NotAllowed, NotFound
from domain.roles import Actor
from domain.services import terms
from domain.services.catalogue import Catalogue, Coach
from domain.services.meeting import Addresses
from domain.text import field_text
from handlers.actions.services import terms as actions
from handlers.actions.services.catalogue import assign_service
from handlers.http.api.answers import Answer
from handlers.http.api.call import Call
from handlers.http.api.pages import Paging, page
from handlers.http.api.route import route
from handlers.http.api.routes.services.service_shapes import (
    Address,
    Length,
    NewLength,
    Service,
    ServicePage,
    of,
)
from handlers.http.api.shapes import AnswerShape, Id, Money, RequestShape
from handlers.http.api.versions import unseen, versioned_answer
from handlers.http.api.viewers import viewer
from handlers.queries.starts import visible_catalogue

CHANGES = (NotFound, NotAllowed, BadInput)


class Terms(AnswerShape):
    """A coach's own terms for a service. lengths: in place of the service's, the usual one first;
    an empty list keeps the service's."""

    coach_id: int
    service_id: int
    does: bool
    lengths: tuple[Length, ...] = ()
    address: str | None = None
    link: str | None = None
    phone: str | None = None


class NewTerms(RequestShape):
    """All terms; what is left out follows the service."""

    lengths: Annotated[tuple[NewLength, ...], Meta(max_length=terms.MOST_LENGTHS)] = ()
    address: Address | None = None
    link: Address | None = None
    phone: Address | None = None


@route(
    "GET",
    "/coaches/{coach_id}/services",
    None,
    refuses=(NotFound,),
    aliases=("GET /providers/{coach_id}/services",),
)
async def list_done(call: Call, coach_id: Id, query: Paging) -> ServicePage:
    """List what a coach does, at their prices."""
    actor = viewer(call, Scope.CATALOGUE_READ)
    coach = visible_catalogue.coach(call.catalogue, coach_id, actor=actor)
    return _done_by(call.catalogue, coach, query, actor)


@route(
    "GET",
    "/coach/services",
    Scope.CATALOGUE_READ,
    refuses=(NotFound,),
    aliases=("GET /provider/services",),
)
async def list_own(call: Call, query: Paging) -> ServicePage:
    """List what you do yourself, as a coach."""
    coach = visible_catalogue.coach(call.catalogue, call.coach_id, actor=call.actor)
    return _done_by(call.catalogue, coach, query, call.actor)


@route(
    "PUT",
    "/coaches/{coach_id}/services/{service_id}",
    Scope.CATALOGUE_WRITE,
    refuses=(NotFound, NotAllowed),
)
async def assign(call: Call, coach_id: Id, service_id: Id) -> Service:
    """Let a coach do a service."""
    return await _assign(call, coach_id, service_id, does=True)


@route(
    "DELETE",
    "/coaches/{coach_id}/services/{service_id}",
    Scope.CATALOGUE_WRITE,
    refuses=(NotFound, NotAllowed),
)
async def unassign(call: Call, coach_id: Id, service_id: Id) -> Service:
    """Let a coach no longer do a service; existing bookings stand."""
    return await _assign(call, coach_id, service_id, does=False)


@route(
    "GET",
    "/coaches/{coach_id}/services/{service_id}/terms",
    Scope.CATALOGUE_READ,
    refuses=(NotFound, NotAllowed),
)
async def read(call: Call, coach_id: Id, service_id: Id) -> Answer[Terms]:
    """Read a coach's own terms for a service, for the team."""
    coach = visible_catalogue.terms(call.catalogue, coach_id, service_id, actor=call.actor)
    return versioned_answer(_terms(call.catalogue, coach, service_id))


@route(
    "PUT",
    "/coaches/{coach_id}/services/{service_id}/terms",
    Scope.CATALOGUE_WRITE,
    refuses=CHANGES,
)
async def change(call: Call, coach_id: Id, service_id: Id, body: NewTerms) -> Answer[Terms]:
    """Set a coach's own terms for a service.

    Existing bookings stay as agreed.
    """
    coach = visible_catalogue.terms(call.catalogue, coach_id, service_id, actor=call.actor)
    lengths = tuple(terms.Length(one.minutes, one.minor) for one in body.lengths)
    longest = offering_rules.LONGEST_ADDRESS
    addresses = Addresses(
        body.address and field_text.line(body.address, "address", longest),
        body.link and field_text.link(body.link, "link", longest),
        body.phone and field_text.number_to_call(body.phone, "phone", longest),
    )

    def apply_changes(before: terms.Terms) -> terms.Terms:
        now = coach_with(coach, service_id, before)
        unseen(call, _terms(call.catalogue, now, service_id))
        return terms.Terms(lengths, addresses)

    catalogue = await actions.change_terms(
        call.database,
        coach_id,
        service_id,
        apply_changes,
        **call.intent,
    )
    return versioned_answer(_terms(catalogue, catalogue.coaches[coach_id], service_id))


async def _assign(call: Call, coach_id: int, service_id: int, *, does: bool) -> Service:
    catalogue = await assign_service(
        call.database,
        coach_id,
        service_id,
        does,
        **call.intent,
    )
    return of(catalogue.services[service_id], call.actor)


def _done_by(catalogue: Catalogue, coach: Coach, query: Paging, actor: Actor | None) -> ServicePage:
    services = visible_catalogue.done_by(catalogue, coach, actor=actor)
    items, more = page(services, lambda one: (f"{one.position:012}", one.id), query)
    return ServicePage(items=tuple(of(one, actor) for one in items), next=more)


def coach_with(coach: Coach, service_id: int, its: terms.Terms) -> Coach:
    """The coach with these terms for a service."""
    return replace(coach, terms={**coach.terms, service_id: its})


def _terms(catalogue: Catalogue, coach: Coach, service_id: int) -> Terms:
    its = coach.terms.get(service_id, terms.USUAL_TERMS)
    currency = catalogue.services[service_id].price.currency
    return Terms(
        coach_id=coach.id,
        service_id=service_id,
        does=service_id in coach.service_ids,
        lengths=tuple(
            Length(minutes=one.minutes, price=Money(minor=one.minor, currency=currency))
            for one in its.lengths
        ),
        address=its.addresses.site,
        link=its.addresses.online,
        phone=its.addresses.phone,
    )


ROUTES = (list_done, list_own, assign, unassign, read, change)
