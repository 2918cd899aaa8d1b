"""A connection cut at every point of a transaction, on the way there and back."""

from collections.abc import Callable

import pytest

from domain.messages.notices import Lane, NoticeKind
from storage import idempotency
from storage.messages import outbox
from storage.messages.outbox import OutboxMessage
from storage.people import people
from storage.people.people import TelegramProfile
from storage.transactions import Database, Writer
from tests.house import NOW
from tests.storage.wire import Wire

MIA = TelegramProfile(7001, "Mia")
ENDS: dict[str, Callable[[Wire, Callable[[bytes], bool]], None]] = {
    "on the way there": lambda wire, when: setattr(wire, "cut_before", when),
    "on the way back": lambda wire, when: setattr(wire, "cut_answer_to", when),
}


async def register_once(writer: Writer) -> bool:
    """Somebody new and a message to them, once; whether this very run did it."""
    if await idempotency.outcome(writer, "update 1") is not None:
        return False
    person = await people.register(writer, MIA)
    await people.lock(writer, person.id)
    await outbox.enqueue(
        writer,
        [OutboxMessage("hello", person.id, NoticeKind.COACH_WELCOME, {}, Lane.INTERACTIVE, NOW)],
    )
    await idempotency.remember(writer, "update 1", person.id, {}, NOW)
    return True


async def counts(database: Database) -> list[int]:
    async with database.read() as reader:
        tables = ("people", "outbox", "handled")
        return [(await reader.fetch(f"SELECT count(*) FROM {name}"))[0][0] for name in tables]


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS.keys())
async def test_wherever_the_connection_is_cut_the_deed_is_done_once(
    wire: Wire, wired: Database, end: Callable[[Wire, Callable[[bytes], bool]], None]
) -> None:
    points = 0
    while True:
        chunks: list[bytes] = []

        def is_the_point(what: bytes, chunks: list[bytes] = chunks, point: int = points) -> bool:
            chunks.append(what)
            return len(chunks) == point + 1

        end(wire, is_the_point)
        await wired.write(register_once)
        end(wire, lambda _: False)

        assert await counts(wired) == [1, 1, 1], f"cut at {points}: {chunks[-1][:80]!r}"
        if len(chunks) <= points:
            break
        points += 1
        async with wired.read() as reader:
            await reader.fetch(
                "WITH o AS (DELETE FROM outbox), h AS (DELETE FROM handled) SELECT 1"
            )
            await reader.fetch("DELETE FROM identities")
            await reader.fetch("DELETE FROM people")

    # BEGIN, a statement at least for each of the three, and COMMIT; more where they are prepared.
    assert points >= 5
