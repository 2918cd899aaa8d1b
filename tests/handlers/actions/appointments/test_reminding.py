"""Reminders that are planned follow what is set, for a service and for the business."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from domain.appointments.appointment import Appointment
from domain.roles import SYSTEM, Role
from handlers.actions.appointments import booking, deciding, reminding
from handlers.actions.appointments.booking import BookingOrder
from handlers.actions.business import business
from handlers.actions.services import catalogue
from storage.messages import outgoing
from storage.messages.outgoing import ClaimedMessage
from storage.transactions import Writer
from tests.handlers.actions.proposals import load_catalogue
from tests.house import NOW, House, acting

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
START = NOW + 2 * DAY
USUAL = [("reminder_24h", START - DAY), ("reminder_1h", START - HOUR)]


async def book(house: House, *, key: str = "b", start: datetime = START) -> Appointment:
    """A session that is confirmed."""
    order = BookingOrder(house.service.id, house.coach.id, start, house.service.price)
    appointment = await booking.book(
        house.database,
        await load_catalogue(house),
        order,
        actor=acting(house.customer),
        key=key,
        now=NOW,
    )
    return await deciding.approve(
        house.database, appointment.id, actor=acting(house.coach_person), key=f"a{key}", now=NOW
    )


async def set_times(
    house: House, times: tuple[int, ...] | None, *, now: datetime = NOW, key: str = "s"
) -> None:
    await catalogue.change_service(
        house.database,
        house.service.id,
        lambda service: replace(service, reminders=times),
        actor=acting(house.customer, Role.ADMIN),
        key=f"{key} {times} {now}",
        now=now,
    )


async def set_house(house: House, times: tuple[int, ...], *, now: datetime = NOW) -> None:
    await business.change_business(
        house.database,
        lambda business: replace(business, reminders=times),
        actor=acting(house.customer, Role.ADMIN),
        key=f"h {times} {now}",
        now=now,
    )


async def follow(house: House, now: datetime = NOW) -> int:
    return await reminding.follow(house.database, actor=SYSTEM, now=now)


async def planned_reminders(house: House, session: Appointment) -> list[tuple[str, datetime]]:
    """What waits to remind of it as it stands, the earliest first."""
    async with house.database.read() as reader:
        rows = await reader.fetch(
            "SELECT kind, due_at FROM outbox WHERE appointment_id = $1 AND lane = 1"
            " AND appointment_version = $2 AND state = 'waiting' ORDER BY due_at",
            session.id,
            session.version,
        )
    return [(kind, due_at) for kind, due_at in rows]


async def test_what_is_booked_from_then_on_is_reminded_of_as_it_is_set(house: House) -> None:
    await set_times(house, (2 * 1440, 120))

    session = await book(house)

    assert session.reminders == (2880, 120)
    # One whose time has come is none.
    assert await planned_reminders(house, session) == [("reminder", START - 2 * HOUR)]
    await set_times(house, ())
    assert await planned_reminders(house, await book(house, key="c", start=START + 2 * HOUR)) == []


async def test_what_is_booked_already_follows(house: House) -> None:
    session = await book(house)
    assert await planned_reminders(house, session) == USUAL

    await set_times(house, (1440, 120))
    assert await follow(house) == 1
    assert await planned_reminders(house, session) == [USUAL[0], ("reminder", START - 2 * HOUR)]
    await set_times(house, ())
    await follow(house)
    assert await planned_reminders(house, session) == []
    await set_times(house, (60,))
    await follow(house)
    assert await planned_reminders(house, session) == [USUAL[1]]


async def test_those_of_the_business_are_followed_where_a_service_says_nothing(
    house: House,
) -> None:
    session = await book(house)
    await set_house(house, (180,))
    assert await follow(house) == 1
    assert await planned_reminders(house, session) == [("reminder", START - 3 * HOUR)]

    await set_times(house, (60,))
    await follow(house)
    await set_house(house, (30,))
    await follow(house)
    assert await planned_reminders(house, session) == [USUAL[1]]

    await set_times(house, None)
    await follow(house)
    assert await planned_reminders(house, session) == [("reminder", START - HOUR / 2)]


async def test_what_was_sent_is_not_sent_again_and_what_became_due_meanwhile_is(
    house: House,
) -> None:
    session = await book(house)
    now = START - 20 * HOUR
    sent = await claim_reminders(house, now)
    assert [row.kind for row in sent] == ["reminder_24h"]
    await house.database.write(lambda w: outgoing.mark_sent(w, sent[0].id, 1, now))

    await set_times(house, (1440, 180), now=now)
    # Nobody looks for 18 hours: it is late then, and goes out.
    later = START - 2 * HOUR
    await follow(house, later)

    assert [row.kind for row in await claim_reminders(house, later)] == ["reminder"]
    assert await planned_reminders(house, session) == []


async def claim_reminders(house: House, now: datetime) -> list[ClaimedMessage]:
    rows = await house.database.write(lambda w: outgoing.claim(w, "me", now, 99, HOUR))
    return [row for row in rows if row.lane == 1]


async def test_a_change_is_followed_until_nobody_can_have_read_what_was_before(
    house: House,
) -> None:
    await book(house)
    await set_times(house, (120,))

    assert await follow(house) == 1
    assert await follow(house, NOW + timedelta(seconds=59)) == 1
    assert await follow(house, NOW + timedelta(minutes=5)) == 1
    assert await follow(house, NOW + timedelta(minutes=5)) == 0


async def test_whoever_books_moves_or_approves_in_that_moment_is_reminded_as_it_is_set(
    house: House,
) -> None:
    waiting = [await book(house, key=f"w{n}", start=START + n * DAY) for n in (1, 2)]
    for round_, times in enumerate([(180,), (120,), (180,), (120,)]):
        start = START + timedelta(days=7 * (round_ + 1))
        work: list[Any] = [
            set_times(house, times, key=str(round_)),
            book(house, key=f"r{round_}", start=start),
            deciding.move(
                house.database,
                await load_catalogue(house),
                waiting[0].id,
                start + 2 * HOUR,
                actor=acting(house.coach_person),
                key=f"m{round_}",
                now=NOW,
            ),
            follow(house),
            follow(house),
        ]
        _, booked, moved, *_ = await asyncio.gather(*work)
        waiting[0] = moved
        await follow(house, NOW + timedelta(minutes=2))

        wanted = [("reminder", a.starts_at - timedelta(minutes=times[0])) for a in (booked, moved)]
        assert [(await planned_reminders(house, one)) for one in (booked, moved)] == [
            [w] for w in wanted
        ]
    assert await planned_reminders(house, waiting[1]) == [
        ("reminder", waiting[1].starts_at - timedelta(minutes=120))
    ]


async def test_more_than_a_batch_follows(house: House, monkeypatch: Any) -> None:
    monkeypatch.setattr(reminding, "BATCH", 2)
    sessions = [await book(house, key=str(n), start=START + n * DAY) for n in (0, 1, 5)]
    sessions.append(await book(house, key="same", start=START + 2 * HOUR))

    await set_times(house, (120,))
    await follow(house)

    for session in sessions:
        assert await planned_reminders(house, session) == [
            ("reminder", session.starts_at - 2 * HOUR)
        ]


async def test_what_the_version_before_has_written_says_nothing_of_times(house: House) -> None:
    """Its rows are dropped as they were: when the usual next one is due."""
    session = await book(house)

    async def forget(writer: Writer) -> None:
        await writer.fetch("UPDATE outbox SET facts = facts - 'reminders' - 'before'")

    await house.database.write(forget)
    [row] = await claim_reminders(house, START - 2 * HOUR)
    assert "reminders" not in row.facts
    assert (row.kind, session.reminders) == ("reminder_24h", (1440, 60))
