"""Everybody the business knows, for those who run it: roles, blocks, limits, merging."""

from domain.accounts.identity import IdentityKind
from domain.people import blocking as rules
from domain.people.merging import (
    BookedTwice,
    BothAct,
    MergeChanged,
    OwnCustomer,
    SamePerson,
    TwoChats,
    TwoCoaches,
)
from domain.people.person_limits import PersonLimits
from domain.programs.scopes import Scope
from domain.refusals import BadInput, LastAdmin, NotAllowed, NotFound
from domain.roles import Role
from domain.series.series import mark
from handlers.actions.people import blocking, merging, person_limits, roles
from handlers.http.api.call import Call
from handlers.http.api.cursors import decode_cursor, encode_cursor
from handlers.http.api.pages import Paging
from handlers.http.api.route import route
from handlers.http.api.routes.people.people_shapes import (
    Blockable,
    Blocked,
    BlockState,
    Limits,
    ListedPerson,
    Merged,
    MergeView,
    NewBlock,
    NewLimits,
    NewMerge,
    NewRole,
    PersonFlag,
    User,
    UserPage,
    UserQuery,
)
from handlers.http.api.shapes import Id
from handlers.queries.people import blocks, people, team
from handlers.queries.people import merging as pairs
from storage.people.person_cards import PersonEntry

BLOCKS = (NotFound, NotAllowed, BadInput, rules.BlocksOneself, rules.BlocksTeam)
MERGES = (NotFound, NotAllowed, SamePerson)
APART = (TwoChats, BothAct, TwoCoaches, BookedTwice, OwnCustomer, MergeChanged)
MOST_BLOCKED = 200


@route("GET", "/users", Scope.PEOPLE_READ, refuses=(NotAllowed,))
async def list_all(call: Call, query: UserQuery) -> UserPage:
    """List or find people, for the team."""
    return await page_of_people(call, query, query.search)


@route("GET", "/users/{user_id}", Scope.PEOPLE_READ, refuses=(NotFound, NotAllowed))
async def read(call: Call, user_id: Id) -> User:
    """Read everything the team knows about somebody."""
    return await _user(call, user_id)


@route("GET", "/team", Scope.PEOPLE_READ, refuses=(NotAllowed,))
async def members(call: Call) -> UserPage:
    """List the managers and admins, longest known first."""
    staff = await team.members(call.database, actor=call.actor)
    return UserPage(
        items=tuple(ListedPerson(id=one.id, name=one.name, username=one.username) for one in staff)
    )


@route("PUT", "/users/{user_id}/role", Scope.ROLES_WRITE, refuses=(NotFound, NotAllowed, LastAdmin))
async def give_role(call: Call, user_id: Id, body: NewRole) -> User:
    """Make somebody a manager, an admin, or a customer again."""
    role = Role(body.role)
    one = await roles.give_role(call.database, user_id, role, **call.intent)
    return await _user(call, one.id)


@route("GET", "/blocked-users", Scope.PEOPLE_READ, refuses=(NotAllowed,))
async def list_blocked(call: Call) -> UserPage:
    """List who is blocked, most recent first."""
    persons = await blocks.blocked_people(call.database, actor=call.actor, limit=MOST_BLOCKED)
    return UserPage(items=tuple(map(listed_person, persons)))


@route("GET", "/users/{user_id}/block", Scope.PEOPLE_READ, refuses=BLOCKS)
async def look_at_block(call: Call, user_id: Id) -> Blockable:
    """Preview what a block would affect."""
    preview = await blocks.blockable(call.database, user_id, actor=call.actor, now=call.now)
    block = preview.block
    return Blockable(
        user_id=preview.person.id,
        appointment_ids=tuple(one.id for one in preview.upcoming),
        seen=mark(preview.upcoming),
        blocked=block
        and BlockState(
            since=block.since.astimezone(call.zone),
            until=block.until and block.until.astimezone(call.zone),
            reason=block.reason,
        ),
    )


@route(
    "POST",
    "/users/{user_id}/block",
    Scope.PEOPLE_WRITE,
    refuses=(*BLOCKS, rules.BlockChanged),
    aliases=("POST /admin/users/{user_id}/block", "PUT /admin/users/{user_id}/block"),
)
async def block(call: Call, user_id: Id, body: NewBlock) -> Blocked:
    """Block somebody from booking, for a time or until it is lifted."""
    cancelled = await blocking.block(
        call.database,
        user_id,
        body.minutes,
        body.reason,
        cancels=body.cancels,
        seen_mark=body.seen,
        **call.intent,
    )
    return Blocked(user_id=user_id, cancelled=cancelled)


@route(
    "DELETE",
    "/users/{user_id}/block",
    Scope.PEOPLE_WRITE,
    refuses=BLOCKS,
    aliases=("DELETE /admin/users/{user_id}/block",),
)
async def unblock(call: Call, user_id: Id) -> User:
    """Unblock somebody."""
    await blocking.unblock(call.database, user_id, **call.intent)
    return await _user(call, user_id)


@route("PUT", "/users/{user_id}/limits", Scope.PEOPLE_WRITE, refuses=BLOCKS)
async def limit(call: Call, user_id: Id, body: NewLimits) -> User:
    """Limit what somebody may book, or lift that again; existing bookings stand."""
    await person_limits.limit(
        call.database,
        user_id,
        body.most_open,
        by_hand=body.by_hand,
        days=body.days,
        **call.intent,
    )
    return await _user(call, user_id)


@route("POST", "/users/{user_id}/forgive", Scope.PEOPLE_WRITE, refuses=(NotFound, NotAllowed))
async def forgive(call: Call, user_id: Id) -> User:
    """Forgive somebody's past no-shows: they no longer count."""
    await person_limits.forgive(call.database, user_id, **call.intent)
    return await _user(call, user_id)


@route("GET", "/users/{user_id}/merge/{other_id}", Scope.PEOPLE_READ, refuses=MERGES)
async def look_at_merge(call: Call, user_id: Id, other_id: Id) -> MergeView:
    """Compare two records that may be of one person: which would stay, and what prevents a
    merge."""
    pair = await pairs.pair(call.database, user_id, other_id, actor=call.actor, now=call.now)
    return MergeView(
        kept_id=pair.survivor.person.id,
        record_id=pair.record.person.id,
        seen=pair.mark,
        apart=pair.apart.code.upper() if pair.apart else None,
    )


@route("POST", "/users/{user_id}/merge", Scope.ROLES_WRITE, refuses=(*MERGES, *APART))
async def merge(call: Call, user_id: Id, body: NewMerge) -> Merged:
    """Merge two records; the one that stays gets all bookings and messages of both."""
    stays = await merging.merge(
        call.database,
        user_id,
        body.other_id,
        body.seen,
        **call.intent,
    )
    return Merged(user_id=stays)


async def page_of_people(call: Call, query: Paging, search: str | None) -> UserPage:
    """The matches of a search, or a page of everybody."""
    if search is not None:
        matches = await people.search(call.database, search, actor=call.actor)
        page = matches.people[: query.limit]
        more = matches.more or len(matches.people) > len(page)
        return UserPage(items=tuple(map(listed_person, page)), more=more)
    before = None if query.cursor is None else decode_cursor(query.cursor, int)
    entries = await people.newest(
        call.database, actor=call.actor, limit=query.limit + 1, before=before
    )
    page = entries[: query.limit]
    more_ = encode_cursor(page[-1].id) if len(entries) > len(page) else None
    return UserPage(items=tuple(map(listed_person, page)), next=more_)


def listed_person(one: PersonEntry) -> ListedPerson:
    """Somebody in a list."""
    return ListedPerson(
        id=one.id,
        name=one.name,
        username=one.username,
        phone=one.number,
        emails=tuple((one.emails or "").split()),
    )


async def _user(call: Call, user_id: int) -> User:
    card = await people.card(call.database, user_id, actor=call.actor, now=call.now)
    person, record, zone = card.person, card.record, call.zone
    by = [one.identity for one in card.identities]
    user = User(
        id=person.id,
        name=person.name,
        roles=tuple(sorted(Role(role).value for role in person.roles)),
        since=record.since.astimezone(zone),
        coach_id=person.coach_id,
        username=person.username,
        telegram=person.telegram_id is not None,
        reachable=card.contact.is_reachable(call.context.available_channels),
        language=person.chosen_language or person.language,
        zone=person.zone,
        emails=tuple(one.value for one in by if one.kind is IdentityKind.EMAIL),
        phones=tuple(one.value for one in by if one.kind is IdentityKind.PHONE),
        coming=card.history.coming,
        past=card.history.past,
        missed=card.history.missed,
        cancelled=card.history.cancelled,
        next_appointment_id=card.next.id if card.next else None,
        limits=_limits(call, card.limits),
        missed_limit=card.missed,
        flags=tuple(
            PersonFlag(
                id=one.id,
                kind=one.kind,
                count=one.n,
                threshold=one.threshold,
                raised_at=one.raised_at.astimezone(zone),
            )
            for one in card.flags
        ),
    )
    if record.blocked_at is not None:
        until = record.blocked_until
        user.blocked = BlockState(
            since=record.blocked_at.astimezone(zone),
            until=until and until.astimezone(zone),
            reason=record.blocked_reason,
        )
    return user


def _limits(call: Call, limits: PersonLimits) -> Limits | None:
    if not limits.any:
        return None
    until = limits.until and limits.until.astimezone(call.zone)
    return Limits(most_open=limits.most, by_hand=limits.by_hand, until=until)


ROUTES = (
    list_all,
    read,
    members,
    give_role,
    list_blocked,
    look_at_block,
    block,
    unblock,
    limit,
    forgive,
    look_at_merge,
    merge,
)
