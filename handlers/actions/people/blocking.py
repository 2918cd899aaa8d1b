"""Keep somebody from booking, and let them again: by the team, or when the time is up."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from domain.appointments.accountability import Bearer
from domain.appointments.appointment import Appointment, Status, advance
from domain.messages.notices import NoticeKind
from domain.people import blocking
from domain.people.blocking import BlockChanged, may_block
from domain.people.flags import FlagDecision
from domain.roles import SYSTEM, Actor, Permission
from domain.series.series import mark
from domain.text import field_text
from handlers.actions.appointments.appointment_messages import about
from handlers.actions.appointments.recording import write_down as write_session_down
from handlers.actions.locking import lock_person
from handlers.actions.once import once
from handlers.actions.person_log import write_down
from handlers.actions.rights import require_now
from handlers.actions.series.series_messages import about_series
from storage.appointments import appointments, booking, holds
from storage.messages import outbox
from storage.messages.outbox import OutboxMessage
from storage.people import blocks, flags, people
from storage.people.blocks import PersonBlock
from storage.people.people import Person
from storage.transactions import Database, Writer
from storage.undo import undoing

BATCH = 100


async def block(
    database: Database,
    person_id: int,
    minutes: int,
    reason: str | None,
    *,
    cancels: bool,
    seen_mark: int,
    actor: Actor,
    key: str,
    now: datetime,
) -> int:
    """Keep a person from booking for this many minutes, 0 for until it is lifted; how many sessions
    were cancelled.

    cancels: all their bookings are cancelled, and both sides told; otherwise they stay. seen_mark:
    the mark of those that were on the screen. For somebody already blocked, the new terms replace
    the old. Raises BadInput, NotFound, NotAllowed, BlocksOneself, BlocksTeam, BlockChanged.
    """
    reason = field_text.optional(reason, "reason", blocking.LONGEST_REASON)
    ends = blocking.until(minutes, now)

    async def work(writer: Writer) -> dict[str, Any]:
        person = await blockable(writer, person_id, actor)
        before = await blocks.of_person(writer, person.id)
        upcoming = await blocks.coming(writer, person.id, now, lock=True)
        if cancels and mark(upcoming) != seen_mark:
            raise BlockChanged(person.id)
        since = before.since if before else now
        after = PersonBlock(since, reason, ends)
        await people.set_blocked(writer, person.id, *after)
        await holds.let_go(writer, person.id)
        await flags.decide_all(writer, person.id, FlagDecision.BLOCKED, now)
        off = await _call_off(writer, upcoming if cancels else (), actor, now)
        record = {**_facts(after), "cancelled": [one.id for one in off]}
        await write_down(writer, person.id, "block", _facts(before), record, actor, now)
        return {"cancelled": len(off)}

    outcome = await once(database, work, actor=actor, key=key, now=now)
    return int(outcome["cancelled"])


async def unblock(
    database: Database, person_id: int, *, actor: Actor, key: str, now: datetime
) -> bool:
    """Let a person book again; whether they were blocked. Raises as `block`."""

    async def work(writer: Writer) -> dict[str, Any]:
        person = await blockable(writer, person_id, actor)
        return {"lifted": await _lift(writer, person.id, "unblock", actor, now)}

    outcome = await once(database, work, actor=actor, key=key, now=now)
    return bool(outcome.get("lifted", True))  # earlier versions did not say


async def lapse(database: Database, *, actor: Actor, now: datetime) -> int:
    """Lift the blocks whose time is up; how many. Idempotent."""
    actor.require(Permission.TIME)

    async def work(writer: Writer) -> int:
        over = await blocks.over(writer, now, BATCH)
        for person_id in over:
            await _lift(writer, person_id, "block_lapses", SYSTEM, now)
        return len(over)

    return await database.write(work)


async def blockable(writer: Writer, person_id: int, actor: Actor) -> Person:
    """The person, locked, if the actor may block them as both are now."""
    acting = await require_now(writer, actor, Permission.BLOCK)
    person = await lock_person(writer, person_id)
    may_block(acting.at(actor.door), person.id, person.roles)
    return person


async def _lift(writer: Writer, person_id: int, action: str, actor: Actor, now: datetime) -> bool:
    before = await blocks.of_person(writer, person_id)
    if before is None:
        return False
    await people.set_blocked(writer, person_id, None, None)
    await write_down(writer, person_id, action, _facts(before), _facts(None), actor, now)
    return True


async def _call_off(
    writer: Writer, upcoming: Sequence[Appointment], actor: Actor, now: datetime
) -> list[Appointment]:
    """Cancel these sessions of one customer. The dates of a series are one piece of news."""
    together: dict[tuple[int, int], list[Appointment]] = {}
    for before in upcoming:
        status = advance(before, Status.CANCELLED)
        was = await undoing.snapshot(writer, before)
        after = await booking.change(
            writer, before, status=status, reason=None, borne_by=Bearer.BUSINESS, now=now
        )
        await write_session_down(
            writer, before, after, "cancel_by_coach", actor, now, coach_told=True, undo=was
        )
        series = after.series_id
        key = (0, after.id) if series is None else (1, series)
        together.setdefault(key, []).append(after)
    for same in together.values():
        coach = await appointments.coach_person_id(writer, same[0].coach_id)
        await outbox.enqueue(writer, _news(same, coach, actor, now))
    return [one for same in together.values() for one in same]


def _news(
    same: Sequence[Appointment], coach: int, actor: Actor, now: datetime
) -> list[OutboxMessage]:
    customer = same[0].customer_id
    if len(same) == 1:
        news = [about(same[0], NoticeKind.CANCELLED_BY_COACH, customer, now)]
        if coach not in (actor.person_id, customer):
            news.append(about(same[0], NoticeKind.IN_YOUR_PLACE, coach, now))
        return news
    news = [about_series(same, NoticeKind.SERIES_CANCELLED_BY_COACH, customer, now)]
    if coach not in (actor.person_id, customer):
        news.append(about_series(same, NoticeKind.SERIES_IN_YOUR_PLACE, coach, now))
    return news


def _facts(block: PersonBlock | None) -> dict[str, Any]:
    if block is None:
        return {"blocked": False}
    until = block.until and block.until.isoformat()
    return {"blocked": True, "reason": block.reason, "until": until}
