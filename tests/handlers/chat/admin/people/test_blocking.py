"""The team blocks somebody from booking: how long, why, and what becomes of their bookings."""

import asyncio
from datetime import timedelta
from functools import partial

import pytest

from domain.appointments.appointment import Status
from domain.people.blocking import LONGEST, LONGEST_REASON, BlocksOneself, BlocksTeam
from domain.refusals import BadInput, BlockedPerson, NotAllowed
from domain.roles import SYSTEM, Role
from handlers.actions.appointments import booking
from handlers.actions.people import blocking
from handlers.buttons.people_links import AskBlock, ShowPerson, Unblock
from handlers.buttons.press import Home
from handlers.chat.admin.people.blocking import DoBlock
from storage import audit
from storage.appointments import appointments
from storage.people import blocks, people
from storage.people.people import Person, TelegramProfile
from storage.services import catalogue
from storage.transactions import Database
from tests.handlers.doorstep import ALEX, ANNA, MIA, NOW, Visitor
from tests.house import House, acting, open_house
from tests.storage import questions
from tests.storage.letters import claim

LENA = 7005
SOON = NOW + timedelta(days=3)


@pytest.fixture
async def opened(database: Database) -> House:
    """Alex the admin, Lena the manager, Anna the coach, and Mia."""
    house = await open_house(database)
    for number, name, user in ((MIA, "Mia", None), (LENA, "Lena", None)):
        profile = TelegramProfile(number, name, username=user, language="en")
        await database.write(partial(people.register, profile=profile))
    lena = await find_person(database, LENA)
    await database.write(partial(people.set_role, person_id=lena.id, role=Role.MANAGER))
    await Visitor(database, ALEX, "Alex").type("/start")
    return house


async def find_person(database: Database, number: int) -> Person:
    async with database.read() as reader:
        person = await people.by_telegram_id(reader, number)
    assert person is not None
    return person


async def test_one_line_blocks_and_what_is_booked_is_cancelled_with_notices(
    opened: House, database: Database
) -> None:
    mia, alex = await find_person(database, MIA), Visitor(database, ALEX, "Alex")
    session = await opened.book(customer_id=mia.id, starts_at=SOON)

    question = await alex.type("/block Mia 30 days: missed three sessions")

    assert question.startswith("<b>Block Mia?</b>")
    assert "How long: until Wed, 4 Jun 2031, 07:00 (UTC)" in question
    assert "missed three sessions" in question
    assert "They have 1 session booked:\n· Thu 8 May, 09:00: Coaching with Anna Berg" in question
    do = alex.key("Block them, cancel the session")
    await alex.press(do)
    assert "✕ Blocked since" in await alex.press(ShowPerson(mia.id))
    card = await alex.press(do)  # pressed twice: its screen is gone
    assert card.startswith("<b>Block Mia?</b>")
    card = await alex.press(ShowPerson(mia.id))
    assert "✕ Blocked since Mon, 5 May 2031, until Wed, 4 Jun 2031" in card
    async with database.read() as reader:
        off = await appointments.by_id(reader, session.id)
        lines = await audit.of(reader, "person", mia.id)
    assert off is not None
    assert off.status is Status.CANCELLED
    [line] = lines
    assert (line.action, line.before) == ("block", {"blocked": False})
    assert line.after == {
        "blocked": True,
        "reason": "missed three sessions",
        "until": "2031-06-04T07:00:00+00:00",
        "cancelled": [session.id],
    }
    notices = [(row.recipient_id, row.kind) for row in await claim(opened, NOW)]
    coach = opened.coach_person.id
    assert sorted(notices) == sorted([(mia.id, "cancelled_by_coach"), (coach, "in_your_place")])


async def test_a_reason_that_is_too_long_is_refused_and_never_cut(
    opened: House, database: Database
) -> None:
    mia, alex = await find_person(database, MIA), Visitor(database, ALEX, "Alex")
    long = "x" * (LONGEST_REASON + 1)
    assert "A reason has 1 to 300 characters" in await alex.type(f"/block Mia 30 days: {long}")
    await alex.type("Mia 30 days: late")
    reply = await alex.type(long)
    assert "A reason has 1 to 300 characters" in reply
    assert "(only the team sees it): late" in reply
    assert "x" * LONGEST_REASON in await alex.type(long[1:])

    block = partial(blocking.block, database, mia.id, cancels=False, seen_mark=0, now=NOW)
    for minutes, reason in ((60, long), (-1, None), (LONGEST * 1440 + 1, None)):
        with pytest.raises(BadInput):
            await block(minutes, reason, actor=acting(mia, Role.ADMIN), key="long")


async def test_somebody_who_is_blocked_reads_it_at_every_door_and_books_again_when_it_is_over(
    opened: House, database: Database
) -> None:
    mia, alex = Visitor(database, MIA, "Mia"), Visitor(database, ALEX, "Alex")
    alex.person["username"] = "alex_s"
    person = await find_person(database, MIA)
    session = await opened.book(customer_id=person.id, starts_at=SOON)
    await mia.type("/profile")
    await alex.type("/block")
    await alex.type("mia")
    assert "They have 1 session" in await alex.type("2 weeks")
    assert "never came" in await alex.type("never came")
    assert "until Mon, 19 May 2031" in await alex.type("2 weeks")
    await alex.press(alex.key("Block them, keep the session"))

    refusal = (
        "Sorry, we cannot take bookings from you here until Mon, 19 May 2031."
        " If you have a question, please write to @alex_s."
    )
    for text in ("/start", "/book", "/help", "Hello", "/nonsense"):
        assert await mia.type(text) == refusal
    assert await mia.press(Home()) == refusal
    assert mia.labels() == ["Write to @alex_s"]
    async with database.read() as reader:
        offered = await catalogue.load(reader)
        kept = await appointments.by_id(reader, session.id)
    assert kept is not None
    assert kept.status is Status.CONFIRMED
    # What was on its way when they were blocked.
    order = booking.BookingOrder(
        opened.service.id, opened.coach.id, SOON + timedelta(hours=2), opened.service.price
    )
    with pytest.raises(BlockedPerson):
        await booking.book(database, offered, order, actor=acting(person), key="late", now=NOW)

    later = NOW + timedelta(days=14)
    assert await blocking.lapse(database, actor=SYSTEM, now=later - timedelta(seconds=1)) == 0
    lapses = [blocking.lapse(database, actor=SYSTEM, now=later) for _ in range(2)]
    assert sum(await asyncio.gather(*lapses)) == 1

    assert "Mia" in await mia.type("/start")
    async with database.read() as reader:
        *_, line = await audit.of(reader, "person", person.id)
        assert await blocks.of_person(reader, person.id) is None
    assert (line.action, line.actor_id, line.after) == ("block_lapses", None, {"blocked": False})


async def test_who_may_block_whom(opened: House, database: Database) -> None:
    alex, lena, anna, mia = [await find_person(database, n) for n in (ALEX, LENA, ANNA, MIA)]

    async def block(by: Person, whom: Person) -> int:
        return await blocking.block(
            database,
            whom.id,
            0,
            None,
            cancels=False,
            seen_mark=0,
            actor=acting(by),
            key=f"{by.id}:{whom.id}",
            now=NOW,
        )

    for by, whom, refused in (
        (lena, alex, BlocksTeam),
        (lena, anna, BlocksTeam),
        (lena, lena, BlocksOneself),
        (alex, alex, BlocksOneself),
        (mia, lena, NotAllowed),
        (anna, mia, NotAllowed),
    ):
        with pytest.raises(refused):
            await block(by, whom)
    assert [await block(lena, mia), await block(alex, lena), await block(alex, anna)] == [0, 0, 0]
    # Who was blocked meanwhile blocks and lets nobody.
    with pytest.raises(BlockedPerson):
        await blocking.unblock(database, mia.id, actor=acting(lena), key="u", now=NOW)


async def test_what_changed_meanwhile_is_shown_again_and_old_buttons_do_nothing(
    opened: House, database: Database
) -> None:
    alex, mia = Visitor(database, ALEX, "Alex"), await find_person(database, MIA)
    await opened.book(customer_id=mia.id, starts_at=SOON)
    await alex.press(AskBlock(mia.id))
    both = alex.key("Block them, cancel the session")
    await opened.book(customer_id=mia.id, starts_at=SOON + timedelta(hours=3))

    assert "They have 2 sessions booked" in await alex.press(both)

    assert alex.toast().startswith("What they have booked has changed")
    other = Visitor(database, LENA, "Lena")
    assert (await other.press(DoBlock(mia.id, 2**40, 1, 0))).startswith("<b>Block Mia?</b>")
    assert "look again" in other.toast()
    assert "cannot find that" in await other.press(Unblock(2**62))
    assert not (await find_person(database, MIA)).blocked

    await alex.press(alex.key("Block them, keep the 2 sessions"))

    assert (await find_person(database, MIA)).blocked
    await other.type("/unblock")
    await other.press(other.key(f"Mia · #{mia.id}"))
    await other.press(other.key("Let them book again"))
    assert not (await find_person(database, MIA)).blocked
    assert await other.type("/unblock") == "Nobody is blocked."


async def test_of_somebody_who_is_not_blocked_that_is_said(
    opened: House, database: Database
) -> None:
    alex = Visitor(database, ALEX, "Alex")

    card = await alex.type("/unblock Mia")

    assert "They are not blocked." in card
    assert "<b>Mia</b>" in card
    await alex.type("/block Mia")
    await alex.press(alex.key("Block them"))
    assert "They can book again ✓" in await alex.type("/unblock Mia")


@pytest.mark.parametrize("how_long", ["forever", "0 days", "until 31.12.9999", "until yesterday"])
async def test_a_length_that_cannot_be_read_is_not_taken_for_part_of_the_name(
    opened: House, database: Database, how_long: str
) -> None:
    alex = Visitor(database, ALEX, "Alex")
    for line in (f"/block Mia {how_long}", f"/block Mia {how_long}: no reason"):
        answer = await alex.type(line)
        assert answer.startswith("I know who you mean, but cannot read how long."), answer
        assert "Who should no longer be able to book?" in answer
    assert "I cannot find anybody" in await alex.type(f"Zoe {how_long}")


FILE = {"file_id": "x", "file_unique_id": "y", "file_size": 9, "file_name": "list.csv"}


@pytest.mark.parametrize(
    ("command", "step"),
    [
        ("/block", "blocking.who"),
        ("/audit", "audit.which"),
        ("/people", "people.who"),
        ("/checkin", "check_in.code"),
        ("/role", "role.who"),
    ],
)
async def test_a_file_or_a_place_is_no_answer_to_a_question_that_wants_words(
    opened: House, database: Database, command: str, step: str
) -> None:
    alex = Visitor(database, ALEX, "Alex")
    await alex.type(command)
    for content in ({"document": FILE}, {"location": {"latitude": 52.5, "longitude": 13.4}}):
        answer = await alex.send(**content)
        assert answer.startswith("I need that in words: please type your answer"), answer
    async with database.read() as reader:
        question = await questions.pending(reader, (await find_person(database, ALEX)).id)
    assert question is not None
    assert question.step == step


async def test_whoever_is_shared_answers_who(opened: House, database: Database) -> None:
    alex = Visitor(database, ALEX, "Alex")
    contact = {"phone_number": "+15550100", "first_name": "Mia", "user_id": MIA}
    await alex.type("/block")
    assert (await alex.send(contact=contact)).startswith("<b>Block Mia?</b>")


async def test_what_nobody_can_see_is_no_code_and_no_search(
    opened: House, database: Database
) -> None:
    alex = Visitor(database, ALEX, "Alex")
    await alex.type("/checkin")
    assert "no booking" not in (await alex.type("\u202e - .")).lower()
    answer = await alex.type("/people \u202e")
    assert "cannot find" not in answer
    assert "Guest" not in answer
