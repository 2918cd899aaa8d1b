"""Who is sending what: leases that end soon after their process, and not before."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from telegram.error import BadRequest, Forbidden, RetryAfter, TelegramError, TimedOut

from bot.delivery import deliverer
from bot.delivery.deliverer import LEASE
from storage.messages import outgoing
from storage.transactions import Database, Writer
from tests.bot.delivery.post_office import NOW, PATIENCE, Post, message
from tests.storage.wire import Wire
from tests.waits import somebody_waits

SHORT = timedelta(seconds=3)


@pytest.mark.parametrize("called", [True, False], ids=["during its call", "before"])
async def test_a_row_whose_owner_died_is_sent_when_its_lease_is_over_and_flagged_if_it_was_called(
    post: Post, called: bool
) -> None:
    mia = await post.person()
    await post.enqueue(message("orphan", mia))
    [row] = await post.database.write(lambda w: outgoing.claim(w, "dead:1", NOW, 10, LEASE))
    if called:
        async with post.database.autocommit() as autocommit:
            await outgoing.begin_call(autocommit, "dead:1", row.id)
    post.open()
    await post.pass_time(1.2)
    assert post.bot_texts() == []

    post.now += timedelta(seconds=15)

    await post.wait_for_state("sent", "orphan")
    assert await post.flagged("orphan") is called


class Slow:
    """A call to Telegram that takes until it is released."""

    def __init__(self, post: Post) -> None:
        self._post = post
        self.begun, self.goes_on = asyncio.Event(), asyncio.Event()

    async def call(self, method: str, payload: Mapping[str, Any]) -> Any:
        self.begun.set()
        await self.goes_on.wait()
        return await self._post.telegram.call(method, payload)


async def test_a_call_that_outlasts_a_lease_keeps_it(post: Post) -> None:
    slow, mia = Slow(post), await post.person()
    await post.enqueue(message("slow", mia))
    post.open("post:1", call=slow.call, lease=SHORT)
    await slow.begun.wait()
    post.open("post:2", lease=SHORT)

    await post.pass_time(2 * SHORT.total_seconds())

    slow.goes_on.set()
    await post.wait_for_state("sent", "slow")
    assert post.bot_texts() == ["slow (en)"]
    assert not await post.flagged("slow")


async def test_what_is_finished_while_closing_keeps_its_lease_too(post: Post) -> None:
    slow, mia = Slow(post), await post.person()
    await post.enqueue(message("slow", mia))
    first = post.open("post:1", call=slow.call, lease=SHORT)
    await slow.begun.wait()
    post.open("post:2", lease=SHORT)
    closing = asyncio.create_task(first.close(PATIENCE))

    await post.pass_time(2 * SHORT.total_seconds())

    slow.goes_on.set()
    await closing
    await post.wait_for_state("sent", "slow")
    assert post.bot_texts() == ["slow (en)"]
    assert not await post.flagged("slow")


async def test_after_the_database_was_away_others_have_the_time_to_renew_their_leases(
    post: Post, database_url: str, tmp_path: Path
) -> None:
    mia = await post.person()
    await post.enqueue(message("theirs", mia))
    await post.database.write(lambda w: outgoing.claim(w, "cut off:1", NOW, 10, SHORT))
    wire = Wire(database_url, tmp_path)
    await wire.open()
    returned = Post(Database(wire.url), post.world, post.telegram, NOW + 2 * SHORT)
    wire.cut_before = lambda _: True
    returned.open(lease=SHORT)
    await returned.looked()

    wire.cut_before = lambda _: False
    await post.enqueue(message("ours", mia))
    await returned.pass_time(deliverer.LONGEST_LOOK / 2)

    await returned.wait_for_state("sent", "ours")
    assert (await returned.rows())["theirs"][0] == "sending"
    await returned.pass_time(SHORT.total_seconds())
    await returned.wait_for_state("sent", "theirs")
    await returned.close()
    await returned.database.close()
    await wire.close()


async def test_what_was_lost_to_another_is_not_given_back(post: Post) -> None:
    mia = await post.person()
    await post.enqueue(message("k", mia))
    [row] = await post.database.write(lambda w: outgoing.claim(w, "first", NOW, 10, LEASE))
    await post.database.write(lambda w: outgoing.claim(w, "second", NOW + LEASE, 10, LEASE))

    until = NOW + 3 * LEASE
    kept = await post.database.write(lambda w: outgoing.renew(w, "first", [row.id], until))
    await post.database.write(lambda w: outgoing.give_back(w, "first", row.id))

    assert kept == set()
    assert (await post.rows())["k"][0] == "sending"
    assert await post.database.write(lambda w: outgoing.renew(w, "second", [row.id], until)) == {
        row.id
    }


@pytest.mark.parametrize(
    "error",
    [TimedOut(), RetryAfter(1), Forbidden("bot was blocked by the user"), BadRequest("why not")],
    ids=lambda error: type(error).__name__,
)
async def test_who_was_frozen_undoes_nothing_that_another_has_done(
    post: Post, error: TelegramError
) -> None:
    arrival, thawed = asyncio.Event(), asyncio.Event()

    async def frozen(method: str, payload: Mapping[str, Any]) -> Any:
        arrival.set()
        await thawed.wait()
        raise error

    mia = await post.person()
    await post.enqueue(message("once", mia))
    first = post.open("frozen", call=frozen)
    await arrival.wait()
    [row] = await post.database.write(lambda w: outgoing.claim(w, "awake", NOW + LEASE, 1, LEASE))
    await post.database.write(lambda w: outgoing.mark_sent(w, row.id, 7, NOW))

    thawed.set()
    await first.close(5)

    assert (await post.rows())["once"] == ("sent", None, 1)


async def test_a_clock_that_jumps_ahead_repeats_nothing_that_is_being_sent(post: Post) -> None:
    slow, mia = Slow(post), await post.person()
    post.open(call=slow.call)
    await post.enqueue(message("once", mia))
    await slow.begun.wait()

    post.now += timedelta(days=1)

    await post.looked()
    slow.goes_on.set()
    await post.wait_for_state("sent", "once")
    await post.pass_time(1.2)
    assert post.bot_texts() == ["once (en)"]


async def test_what_is_being_claimed_while_it_closes_is_given_back_before_it_is_closed(
    post: Post,
) -> None:
    mia = await post.person()
    await post.enqueue(message("caught", mia))
    locked, free = asyncio.Event(), asyncio.Event()

    async def hold(writer: Writer) -> None:
        await writer.fetch("LOCK TABLE outbox IN SHARE MODE")
        locked.set()
        await free.wait()

    holding = asyncio.create_task(post.database.write(hold))
    await locked.wait()
    deliverer = post.open()
    async with post.database.read() as reader:
        await somebody_waits(reader.fetch)

    closing = asyncio.create_task(deliverer.close(30))
    async with asyncio.timeout(PATIENCE):
        while not deliverer._recorder.closing:  # noqa: ASYNC110 - it is a flag
            await asyncio.sleep(0)
    assert not closing.done(), "rows are still to come"
    free.set()
    await holding
    await closing

    assert (await post.rows())["caught"] == ("waiting", None, 0)
    assert post.bot_texts() == []
