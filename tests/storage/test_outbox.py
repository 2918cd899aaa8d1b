"""The outbox: claimed once, in order, and never lost with whoever had it."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import text

from domain.appointment import Appointment, Status
from storage import appointments, outbox, people
from storage.outbox import Backlog, Claimed, NewMessage
from storage.people import Profile
from storage.transactions import Reader, Writer
from tests.house import NOW, House, Plan, open_house

LEASE = timedelta(seconds=60)
SECOND = timedelta(seconds=1)


def message(house: House, key: str, **changed: Any) -> NewMessage:
    fields: dict[str, Any] = {
        "key": key,
        "recipient_id": house.customer.id,
        "kind": "hello",
        "facts": {"n": 1},
        "lane": 0,
        "due_at": NOW,
    }
    return NewMessage(**{**fields, **changed})


def about(house: House, key: str, appointment: Appointment) -> NewMessage:
    return message(
        house,
        key,
        coach_id=appointment.coach_id,
        appointment_id=appointment.id,
        appointment_version=appointment.version,
    )


async def enqueue(house: House, *messages: NewMessage) -> None:
    await house.database.write(lambda writer: outbox.enqueue(writer, messages))


async def claim(
    house: House, now: datetime = NOW, *, owner: str = "me", limit: int = 100, **more: Any
) -> list[Claimed]:
    return await house.database.write(
        lambda writer: outbox.claim(writer, owner, now, limit, LEASE, **more)
    )


async def read(house: House, ask: Callable[[Reader], Awaitable[Any]]) -> Any:
    async with house.database.read() as reader:
        return await ask(reader)


async def row_of(house: House, key: str) -> Any:
    return await read(
        house,
        lambda reader: reader.row(text("SELECT * FROM outbox WHERE key = :key"), {"key": key}),
    )


async def test_what_is_claimed_is_what_was_enqueued(house: House) -> None:
    facts = {"text": "ä ' \" \\ 🙂", "list": [1, {"a": None}], "float": 1.5}
    await enqueue(house, message(house, "k", facts=facts, lane=2, kind="broadcast"))

    [row] = await claim(house)

    assert (row.key, row.kind, row.facts, row.lane, row.due_at) == (
        "k",
        "broadcast",
        facts,
        2,
        NOW,
    )
    assert (row.recipient_id, row.telegram_id) == (house.customer.id, 8000)
    assert (row.attempts, row.maybe_repeated, row.unreachable, row.holds) == (0, False, False, True)


async def test_the_same_key_twice_is_one_message(house: House) -> None:
    await enqueue(house, message(house, "k", facts={"n": 1}), message(house, "k", facts={"n": 2}))
    await enqueue(house, message(house, "k", facts={"n": 3}))

    assert [row.facts for row in await claim(house)] == [{"n": 1}]


async def test_lanes_go_in_order_and_each_by_age(house: House) -> None:
    await enqueue(
        house,
        message(house, "broadcast", lane=2, due_at=NOW - 9 * SECOND),
        message(house, "reminder", lane=1, due_at=NOW - 5 * SECOND),
        message(house, "new", due_at=NOW),
        message(house, "old", due_at=NOW - SECOND),
        message(house, "tomorrow", due_at=NOW + SECOND),
    )

    first = await claim(house, limit=3)
    rest = await claim(house)

    assert [row.key for row in first] == ["old", "new", "reminder"]
    assert [row.key for row in rest] == ["broadcast"]


async def test_nothing_is_claimed_for_recipients_that_are_left_alone(database: Any) -> None:
    house = await open_house(database, Plan(customers=2))
    busy, other = house.customers
    await enqueue(
        house, message(house, "a"), message(house, "b", recipient_id=other.id), message(house, "c")
    )

    assert [row.key for row in await claim(house, without=[busy.id])] == ["b"]
    assert [row.key for row in await claim(house)] == ["a", "c"]


async def test_a_lease_that_ran_out_is_claimed_again_and_flagged(house: House) -> None:
    await enqueue(house, message(house, "k"))
    await claim(house, owner="dead")

    assert await claim(house, NOW + LEASE - SECOND, owner="other") == []
    [again] = await claim(house, NOW + LEASE, owner="other")

    assert (again.maybe_repeated, again.attempts) == (True, 1)
    assert (await row_of(house, "k")).owner == "other"


async def test_the_language_is_the_chosen_one_before_telegrams(house: House) -> None:
    profile = Profile(8000, "Customer 0", language="en")
    await house.database.write(lambda writer: people.register(writer, profile, False))
    await enqueue(house, message(house, "first"))
    [before] = await claim(house)

    async def choose(writer: Writer) -> None:
        await people.set_language(writer, house.customer.id, "de")
        await people.set_zone(writer, house.customer.id, "Europe/London")
        await people.set_unreachable(writer, house.customer.id, NOW)

    await house.database.write(choose)
    await enqueue(house, message(house, "second"))
    [after] = await claim(house)

    assert (before.language, before.zone, before.unreachable) == ("en", None, False)
    assert (after.language, after.zone, after.unreachable) == ("de", "Europe/London", True)


async def test_a_coachs_zone_is_that_of_their_hours_until_they_choose_another(house: House) -> None:
    anna = house.coach_person.id
    await enqueue(house, message(house, "first", recipient_id=anna))
    [before] = await claim(house)

    await house.database.write(lambda writer: people.set_zone(writer, anna, "Europe/Lisbon"))
    await enqueue(house, message(house, "second", recipient_id=anna))
    [after] = await claim(house)

    assert (before.zone, after.zone) == ("Europe/Berlin", "Europe/Lisbon")


async def test_the_address_for_who_cannot_be_reached_comes_along(house: House) -> None:
    await enqueue(house, message(house, "without"))
    [without] = await claim(house)

    await house.database.write(
        lambda writer: people.set_email(writer, house.customer.id, "c@example.org")
    )
    await enqueue(house, message(house, "with"))
    [with_address] = await claim(house)

    assert (without.email, with_address.email) == (None, "c@example.org")


async def test_what_was_mailed_is_done_with_and_says_so(house: House) -> None:
    await enqueue(house, message(house, "k"), message(house, "by telegram"))
    first, second = await claim(house)

    await house.database.write(lambda writer: outbox.mark_mailed(writer, first.id, NOW + SECOND))
    await house.database.write(lambda writer: outbox.mark_sent(writer, second.id, 77, NOW))

    mailed, sent = await row_of(house, "k"), await row_of(house, "by telegram")
    assert (mailed.state, mailed.channel, mailed.sent_at) == ("sent", "mail", NOW + SECOND)
    assert (mailed.message_id, mailed.owner) == (None, None)
    assert (sent.channel, sent.message_id) == ("telegram", 77)
    assert await claim(house, NOW + timedelta(days=1)) == []


async def test_a_message_holds_while_its_appointment_is_at_that_version(house: House) -> None:
    kept, moved = await house.book(), await house.book(starts_at=NOW + timedelta(days=2))
    cancelled = await house.book(starts_at=NOW + timedelta(days=3))
    gone = about(house, "gone", cancelled)
    await enqueue(house, about(house, "kept", kept), about(house, "moved", moved), gone)

    async def change(writer: Writer) -> Appointment:
        start = moved.starts_at + timedelta(hours=3)
        await appointments.set_attending(writer, kept, NOW)
        await appointments.move(writer, moved, start, house.service, moved.wall_start, now=NOW)
        return await appointments.change(writer, cancelled, status=Status.CANCELLED, now=NOW)

    after = await house.database.write(change)
    await enqueue(house, about(house, "told of the end", after))

    holds = {row.key: row.holds for row in await claim(house)}
    assert holds == {"kept": True, "moved": False, "gone": False, "told of the end": True}


async def test_what_was_sent_is_done_with(house: House) -> None:
    await enqueue(house, message(house, "k"))
    [row] = await claim(house)

    await house.database.write(lambda writer: outbox.mark_sent(writer, row.id, 77, NOW + SECOND))

    stored = await row_of(house, "k")
    assert (stored.state, stored.message_id, stored.sent_at) == ("sent", 77, NOW + SECOND)
    assert (stored.owner, stored.leased_until) == (None, None)
    assert await claim(house, NOW + timedelta(days=1)) == []


@pytest.mark.parametrize(
    ("end", "state"),
    [(outbox.drop, "dropped"), (outbox.fail, "failed")],
    ids=["dropped", "failed"],
)
async def test_what_was_given_up_says_why(house: House, end: Any, state: str) -> None:
    await enqueue(house, message(house, "k"))
    [row] = await claim(house)

    await house.database.write(lambda writer: end(writer, "me", row.id, "the reason"))

    stored = await row_of(house, "k")
    assert (stored.state, stored.error) == (state, "the reason")
    assert await claim(house, NOW + timedelta(days=1)) == []


async def test_only_what_failed_counts_as_an_attempt(house: House) -> None:
    await enqueue(house, message(house, "k"))
    attempts = []
    for n, error in enumerate((None, "502", None, "timeout")):
        now = NOW + n * SECOND
        [row] = await claim(house, now)
        attempts.append(row.attempts)
        await house.database.write(
            partial(
                outbox.retry_at, owner="me", message_id=row.id, due_at=now + SECOND, error=error
            )
        )
        assert await claim(house, now) == []

    assert attempts == [0, 0, 1, 1]
    stored = await row_of(house, "k")
    assert (stored.attempts, stored.error, stored.maybe_repeated) == (2, "timeout", False)


async def test_the_next_due_message_is_the_earliest_that_waits(house: House) -> None:
    assert await read(house, outbox.next_due) is None
    await enqueue(
        house,
        message(house, "claimed"),
        message(house, "later", due_at=NOW + 9 * SECOND),
        message(house, "reminder", lane=1, due_at=NOW + 5 * SECOND),
        message(house, "broadcast", lane=2, due_at=NOW + 7 * SECOND),
    )
    assert await read(house, outbox.next_due) == NOW
    await claim(house)

    assert await read(house, outbox.next_due) == NOW + 5 * SECOND


async def test_a_message_that_no_longer_holds_is_not_the_next_due(house: House) -> None:
    booked = await house.book()
    await enqueue(
        house, about(house, "reminder", booked), message(house, "later", due_at=NOW + SECOND)
    )
    assert await read(house, outbox.next_due) == NOW

    await house.database.write(
        lambda writer: appointments.change(writer, booked, status=Status.CANCELLED, now=NOW)
    )

    assert await read(house, outbox.next_due) == NOW + SECOND


async def test_the_backlog_counts_what_is_due_by_lane(house: House) -> None:
    async def backlog(reader: Reader) -> Backlog:
        return await outbox.backlog(reader, NOW)

    assert await read(house, backlog) == Backlog({0: 0, 1: 0, 2: 0}, {0: None, 1: None, 2: None})
    await enqueue(
        house,
        message(house, "a", due_at=NOW - 3 * SECOND),
        message(house, "b"),
        message(house, "c", lane=2, due_at=NOW - SECOND),
        message(house, "d", lane=1, due_at=NOW + SECOND),
    )
    [first] = await claim(house, limit=1)
    await house.database.write(lambda writer: outbox.mark_sent(writer, first.id, 1, NOW))

    assert await read(house, backlog) == Backlog(
        {0: 1, 1: 0, 2: 1}, {0: NOW, 1: None, 2: NOW - SECOND}
    )


async def test_only_old_messages_that_are_done_with_are_forgotten(house: House) -> None:
    old, new = NOW - timedelta(days=40), NOW
    await enqueue(
        house,
        message(house, "old and sent", due_at=old),
        message(house, "new and sent", due_at=new),
    )
    for row in await claim(house):
        await house.database.write(partial(outbox.mark_sent, message_id=row.id, sent_as=1, now=NOW))
    await enqueue(house, message(house, "old and waiting", due_at=old))

    gone = await house.database.write(
        lambda writer: outbox.forget_older(writer, NOW - timedelta(days=30))
    )

    assert gone == 1
    assert await row_of(house, "old and sent") is None
    assert await row_of(house, "old and waiting") is not None
    assert await row_of(house, "new and sent") is not None


async def test_claiming_looks_at_what_is_due_and_not_at_all_that_waits(house: House) -> None:
    """With 20,000 reminders ahead the claim still reads a handful of pages."""
    await house.database.write(
        lambda writer: writer.run(
            text(
                "INSERT INTO outbox (key, recipient_id, kind, facts, lane, due_at)"
                " SELECT 'r' || n, :person, 'x', '{}', 1,"
                " CAST(:now AS timestamptz) + n * interval '1 minute'"
                " FROM generate_series(1, 20000) n"
            ),
            {"person": house.customer.id, "now": NOW},
        )
    )
    await enqueue(house, message(house, "due"))

    async def pages(writer: Writer) -> int:
        await writer.run(text("ANALYZE outbox"))
        plan = await writer.fetch(
            f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {outbox.CLAIM}",
            NOW,
            [],
            16,
            "me",
            NOW + LEASE,
            True,
            16,
        )
        used: int = plan[0][0][0]["Plan"]["Shared Hit Blocks"]
        return used

    assert await house.database.write(pages) < 100
