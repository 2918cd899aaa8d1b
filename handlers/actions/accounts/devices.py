"""What people do with the devices that are signed in as them, and with what locks them out.

From the chat and by HTTP; needs nothing of what tokens are made with.
"""

from datetime import datetime
from typing import Any

from domain.accounts import lockout
from domain.accounts.account_refusals import SignInAgain
from domain.accounts.sign_in import FRESH, Device, Ending, Event
from domain.messages.notices import NoticeKind
from domain.refusals import NotFound
from domain.roles import Actor, Permission
from handlers.actions.accounts import telling
from handlers.actions.once import once
from handlers.actions.person_log import write_down
from storage.accounts import accounts, login_attempts, login_log, sign_ins
from storage.people import merging
from storage.transactions import Database, Writer


def require_fresh(*, fresh: bool) -> None:
    """Raise SignInAgain unless the caller has just proved who they are; in the chat, they have."""
    if not fresh:
        raise SignInAgain(int(FRESH.total_seconds()) // 60)


async def end(
    database: Database,
    sign_in_id: int,
    *,
    actor: Actor,
    key: str,
    now: datetime,
    fresh: bool = True,
    ending: Ending = Ending.ENDED,
) -> bool:
    """A device of the actor's is signed out; whether it was signed in until now.

    fresh: they have shown just now who they are. Raises NotFound, also for another's, SignInAgain,
    BlockedPerson.
    """
    require_fresh(fresh=fresh)

    async def work(writer: Writer) -> dict[str, Any]:
        sign_in = await sign_ins.hold(writer, sign_in_id)
        if sign_in is None or sign_in.person_id != actor.person:
            raise NotFound
        return {"ended": await _end(writer, sign_in.person_id, [sign_in_id], ending, actor, now)}

    return bool((await once(database, work, actor=actor, key=key, now=now))["ended"])


async def sign_out(database: Database, sign_in_id: int, *, actor: Actor, now: datetime) -> None:
    """The device that asks is signed out, also of somebody whom the house has blocked."""

    async def work(writer: Writer) -> None:
        sign_in = await sign_ins.hold(writer, sign_in_id)
        if sign_in is not None and sign_in.person_id == actor.person:
            await _end(writer, sign_in.person_id, [sign_in_id], Ending.SIGNED_OUT, actor, now)

    await database.write(work)


async def end_others(
    database: Database,
    but: int | None,
    *,
    actor: Actor,
    key: str,
    now: datetime,
    fresh: bool = True,
) -> int:
    """All devices of the actor's but one are signed out; how many. but: None for all of them.

    Raises SignInAgain, BlockedPerson.
    """
    require_fresh(fresh=fresh)

    async def work(writer: Writer) -> dict[str, Any]:
        ended_ids = await sign_ins.end_others(writer, actor.person, but, Ending.ENDED, now)
        await _note(writer, actor.person, ended_ids, Ending.ENDED, actor, now)
        return {"ended": len(ended_ids)}

    return int((await once(database, work, actor=actor, key=key, now=now))["ended"])


async def not_me(
    database: Database, sign_in_id: int, *, actor: Actor, key: str, now: datetime
) -> None:
    """It was somebody else: that device is signed out, and the password of then opens nothing.

    Said twice, or long after, it does no more than it did. Raises NotFound, BlockedPerson.
    """

    async def work(writer: Writer) -> dict[str, Any]:
        sign_in = await sign_ins.hold(writer, sign_in_id)
        if sign_in is None or sign_in.person_id != actor.person:
            raise NotFound
        await _end(writer, sign_in.person_id, [sign_in_id], Ending.NOT_ME, actor, now)
        if await accounts.void(writer, sign_in.person_id, sign_in.created_at):
            old, new = {"password": "valid"}, {"password": "void"}
            await write_down(writer, sign_in.person_id, "void_password", old, new, actor, now)
        return {}

    await once(database, work, actor=actor, key=key, now=now)


async def unlock(database: Database, *, actor: Actor, key: str, now: datetime) -> bool:
    """The actor may try their password again; whether that was locked. Raises BlockedPerson."""

    async def work(writer: Writer) -> dict[str, Any]:
        unlocked = await unlock_within(writer, actor.person, Device(), now)
        if unlocked:
            old, new = {"locked": True}, {"locked": False}
            await write_down(writer, actor.person, "unlock_account", old, new, actor, now)
        return {"unlocked": unlocked}

    return bool((await once(database, work, actor=actor, key=key, now=now))["unlocked"])


async def unlock_within(writer: Writer, person_id: int, device: Device, now: datetime) -> bool:
    """The same within a transaction, of whom it is known that it is them."""
    names = [lockout.of_person(person_id)]
    until = await login_attempts.locked_until(writer, names)
    await login_attempts.forgive(writer, names)
    if until is None or until <= now:
        return False
    await login_log.add(writer, person_id, Event.UNLOCKED, device, now)
    return True


async def end_by_team(
    database: Database,
    person_id: int,
    sign_in_id: int | None = None,
    *,
    actor: Actor,
    key: str,
    now: datetime,
) -> int:
    """An admin signs a device of somebody out, or all of theirs, and they hear of it; how many.

    Raises NotAllowed, NotFound, also for a device of another's.
    """
    actor.require(Permission.ROLES)

    async def work(writer: Writer) -> dict[str, Any]:
        person = await merging.person(writer, person_id)
        if person is None:
            raise NotFound
        ended_ids = await _end_sign_ins(writer, person.id, sign_in_id, now)
        await _note(writer, person.id, ended_ids, Ending.BY_TEAM, actor, now)
        if ended_ids and person.id != actor.person_id:
            facts = {"ended": len(ended_ids), "at": now.isoformat()}
            name = "+".join(map(str, sorted(ended_ids)))
            await telling.tell(writer, NoticeKind.SIGNED_OUT, person.id, name, facts, now)
        return {"ended": len(ended_ids)}

    return int((await once(database, work, actor=actor, key=key, now=now))["ended"])


async def _end_sign_ins(
    writer: Writer, person_id: int, sign_in_id: int | None, now: datetime
) -> list[int]:
    if sign_in_id is None:
        return await sign_ins.end_others(writer, person_id, None, Ending.BY_TEAM, now)
    sign_in = await sign_ins.hold(writer, sign_in_id)
    if sign_in is None or sign_in.person_id != person_id:
        raise NotFound
    ended = await sign_ins.end(writer, sign_in_id, Ending.BY_TEAM, now)
    return [sign_in_id] if ended else []


async def end_all_in(
    writer: Writer, person_id: int, but: int | None, ending: Ending, actor: Actor, now: datetime
) -> None:
    """All devices of a person's but one are signed out, within a transaction."""
    ended_ids = await sign_ins.end_others(writer, person_id, but, ending, now)
    await _note(writer, person_id, ended_ids, ending, actor, now)


async def _end(
    writer: Writer, person_id: int, ids: list[int], ending: Ending, actor: Actor, now: datetime
) -> int:
    ended_ids = [one for one in ids if await sign_ins.end(writer, one, ending, now)]
    await _note(writer, person_id, ended_ids, ending, actor, now)
    return len(ended_ids)


async def _note(
    writer: Writer,
    person_id: int,
    ended_ids: list[int],
    ending: Ending,
    actor: Actor,
    now: datetime,
) -> None:
    if ended_ids:
        await login_log.add(writer, person_id, Event.ENDED, Device(), now)
        old = {"sign_ins": sorted(ended_ids), "signed_in": True}
        new = {"sign_ins": sorted(ended_ids), "signed_in": False, "ending": ending.value}
        await write_down(writer, person_id, "end_sign_in", old, new, actor, now)
