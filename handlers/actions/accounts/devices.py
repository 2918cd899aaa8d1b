"""What people do with the devices they are signed in on, and with lockouts.

Used by the chat and over HTTP; needs none of the machinery that makes tokens.
"""

from datetime import datetime
from typing import Any

from domain.accounts import lockout
from domain.accounts.account_refusals import SignInAgain
from domain.accounts.sign_in import FRESH, Device, LoginEventKind, SignOutReason
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
    """Raise SignInAgain unless the caller has just proved who they are; in the chat, always so."""
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
    ending: SignOutReason = SignOutReason.ENDED,
) -> bool:
    """Sign out one of the actor's devices; whether it was still signed in.

    fresh: they have just proved who they are. Raises NotFound, also for somebody else's device,
    SignInAgain, BlockedPerson.
    """
    require_fresh(fresh=fresh)

    async def work(writer: Writer) -> dict[str, Any]:
        sign_in = await sign_ins.hold(writer, sign_in_id)
        if sign_in is None or sign_in.person_id != actor.person:
            raise NotFound
        return {"ended": await _end(writer, sign_in.person_id, [sign_in_id], ending, actor, now)}

    return bool((await once(database, work, actor=actor, key=key, now=now))["ended"])


async def sign_out(database: Database, sign_in_id: int, *, actor: Actor, now: datetime) -> None:
    """Sign out the calling device, even for somebody the business has blocked."""

    async def work(writer: Writer) -> None:
        sign_in = await sign_ins.hold(writer, sign_in_id)
        if sign_in is not None and sign_in.person_id == actor.person:
            await _end(
                writer, sign_in.person_id, [sign_in_id], SignOutReason.SIGNED_OUT, actor, now
            )

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
    """Sign out all of the actor's devices but one; how many. but: None for all of them.

    Raises SignInAgain, BlockedPerson.
    """
    require_fresh(fresh=fresh)

    async def work(writer: Writer) -> dict[str, Any]:
        ended_ids = await sign_ins.end_others(writer, actor.person, but, SignOutReason.ENDED, now)
        await _note(writer, actor.person, ended_ids, SignOutReason.ENDED, actor, now)
        return {"ended": len(ended_ids)}

    return int((await once(database, work, actor=actor, key=key, now=now))["ended"])


async def not_me(
    database: Database, sign_in_id: int, *, actor: Actor, key: str, now: datetime
) -> None:
    """That sign-in was somebody else: sign the device out, and void the password used then.

    Repeated, or long after, it does nothing more. Raises NotFound, BlockedPerson.
    """

    async def work(writer: Writer) -> dict[str, Any]:
        sign_in = await sign_ins.hold(writer, sign_in_id)
        if sign_in is None or sign_in.person_id != actor.person:
            raise NotFound
        await _end(writer, sign_in.person_id, [sign_in_id], SignOutReason.NOT_ME, actor, now)
        if await accounts.void(writer, sign_in.person_id, sign_in.created_at):
            old, new = {"password": "valid"}, {"password": "void"}
            await write_down(writer, sign_in.person_id, "void_password", old, new, actor, now)
        return {}

    await once(database, work, actor=actor, key=key, now=now)


async def unlock(database: Database, *, actor: Actor, key: str, now: datetime) -> bool:
    """Let the actor try their password again; whether it was locked. Raises BlockedPerson."""

    async def work(writer: Writer) -> dict[str, Any]:
        unlocked = await unlock_within(writer, actor.person, Device(), now)
        if unlocked:
            old, new = {"locked": True}, {"locked": False}
            await write_down(writer, actor.person, "unlock_account", old, new, actor, now)
        return {"unlocked": unlocked}

    return bool((await once(database, work, actor=actor, key=key, now=now))["unlocked"])


async def unlock_within(writer: Writer, person_id: int, device: Device, now: datetime) -> bool:
    """The same within a transaction, for a caller known to be that person."""
    names = [lockout.of_person(person_id)]
    until = await login_attempts.locked_until(writer, names)
    await login_attempts.forgive(writer, names)
    if until is None or until <= now:
        return False
    await login_log.add(writer, person_id, LoginEventKind.UNLOCKED, device, now)
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
    """An admin signs out one or all of somebody's devices, and they are notified; how many.

    Raises NotAllowed, NotFound, also for somebody else's device.
    """
    actor.require(Permission.ROLES)

    async def work(writer: Writer) -> dict[str, Any]:
        person = await merging.person(writer, person_id)
        if person is None:
            raise NotFound
        ended_ids = await _end_sign_ins(writer, person.id, sign_in_id, now)
        await _note(writer, person.id, ended_ids, SignOutReason.BY_TEAM, actor, now)
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
        return await sign_ins.end_others(writer, person_id, None, SignOutReason.BY_TEAM, now)
    sign_in = await sign_ins.hold(writer, sign_in_id)
    if sign_in is None or sign_in.person_id != person_id:
        raise NotFound
    ended = await sign_ins.end(writer, sign_in_id, SignOutReason.BY_TEAM, now)
    return [sign_in_id] if ended else []


async def end_all_in(
    writer: Writer,
    person_id: int,
    but: int | None,
    ending: SignOutReason,
    actor: Actor,
    now: datetime,
) -> None:
    """Sign out all of a person's devices but one, within a transaction."""
    ended_ids = await sign_ins.end_others(writer, person_id, but, ending, now)
    await _note(writer, person_id, ended_ids, ending, actor, now)


async def _end(
    writer: Writer,
    person_id: int,
    ids: list[int],
    ending: SignOutReason,
    actor: Actor,
    now: datetime,
) -> int:
    ended_ids = [one for one in ids if await sign_ins.end(writer, one, ending, now)]
    await _note(writer, person_id, ended_ids, ending, actor, now)
    return len(ended_ids)


async def _note(
    writer: Writer,
    person_id: int,
    ended_ids: list[int],
    ending: SignOutReason,
    actor: Actor,
    now: datetime,
) -> None:
    if ended_ids:
        await login_log.add(writer, person_id, LoginEventKind.ENDED, Device(), now)
        old = {"sign_ins": sorted(ended_ids), "signed_in": True}
        new = {"sign_ins": sorted(ended_ids), "signed_in": False, "ending": ending.value}
        await write_down(writer, person_id, "end_sign_in", old, new, actor, now)
