"""What did not reach a coach: admins are told, and whoever waits for an answer."""

from dataclasses import replace
from datetime import timedelta

from bot.delivery.outcomes import OutcomeRecorder, RowOutcome
from domain.appointments.appointment import Status
from domain.messages.notices import Channel, NoticeKind
from domain.services.service import Approval
from handlers.actions.appointments import asking, deciding
from handlers.actions.appointments.appointment_messages import about
from handlers.actions.messages import undelivered
from handlers.http.metrics import Metrics
from handlers.notices import rendering
from storage.messages import outgoing
from storage.people import people
from storage.people.people import TelegramProfile
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
from tests.bot.delivery.post_office import LENA, MIA, Post
from tests.handlers.actions.proposals import load_catalogue
from tests.house import acting

TOO_LATE = TOMORROW - timedelta(hours=2)  # to cancel it oneself


async def test_the_admins_hear_of_a_coach_who_turns_out_to_be_out_of_reach_and_of_what_waits(
    post: Post,
) -> None:
    house = await house_of(post)
    await book(post, house)

    text = await until_said(post, ALEX, "I cannot reach Anna Berg")

    assert "They have blocked me" in text
    assert "1 request waits for an answer" in text
    assert "• Mia, Tue, 5 May 2026, 10:00 (Berlin)" in text


async def test_a_customer_who_was_promised_an_answer_hears_that_it_may_not_come(
    post: Post,
) -> None:
    house = await house_of(post)
    await book(post, house)

    text = await until_said(post, MIA, "I have not been able to reach Anna Berg yet")

    assert "the team knows" in text


async def test_a_session_that_was_confirmed_at_once_is_no_secret_either(post: Post) -> None:
    house = await house_of(post, Approval.AUTO)
    await book(post, house)

    text = await until_said(post, ALEX, "I cannot reach Anna Berg")

    assert "1 session is coming" in text
    assert "Booked ✓" in await until_said(post, MIA, "not been able to reach Anna Berg yet")


async def test_what_else_a_coach_does_not_hear_comes_to_the_admins_who_can_answer_it(
    post: Post,
) -> None:
    house = await house_of(post)
    await book(post, house)
    await until_said(post, ALEX, "I cannot reach Anna Berg")
    appointment = await book(post, house, by=LENA, hours=2, key="second")

    text = await until_said(post, ALEX, "so this comes to you")

    assert "would like a session" in text
    assert "12:00 (Berlin)" in text
    # Lena's receipt promised nothing: it is known by now that Anna cannot be reached.
    assert texts_with(post, LENA, "reach") == []
    alex = await people_of(post, ALEX)
    confirmed_appointment = await deciding.approve(
        post.database,
        appointment.id,
        actor=acting(alex),
        key="a",
        now=post.now,
        version=appointment.version,
    )
    assert confirmed_appointment.status is Status.CONFIRMED
    assert await until_said(post, LENA, "Anna Berg has confirmed")
    # One notice for all the time she is away.
    assert len(texts_with(post, ALEX, "I cannot reach Anna Berg</b>")) <= 1


async def test_a_coach_who_comes_back_is_told_what_they_missed_and_the_admins_hear_it_once(
    post: Post,
) -> None:
    house = await house_of(post)
    await book(post, house)
    await until_said(post, ALEX, "I cannot reach Anna Berg")
    block(post, ANNA, False)
    profile = TelegramProfile(ANNA, "Anna", "Berg")

    for _ in range(2):
        await undelivered.arrive(post.database, profile, appoint=False, back=True, now=post.now)

    await until_said(post, ALEX, "Anna Berg is back")
    assert await until_said(post, ANNA, "would like a session")


async def test_a_block_that_telegram_tells_of_is_one_notice_however_often_it_tells(
    post: Post,
) -> None:
    house = await house_of(post)
    await house.book(starts_at=TOMORROW)
    profile = TelegramProfile(ANNA, "Anna", "Berg")

    for _ in range(3):
        await tell_of_block(post, profile)

    assert "1 session is coming" in await until_said(post, ALEX, "I cannot reach Anna Berg")


async def test_what_is_booked_while_a_coach_goes_is_told_though_the_notice_does_not_name_it(
    post: Post,
) -> None:
    house = await house_of(post)
    profile = TelegramProfile(ANNA, "Anna", "Berg")
    await tell_of_block(post, profile)
    # It began before, on a clock that is a little behind, and is committed after.
    post.now -= timedelta(seconds=2)
    await book(post, house)
    post.now += timedelta(seconds=2)

    assert "Mia would like a session" in await until_said(post, ALEX, "so this comes to you")


async def test_a_question_about_a_session_is_passed_on_though_admins_know_of_the_session(
    post: Post,
) -> None:
    house = await house_of(post)
    session = await house.book(starts_at=TOMORROW)
    profile = TelegramProfile(ANNA, "Anna", "Berg")
    await tell_of_block(post, profile)
    await until_said(post, ALEX, "1 session is coming")

    post.now = TOO_LATE
    await asking.ask_coach(
        post.database,
        await load_catalogue(house),
        session.id,
        asking.CANCEL,
        actor=acting(house.customer),
        key="ask",
        now=post.now,
    )

    assert "asks you to cancel" in await until_said(post, ALEX, "so this comes to you")


async def test_what_is_given_up_after_all_tries_is_told_to_who_can_act(post: Post) -> None:
    house = await house_of(post)
    block(post, ANNA, False)
    appointment = await house.book(starts_at=TOMORROW, status=Status.PENDING)
    recorder = OutcomeRecorder(post.database, lambda: post.now, Metrics(), "post:2")
    mia = await people_of(post, MIA)
    rows = [
        about(appointment, NoticeKind.REQUEST, house.coach_person.id, post.now),
        about(replace(appointment, customer_id=mia.id), NoticeKind.DECLINED, mia.id, post.now),
    ]
    await post.close()
    await post.enqueue(*rows)
    claimed = await post.database.write(
        lambda w: outgoing.claim(w, "post:2", post.now, 2, timedelta(seconds=9))
    )
    for row in claimed:
        await RowOutcome(recorder, row, Channel.TELEGRAM).fail("550 no such mailbox")
    post.open(compose=rendering.compose)

    text = await until_said(post, ALEX, "My message to Anna Berg did not arrive")
    assert "would like a session" in text
    assert await until_said(post, ANNA, "My message to Customer 0 did not arrive")


async def test_where_mail_reaches_a_coach_nobody_is_alarmed(post: Post) -> None:
    house = await house_of(post)
    await house.book(starts_at=TOMORROW)
    anna = house.coach_person.id
    await post.database.write(lambda w: people.set_email(w, anna, "anna@coaches.example"))

    await tell_of_block(post, TelegramProfile(ANNA, "Anna", "Berg"), MAIL)

    post.now += timedelta(seconds=0.5)
    await post.all_gone()
    assert texts_with(post, ALEX, "cannot reach") == []


async def test_a_customers_question_reaches_the_admins_though_they_know_of_the_session(
    post: Post,
) -> None:
    house = await house_of(post, Approval.AUTO)
    appointment = await book(post, house)
    await until_said(post, ALEX, "I cannot reach Anna Berg")
    async with post.database.read() as reader:
        mia = await people.by_telegram_id(reader, MIA)
    assert mia is not None

    post.now = TOO_LATE
    for key in ("first", "second"):
        await asking.ask_coach(
            post.database,
            await load_catalogue(house),
            appointment.id,
            asking.CANCEL,
            actor=acting(mia),
            key=key,
            now=post.now,
        )

    assert "Mia" in await until_said(post, ALEX, "asks you to cancel this session")


async def test_the_team_hears_of_a_coach_whom_only_a_text_message_reaches_for_now(
    post: Post,
) -> None:
    """It brings this message, and not the requests that follow."""
    house = await house_of(post)
    await post.close()
    session = await house.book(starts_at=TOMORROW, status=Status.CONFIRMED)
    recorder = OutcomeRecorder(
        post.database,
        lambda: post.now,
        Metrics(),
        "post:2",
        available_channels=frozenset({Channel.SMS}),
    )
    anna = house.coach_person.id
    await post.enqueue(about(session, NoticeKind.BOOKED, anna, post.now))
    [row] = await post.database.write(
        lambda w: outgoing.claim(w, "post:2", post.now, 2, timedelta(seconds=9))
    )

    outcome = RowOutcome(recorder, row, Channel(row.channel))
    await outcome.mark_unreachable("blocked", otherwise=True)

    async with post.database.read() as reader:
        rows = await reader.fetch("SELECT kind, state FROM outbox ORDER BY id")
    assert [tuple(one) for one in rows] == [("booked", "waiting"), ("coach_gone", "waiting")]
