"""A broadcast reaches each person once, whatever happens, and nobody who wants none."""

import asyncio
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest

from domain.appointments.appointment import Status
from domain.messages.broadcasts import (
    WINDOW,
    Audience,
    AudienceGroup,
    BroadcastAction,
    BroadcastState,
    NobodyToReach,
)
from domain.refusals import NotAllowed, NotFound
from domain.roles import SYSTEM, Actor, Role
from handlers.actions.messages import broadcasting as actions
from storage import audit
from storage.messages import audiences, broadcasts, outgoing
from storage.messages.broadcasts import Broadcast
from storage.transactions import Database, Writer
from tests.house import NOW, House, acting

MANY = 2_000
CROWD = """
INSERT INTO people (telegram_id, first_name) SELECT 500000 + n, 'P' || n
FROM generate_series(1, $1::int) n
"""
# What the delivery does, and what is said of it: some never arrive.
DELIVER = """
UPDATE outbox SET state = CASE WHEN id % 50 = 0 THEN 'failed' ELSE 'sent' END
WHERE broadcast_id IS NOT NULL AND state = 'waiting' AND due_at <= $1
"""
EACH = """
SELECT count(*), count(DISTINCT recipient_id), count(*) FILTER (WHERE state = 'sent')
FROM outbox WHERE broadcast_id IS NOT NULL
"""


class Crash(Exception):
    """The process is gone before its commit."""


@pytest.fixture
def admin(house: House) -> Actor:
    return acting(house.coach_person, Role.ADMIN)


async def begin_broadcast(
    database: Database, admin: Actor, audience: Audience | None = None, key: str = "b"
) -> int:
    """The id of one that was written and begun."""
    wanted = audience or Audience(AudienceGroup.EVERYBODY)
    id_ = await actions.draft(
        database, wanted, "<b>Closed</b> in May", actor=admin, key=f"{key}:d", now=NOW
    )
    await actions.begin(database, id_, 9, actor=admin, key=key, now=NOW)
    return id_


async def load_broadcast(database: Database, id_: int) -> Broadcast:
    async with database.read() as reader:
        one = await broadcasts.find(reader, id_)
    assert one is not None
    return one


async def run(database: Database, sql: str, *values: Any) -> Any:
    return await database.write(lambda writer: writer.fetch(sql, *values))


async def forward(database: Database, now: datetime = NOW) -> int:
    return await actions.advance(database, actor=SYSTEM, now=now)


async def test_two_thousand_get_it_once_though_replicas_meet_and_one_crashes(
    house: House, database: Database, admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    await run(database, CROWD, MANY)
    id_ = await begin_broadcast(database, admin)
    people = (await load_broadcast(database, id_)).progress.people
    assert people >= MANY
    save = broadcasts.save

    async def crash(*_: Any) -> None:
        raise Crash

    for step in range(40):
        monkeypatch.setattr(broadcasts, "save", crash if step % 4 == 1 else save)
        both = await asyncio.gather(forward(database), forward(database), return_exceptions=True)
        assert all(isinstance(one, int | Crash) for one in both)
        [[waiting]] = await run(database, "SELECT count(*) FROM outbox WHERE state = 'waiting'")
        assert waiting <= WINDOW
        await run(database, DELIVER, NOW)
        if (await load_broadcast(database, id_)).ended:
            break

    rows, recipients, sent = (await run(database, EACH))[0]
    assert rows == recipients == people
    one = await load_broadcast(database, id_)
    assert one.state is BroadcastState.DONE
    figures = one.progress
    assert (figures.sent, figures.failed, figures.remaining) == (sent, people - sent, 0)
    assert await forward(database) == 0


async def test_whom_it_reaches(house: House, database: Database, admin: Actor) -> None:
    mia, ben, cleo, dora, emil = (one.id for one in house.customers)
    coach, service = house.coach.id, house.service.id
    for customer, days in ((mia, 10), (ben, 100), (cleo, 101)):
        was = NOW - timedelta(days=days)
        await house.book(customer_id=customer, starts_at=was, status=Status.COMPLETED)
    await house.book(customer_id=cleo, starts_at=NOW + timedelta(days=3))
    await run(database, "UPDATE people SET blocked_at = now() WHERE id = $1", dora)
    await run(database, "UPDATE people SET unreachable_since = now() WHERE id = $1", emil)
    await actions.set_news(database, False, actor=acting(house.customers[1]), key="n", now=NOW)

    async def reach(*wanted: Any) -> tuple[int, int, int, int]:
        async with database.read() as reader:
            figures = await audiences.reach(reader, Audience(*wanted), NOW)
        return figures.reached, figures.unwanted, figures.blocked, figures.away

    assert await reach(AudienceGroup.CUSTOMERS) == (2, 1, 1, 1)
    assert await reach(AudienceGroup.COACHES) == (1, 0, 0, 0)
    assert await reach(AudienceGroup.EVERYBODY) == (3, 1, 1, 1)
    assert await reach(AudienceGroup.CUSTOMERS, coach, service) == (2, 1, 0, 0)
    assert await reach(AudienceGroup.CUSTOMERS, coach + 1) == (0, 0, 0, 0)
    assert await reach(AudienceGroup.CUSTOMERS, 0, 0, 30) == (1, 0, 0, 0)
    # Cleo has not come for long, and comes soon.
    assert await reach(AudienceGroup.CUSTOMERS, coach, 0, -30) == (0, 1, 0, 0)


async def test_who_wants_no_more_gets_not_even_what_is_on_its_way(
    house: House, database: Database, admin: Actor
) -> None:
    id_ = await begin_broadcast(database, admin, Audience(AudienceGroup.CUSTOMERS))
    await forward(database)
    mia = acting(house.customers[0])
    for key in ("n", "n", "m"):
        await actions.set_news(database, False, actor=mia, key=key, now=NOW)

    rows = await database.write(
        lambda w: outgoing.claim(w, "me", NOW + timedelta(seconds=1), 50, timedelta(minutes=1))
    )
    news = {row.recipient_id: row for row in rows if row.kind == "broadcast"}
    assert [row.recipient_id for row in news.values() if not row.holds] == [mia.person]
    assert news[mia.person].facts["text"] == "<b>Closed</b> in May"
    async with database.autocommit() as autocommit:
        assert await outgoing.begin_call(autocommit, "me", news[mia.person].id) is False
        lines = await audit.of(autocommit, "person", mia.person)
        [line] = await audit.of(autocommit, "broadcast", id_)
    assert [one.after for one in lines if one.action == "set_news"] == [{"news": False}]
    assert line.after is not None
    assert line.after["people"] == 5
    assert "Closed" not in str(line)


async def test_paused_it_waits_and_stopped_it_ends(
    house: House, database: Database, admin: Actor
) -> None:
    id_ = await begin_broadcast(database, admin, Audience(AudienceGroup.CUSTOMERS))
    change = partial(actions.change, database, id_, actor=admin, now=NOW)
    await change(BroadcastAction.PAUSE, key="p")
    assert await forward(database) == 0
    await change(BroadcastAction.GO_ON, key="g")
    assert await forward(database) == 5
    await change(BroadcastAction.PAUSE, key="p2")
    await run(database, DELIVER, NOW + timedelta(days=1))
    assert (await run(database, EACH))[0][2] == 0
    # One that was on its way when it was paused comes back to wait.
    await run(database, "UPDATE outbox SET due_at = $1 WHERE recipient_id = $2", NOW, 3)
    await forward(database)
    await run(database, DELIVER, NOW + timedelta(days=1))
    assert (await run(database, EACH))[0][2] == 0
    await change(BroadcastAction.GO_ON, key="g2")
    await run(database, DELIVER, NOW)
    await forward(database)
    one = await load_broadcast(database, id_)
    assert (one.state, one.ended, one.progress.remaining) == (BroadcastState.DONE, True, 0)

    other = await begin_broadcast(database, admin, Audience(AudienceGroup.CUSTOMERS), key="o")
    await forward(database)
    for key in ("s", "s2"):
        await actions.change(database, other, BroadcastAction.STOP, actor=admin, key=key, now=NOW)
    await forward(database)
    stopped = await load_broadcast(database, other)
    assert (stopped.state, stopped.ended, stopped.progress.sent) == (
        BroadcastState.STOPPED,
        True,
        0,
    )
    await actions.change(database, other, BroadcastAction.GO_ON, actor=admin, key="g3", now=NOW)
    assert (await load_broadcast(database, other)).state is BroadcastState.STOPPED


@pytest.mark.parametrize("deed", [BroadcastAction.PAUSE, BroadcastAction.STOP])
async def test_who_holds_it_up_reads_at_once_how_far_it_came(
    house: House, database: Database, admin: Actor, deed: BroadcastAction
) -> None:
    id_ = await begin_broadcast(database, admin, Audience(AudienceGroup.CUSTOMERS))
    await forward(database)
    await run(database, "UPDATE outbox SET state = 'sent' WHERE recipient_id = $1", 3)

    await actions.change(database, id_, deed, actor=admin, key="p", now=NOW)

    assert (await load_broadcast(database, id_)).progress.sent == 1


async def test_only_admins_write_to_many_and_only_somebody_reads_it(
    house: House, database: Database, admin: Actor
) -> None:
    for role in (Role.CUSTOMER, Role.COACH, Role.MANAGER):
        nobody = acting(house.customers[0], role)
        with pytest.raises(NotAllowed):
            await begin_broadcast(database, nobody)
    with pytest.raises(NobodyToReach):
        await begin_broadcast(database, admin, Audience(AudienceGroup.CUSTOMERS, 999))
    draft = await actions.draft(
        database, Audience(AudienceGroup.COACHES), "Hi", actor=admin, key="d", now=NOW
    )
    another = acting(house.customers[0], Role.ADMIN)
    with pytest.raises(NotFound):
        await actions.begin(database, draft, None, actor=another, key="x", now=NOW)
    await actions.begin(database, draft, None, actor=admin, key="y", now=NOW)
    await actions.begin(database, draft, None, actor=admin, key="z", now=NOW)
    async with database.read() as reader:
        assert len(await audit.of(reader, "broadcast", draft)) == 1


async def test_old_ones_are_forgotten_once_they_have_ended(
    house: House, database: Database, admin: Actor
) -> None:
    done = await begin_broadcast(database, admin, Audience(AudienceGroup.COACHES))
    running = await begin_broadcast(database, admin, Audience(AudienceGroup.CUSTOMERS), key="r")
    await actions.change(database, done, BroadcastAction.STOP, actor=admin, key="s", now=NOW)
    await forward(database)

    async def forget(writer: Writer) -> int:
        return await broadcasts.forget_older(writer, NOW + timedelta(days=1))

    assert await database.write(forget) == 1
    assert (await load_broadcast(database, running)).state is BroadcastState.RUNNING
