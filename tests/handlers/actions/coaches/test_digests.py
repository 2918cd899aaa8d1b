"""Coaches get their summaries: once, in time, and only where there is something to say."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.appointments.appointment import Status
from domain.coaches.digests import OFF, Digest
from domain.refusals import BadInput, NotAllowed
from domain.roles import SYSTEM
from handlers.actions.appointments import outcome
from handlers.actions.business import upkeep
from handlers.actions.coaches import digest_settings, digests
from handlers.wording.words import words_for
from tests.handlers.notices.rendered import render
from tests.house import NOW, House, acting

# NOW is nine in the morning of a Monday in Berlin.
EIGHT, NINE, SEVEN_PM = 8 * 60, 9 * 60, 19 * 60
EVENING = NOW + timedelta(hours=10)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SENT = "SELECT kind, facts, key FROM outbox WHERE kind LIKE '%digest' ORDER BY id"


async def wish(house: House, digest: Digest, minute: int | None, now: datetime = NOW - DAY) -> None:
    actor, key = acting(house.coach_person), f"{digest}{minute}{now}"
    await digest_settings.set_minute(house.database, digest, minute, actor=actor, key=key, now=now)


async def send(house: House, now: datetime) -> int:
    return await digests.send_due(house.database, actor=SYSTEM, now=now)


async def sent_digests(house: House) -> list[tuple[str, Mapping[str, Any]]]:
    async with house.database.read() as reader:
        rows = await reader.fetch(SENT)
    return [(kind, facts) for kind, facts, _ in rows]


async def test_the_morning_tells_of_the_day_once_at_any_number_of_replicas(house: House) -> None:
    await house.book(starts_at=NOW + HOUR)
    await house.book(starts_at=NOW + 3 * HOUR, status=Status.PENDING)
    await house.book(starts_at=NOW + DAY)
    await wish(house, Digest.MORNING, NINE)
    assert await send(house, NOW - timedelta(minutes=1)) == 0

    assert sum(await asyncio.gather(*(send(house, NOW) for _ in range(4)))) == 1
    assert await send(house, NOW + HOUR) == 0
    [(kind, facts)] = await sent_digests(house)
    for language, says in (
        ("en", ["your day (Berlin)", "2 sessions today:", "1 request waits", "Customer 0"]),
        ("de", ["dein Tag (Berlin)", "Heute 2 Termine:", "1 Anfrage wartet", "Customer 0"]),
    ):
        shown = render(kind, facts, words_for(language), "Asia/Tokyo").text
        assert all(phrase in shown for phrase in says), shown
        assert "10:00–11:00" in shown  # on the coach's clock, wherever they read it
    assert await send(house, NOW + DAY) == 1


async def test_an_empty_day_is_told_only_where_that_is_wished(house: House) -> None:
    await wish(house, Digest.MORNING, NINE)
    assert await send(house, NOW) == 0
    await house.book(starts_at=NOW + 2 * HOUR)  # too late for the summary of today
    assert await send(house, NOW + HOUR) == 0
    actor = acting(house.coach_person)
    await digest_settings.set_empty_days(house.database, True, actor=actor, key="e", now=NOW)
    assert await send(house, NOW + 2 * DAY) == 1
    [(kind, facts)] = await sent_digests(house)
    assert "No sessions today." in render(kind, facts, words_for("en"), None).text


async def test_the_evening_asks_once_what_became_of_a_session(house: House) -> None:
    begun_session = await house.book(starts_at=NOW + HOUR)
    silent = await house.book(starts_at=NOW + 3 * HOUR)
    await house.book(starts_at=NOW + DAY)
    await wish(house, Digest.EVENING, SEVEN_PM)
    actor = acting(house.coach_person)
    await outcome.begin(
        house.database,
        begun_session.id,
        actor=actor,
        key="b",
        now=begun_session.starts_at + timedelta(minutes=5),
    )
    await upkeep.complete_past(house.database, actor=SYSTEM, now=EVENING)

    assert await send(house, EVENING + timedelta(minutes=3)) == 1
    [(kind, facts)] = await sent_digests(house)
    assert [one[0] for one in facts["digest"]["unsaid"]["first"]] == [silent.id]
    screen = render(kind, facts, words_for("en"), None)
    assert "what became of 1 session" in screen.text
    assert "Tomorrow 1 session:" in screen.text
    labels = [key.label for row in screen.rows for key in row]
    assert labels[:2] == ["✓ Came: 12:00", "✕ Missed: 12:00"]

    await house.book(starts_at=NOW + 2 * DAY)
    await upkeep.complete_past(house.database, actor=SYSTEM, now=EVENING + DAY)
    assert await send(house, EVENING + DAY) == 1
    facts = (await sent_digests(house))[1][1]
    assert [one[0] for one in facts["digest"]["unsaid"]["first"]] != [silent.id]


async def test_the_business_says_when_for_all_who_say_nothing(house: House) -> None:
    await house.book(starts_at=NOW + HOUR)
    assert await send(house, NOW) == 0  # nobody gets any at first
    async with house.database.read() as reader:
        await reader.fetch("UPDATE business SET morning = $1", NINE)
    await wish(house, Digest.MORNING, OFF)
    assert await send(house, NOW) == 0
    await wish(house, Digest.MORNING, None)
    assert await send(house, NOW) == 1


async def test_an_hour_that_is_over_begins_tomorrow_and_nonsense_is_refused(house: House) -> None:
    for days in (0, 1):
        await house.book(starts_at=NOW + timedelta(days=days, hours=2))
    await wish(house, Digest.MORNING, EIGHT, NOW)
    assert await send(house, NOW) == 0
    await wish(house, Digest.MORNING, NINE + 60, NOW + timedelta(minutes=1))
    assert await send(house, NOW + HOUR) == 0
    assert await send(house, NOW + DAY + HOUR) == 1
    with pytest.raises(BadInput):
        await wish(house, Digest.MORNING, 1440)
    with pytest.raises(NotAllowed):
        await digest_settings.set_minute(
            house.database, Digest.MORNING, 1, actor=acting(house.customer), key="x", now=NOW
        )
