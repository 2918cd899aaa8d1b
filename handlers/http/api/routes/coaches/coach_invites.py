"""Links that make somebody a coach: created by admins, each used once."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta

from domain.coaches import invites as model
from domain.coaches.invite_refusals import (
    AlreadyCoach,
    CannotBecome,
    HasChat,
    InviteExpired,
    InviteUsed,
    InviteWithdrawn,
    NoInvite,
    OwnSessions,
    TooManyInvites,
)
from domain.coaches.profiles import LONGEST_NAME
from domain.programs.scopes import Scope
from domain.refusals import BadInput, NotAllowed, NotFound
from domain.text import field_text
from handlers.actions.coaches import invites as actions
from handlers.http.api.call import Call
from handlers.http.api.pages import Paging, page
from handlers.http.api.route import route
from handlers.http.api.routes.coaches.coach_shapes import Coach, Name, of
from handlers.http.api.shapes import AnswerShape, Id, Page, RequestShape
from handlers.queries.coaches import invites

MADE = (NotFound, NotAllowed, BadInput, HasChat)
InviteState = Literal["open", "used", "withdrawn", "expired"]


class CoachInvite(AnswerShape, kw_only=True):
    """An invitation. token: shown once, when it is created; link: opens it in the chat. coach_id:
    the coach record they take over; without it, they become a new coach."""

    id: int
    name: str
    state: InviteState
    expires_at: datetime
    coach_id: int | None = None
    service_id: int | None = None
    used_by: int | None = None
    token: str | None = None
    link: str | None = None


class CoachInvitePage(Page, kw_only=True):
    """Open invitations, in order of creation."""

    items: tuple[CoachInvite, ...]


class NewCoachInvite(RequestShape):
    """For whom. coach_id: an existing coach record without Telegram for them to take over.
    service_id: what a new one does to begin with."""

    name: Name
    coach_id: Id | None = None
    service_id: Id | None = None


class InviteToken(RequestShape):
    """The token of a link."""

    token: Annotated[str, Meta(pattern="^[0-9a-f]{32}$")]


class CameIn(AnswerShape):
    """The coach somebody has become. coming: how many upcoming sessions they have."""

    coach: Coach
    coming: int | None = None


@route("GET", "/coach-invites", Scope.PEOPLE_READ, refuses=(NotAllowed,))
async def list_all(call: Call, query: Paging) -> CoachInvitePage:
    """List open invitations."""
    links = await invites.all_open(call.database, actor=call.actor, now=call.now)
    items, more = page(links, lambda one: ("", one.id), query)
    return CoachInvitePage(items=tuple(_of(call, one) for one in items), next=more)


@route("GET", "/coach-invites/{invite_id}", Scope.PEOPLE_READ, refuses=(NotFound, NotAllowed))
async def read(call: Call, invite_id: Id) -> CoachInvite:
    """Read what became of an invitation."""
    one, _ = await invites.one(call.database, invite_id, actor=call.actor)
    return _of(call, one)


@route(
    "POST",
    "/coach-invites",
    Scope.PEOPLE_WRITE,
    status=201,
    refuses=(*MADE, TooManyInvites),
    secret=True,
)
async def create(call: Call, body: NewCoachInvite) -> CoachInvite:
    """Invite somebody to become a coach."""
    new_invite = await actions.invite(
        call.database,
        field_text.line(body.name, "name", LONGEST_NAME),
        **call.intent,
        coach_id=body.coach_id,
        service_id=body.service_id,
    )
    return _of(call, new_invite.invite, new_invite.token)


@route(
    "POST",
    "/coach-invites/{invite_id}/renew",
    Scope.PEOPLE_WRITE,
    refuses=(*MADE, InviteUsed, InviteWithdrawn),
    secret=True,
)
async def renew(call: Call, invite_id: Id) -> CoachInvite:
    """Replace an invitation: the old link stops working."""
    new_invite = await actions.renew(call.database, invite_id, **call.intent)
    return _of(call, new_invite.invite, new_invite.token)


@route(
    "DELETE",
    "/coach-invites/{invite_id}",
    Scope.PEOPLE_WRITE,
    refuses=(NotFound, NotAllowed, InviteUsed),
)
async def withdraw(call: Call, invite_id: Id) -> CoachInvite:
    """Withdraw an invitation: its link stops working."""
    one = await actions.withdraw(call.database, invite_id, **call.intent)
    return _of(call, one)


@route(
    "POST",
    "/coach-invites/accept",
    Scope.PEOPLE_WRITE,
    refuses=(
        NotAllowed,
        NoInvite,
        InviteUsed,
        InviteExpired,
        InviteWithdrawn,
        AlreadyCoach,
        OwnSessions,
        CannotBecome,
    ),
)
async def accept(call: Call, body: InviteToken) -> CameIn:
    """Accept an invitation and become a coach."""
    came = await actions.come_in(call.database, body.token, **call.intent)
    catalogue = await call.shop.catalogue()
    coach = of(catalogue.coaches[came.coach.id], catalogue, call.actor, call.zone)
    return CameIn(coach=coach, coming=came.coming)


def _of(call: Call, one: model.Invite, token: str | None = None) -> CoachInvite:
    return CoachInvite(
        id=one.id,
        name=one.name,
        state=one.state(call.now).value,
        expires_at=one.expires_at.astimezone(call.zone),
        coach_id=one.coach_id,
        service_id=one.service_id,
        used_by=one.used_by,
        token=token,
        link=f"{call.context.link()}?start={model.payload(token)}" if token else None,
    )


ROUTES = (list_all, read, create, renew, withdraw, accept)
