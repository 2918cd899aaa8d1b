"""Webhooks on their way out, to real servers, from a real database."""

import asyncio
from datetime import timedelta

import pytest

from bot.delivery.webhooks import EACH_AT_ONCE
from domain.programs.webhooks import Delivery
from storage.transactions import Database
from tests.bot import servers
from tests.bot.delivery.webhook_office import Office, Receiver, going, open_office


@pytest.fixture
async def office(database: Database) -> Office:
    return await open_office(database)


async def test_an_event_is_sent_once_and_signed_to_each_webhook_that_wants_it(
    office: Office,
) -> None:
    all_, some, none = Receiver(), Receiver(), Receiver()
    async with (
        servers.http(all_.take) as one,
        servers.http(some.take) as two,
        servers.http(none.take) as three,
    ):
        await office.happens()  # before anybody wants to know
        endpoint = await office.set_up(all_, one)
        await office.set_up(some, two, "service.created", "coach.created")
        await office.set_up(none, three, "coach.created")
        async with going(office.sender("one")), going(office.sender("two")):
            await office.happens(20)
            await all_.has(20)
            await some.has(20)
        assert none.got == []

    assert len({id_ for id_, _ in all_.got}) == len(all_.got) == 20
    assert sorted(id_ for id_, _ in all_.got) == sorted(id_ for id_, _ in some.got)
    by_sequence = sorted(all_.got, key=lambda got: got[1]["sequence"])
    assert [event["data"]["id"] for _, event in by_sequence] == list(range(1, 21))
    event = by_sequence[0][1]
    assert (event["type"], event["timestamp"]) == ("service.created", office.now.isoformat())
    assert "Mia" not in str(all_.got)
    whole = await office.last(endpoint)
    assert (whole.delivery.state, whole.attempts[0].status) == (Delivery.DELIVERED, 204)


async def test_a_slow_one_holds_up_no_other_and_has_a_few_calls_at_a_time(office: Office) -> None:
    slow, quick = Receiver(held=asyncio.Event()), Receiver()
    async with servers.http(slow.take) as one, servers.http(quick.take) as two:
        await office.set_up(slow, one)
        await office.set_up(quick, two)
        sender = office.sender()
        async with going(sender):
            await office.happens(40)
            await quick.has(40)
            assert 0 < len(slow.got) <= 2 * EACH_AT_ONCE
            assert slow.held is not None
            slow.held.set()
            await slow.has(40)


async def test_nobody_is_led_elsewhere_or_into_our_own_network(office: Office) -> None:
    inside, leading = Receiver(), Receiver(status=302)
    async with servers.http(inside.take) as hidden, servers.http(leading.take) as url:
        leading.headers = {"Location": hidden}
        endpoint = await office.set_up(leading, url)
        async with going(office.sender()):
            await office.happens()
            await office.wait_for_attempts(endpoint, 1)
        assert (await office.last(endpoint)).attempts[0].status == 302

        office.now += timedelta(minutes=1)
        async with going(office.sender("two", private=False)):
            sent = await office.wait_for_attempts(endpoint, 2)
        assert (sent.state, len(leading.got)) == (Delivery.WAITING, 1)
        assert (await office.last(endpoint)).attempts[0].error == "leads into a private network"
    assert inside.got == []
