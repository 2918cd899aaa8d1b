"""A coach who cannot be written to: opened only by admins who know, and promised to nobody."""

from datetime import timedelta

import pytest

from domain.appointments.appointment import Appointment, Status
from domain.services.catalogue import Catalogue
from domain.services.service import Approval
from domain.time.spans import epoch, moment
from domain.working_hours.hours import instant_of
from handlers.actions.people import people as people_actions
from handlers.buttons.coach_links import ShowCoach
from handlers.buttons.links import CoachCard, PickSlot
from handlers.chat.cards.move_confirmation import ConfirmMove
from handlers.chat.cards.receipts import AskCoach
from storage.appointments import appointments
from storage.people import people
from storage.people.people import TelegramProfile
from storage.services import catalogue
from storage.transactions import Database
from tests.handlers.at_least_once import ALEX, ANNA, MIA, NOW, Chat
from tests.house import chat_of, open_house
from tests.northside import open_northside

CLEO = 7020


@pytest.fixture
async def offered(database: Database) -> Catalogue:
    await open_northside(database, NOW)
    return await load_catalogue(database)


async def load_catalogue(database: Database) -> Catalogue:
    async with database.read() as reader:
        return await catalogue.load(reader)


async def add_cleo(database: Database) -> Chat:
    """Alex adds Cleo, who does coaching sessions, from a contact."""
    alex = Chat(database, ALEX, "Alex")
    await alex.command("/addcoach")
    await alex.share(CLEO, "Cleo")
    await alex.tap("Cleo")
    await alex.tap("Coaching session")
    await alex.tap("Next")
    await alex.tap("Berlin")
    await alex.tap("By hand")
    return alex


async def block_bot(database: Database) -> None:
    """Anna does, and nothing else reaches her."""
    anna = TelegramProfile(ANNA, "Anna")
    await people_actions.mark_reachable(database, anna, False, NOW, available_channels=())


async def test_who_never_pressed_start_is_opened_only_by_who_says_so(
    database: Database, offered: Catalogue
) -> None:
    alex = await add_cleo(database)
    assert "Cleo has not pressed Start yet" in alex.screens[-1]

    warning = await alex.tap("Open for booking")

    assert "Cleo has not pressed Start yet" in warning
    assert "https://t.me/coachbook" in warning
    assert [*alex.keys] == ["Send the link", "Open anyway", "Not yet"]
    assert "Not open for booking" in await alex.tap("Not yet")
    await alex.tap("Open for booking")
    assert "Open for booking ✓" in await alex.tap("Open anyway")


async def test_who_has_pressed_start_meanwhile_is_opened_without_a_word(
    database: Database, offered: Catalogue
) -> None:
    alex = await add_cleo(database)
    await Chat(database, CLEO, "Cleo").command("/start")

    assert "Open for booking ✓" in await alex.tap("Open for booking")


async def test_a_coach_who_has_blocked_us_is_opened_again_only_by_who_says_so(
    database: Database, offered: Catalogue
) -> None:
    anna = next(c for c in offered.coaches.values() if c.approval is Approval.MANUAL)
    alex = Chat(database, ALEX, "Alex")
    await alex.press(ShowCoach(anna.id))
    await alex.tap("Pause")
    await block_bot(database)

    assert "Anna Berg has blocked me" in await alex.tap("Open for booking")


@pytest.mark.parametrize(("team", "promise"), [(True, "yet; the team knows."), (False, "yet.</b>")])
async def test_a_customer_is_promised_no_answer_of_who_hears_of_nothing(
    database: Database, offered: Catalogue, team: bool, promise: str
) -> None:
    if team:
        await Chat(database, ALEX, "Alex").command("/start")
    anna = next(c for c in offered.coaches.values() if c.approval is Approval.MANUAL)
    await block_bot(database)
    service = next(s for s in offered.offered_services if s.minutes == 60)
    start = instant_of(NOW.date().replace(day=8), 600, anna.tz)
    assert start is not None
    mia = Chat(database, MIA, "Mia")

    summary = await mia.press(PickSlot(service.id, anna.id, 0, start // 60))
    receipt = await mia.tap("Send request")

    assert "I have not been able to reach Anna Berg so far" in summary
    assert "answers each request" not in summary
    assert receipt.startswith("<b>Request")
    assert f"I have not been able to reach Anna Berg {promise}" in receipt
    assert "will answer soon" not in receipt
    async with database.read() as reader:
        appointment = await appointments.mine_at(
            reader, await _id(database, MIA), anna.id, moment(start)
        )
    assert appointment is not None
    assert appointment.status is Status.PENDING


@pytest.mark.parametrize(
    ("team", "toast"), [(True, "I am asking the team"), (False, "as soon as I can")]
)
async def test_a_question_for_who_hears_of_nothing_is_not_said_to_be_asked(
    database: Database, team: bool, toast: str
) -> None:
    house = await open_house(database)
    if team:
        await Chat(database, ALEX, "Alex").command("/start")
    session = await house.book(starts_at=NOW + timedelta(hours=1))
    await block_bot(database)
    chat = Chat(database, chat_of(house.customer), "Customer 0")

    await chat.press(AskCoach(session.id, "cancel"))

    assert toast in chat.toast
    assert "I am asking Anna" not in chat.toast


async def test_an_admin_answers_a_request_in_the_coachs_place_and_sees_whose_it_is(
    database: Database, offered: Catalogue
) -> None:
    mia, alex = Chat(database, MIA, "Mia"), Chat(database, ALEX, "Alex")
    request = await ask_anna(database, offered, mia)

    shown = await alex.press(CoachCard(request.id))
    approved = await alex.tap("Approve")

    assert "Coach: Anna Berg" in shown
    assert approved.startswith("<b>Confirmed ✓")
    assert "Anna Berg" in await alex.tap("Back")
    # Nobody else has become a coach by that.
    assert "Only coaches can do that" in await mia.press(CoachCard(request.id))


async def test_a_session_is_not_moved_to_where_it_is(
    database: Database, offered: Catalogue
) -> None:
    request = await ask_anna(database, offered, Chat(database, MIA, "Mia"))
    start = epoch(request.starts_at)
    for person, name in ((MIA, "Mia"), (ANNA, "Anna")):
        chat = Chat(database, person, name)
        for press in (
            PickSlot(request.service_id, request.coach_id, request.id, start // 60),
            ConfirmMove(request.id, start // 60),
        ):
            await chat.press(press)
            assert chat.toast == "It is already at that time."
    async with database.read() as reader:
        unmoved = await appointments.by_id(reader, request.id)
    assert unmoved == request


async def ask_anna(database: Database, offered: Catalogue, mia: Chat) -> Appointment:
    """Mia's request for an hour with Anna, who confirms by hand."""
    anna = next(c for c in offered.coaches.values() if c.approval is Approval.MANUAL)
    service = next(s for s in offered.offered_services if s.minutes == 60)
    start = instant_of(NOW.date().replace(day=8), 600, anna.tz)
    assert start is not None
    await mia.press(PickSlot(service.id, anna.id, 0, start // 60))
    await mia.tap("Send request")
    async with database.read() as reader:
        request = await appointments.mine_at(
            reader, await _id(database, MIA), anna.id, moment(start)
        )
    assert request is not None
    return request


async def _id(database: Database, telegram_id: int) -> int:
    async with database.read() as reader:
        person = await people.by_telegram_id(reader, telegram_id)
    assert person is not None
    return person.id
