"""Links that make people coaches: made by admins, used once by anyone who has them.

Only the admin who made a link knows its token, in their chat: what is stored is a digest. The
outcome of the update that made it is stored without it, and the same update again gets none: an
admin who has lost it makes another, and the previous one stops working.
"""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from domain.coaches.invite_refusals import (
    AlreadyCoach,
    CannotBecome,
    HasChat,
    InviteUsed,
    NoInvite,
    OwnSessions,
    TooManyInvites,
)
from domain.coaches.invites import BYTES, MOST_OPEN, VALID, Invite, InviteState, digest
from domain.messages.notices import NoticeKind
from domain.people.merging import OwnCustomer
from domain.refusals import NotFound
from domain.roles import Actor, Permission
from domain.services.catalogue import Coach
from handlers.actions import alarms
from handlers.actions.coaches import hiring
from handlers.actions.once import once
from handlers.actions.people import merging
from handlers.actions.services.catalogue import hold_in_catalogue, look_up, newest
from handlers.actions.services.coach_news import coach_welcome
from handlers.queries.people.merging import pair_of
from storage import audit
from storage.coaches import applications, invites
from storage.messages import outbox
from storage.people import merging as records
from storage.people import people, team
from storage.services import catalogue as stored
from storage.transactions import Database, Writer


@dataclass(frozen=True, slots=True)
class IssuedInvite:
    """A new link. token: None when the same update asks again."""

    invite: Invite
    token: str | None


@dataclass(frozen=True, slots=True)
class CameIn:
    """Somebody has come in. coming: upcoming sessions of the coach they became; None if they are a
    new one."""

    coach: Coach
    coming: int | None


async def invite(
    database: Database,
    name: str,
    *,
    actor: Actor,
    key: str,
    now: datetime,
    coach_id: int | None = None,
    service_id: int | None = None,
) -> IssuedInvite:
    """A link that makes its user a coach: this one, or a new one of that name.

    coach_id: one who is not on Telegram; any earlier link for them stops working. service_id: what
    a new one does to begin with. Raises NotAllowed, NotFound, HasChat, TooManyInvites.
    """
    actor.require(Permission.HIRE)
    token = secrets.token_hex(BYTES)

    async def work(writer: Writer) -> dict[str, Any]:
        if coach_id is not None:
            _, coach = await hold_in_catalogue(writer, coach_id)
            await _without_chat(writer, coach)
            for id_ in await invites.withdraw_of_coach(writer, coach_id, now):
                await _write_down(writer, id_, "withdraw_invite", coach_id, actor, now)
        if service_id is not None:
            look_up((await stored.load(writer)).services, service_id)
        if await invites.count(writer, now) >= MOST_OPEN:
            raise TooManyInvites(MOST_OPEN)
        invite_id = await invites.add(
            writer,
            digest(token),
            name,
            coach_id=coach_id,
            service_id=service_id,
            made_by=actor.person,
            now=now,
            expires_at=now + VALID,
        )
        after = {"name": name, "until": (now + VALID).isoformat()}
        await _write_down(writer, invite_id, "invite_coach", coach_id, actor, now, **after)
        return {"invite": invite_id}

    return await _issue(database, work, token, actor, key, now)


async def renew(
    database: Database, invite_id: int, *, actor: Actor, key: str, now: datetime
) -> IssuedInvite:
    """Replace an unused link, which stops working.

    The new one is valid for the full time. Raises NotAllowed, NotFound, InviteUsed,
    InviteWithdrawn,
    HasChat.
    """
    actor.require(Permission.HIRE)
    token = secrets.token_hex(BYTES)

    async def work(writer: Writer) -> dict[str, Any]:
        before = await _hold_invite(writer, invite_id)
        if before.state(now) is not InviteState.EXPIRED:
            before.check(now)
        if before.coach_id is not None:
            await _without_chat(
                writer, look_up((await stored.load(writer)).coaches, before.coach_id)
            )
        await invites.renew(writer, invite_id, digest(token), now, now + VALID)
        after = {"until": (now + VALID).isoformat()}
        await _write_down(writer, invite_id, "renew_invite", before.coach_id, actor, now, **after)
        return {"invite": invite_id}

    return await _issue(database, work, token, actor, key, now)


async def withdraw(
    database: Database, invite_id: int, *, actor: Actor, key: str, now: datetime
) -> Invite:
    """Withdraw a link; withdrawing it again changes nothing.

    Raises NotAllowed, NotFound, InviteUsed.
    """
    actor.require(Permission.HIRE)

    async def work(writer: Writer) -> dict[str, Any]:
        before = await _hold_invite(writer, invite_id)
        if before.used_by is not None:
            raise InviteUsed
        if not before.withdrawn:
            await invites.withdraw(writer, invite_id, now)
            await _write_down(writer, invite_id, "withdraw_invite", before.coach_id, actor, now)
        return {"invite": invite_id}

    outcome = await once(database, work, actor=actor, key=key, now=now)
    return await _now(database, outcome["invite"])


async def come_in(
    database: Database, token: str, *, actor: Actor, key: str, now: datetime
) -> CameIn:
    """The actor becomes the coach a link is for, and takes over everything of that coach.

    What they have booked themselves stays as it is. The admins are told. If the same person repeats
    it, nothing changes. Raises NoInvite, InviteUsed, InviteExpired, InviteWithdrawn, AlreadyCoach,
    OwnSessions, CannotBecome, BlockedPerson.
    """
    actor.require(Permission.TALK)

    async def work(writer: Writer) -> dict[str, Any]:
        # Identities change one at a time, as in a merge.
        await team.hold_roles(writer)
        link = await invites.hold_by_digest(writer, digest(token))
        if link is None:
            raise NoInvite
        catalogue = await stored.load(writer)
        mine = catalogue.coach_of(actor.person)
        if link.used_by == actor.person and mine is not None:
            return {"coach": mine.id, "coming": None}
        link.check(now)
        if mine is not None:
            raise AlreadyCoach
        if link.coach_id is None:
            does = link.service_id if link.service_id in catalogue.services else None
            zone = catalogue.business.zone
            coach_id = await hiring.begin(
                writer, catalogue, actor.person, link.name, zone, does, actor, now
            )
            upcoming_count = None
        else:
            coach_id = link.coach_id
            upcoming_count = await _become(writer, look_up(catalogue.coaches, coach_id), actor, now)
        await applications.settle(writer, actor.person, coach_id, actor.person, now)
        await invites.use(writer, link.id, actor.person, now)
        await _write_down(
            writer, link.id, "come_in", coach_id, actor, now, name=link.name, person=actor.person
        )
        await _tell(writer, link, coach_id, actor, now)
        return {"coach": coach_id, "coming": upcoming_count}

    outcome = await once(database, work, actor=actor, key=key, now=now)
    coach = look_up((await newest(database)).coaches, outcome["coach"])
    return CameIn(coach, outcome["coming"])


async def _become(writer: Writer, coach: Coach, actor: Actor, now: datetime) -> int:
    """The coach's old record becomes theirs; how many sessions that coach has ahead."""
    record = await people.lock(writer, coach.person_id)
    if record is None or record.telegram_id is not None:
        raise InviteUsed  # they have come in another way
    # Once this returns, pending writes to the old record are done.
    await records.hold(writer, record.id)
    pair = await pair_of(writer, actor.person, record.id, now)
    if isinstance(pair.apart, OwnCustomer):
        raise OwnSessions
    if pair.apart is not None or pair.survivor.person.id != actor.person:
        raise CannotBecome
    await merging.join(writer, pair, "invite", actor, now)
    upcoming = await alarms.ahead_of(writer, coach, now)
    if coach.active:
        await outbox.enqueue(writer, [coach_welcome(replace(coach, person_id=actor.person), now)])
    return len(upcoming)


async def _tell(writer: Writer, link: Invite, coach_id: int, actor: Actor, now: datetime) -> None:
    """Tell the admins who has come in, and by which link."""
    me = await people.by_id(writer, actor.person)
    facts = {
        "coach": coach_id,
        "name": link.name,
        "person": me.name if me else "",
        "username": me.username if me else None,
        "new": link.coach_id is None,
    }
    kind = NoticeKind.COACH_CAME_IN
    key = f"{kind}:{link.id}"
    who = Permission.HIRE
    await alarms.tell_team(writer, kind, key, facts, now, who=who, but=actor.person_id)


async def _without_chat(writer: Writer, coach: Coach) -> None:
    person = await people.by_id(writer, coach.person_id)
    if person is None or person.telegram_id is not None:
        raise HasChat(coach.id)


async def _hold_invite(writer: Writer, invite_id: int) -> Invite:
    link = await invites.hold(writer, invite_id)
    if link is None:
        raise NotFound
    return link


async def _issue(
    database: Database, work: Any, token: str, actor: Actor, key: str, now: datetime
) -> IssuedInvite:
    """The token is the one just stored, unless this update had made another before."""
    outcome = await once(database, work, actor=actor, key=key, now=now)
    async with database.read() as reader:
        link = await invites.by_digest(reader, digest(token))
    if link is not None:
        return IssuedInvite(link, token)
    return IssuedInvite(await _now(database, outcome["invite"]), None)


async def _now(database: Database, invite_id: int) -> Invite:
    async with database.read() as reader:
        one = await invites.by_id(reader, invite_id)
    if one is None:
        raise NotFound
    return one


async def _write_down(
    writer: Writer,
    invite_id: int,
    action: str,
    coach_id: int | None,
    actor: Actor,
    now: datetime,
    **after: Any,
) -> None:
    await audit.record(
        writer,
        at=now,
        actor=actor,
        action=action,
        entity="invite",
        entity_id=invite_id,
        coach_id=coach_id,
        before={},
        after=after,
    )
