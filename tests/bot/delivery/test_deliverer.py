"""The outbox on its way out, against a real database and a real Bot API server."""

from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import select

from bot.delivery import deliverer
from storage.tables.outbox import outbox as table
from tests.bot.delivery.post_office import DAY, LENA, MIA, NOW, Post, message
from tests.bot.telegram.passing import Passing


async def test_a_message_goes_out_at_once_in_its_readers_language_and_is_marked(
    post: Post,
) -> None:
    mia, lena = await post.person(MIA, "en"), await post.person(LENA, "de-AT")
    post.open()
    await post.looked()  # it would look again when time passes, which it does not

    await post.enqueue(message("hello", mia), message("hallo", lena))

    await post.wait_for_state("sent", "hello", "hallo")
    assert post.bot_texts(MIA) == ["hello (en)"]
    assert post.bot_texts(LENA) == ["hallo (de)"]
    async with post.database.read() as reader:
        assert await reader.scalar(select(table.c.message_id).where(table.c.key == "hello")) == 1


async def test_a_row_that_another_replica_wrote_is_found_within_a_second(post: Post) -> None:
    mia = await post.person()
    post.open()
    await post.looked()
    post.database.on_enqueued.clear()
    await post.enqueue(message("theirs", mia))
    await post.looked()
    assert post.bot_texts() == []

    await post.pass_time(1.0)

    await post.wait_for_state("sent", "theirs")


async def test_what_is_due_later_waits(post: Post) -> None:
    mia = await post.person()
    post.open()
    await post.enqueue(message("later", mia, due_at=NOW + timedelta(seconds=1)))
    await post.all_gone()
    assert post.bot_texts() == []

    post.now = NOW + timedelta(seconds=1)

    await post.wait_for_state("sent", "later")


@pytest.fixture
async def passing(post: Post, database_url: str) -> AsyncIterator[Passing]:
    """The time by which the post office looks, calls, and keeps to Telegram's limits."""
    new_passing = await Passing.begun(database_url, replicas=1)
    new_passing.watched, post.stopwatch, [post.limits] = (
        post.database,
        new_passing.stopwatch,
        new_passing.replicas,
    )
    yield new_passing
    await new_passing.during(post.close())
    await new_passing.close()


async def test_messages_to_one_person_keep_their_order_and_their_second(
    post: Post, passing: Passing
) -> None:
    times: list[float] = []

    async def call(method: str, payload: Mapping[str, Any]) -> Any:
        times.append(passing.stopwatch.now())
        return await post.telegram.call(method, payload)

    mia = await post.person()
    keys = [f"m{n}" for n in range(4)]
    await post.enqueue(*(message(key, mia) for key in keys))
    post.open(call=call)

    await passing.during(post.wait_for_state("sent", *keys))

    assert post.bot_texts() == [f"{key} (en)" for key in keys]
    assert all(later - earlier >= 1.0 for earlier, later in pairwise(times))
    assert len(times) == len(keys)


async def test_a_person_with_many_messages_does_not_keep_others_waiting(
    post: Post, passing: Passing
) -> None:
    mia = await post.person()
    others = await post.crowd(30)
    await post.enqueue(*(message(f"mia{n}", mia) for n in range(20)))
    await post.enqueue(*(message(f"other{n}", other) for n, other in enumerate(others)))
    post.open()

    await passing.during(post.wait_for_state("sent", *(f"other{n}" for n in range(30))))

    assert len(post.bot_texts()) < 20


async def test_interactive_goes_before_reminders_and_reminders_before_broadcasts(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Which of several on their way arrives first depends on the machine.
    monkeypatch.setattr(deliverer, "PEOPLE_AT_ONCE", 1)
    crowd = await post.crowd(30)
    lanes = [2, 1, 0]
    await post.enqueue(
        *(
            message(
                f"{lanes[n % 3]}/{n}",
                one,
                lane=lanes[n % 3],
                facts={"starts_at": (NOW + DAY).isoformat()},
            )
            for n, one in enumerate(crowd)
        )
    )
    post.open()

    await post.wait_for_state("sent", *(await post.rows()))

    order = [int(call["payload"]["text"][0]) for call in post.calls()]
    assert order == [0] * 10 + [1] * 10 + [2] * 10


async def test_telegrams_own_limit_is_never_met(post: Post) -> None:
    crowd = await post.crowd(60)
    await post.enqueue(*(message(f"n{n}", one) for n, one in enumerate(crowd)))
    post.open()

    await post.wait_for_state("sent", *(f"n{n}" for n in range(60)))

    assert {call["status"] for call in post.calls()} == {200}


async def test_each_message_is_sent_once_however_many_deliverers_there_are(post: Post) -> None:
    crowd = await post.crowd(40)
    await post.enqueue(*(message(f"n{n}", one) for n, one in enumerate(crowd)))
    for number in range(3):
        post.open(f"post:{number}")

    await post.wait_for_state("sent", *(f"n{n}" for n in range(40)))

    assert len(post.calls()) == 40


async def test_closing_finishes_what_is_being_sent_and_gives_back_the_rest(
    post: Post, passing: Passing
) -> None:
    mia = await post.person()
    await post.enqueue(*(message(f"m{n}", mia) for n in range(20)))
    replica = post.open()
    await passing.during(post.wait_for_state("sent", "m0"))
    sent = len(post.bot_texts())

    await passing.during(replica.close(5))

    states = {key: state for key, (state, _, _) in (await post.rows()).items()}
    assert set(states.values()) == {"sent", "waiting"}
    assert len(post.bot_texts()) == list(states.values()).count("sent") <= sent + 2
