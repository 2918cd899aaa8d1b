"""Reminders on their way out: late, overtaken, and for sessions that no longer exist."""

import asyncio
from datetime import timedelta

from bot.telegram.limits import SendLimiter
from domain.appointments.appointment import Status
from storage.appointments import booking
from tests.bot.delivery.post_office import (
    DAY,
    HOUR,
    MIA,
    NOW,
    PATIENCE,
    Post,
    appointment,
    message,
    reminder,
)

# A chat whose last message was long ago.
FREE = "UPDATE rate_limits SET due = clock_timestamp() WHERE chat_id = $1"


async def test_a_reminder_that_fell_due_while_everything_was_down_goes_out(post: Post) -> None:
    mia = await post.person()
    session = await appointment(post, NOW + timedelta(hours=10), mia)
    await post.enqueue(reminder("24h", session, DAY))

    post.open()

    await post.wait_for_state("sent", "24h")


async def test_a_reminder_of_a_session_that_has_begun_does_not(post: Post) -> None:
    mia = await post.person()
    session = await appointment(post, NOW + timedelta(hours=10), mia)
    await post.enqueue(reminder("1h", session, HOUR))
    post.now = session.starts_at

    post.open()

    await post.wait_for_state("dropped", "1h")
    assert (await post.rows())["1h"][1] == "begun"


async def test_of_two_late_reminders_only_the_last_goes_out(post: Post) -> None:
    mia = await post.person()
    session = await appointment(post, NOW + timedelta(hours=30), mia)
    await post.enqueue(reminder("24h", session, DAY), reminder("1h", session, HOUR))
    post.now = session.starts_at - timedelta(minutes=50)

    post.open()

    await post.wait_for_state("sent", "1h")
    await post.wait_for_state("dropped", "24h")
    assert post.bot_texts() == ["1h (en)"]


async def test_a_reminder_of_a_cancelled_session_is_never_sent(post: Post) -> None:
    mia = await post.person()
    session = await appointment(post, NOW + timedelta(hours=10), mia)
    await post.enqueue(reminder("24h", session, DAY))
    await post.database.write(
        lambda w: booking.change(w, session, status=Status.CANCELLED, now=NOW)
    )

    post.open()

    await post.wait_for_state("dropped", "24h")
    assert post.bot_texts() == []


async def test_a_session_cancelled_while_its_reminder_waits_is_not_called_to_mind(
    post: Post,
) -> None:
    mia = await post.person()
    session = await appointment(post, NOW + timedelta(hours=10), mia)
    # The chat has just had a message, so the reminder waits, claimed.
    post.limits = SendLimiter(post.database, private_interval=9, stopwatch=post.stopwatch)
    await post.limits.admit(MIA)
    await post.enqueue(reminder("24h", session, DAY))
    post.open()
    await post.wait_for_state("sending", "24h")

    await post.database.write(
        lambda w: booking.change(w, session, status=Status.CANCELLED, now=NOW)
    )

    async with post.database.autocommit() as autocommit:
        await autocommit.fetch(
            "UPDATE rate_limits SET due = clock_timestamp() WHERE chat_id = $1", MIA
        )
    async with asyncio.timeout(PATIENCE):
        while (await post.rows())["24h"][0] == "sending":
            await post.pass_time(1)
    await post.wait_for_state("dropped", "24h")
    assert (await post.rows())["24h"][1] == "changed"
    assert post.bot_texts() == []


async def test_a_notice_passes_hundreds_of_reminders_that_were_due_before_it(post: Post) -> None:
    mia, crowd = await post.person(), await post.crowd(100)
    facts = {"starts_at": (NOW + 2 * HOUR).isoformat()}
    await post.enqueue(*(message(f"n{n}", one, lane=1, facts=facts) for n, one in enumerate(crowd)))
    post.open()
    async with asyncio.timeout(PATIENCE):
        while not (before := len(post.calls())):  # noqa: ASYNC110 - they are calls
            await asyncio.sleep(0.02)

    await post.enqueue(message("cancelled", mia))
    await post.wait_for_state("sent", "cancelled")

    texts = [call["payload"]["text"] for call in post.calls()]
    # As many as may go while it is written down and claimed, and not those that were left.
    assert texts.index("cancelled (en)") <= before + 40
