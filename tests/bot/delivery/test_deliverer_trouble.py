"""What is sent while something is wrong: the person, Telegram, the message, the database."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.delivery.deliverer import LONGEST_LOOK
from bot.delivery.outcomes import TRIES
from bot.playground import TOKEN
from bot.playground.faults import FaultKind
from bot.telegram.cooldowns import EVERYONE
from bot.telegram.limits import SendLimiter
from bot.telegram.transport import Telegram
from bot.timing.clock import Clock
from storage.people import people
from storage.people.people import TelegramProfile
from storage.tables.outbox import outbox as table
from storage.transactions import Database
from tests.bot.delivery.post_office import LENA, MIA, NOW, PATIENCE, Post, message


async def test_a_retry_after_is_obeyed_by_everything_that_goes_out(post: Post) -> None:
    crowd = await post.crowd(50)
    post.bad_day(FaultKind.TOO_MANY, retry_after=60)
    await post.enqueue(*(message(f"n{n}", one) for n, one in enumerate(crowd)))
    post.open()
    await until_called(post)
    await post.all_gone()

    # Of fifty, those under way when the first was told to wait.
    assert len(post.calls()) <= 30
    post.world.faults.switch_off()
    # A minute later, in a process that was told nothing itself.
    await post.close()
    async with post.database.read() as reader:
        await reader.fetch("UPDATE rate_limits SET held_until = held_until - interval '1 minute'")
    post.limits = SendLimiter(post.database)
    post.now += timedelta(minutes=1)
    post.open("post:2")
    await post.wait_for_state("sent", *(f"n{n}" for n in range(50)))
    assert all(attempts == 0 for _, _, attempts in (await post.rows()).values())


class ToldAtTheDoor(SendLimiter):
    """Limits that are told to wait between the place of a message and its call."""

    async def admit(
        self, chat_id: int, *, burst: int = 1, patient: bool = False, spaced: bool = True
    ) -> datetime:
        counts_until = await super().admit(chat_id, burst=burst, patient=patient, spaced=spaced)
        await self.cool_down(EVERYONE, 30)
        return counts_until


async def test_a_retry_after_is_obeyed_by_what_has_its_place_already(post: Post) -> None:
    mia = await post.person()
    post.limits = ToldAtTheDoor(post.database)
    post.open()

    await post.enqueue(message("hello", mia))

    await post.put_off("hello")
    assert post.calls() == []
    assert (await post.rows())["hello"] == ("waiting", None, 0)


async def test_someone_who_blocked_the_bot_is_marked_unreachable_and_left_alone(
    post: Post,
) -> None:
    mia = await post.person()
    chat = post.world.chats.get(MIA)
    assert chat is not None
    post.world.set_blocked(chat, True)
    post.open()

    await post.enqueue(message("first", mia))
    await post.wait_for_state("dropped", "first")
    await post.enqueue(message("second", mia))
    await post.wait_for_state("dropped", "second")

    async with post.database.read() as reader:
        known = await people.by_id(reader, mia)
    assert known is not None
    assert known.unreachable
    assert len(post.calls()) == 1


async def test_a_chat_that_does_not_exist_is_unreachable_too(post: Post) -> None:
    stranger = await post.database.write(
        lambda w: people.register(w, TelegramProfile(99_999, "Nobody"))
    )
    post.open()

    await post.enqueue(message("lost", stranger.id))
    await post.wait_for_state("dropped", "lost")

    assert (await post.rows())["lost"] == ("dropped", "unreachable", 0)


@pytest.mark.parametrize("kind", [FaultKind.BAD_GATEWAY, FaultKind.RESET])
async def test_a_telegram_that_is_away_is_waited_for_however_long(
    post: Post, kind: FaultKind
) -> None:
    mia = await post.person()
    post.bad_day(kind)
    post.open()
    await post.enqueue(message("hello", mia))
    # More looks than a message has tries, over more than a day.
    for _ in range(TRIES + 2):
        await post.put_off("hello")
        post.now += timedelta(hours=3)
    await post.put_off("hello")
    assert len(post.calls()) > TRIES
    assert (await post.rows())["hello"][2] == 0
    post.world.faults.switch_off()

    post.now += timedelta(minutes=1)

    await post.wait_for_state("sent", "hello")
    assert post.bot_texts() == ["hello (en)"]


@pytest.mark.parametrize(
    ("kind", "copies", "flagged"),
    [(FaultKind.RESET_AFTER_ACCEPT, 2, True), (FaultKind.TOO_MANY, 1, False)],
)
async def test_a_message_that_telegram_may_have_taken_is_sent_again_and_says_so(
    post: Post, kind: FaultKind, copies: int, flagged: bool
) -> None:
    mia = await post.person()
    post.bad_day(kind)
    post.open()
    await post.enqueue(message("hello", mia))
    await until_called(post)
    post.world.faults.switch_off()
    await post.put_off("hello")
    post.now += timedelta(minutes=1)

    await post.wait_for_state("sent", "hello")

    assert post.bot_texts() == ["hello (en)"] * copies
    assert await maybe_repeated(post) == [flagged]


async def test_a_message_for_which_there_was_no_connection_is_no_repetition(post: Post) -> None:
    mia = await post.person()
    sender = post.open()._sender
    right = sender._call
    sender._call = Telegram(post.telegram._session, "http://127.0.0.1:1", TOKEN, Clock()).call
    await post.enqueue(message("hello", mia))
    await post.put_off("hello")
    sender._call = right
    post.now += timedelta(minutes=1)

    await post.wait_for_state("sent", "hello")

    assert await maybe_repeated(post) == [False]


async def until_called(post: Post) -> None:
    async with asyncio.timeout(PATIENCE):
        while True:
            if post.calls():
                return
            await asyncio.sleep(0.01)


async def maybe_repeated(post: Post) -> list[bool]:
    """For each row, whether it is flagged as perhaps sent twice."""
    async with post.database.read() as reader:
        return [flag for [flag] in await reader.rows(select(table.c.maybe_repeated))]


async def test_a_message_that_cannot_be_rendered_fails_in_the_end_and_holds_up_nobody(
    post: Post,
) -> None:
    mia, lena = await post.person(MIA), await post.person(LENA)
    post.open()
    await post.enqueue(message("bad", mia, kind="poison"), message("good", lena))

    await post.wait_for_state("sent", "good")
    async with asyncio.timeout(PATIENCE):
        while (await post.rows())["bad"][0] != "failed":
            post.now += timedelta(minutes=15)
            await post.all_gone()

    assert (await post.rows())["bad"] == ("failed", "KeyError", TRIES)
    assert post.bot_texts(MIA) == []


async def test_a_database_that_refuses_for_a_while_does_not_end_the_delivery(post: Post) -> None:
    mia = await post.person()
    post.open()
    await cut_connections(post.database)

    await post.enqueue(message("after", mia))
    await post.pass_time(LONGEST_LOOK)

    await post.wait_for_state("sent", "after")


async def cut_connections(database: Database) -> None:
    """Like a restart of Postgres, for everybody who is connected."""
    async with database.read() as reader:
        await reader.fetch(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


async def test_a_row_is_given_back_when_the_limits_cannot_be_asked(post: Post) -> None:
    mia = await post.person()
    away = Database("postgresql://nobody@127.0.0.1:1/nothing")
    limits, post.limits = post.limits, SendLimiter(away)
    deliverer = post.open()
    await post.enqueue(message("patient", mia))
    async with asyncio.timeout(PATIENCE):
        while away.retries < 3:  # noqa: ASYNC110 - nobody tells of a try
            await asyncio.sleep(0.01)
    assert post.bot_texts() == []

    await deliverer.close(5)
    assert (await post.rows())["patient"] == ("waiting", None, 0)
    post.limits = limits
    post.open("post:2")

    await post.wait_for_state("sent", "patient")
    async with post.database.read() as reader:
        assert not await reader.scalar(select(table.c.maybe_repeated))
    await away.close()


async def test_a_chat_to_be_left_alone_for_long_keeps_no_row_under_its_lease(post: Post) -> None:
    mia = await post.person()
    await SendLimiter(post.database).cool_down(MIA, 60.0)
    post.open()

    await post.enqueue(message("later", mia))

    await post.put_off("later")
    assert timedelta(seconds=50) < await post.due("later") - NOW <= timedelta(seconds=60)
    assert (await post.rows())["later"] == ("waiting", None, 0)


async def test_what_only_a_newer_version_can_do_waits_for_it(post: Post) -> None:
    mia = await post.person()
    await post.enqueue(message("edit", mia, operation="edit"), message("after", mia))
    post.open()

    await post.wait_for_state("sent", "after")

    assert (await post.rows())["edit"] == ("waiting", "cannot edit", 1)
    assert len(post.calls()) == 1
