"""The verdicts notice what is changed behind everybody's back, each its own kind."""

import asyncpg
import pytest

from tests.chaos import verdicts
from tests.chaos.crowd import Crowd
from tests.chaos.fleet import Fleet
from tests.claimed import NOTHING_KEPT_APART

_OF_A_BOOKING = "(SELECT min(id) FROM audit WHERE action = 'book')"
_SENT = "(SELECT min(id) FROM outbox WHERE state = 'sent' AND message_id <> 999999)"
ENOUGH = 10  # bookings, some of which have been answered by then
_BOOKED = "SELECT count(*) FROM audit WHERE action = 'book'"
_OPEN = "status IN ('pending', 'confirmed')"

# What is done to the database, and which list of the verdict must get longer.
TAMPERED = [
    (f"DELETE FROM audit WHERE id = {_OF_A_BOOKING}", "lost"),
    (
        "INSERT INTO audit (at, actor_id, action, coach_id, entity, entity_id, facts, after) "
        "SELECT at, actor_id, action, coach_id, entity, entity_id, facts, after FROM audit "
        f"WHERE id = {_OF_A_BOOKING}",
        "twice",
    ),
    (
        "UPDATE appointments SET status = 'expired' WHERE id = "
        f"(SELECT max(id) FROM appointments WHERE {_OPEN})",
        "lost",
    ),
    (
        "UPDATE appointments SET starts_at = starts_at + interval '1 minute' WHERE id = "
        f"(SELECT max(id) FROM appointments WHERE {_OPEN})",
        "lost",
    ),
    (f"UPDATE outbox SET message_id = 999999 WHERE id = {_SENT}", "unsent"),
    (f"UPDATE outbox SET state = 'failed' WHERE id = {_SENT}", "unsent"),
    (f"UPDATE outbox SET state = 'dropped', error = NULL WHERE id = {_SENT}", "unsent"),
    (f"DELETE FROM outbox WHERE id = {_SENT} AND lane = 0", "unsent"),
    (
        "INSERT INTO dead_letters (at, update, error) VALUES (now(), '{}', 'Traceback:\nOops\n')",
        "faults",
    ),
    (NOTHING_KEPT_APART, None),
    (
        "UPDATE appointments a SET blocked = b.blocked, starts_at = b.starts_at, "
        "ends_at = b.ends_at, coach_id = b.coach_id "
        f"FROM (SELECT * FROM appointments WHERE {_OPEN} ORDER BY id DESC LIMIT 1) b "
        f"WHERE a.id = (SELECT min(id) FROM appointments WHERE {_OPEN} AND id <> b.id)",
        "overlaps",
    ),
]


@pytest.mark.timeout(400)
async def test_all_is_well_until_somebody_tampers_with_it() -> None:
    async with Fleet(1, replicas=1) as fleet, Crowd(fleet, 1, customers=40) as crowd:
        await crowd.press(per_second=80, seconds=4)
        # On a busy machine nobody has got that far in that time.
        while await _booking_count(fleet) < ENOUGH:
            await crowd.press(per_second=80, seconds=1)
        assert await crowd.quiet(seconds=120)
        await fleet.drain()
        fleet.replicas[0].kill()  # it would fix some of what is done now
        before = await verdicts.reach(fleet)

        assert before == verdicts.Verdict()

        connection = await asyncpg.connect(fleet.database_url)
        # The audit log otherwise refuses to be tampered with.
        await connection.execute("SET session_replication_role = replica")
        for statement, notices in TAMPERED:
            await connection.execute(statement)
            after = await verdicts.reach(fleet)
            if notices is None:
                assert after == before, statement
            else:
                assert len(getattr(after, notices)) > len(getattr(before, notices)), statement
            before = after
        await connection.close()


async def _booking_count(fleet: Fleet) -> int:
    async with fleet.database.read() as reader:
        [[count]] = await reader.fetch(_BOOKED)
    return int(count)
