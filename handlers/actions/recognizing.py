"""Somebody shows what is theirs, and is the person whom we know by it already.

Only what is shown counts. A record as which nobody can act yet becomes theirs: whoever wrote it
down meant whoever answers that number. Nobody becomes somebody else, though, on the word of one
side alone, nor loses what they are: where both have a life of their own here, both stay as they
are, and the team is told.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.identity import Identity, IdentityKind
from domain.notices import NoticeKind
from domain.refusals import NotFound
from domain.roles import Actor, Permission, Role
from handlers.actions import alarms
from handlers.actions.person_log import write_down
from handlers.actions.undelivered import LATEST
from storage import idempotency, identities, merging, outbox, people
from storage.faults import StaleRow
from storage.people import Person
from storage.transactions import Database, Writer


@dataclass(frozen=True, slots=True)
class Recognition:
    """What came of it. coming: sessions that were booked for them before, and still stand.

    apart: there is another record with the same, which stays another person's.
    """

    coming: int = 0
    apart: bool = False


async def recognize(
    database: Database, shown: Identity, *, actor: Actor, key: str, now: datetime
) -> Recognition:
    """A person shows that a telephone, a mailbox or an account is theirs.

    One record that is known by the same becomes part of them, if nobody can act as it, or if it
    was shown there too and has no chat; and if they themselves are nothing but a chat that was
    opened. What was booked for it is theirs, and what it missed is sent. Any other stays apart.
    Raises NotFound, BlockedPerson.
    """
    person_id = actor.unblocked_person()

    async def work(writer: Writer) -> dict[str, Any]:
        await identities.hold(writer, [shown])
        done = await idempotency.outcome(writer, key)
        if done is None:
            done = await recognize_within(writer, shown, actor, now)
            await idempotency.remember(writer, key, person_id, done, now)
        return done

    return Recognition(**await database.write(work))


async def forget(database: Database, kind: IdentityKind, *, actor: Actor, now: datetime) -> None:
    """The person is known by nothing of this kind any more. Raises BlockedPerson."""
    person_id = actor.unblocked_person()

    async def work(writer: Writer) -> None:
        if await identities.forget(writer, person_id, kind):
            old, new = {kind.value: True}, {kind.value: False}
            await write_down(writer, person_id, f"forget_{kind}", old, new, actor, now)

    await database.write(work)


async def recognize_within(
    writer: Writer, shown: Identity, actor: Actor, now: datetime
) -> dict[str, Any]:
    """The same within a transaction that holds the identity, as the fields of a `Recognition`."""
    person_id = actor.person
    holder, others = await _others(writer, person_id, shown)
    locked = {one: await people.lock(writer, one) for one in sorted({person_id, *others})}
    if (holder, others) != await _others(writer, person_id, shown):
        raise StaleRow
    me = locked[person_id]
    if me is None:
        raise NotFound
    known = [one for one in map(locked.get, others) if one is not None]
    if holder == person_id and not known:
        return {}
    outcome: dict[str, Any] = {}
    if len(known) == 1 and await _may_join(writer, known[0], me):
        outcome["coming"] = await _merge(writer, known[0], me, shown, actor, now)
    elif known:
        await _tell_team(writer, me, known, shown, now)
        outcome["apart"] = True
    await identities.show(writer, person_id, shown, now)
    kind, had = shown.kind.value, holder == person_id
    await write_down(writer, me.id, f"show_{kind}", {kind: had}, {kind: True}, actor, now)
    return outcome


async def _others(writer: Writer, person_id: int, shown: Identity) -> tuple[int | None, list[int]]:
    """Who has shown the same, and all others who are known by it."""
    holder = await identities.holder(writer, shown)
    records = await identities.records(writer, shown)
    known = [*([] if holder is None else [holder]), *records]
    return holder, [one for one in known if one != person_id]


async def _may_join(writer: Writer, record: Person, me: Person) -> bool:
    """Whether nothing of anybody's is mixed up: the one has no chat and does not work here, and
    the other has said hello and no more."""
    if record.telegram_id is not None or record.roles != {Role.CUSTOMER}:
        return False
    return not await merging.has_history(writer, me.id)


async def _merge(
    writer: Writer, record: Person, me: Person, shown: Identity, actor: Actor, now: datetime
) -> int:
    """How many sessions come along that still stand."""
    brought = await merging.merge(writer, record.id, me.id)
    await outbox.revive(writer, me.id, now - LATEST)
    become = {"merged_into": me.id, "by": shown.kind.value, "sessions": brought.sessions}
    await write_down(writer, record.id, "merge", {"merged_into": None}, become, actor, now)
    return brought.coming


async def _tell_team(
    writer: Writer, me: Person, others: list[Person], shown: Identity, now: datetime
) -> None:
    facts = {
        "name": me.name,
        "kind": shown.kind.value,
        "value": shown.value,
        "others": [one.name for one in others],
        "ids": [me.id, *(one.id for one in others)],
    }
    ids = "+".join(str(one.id) for one in others)
    key = f"{NoticeKind.TWO_RECORDS}:{shown.kind}:{me.id}:{ids}"
    await alarms.tell_team(writer, NoticeKind.TWO_RECORDS, key, facts, now, who=Permission.ROLES)
