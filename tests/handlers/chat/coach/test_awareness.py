"""A coach decides on a customer nothing reaches, and is not told that they are informed."""

import pytest

from domain.accounts.identity import Identity
from domain.appointments.appointment import Appointment, Status
from domain.messages.notices import Channel
from domain.roles import Door
from handlers.actions.people.customers import add_customer
from handlers.buttons.coach_keys import Approve, CallOff, Decline
from handlers.buttons.press import Press
from storage.transactions import Database
from tests.handlers.doorstep import ANNA, NOW, Visitor
from tests.house import House, open_house

UNHEARD = "Done ✓ I cannot reach Mia Keller: please tell them yourself."


@pytest.fixture
async def house(database: Database) -> House:
    return await open_house(database)


async def session_of(house: House, status: Status, *contacts: Identity) -> Appointment:
    """A session of a customer Anna has entered."""
    mia = await add_customer(
        house.database,
        "Mia Keller",
        contacts,
        actor=house.coach_person.at(Door.CHAT),
        key="k",
        now=NOW,
    )
    start = NOW.replace(day=8, hour=9)
    return await house.book(customer_id=mia.person.id, status=status, starts_at=start)


async def test_an_approval_that_reaches_nobody_is_said_to_reach_nobody(house: House) -> None:
    request = await session_of(house, Status.PENDING, Identity.phone("+15550100"))
    anna = Visitor(house.database, ANNA, "Anna")

    shown = await anna.press(Approve(request.id, request.version))

    assert shown.startswith("<b>Confirmed ✓")
    assert anna.toast() == UNHEARD


@pytest.mark.parametrize(
    ("status", "press"), [(Status.PENDING, Decline), (Status.CONFIRMED, CallOff)]
)
async def test_a_typed_reason_that_reaches_nobody_is_answered_above_the_card(
    house: House, status: Status, press: type[Press]
) -> None:
    session = await session_of(house, status, Identity.phone("+15550100"))
    anna = Visitor(house.database, ANNA, "Anna")
    await anna.press(press(session.id, session.version))

    assert (await anna.type("I am away")).startswith(f"<b>{UNHEARD}</b>")


async def test_who_can_be_mailed_hears_of_it(house: House) -> None:
    request = await session_of(house, Status.PENDING, Identity.email("mia@example.org"))
    anna = Visitor(house.database, ANNA, "Anna", mails=True)

    await anna.press(Approve(request.id, request.version))

    assert anna.toast() == "Approved ✓ I am telling the customer."


@pytest.mark.parametrize(
    ("ways", "toast"),
    [
        (frozenset({Channel.PUSH}), "Approved ✓ I am telling the customer."),
        (frozenset({Channel.MAIL}), UNHEARD),
    ],
)
async def test_who_has_an_app_and_no_telegram_hears_of_it_where_apps_are_told(
    house: House, ways: frozenset[Channel], toast: str
) -> None:
    request = await session_of(house, Status.PENDING, Identity.phone("+15550100"))
    app = (
        "INSERT INTO push_subscriptions (person_id, channel, target, added_at, digest)"
        " VALUES ($1, 'push', 'x', $2, 'x')"
    )
    await house.database.write(lambda w: w.fetch(app, request.customer_id, NOW))
    anna = Visitor(house.database, ANNA, "Anna", ways=ways)

    shown = await anna.press(Approve(request.id, request.version))

    assert anna.toast() == toast
    assert ("has no chat with me yet" in shown) == (toast == UNHEARD)
