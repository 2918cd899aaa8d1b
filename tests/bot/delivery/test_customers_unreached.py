"""What did not reach a customer: their coach is told, and no admin is alarmed."""

from dataclasses import replace
from datetime import timedelta

from bot.delivery.outcomes import OutcomeRecorder, RowOutcome
from domain.appointments.appointment import Status
from domain.messages.notices import Channel, NoticeKind
from handlers.actions.appointments import deciding
from handlers.actions.appointments.appointment_messages import about
from handlers.http.metrics import Metrics
from storage.messages import outgoing, reach
from storage.people import people
from storage.people.people import TelegramProfile
from storage.transactions import Writer
from tests.bot.delivery.out_of_reach import (
    ALEX,
    ANNA,
    MAIL,
    TOMORROW,
    block,
    book,
    house_of,
    people_of,
    tell_of_block,
    texts_with,
    until_said,
)
from tests.bot.delivery.post_office import MIA, Post
from tests.house import acting


async def test_a_customer_who_is_no_coach_alarms_no_admin(post: Post) -> None:
    await house_of(post)

    await tell_of_block(post, TelegramProfile(MIA, "Mia"))

    post.now += timedelta(seconds=0.5)
    await post.all_gone()
    assert texts_with(post, ALEX, "cannot reach") == []


async def test_a_reminder_that_does_not_arrive_is_told_to_the_coach_once(post: Post) -> None:
    house = await house_of(post)
    block(post, ANNA, False)
    appointment = await book(post, house, hours=50)
    await deciding.approve(
        post.database, appointment.id, actor=acting(house.coach_person), key="a", now=post.now
    )
    await until_said(post, MIA, "has confirmed")
    block(post, MIA, True)
    for before in (timedelta(hours=24), timedelta(hours=1)):
        post.now = appointment.starts_at - before + timedelta(seconds=1)
        await post.all_gone()
        post.now += timedelta(seconds=1.5)
        await post.all_gone()

    assert len(texts_with(post, ANNA, "my reminder did not arrive")) == 1


async def test_the_coach_hears_what_is_set_up_to_reach_whom_a_letter_did_not(post: Post) -> None:
    """There is only mail: nothing for messages to go on to, but a way all the same."""
    house = await house_of(post)
    await post.close()
    mia = await people_of(post, MIA)
    session = await house.book(starts_at=TOMORROW, status=Status.CONFIRMED)

    async def lose(writer: Writer) -> None:
        await reach.set_unreachable(writer, mia.id, post.now)
        await people.set_email(writer, mia.id, "mia@example.org")
        await writer.fetch("UPDATE appointments SET customer_id = $1", mia.id)

    await post.database.write(lose)
    recorder = OutcomeRecorder(
        post.database, lambda: post.now, Metrics(), "post:2", available_channels=frozenset({MAIL})
    )
    news = about(replace(session, customer_id=mia.id), NoticeKind.APPROVED, mia.id, post.now)
    await post.enqueue(news)
    for _ in range(2):  # the message, and its letter
        [row] = await post.database.write(
            lambda w: outgoing.claim(w, "post:2", post.now, 2, timedelta(seconds=9))
        )
        outcome = RowOutcome(recorder, row, Channel(row.channel))
        await (outcome.fail("550") if row.root_id else outcome.mark_sent_elsewhere(MAIL))

    async with post.database.read() as reader:
        [[facts]] = await reader.fetch("SELECT facts FROM outbox WHERE kind = 'unheard'")
    assert facts["contact"]["hears"]
