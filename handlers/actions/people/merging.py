"""Merge two records of one person, on an admin's word."""

from datetime import datetime
from typing import Any

from domain.messages.reach import MISSED_FOR
from domain.people.merging import MergeChanged
from domain.refusals import NotFound
from domain.roles import Actor, Permission
from handlers.actions.once import once
from handlers.actions.person_log import write_down
from handlers.actions.programs import api_keys
from handlers.actions.rights import require_now
from handlers.queries.people.merging import MergePair, on_word, pair_of
from storage import audit
from storage.messages import outbox
from storage.people import merging, people, team
from storage.people.merging import MergeCounts
from storage.transactions import Database, Writer


async def merge(
    database: Database,
    one: int,
    other: int,
    seen_mark: int,
    *,
    actor: Actor,
    key: str,
    now: datetime,
) -> int:
    """Merge two records into one; the id of the person who stays.

    `domain.people.merging` says who that is. What was booked, written and said of the other record
    becomes theirs, and what it missed is sent. They keep their own role and name; they are a coach
    if either was, and blocked if either was. seen_mark: the mark of what was on the screen. If they
    are one already, nothing changes. Raises NotFound, NotAllowed, SamePerson, what keeps the two
    apart, and MergeChanged.
    """
    actor.require(Permission.MERGE)

    async def work(writer: Writer) -> dict[str, Any]:
        # Roles change one at a time, and so do identities.
        await team.hold_roles(writer)
        await require_now(writer, actor, Permission.MERGE)
        ids = sorted({await merging.surviving_id(writer, id_) for id_ in (one, other)})
        for id_ in ids:
            if await people.lock(writer, id_) is None:
                raise NotFound
        first = await pair_of(writer, one, other, now)
        await merging.hold(writer, first.record.person.id)
        # Pending writes to the record are done by now.
        pair = on_word(await pair_of(writer, one, other, now))
        if pair.apart is not None:
            raise pair.apart
        if pair.mark != seen_mark:
            raise MergeChanged((one, other))
        await join(writer, pair, "admin", actor, now)
        await api_keys.settle(writer, pair.survivor.person.id, actor, now)
        return {"person": pair.survivor.person.id}

    outcome = await once(database, work, actor=actor, key=key, now=now)
    return int(outcome["person"])


async def join(
    writer: Writer, pair: MergePair, by: str, actor: Actor, now: datetime
) -> MergeCounts:
    """Merge the record into the person who stays, who is sent what it missed. by: what says they
    are one. The caller holds both, and nothing keeps them apart."""
    counts = await merging.merge(writer, pair.record.person.id, pair.survivor.person.id)
    await outbox.revive(writer, pair.survivor.person.id, now - MISSED_FOR)
    await _write_down(writer, pair, counts, by, actor, now)
    return counts


async def _write_down(
    writer: Writer, pair: MergePair, counts: MergeCounts, by: str, actor: Actor, now: datetime
) -> None:
    """A line for each of the two, so that either leads to the other; and one for the coach."""
    survivor, record = pair.survivor.person, pair.record.person
    after = {"merged_into": survivor.id, "role": None, "by": by, "sessions": counts.sessions}
    had = {"merged_into": None, "role": record.role}
    await write_down(writer, record.id, "merge", had, after, actor, now)
    was: dict[str, Any] = {"blocked": survivor.blocked, "coach_id": survivor.coach_id}
    then = {
        "blocked": survivor.blocked or record.blocked,
        "coach_id": survivor.coach_id or record.coach_id,
        "joined": record.id,
        "sessions": counts.sessions,
    }
    await write_down(writer, survivor.id, "take_in", was, then, actor, now)
    if record.coach_id is not None:
        await audit.record(
            writer,
            at=now,
            actor=actor,
            action="change_person",
            entity="coach",
            entity_id=record.coach_id,
            coach_id=record.coach_id,
            before={"person_id": record.id},
            after={"person_id": survivor.id},
        )
