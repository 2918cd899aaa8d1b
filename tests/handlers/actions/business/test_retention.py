"""What nothing else needs is kept for as long as the business says, and no longer."""

from datetime import timedelta
from typing import Any

import pytest

from bot.clean_up import clean_up
from domain.business.retention import CHOICES, NEVER, RecordKind, shorter
from domain.refusals import BadInput, NotAllowed
from domain.roles import Actor, Role
from handlers.actions.business import retention as actions
from handlers.queries.business import retention as queries
from storage import audit
from storage.transactions import Database
from tests.house import NOW, House, Plan, acting, open_house

LONG_AGO = NOW - timedelta(days=500)


@pytest.fixture
async def house(database: Database) -> House:
    return await open_house(database, Plan(customers=3))


@pytest.fixture
def admin(house: House) -> Actor:
    return acting(house.coach_person, Role.ADMIN)


async def rows(house: House, sql: str) -> list[Any]:
    async with house.database.read() as reader:
        return [tuple(row) for row in await reader.fetch(sql)]


async def choose(house: House, admin: Actor, kept: RecordKind, days: int) -> None:
    await actions.choose(house.database, kept, days, actor=admin, key=f"{kept}:{days}", now=NOW)


async def take_telegram(house: House, *ids: int) -> None:
    """Telegram does not know them, and never has; we do, for long."""
    without = (
        "UPDATE people SET telegram_id = NULL, met = false, created_at = $1,"
        " unreachable_since = $1 WHERE id = ANY ($2::bigint[])"
    )
    await house.database.write(lambda w: w.fetch(without, LONG_AGO, ids))


async def test_words_of_past_sessions_go_and_the_session_stays(house: House, admin: Actor) -> None:
    old = await house.book(starts_at=LONG_AGO, note="my knee")
    await house.book(starts_at=NOW - timedelta(days=10), note="my elbow")
    log = (
        "INSERT INTO audit (at, action, entity, entity_id, facts, after) VALUES"
        " (now(), 'book', 'appointment', $1, '{}', '{\"reason\": \"ill\", \"status\": \"x\"}')"
    )
    await house.database.write(lambda w: w.fetch(log, old.id))
    notes = "SELECT note FROM appointments ORDER BY starts_at"
    await clean_up(house.database, NOW)
    assert await rows(house, notes) == [("my knee",), ("my elbow",)]
    gone = await queries.would_go(house.database, RecordKind.BOOKINGS, 365, actor=admin, now=NOW)
    assert gone == 1
    await choose(house, admin, RecordKind.BOOKINGS, 365)
    await clean_up(house.database, NOW)
    assert await rows(house, notes) == [(None,), ("my elbow",)]
    entries = f"SELECT after::text FROM audit WHERE entity_id = {old.id} AND entity = 'appointment'"
    assert await rows(house, entries) == [('{"status": "x"}',)]
    async with house.database.read() as reader:
        [entry] = await audit.of(reader, "business", 1)
    assert (entry.before, entry.after) == ({"bookings": NEVER}, {"bookings": 365})


async def test_only_who_is_out_of_reach_and_gone_for_long_is_erased(
    house: House, admin: Actor
) -> None:
    idle, lately, reachable = house.customers
    away = "UPDATE people SET created_at = $1, unreachable_since = $2 WHERE id = ANY ($3::bigint[])"
    ids = [idle.id, lately.id]
    await house.database.write(lambda w: w.fetch(away, LONG_AGO, LONG_AGO, ids))
    await house.database.write(lambda w: w.fetch(away, LONG_AGO, None, [reachable.id]))
    await house.book(customer_id=lately.id, starts_at=NOW + timedelta(days=1))
    await house.book(customer_id=idle.id, starts_at=LONG_AGO)
    gone = await queries.would_go(house.database, RecordKind.PEOPLE, 365, actor=admin, now=NOW)
    assert gone == 1
    await choose(house, admin, RecordKind.PEOPLE, 365)
    for _ in range(2):
        await clean_up(house.database, NOW)
    erased = "SELECT id FROM people WHERE erased_at IS NOT NULL"
    assert await rows(house, erased) == [(idle.id,)]
    assert len(await rows(house, "SELECT id FROM appointments")) == 2


@pytest.mark.parametrize(
    "sign",
    [
        "INSERT INTO sign_ins (person_id, method, created_at, used_at, expires_at, secret, digest,"
        " generation, renewed_at) VALUES ($2, 'password', $1, $1, $1, 'x', 'x', 0, $1)",
        "INSERT INTO api_keys (digest, person_id, name, shown, scopes, created_at, last_used_at)"
        " VALUES ('x', $2, 'x', 'x', '{}', $1, $1)",
        "INSERT INTO audit (at, actor_id, action, entity, entity_id, facts)"
        " VALUES ($1, $2, 'write', 'appointment', 1, '{}')",
        "INSERT INTO push_subscriptions (person_id, channel, target, added_at, digest)"
        " VALUES ($2, 'push', 'x', $1, 'x')",
    ],
    ids=["sign_in", "api_key", "deed", "app"],
)
async def test_whoever_was_there_since_is_not_idle_though_telegram_does_not_know_them(
    house: House, admin: Actor, sign: str
) -> None:
    """Telegram has never reached them: since when it does not says nothing about them."""
    there, gone, _ = house.customers
    await take_telegram(house, there.id, gone.id)
    await house.database.write(lambda w: w.fetch(sign, NOW - timedelta(days=1), there.id))
    await choose(house, admin, RecordKind.PEOPLE, 365)
    await clean_up(house.database, NOW)
    erased = "SELECT id FROM people WHERE erased_at IS NOT NULL"
    assert await rows(house, erased) == [(gone.id,)]


async def test_an_app_that_has_long_not_registered_again_keeps_nobody(
    house: House, admin: Actor
) -> None:
    """Where nothing is sent to it, nobody learns that it is gone."""
    used, over, _ = house.customers
    await take_telegram(house, used.id, over.id)
    app = (
        "INSERT INTO push_subscriptions (person_id, channel, target, added_at, digest)"
        " VALUES ($2::bigint, 'push', 'x', $1, convert_to($2::bigint::text, 'UTF8'))"
    )
    ago = timedelta(days=1)
    await house.database.write(lambda w: w.fetch(app, NOW - 364 * ago, used.id))
    await house.database.write(lambda w: w.fetch(app, NOW - 366 * ago, over.id))
    await choose(house, admin, RecordKind.PEOPLE, 365)
    await clean_up(house.database, NOW)
    erased = "SELECT id FROM people WHERE erased_at IS NOT NULL"
    assert await rows(house, erased) == [(over.id,)]


async def test_a_sign_in_counts_for_as_long_as_it_may_have_been_used(
    house: House, admin: Actor
) -> None:
    """What it was used last goes sooner than anybody is idle; that they signed in stays."""
    used, over, _ = house.customers
    await take_telegram(house, used.id, over.id)
    log = (
        "INSERT INTO audit (at, actor_id, action, entity, entity_id, facts)"
        " VALUES ($1, $2, 'sign_in', 'person', $2, '{}')"
    )
    ago = timedelta(days=1)
    await house.database.write(lambda w: w.fetch(log, NOW - 440 * ago, used.id))
    await house.database.write(lambda w: w.fetch(log, NOW - 460 * ago, over.id))
    await choose(house, admin, RecordKind.PEOPLE, 365)
    await clean_up(house.database, NOW)
    erased = "SELECT id FROM people WHERE erased_at IS NOT NULL"
    assert await rows(house, erased) == [(over.id,)]


async def test_every_kind_can_be_counted_and_only_admins_choose_among_its_times(
    house: House, admin: Actor
) -> None:
    for kept, choices in CHOICES.items():
        assert choices.usual in choices.days
        days = choices.days[0]
        assert await queries.would_go(house.database, kept, days, actor=admin, now=NOW) == 0
    with pytest.raises(BadInput):
        await choose(house, admin, RecordKind.CONVERSATIONS, 1)
    with pytest.raises(NotAllowed):
        await choose(house, acting(house.customer), RecordKind.CONVERSATIONS, 30)
    assert shorter(RecordKind.BOOKINGS, 90, NEVER)
    assert not shorter(RecordKind.BOOKINGS, NEVER, 90)
    assert not shorter(RecordKind.FILES, 30, 30)
