"""Somebody proves that a number or an address is theirs: we may already know them by it.

Only proof counts. A record nobody can act as yet becomes theirs: whoever entered it meant the
person at that number. But nobody becomes somebody else on one side's word alone, nor loses what
they are: if both have a life of their own here, both stay as they are, and the team is told.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.accounts.identity import Identity, IdentityKind
from domain.messages.notices import NoticeKind
from domain.messages.reach import MISSED_FOR
from domain.refusals import NotFound
from domain.roles import Actor, Permission, Role
from handlers.actions import alarms
from handlers.actions.person_log import write_down
from storage import idempotency
from storage.faults import StaleRow
from storage.messages import outbox
from storage.people import identities, merging, people
from storage.people.people import Person
from storage.transactions import Database, Writer


@dataclass(frozen=True, slots=True)
class Recognition:
    """The outcome. coming: sessions booked for them earlier that still stand.

    apart: another record has the same contact, and stays another person's.
    """

    coming: int = 0
    apart: bool = False


async def recognize(
    database: Database, identity: Identity, *, actor: Actor, key: str, now: datetime
) -> Recognition:
    """A person proves that a phone, a mailbox or an account is theirs.

    One record known by the same contact is merged into them, if nobody can act as it, or if it was
    proved there too and has no chat; and if they themselves are just an opened chat. Its bookings
    become theirs, and what it missed is sent. Any other stays apart. Raises NotFound,
    BlockedPerson.
    """
    person_id = actor.unblocked_person()

    async def work(writer: Writer) -> dict[str, Any]:
        await identities.hold(writer, [identity])
        outcome = await idempotency.outcome(writer, key)
        if outcome is None:
            outcome = await recognize_within(writer, identity, actor, now)
            await idempotency.remember(writer, key, person_id, outcome, now)
        return outcome

    return Recognition(**await database.write(work))


async def forget(database: Database, kind: IdentityKind, *, actor: Actor, now: datetime) -> None:
    """Forget all of the person's contacts of this kind. Raises BlockedPerson."""
    person_id = actor.unblocked_person()

    async def work(writer: Writer) -> None:
        if await identities.forget(writer, person_id, kind):
            old, new = {kind.value: True}, {kind.value: False}
            await write_down(writer, person_id, f"forget_{kind}", old, new, actor, now)

    await database.write(work)


async def recognize_within(
    writer: Writer, identity: Identity, actor: Actor, now: datetime
) -> dict[str, Any]:
    """The same within a transaction that holds the identity, as the fields of a `Recognition`."""
    person_id = actor.person
    holder, others = await _others(writer, person_id, identity)
    locked = {one: await people.lock(writer, one) for one in sorted({person_id, *others})}
    if (holder, others) != await _others(writer, person_id, identity):
        raise StaleRow
    me = locked[person_id]
    if me is None:
        raise NotFound
    other_people = [one for one in map(locked.get, others) if one is not None]
    if holder == person_id and not other_people:
        return {}
    outcome: dict[str, Any] = {}
    if len(other_people) == 1 and await _may_join(writer, other_people[0], me):
        outcome["coming"] = await _merge(writer, other_people[0], me, identity, actor, now)
    elif other_people:
        await _tell_team(writer, me, other_people, identity, now)
        outcome["apart"] = True
    await identities.show(writer, person_id, identity, now)
    kind, had = identity.kind.value, holder == person_id
    await write_down(writer, me.id, f"show_{kind}", {kind: had}, {kind: True}, actor, now)
    return outcome


async def _others(
    writer: Writer, person_id: int, identity: Identity
) -> tuple[int | None, list[int]]:
    """Who has proved the same, and all others known by it."""
    holder = await identities.holder(writer, identity)
    records = await identities.records(writer, identity)
    person_ids = [*([] if holder is None else [holder]), *records]
    return holder, [one for one in person_ids if one != person_id]


async def _may_join(writer: Writer, record: Person, me: Person) -> bool:
    """Whether nobody's affairs get mixed up: the record has no chat and does not work here, and the
    other has said hello and no more."""
    if record.telegram_id is not None or record.roles != {Role.CUSTOMER}:
        return False
    return not await merging.has_history(writer, me.id)


async def _merge(
    writer: Writer, record: Person, me: Person, identity: Identity, actor: Actor, now: datetime
) -> int:
    """How many of the merged sessions still stand."""
    counts = await merging.merge(writer, record.id, me.id)
    await outbox.revive(writer, me.id, now - MISSED_FOR)
    become = {"merged_into": me.id, "by": identity.kind.value, "sessions": counts.sessions}
    await write_down(writer, record.id, "merge", {"merged_into": None}, become, actor, now)
    return counts.upcoming


async def _tell_team(
    writer: Writer, me: Person, others: list[Person], identity: Identity, now: datetime
) -> None:
    facts = {
        "name": me.name,
        "kind": identity.kind.value,
        "value": identity.value,
        "others": [one.name for one in others],
        "ids": [me.id, *(one.id for one in others)],
    }
    ids = "+".join(str(one.id) for one in others)
    key = f"{NoticeKind.TWO_RECORDS}:{identity.kind}:{me.id}:{ids}"
    await alarms.tell_team(writer, NoticeKind.TWO_RECORDS, key, facts, now, who=Permission.ROLES)
