"""Reminders on their way out: late, overtaken, and of sessions that are no more."""

from datetime import timedelta

from domain.appointment import Status
from storage import appointments
from tests.bot.post_office import DAY, HOUR, NOW, Post, appointment, reminder


async def test_a_reminder_that_fell_due_while_everything_was_down_goes_out(post: Post) -> None:
    mia = await post.person()
    made = await appointment(post, NOW + timedelta(hours=10), mia)
    await post.enqueue(reminder("24h", made, DAY))

    post.open()

    await post.settled("sent", "24h")


async def test_a_reminder_of_a_session_that_has_begun_does_not(post: Post) -> None:
    mia = await post.person()
    made = await appointment(post, NOW + timedelta(hours=10), mia)
    await post.enqueue(reminder("1h", made, HOUR))
    post.now = made.starts_at

    post.open()

    await post.settled("dropped", "1h")
    assert (await post.rows())["1h"][1] == "begun"


async def test_of_two_late_reminders_only_the_last_goes_out(post: Post) -> None:
    mia = await post.person()
    made = await appointment(post, NOW + timedelta(hours=30), mia)
    await post.enqueue(reminder("24h", made, DAY), reminder("1h", made, HOUR))
    post.now = made.starts_at - timedelta(minutes=50)

    post.open()

    await post.settled("sent", "1h")
    await post.settled("dropped", "24h")
    assert post.said() == ["1h (en)"]


async def test_a_reminder_of_a_cancelled_session_is_never_sent(post: Post) -> None:
    mia = await post.person()
    made = await appointment(post, NOW + timedelta(hours=10), mia)
    await post.enqueue(reminder("24h", made, DAY))
    await post.database.write(
        lambda w: appointments.change(w, made, status=Status.CANCELLED, now=NOW)
    )

    post.open()

    await post.settled("dropped", "24h")
    assert post.said() == []
