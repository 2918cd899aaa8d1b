"""How messages of the outbox end, and which are waiting."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from domain.appointments.appointment import Status
from domain.messages.notices import Lane
from storage.appointments import booking
from storage.messages import outbox, outgoing
from storage.messages.backlog import Backlog, backlog_at, next_due
from storage.transactions import Reader
from tests.house import NOW, House
from tests.storage.letters import SECOND, about, claim, enqueue, message, read, row_of


async def test_what_was_mailed_is_done_with_and_says_so(house: House) -> None:
    await enqueue(house, message(house, "k"), message(house, "by telegram"))
    first, second = await claim(house)

    await house.database.write(lambda writer: outgoing.mark_mailed(writer, first.id, NOW + SECOND))
    await house.database.write(lambda writer: outgoing.mark_sent(writer, second.id, 77, NOW))

    mailed, sent = await row_of(house, "k"), await row_of(house, "by telegram")
    assert (mailed.state, mailed.channel, mailed.sent_at) == ("sent", "mail", NOW + SECOND)
    assert (mailed.message_id, mailed.owner) == (None, None)
    assert (sent.channel, sent.message_id) == ("telegram", 77)
    assert await claim(house, NOW + timedelta(days=1)) == []


async def test_what_was_sent_is_done_with(house: House) -> None:
    await enqueue(house, message(house, "k"))
    [row] = await claim(house)

    await house.database.write(lambda writer: outgoing.mark_sent(writer, row.id, 77, NOW + SECOND))

    stored = await row_of(house, "k")
    assert (stored.state, stored.message_id, stored.sent_at) == ("sent", 77, NOW + SECOND)
    assert (stored.owner, stored.leased_until) == (None, None)
    assert await claim(house, NOW + timedelta(days=1)) == []


@pytest.mark.parametrize(
    ("end", "state"),
    [(outgoing.drop, "dropped"), (outgoing.fail, "failed")],
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
                outgoing.retry_at, owner="me", message_id=row.id, due_at=now + SECOND, error=error
            )
        )
        assert await claim(house, now) == []

    assert attempts == [0, 0, 1, 1]
    stored = await row_of(house, "k")
    assert (stored.attempts, stored.error, stored.maybe_repeated) == (2, "timeout", False)


async def test_the_next_due_message_is_the_earliest_that_waits(house: House) -> None:
    assert await read(house, next_due) is None
    await enqueue(
        house,
        message(house, "claimed"),
        message(house, "later", due_at=NOW + 9 * SECOND),
        message(house, "reminder", lane=1, due_at=NOW + 5 * SECOND),
        message(house, "broadcast", lane=2, due_at=NOW + 7 * SECOND),
    )
    assert await read(house, next_due) == NOW
    await claim(house)

    assert await read(house, next_due) == NOW + 5 * SECOND


async def test_a_message_that_no_longer_holds_is_not_the_next_due(house: House) -> None:
    booked = await house.book()
    await enqueue(
        house, about(house, "reminder", booked), message(house, "later", due_at=NOW + SECOND)
    )
    assert await read(house, next_due) == NOW

    await house.database.write(
        lambda writer: booking.change(writer, booked, status=Status.CANCELLED, now=NOW)
    )

    assert await read(house, next_due) == NOW + SECOND


async def test_the_backlog_counts_what_is_due_by_lane(house: House) -> None:
    async def backlog(reader: Reader) -> Backlog:
        return await backlog_at(reader, NOW)

    assert await read(house, backlog) == Backlog(dict.fromkeys(Lane, 0), dict.fromkeys(Lane))
    await enqueue(
        house,
        message(house, "a", due_at=NOW - 3 * SECOND),
        message(house, "b"),
        message(house, "c", lane=2, due_at=NOW - SECOND),
        message(house, "d", lane=1, due_at=NOW + SECOND),
    )
    [first] = await claim(house, limit=1)
    await house.database.write(lambda writer: outgoing.mark_sent(writer, first.id, 1, NOW))

    assert await read(house, backlog) == Backlog(
        {Lane.INTERACTIVE: 1, Lane.REMINDER: 0, Lane.BROADCAST: 1},
        {Lane.INTERACTIVE: NOW, Lane.REMINDER: None, Lane.BROADCAST: NOW - SECOND},
    )


async def test_only_old_messages_that_are_done_with_are_forgotten(house: House) -> None:
    old, new = NOW - timedelta(days=40), NOW
    await enqueue(
        house,
        message(house, "old and sent", due_at=old),
        message(house, "new and sent", due_at=new),
    )
    for row in await claim(house):
        await house.database.write(
            partial(outgoing.mark_sent, message_id=row.id, sent_as=1, now=NOW)
        )
    await enqueue(house, message(house, "old and waiting", due_at=old))

    gone = await house.database.write(
        lambda writer: outbox.forget_older(writer, NOW - timedelta(days=30))
    )

    assert gone == 1
    assert await row_of(house, "old and sent") is None
    assert await row_of(house, "old and waiting") is not None
    assert await row_of(house, "new and sent") is not None
