"""Who of the team hears of what the business must hear of, by whichever way."""

from collections.abc import Collection

import pytest
from structlog.testing import capture_logs

from domain.messages.notices import Channel
from domain.roles import Role
from handlers.actions import alarms
from storage.people import people
from storage.transactions import Database, Writer
from tests.house import NOW, House, Plan, open_house

WITHOUT_TELEGRAM = """
UPDATE people SET telegram_id = NULL, unreachable_since = $1, met = false
WHERE id = ANY ($2::bigint[])
"""
APP = """
INSERT INTO push_subscriptions (person_id, channel, target, added_at, digest)
VALUES ($2, 'push', 'x', $1, 'x')
"""
NUMBER = """
INSERT INTO identities (person_id, kind, value, verified_at) VALUES ($2, 'phone', '+4930', $1)
"""
ADDRESS = "UPDATE people SET email = 'rosa@example.org', created_at = $1 WHERE id = $2"
SMS_TOO = "UPDATE people SET channels = '{sms,push,mail}', created_at = $1 WHERE id = $2"


@pytest.fixture
async def house(database: Database) -> House:
    """Nobody who works here is on Telegram; the first customer is the only admin."""
    house = await open_house(database, Plan(customers=1))
    ids = [house.coach_person.id, house.customer.id]
    await database.write(lambda w: people.set_role(w, house.customer.id, Role.ADMIN))
    await database.write(lambda w: w.fetch(WITHOUT_TELEGRAM, NOW, ids))
    return house


async def give(house: House, *ways: str) -> None:
    async def work(writer: Writer) -> None:
        for way in ways:
            await writer.fetch(way, NOW, house.customer.id)

    await house.database.write(work)


@pytest.mark.parametrize(
    ("statements", "way", "carries"),
    [
        ((APP,), Channel.PUSH, True),
        ((NUMBER, SMS_TOO), Channel.SMS, False),
        ((ADDRESS,), Channel.MAIL, True),
    ],
)
async def test_a_team_hears_by_any_way_that_is_set_up_and_carries_everything(
    house: House, statements: tuple[str, ...], way: Channel, carries: bool
) -> None:
    """The coach hears of nothing: whether somebody answers in their place hangs on the team."""
    await give(house, *statements)
    coach, admin = house.coach_person.id, house.customer.id
    for channels, hears in ((frozenset({way}), carries), (frozenset(Channel) - {way}, False)):
        async with house.database.read() as reader:
            team_hears = await alarms.team_hears(reader, but=coach, available_channels=channels)
            alone = await alarms.team_hears(reader, but=admin, available_channels=channels)
        assert (team_hears, alone) == (hears, False)
        stands_in = await alarms.standing_in(
            house.database, house.coach.id, available_channels=channels
        )
        assert stands_in == (None if hears else False)


@pytest.mark.parametrize("channels", [(), (Channel.MAIL,)])
async def test_the_log_says_that_a_message_reached_no_admin(
    house: House, channels: tuple[Channel, ...]
) -> None:
    """Also of an only admin with an address: their mail was refused."""
    await give(house, ADDRESS)
    admin, coach = house.customer.id, house.coach_person.id

    assert await logged_of(house, admin, channels) == ["admins.nobody_hears"]
    assert await logged_of(house, coach, channels) == []  # no admin
    assert await logged_of(house, admin, channels, kind="broadcast") == []


async def test_the_log_says_nothing_of_one_admin_while_something_reaches_another(
    house: House,
) -> None:
    """Nothing reaches the coach, who is an admin, too."""
    await give(house, ADDRESS)
    admin, coach = house.customer.id, house.coach_person.id
    await house.database.write(lambda w: people.set_role(w, coach, Role.ADMIN))

    assert await logged_of(house, coach, [Channel.MAIL]) == []
    assert await logged_of(house, admin, [Channel.MAIL]) == ["admins.nobody_hears"]


async def logged_of(
    house: House, person_id: int, channels: Collection[Channel], *, kind: str = "trouble"
) -> list[str]:
    """What is logged when a message does not reach this person."""
    with capture_logs() as logs:
        async with house.database.read() as reader:
            await alarms.admin_unheard(reader, person_id, kind, available_channels=channels)
    return [one["event"] for one in logs]
