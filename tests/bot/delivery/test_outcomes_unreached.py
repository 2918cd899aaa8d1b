"""Who is told of what did not arrive: admins of a coach's messages, coaches of a customer's."""

from dataclasses import replace
from datetime import timedelta

from bot.delivery.outcomes import OutcomeRecorder, RowOutcome
from domain.appointments.appointment import Appointment, Status
from domain.messages.notices import Channel, NoticeKind
from domain.services.service import Approval
from handlers.actions.appointments import asking, booking, deciding
from handlers.actions.appointments.appointment_messages import about
from handlers.actions.appointments.booking import BookingOrder
from handlers.actions.messages import undelivered
from handlers.actions.people import people as people_actions
from handlers.http.metrics import Metrics
from handlers.notices import rendering
from storage.messages import outgoing, reach
from storage.people import people
from storage.people.people import Person, TelegramProfile
from storage.services import catalogue
from storage.transactions import Writer
from tests.bot.delivery.post_office import LENA, MIA, NOW, Post
from tests.house import House, Plan, acting, open_house

MAIL = Channel.MAIL
ANNA, ALEX = 7002, 7003
TOMORROW = NOW + timedelta(hours=23)  # ten in the morning in Berlin


async def house_of(post: Post, approval: Approval = Approval.MANUAL) -> House:
    """Anna, who has blocked us though nobody knows it; Alex, an admin; Mia and Lena."""
    house = await open_house(post.database, Plan(approval=approval))
    await post.person(ALEX)
    await post.person(MIA)
    await post.person(LENA)
    await post.database.write(lambda w: people.appoint(w, [ALEX]))
    block(post, ANNA, True)
    post.open(compose=rendering.compose)
    return house


def block(post: Post, telegram_id: int, blocked: bool) -> None:
    chat = post.world.chats.get(telegram_id)
    assert chat is not None
    post.world.set_blocked(chat, blocked)


async def tell_of_block(post: Post, profile: TelegramProfile, *available: Channel) -> None:
    """Telegram says that they have blocked us. available: what else is set up."""
    await people_actions.mark_reachable(
        post.database, profile, False, post.now, available_channels=available
    )


async def book(
    post: Post, house: House, *, by: int = MIA, hours: int = 0, key: str = "b"
) -> Appointment:
    async with post.database.read() as reader:
        person = await people.by_telegram_id(reader, by)
        offered = await catalogue.load(reader)
    assert person is not None
    start = TOMORROW + timedelta(hours=hours)
    order = BookingOrder(house.service.id, house.coach.id, start, house.service.price)
    return await booking.book(
        post.database, offered, order, actor=acting(person), key=key, now=post.now
    )


def texts_with(post: Post, telegram_id: int, what: str) -> list[str]:
    return [text for text in post.bot_texts(telegram_id) if what in text]


async def until_said(post: Post, telegram_id: int, what: str) -> str:
    """The one message that says so, once all that is due has gone."""
    for _ in range(100):
        await post.all_gone()
        if texts_with(post, telegram_id, what):
            break
        post.now += timedelta(seconds=0.1)
    post.now += timedelta(seconds=0.5)
    await post.all_gone()
    [text] = texts_with(post, telegram_id, what)
    return text


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
    asked = await book(post, house, by=LENA, hours=2, key="second")

    text = await until_said(post, ALEX, "so this comes to you")

    assert "would like a session" in text
    assert "12:00 (Berlin)" in text
    # Lena's receipt promised nothing: it is known by now that Anna cannot be reached.
    assert texts_with(post, LENA, "reach") == []
    alex = await people_of(post, ALEX)
    made = await deciding.approve(
        post.database, asked.id, actor=acting(alex), key="a", now=post.now, version=asked.version
    )
    assert made.status is Status.CONFIRMED
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

    await asking.ask_coach(
        post.database,
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
    asked = await house.book(starts_at=TOMORROW, status=Status.PENDING)
    recorder = OutcomeRecorder(post.database, lambda: post.now, Metrics(), "post:2")
    mia = await people_of(post, MIA)
    rows = [
        about(asked, NoticeKind.REQUEST, house.coach_person.id, post.now),
        about(replace(asked, customer_id=mia.id), NoticeKind.DECLINED, mia.id, post.now),
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


async def test_a_customer_who_is_no_coach_alarms_no_admin(post: Post) -> None:
    await house_of(post)

    await tell_of_block(post, TelegramProfile(MIA, "Mia"))

    post.now += timedelta(seconds=0.5)
    await post.all_gone()
    assert texts_with(post, ALEX, "cannot reach") == []


async def test_a_reminder_that_does_not_arrive_is_told_to_the_coach_once(post: Post) -> None:
    house = await house_of(post)
    block(post, ANNA, False)
    asked = await book(post, house, hours=50)
    await deciding.approve(
        post.database, asked.id, actor=acting(house.coach_person), key="a", now=post.now
    )
    await until_said(post, MIA, "has confirmed")
    block(post, MIA, True)
    for before in (timedelta(hours=24), timedelta(hours=1)):
        post.now = asked.starts_at - before + timedelta(seconds=1)
        await post.all_gone()
        post.now += timedelta(seconds=1.5)
        await post.all_gone()

    assert len(texts_with(post, ANNA, "my reminder did not arrive")) == 1


async def people_of(post: Post, telegram_id: int) -> Person:
    async with post.database.read() as reader:
        person = await people.by_telegram_id(reader, telegram_id)
    assert person is not None
    return person


async def test_a_customers_question_reaches_the_admins_though_they_know_of_the_session(
    post: Post,
) -> None:
    house = await house_of(post, Approval.AUTO)
    made = await book(post, house)
    await until_said(post, ALEX, "I cannot reach Anna Berg")
    async with post.database.read() as reader:
        mia = await people.by_telegram_id(reader, MIA)
    assert mia is not None

    for key in ("first", "second"):
        await asking.ask_coach(
            post.database, made.id, asking.CANCEL, actor=acting(mia), key=key, now=post.now
        )

    assert "Mia" in await until_said(post, ALEX, "asks you to cancel this session")


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
