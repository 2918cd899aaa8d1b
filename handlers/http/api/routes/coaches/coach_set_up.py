"""Setting up: a new coach says who they are and what they do, until they open."""

from domain.business import offering, offering_rules
from domain.coaches.set_up_refusals import NotReady, SetUpOver
from domain.programs.scopes import Scope
from domain.refusals import BadInput, NotAllowed, NotFound
from domain.services import catalogue as model
from domain.services.terms import Length
from domain.text.field_text import line
from handlers.actions.coaches import set_up
from handlers.http.api import fields
from handlers.http.api.answers import Answer
from handlers.http.api.call import Call
from handlers.http.api.route import route
from handlers.http.api.routes.coaches.coach_shapes import Coach, ProfileChange, of
from handlers.http.api.routes.services.service_shapes import Lasts, Minor, Title
from handlers.http.api.shapes import RequestShape
from handlers.http.api.versions import unseen, versioned_answer
from handlers.queries.starts import visible_catalogue

CHANGES = (NotFound, NotAllowed, BadInput)


class FirstService(RequestShape):
    """What is offered first: how long it takes, and its price in the smallest unit."""

    title: Title
    minutes: Lasts
    minor: Minor


@route(
    "GET",
    "/coach/profile",
    Scope.CATALOGUE_READ,
    refuses=(NotFound,),
    subject="coaches",
    aliases=("GET /provider/profile",),
)
async def read_own(call: Call) -> Answer[Coach]:
    """Read your own profile as a coach."""
    one = visible_catalogue.coach(call.catalogue, call.coach_id, actor=call.actor)
    return versioned_answer(_own(call, one))


@route(
    "PUT",
    "/coach/profile",
    Scope.CATALOGUE_WRITE,
    refuses=(*CHANGES, SetUpOver),
    subject="coaches",
    aliases=("PUT /provider/profile", "POST /provider/profile"),
)
async def change_own(call: Call, body: ProfileChange) -> Answer[Coach]:
    """Change your profile as a coach, until you open for booking.

    After that, the team changes it.
    """
    values = fields.values_of(body)
    if isinstance(body.zone, str):
        values["zone"] = fields.zone(body.zone, "zone")

    def apply_changes(coach: model.Coach) -> model.Coach:
        unseen(call, _own(call, coach))
        return offering.coach(coach, values)

    one = await set_up.change_own(call.database, apply_changes, **call.intent)
    return versioned_answer(_own(call, one))


@route(
    "POST",
    "/coach/first-service",
    Scope.CATALOGUE_WRITE,
    refuses=(NotFound, NotAllowed, BadInput, SetUpOver),
    subject="coaches",
)
async def first_service(call: Call, body: FirstService) -> Answer[Coach]:
    """Offer the business's first service, as its coach who is setting up.

    If there is one already, nothing is added: choose yours in your profile.
    """
    one = await set_up.first_service(
        call.database,
        line(body.title, "title", offering_rules.LONGEST_TITLE),
        Length(body.minutes, body.minor),
        call.catalogue.business.currency or call.context.currency,
        **call.intent,
    )
    return versioned_answer(await _newest(call, one))


@route(
    "POST",
    "/coach/open",
    Scope.CATALOGUE_WRITE,
    refuses=(NotFound, NotAllowed, SetUpOver, NotReady),
    subject="coaches",
)
async def open_own(call: Call) -> Answer[Coach]:
    """Open yourself for booking, once you are set up."""
    one = await set_up.open_up(call.database, **call.intent)
    return versioned_answer(_own(call, one))


def _own(call: Call, one: model.Coach) -> Coach:
    return of(one, call.catalogue, call.actor, call.zone, None)


async def _newest(call: Call, one: model.Coach) -> Coach:
    return of(one, await call.shop.catalogue(), call.actor, call.zone, None)


ROUTES = (read_own, change_own, first_service, open_own)
