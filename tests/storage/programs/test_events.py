"""Events: all that has changed, once each and in order, however transactions overlap."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from itertools import pairwise
from random import Random
from typing import Any, Final

import asyncpg
import pytest

from domain.appointments.appointment import Appointment, Status
from domain.programs.events import KINDS
from domain.roles import SYSTEM, Actor
from handlers.actions.appointments.recording import write_down
from storage import audit
from storage.appointments import appointments, booking
from storage.people import people
from storage.programs import events
from storage.programs.events import START, Cursor, Event, EventPage, cursor_of
from storage.transactions import Database, Writer
from tests.house import NOW, House, Plan, acting, open_house

DAY = timedelta(days=1)
SERVICE: Final[dict[str, Any]] = {
    "action": "change_service",
    "entity": "service",
    "before": {},
    "then": {},
}


@pytest.fixture
async def house(database: Database) -> House:
    return await open_house(database, Plan(customers=2))


async def newest(database: Database) -> Cursor:
    async with database.read() as reader:
        return await events.newest(reader)


async def after(database: Database, cursor: Cursor, limit: int = 500) -> Sequence[Event]:
    async with database.read() as reader:
        page = await events.read_after(reader, cursor, limit)
    assert page is not None
    return page.events


async def record(
    writer: Writer,
    action: str,
    entity: str,
    entity_id: int,
    before: dict[str, Any] | None = None,
    then: dict[str, Any] | None = None,
    *,
    coach_id: int | None = None,
    actor: Actor = SYSTEM,
) -> None:
    await audit.record(
        writer,
        at=NOW,
        actor=actor,
        action=action,
        entity=entity,
        entity_id=entity_id,
        coach_id=coach_id,
        before=before,
        after=then,
    )


async def change(writer: Writer, appointment_id: int, status: Status, action: str) -> None:
    """The appointment in another state, and its line in the log."""
    before = await appointments.by_id(writer, appointment_id, lock=True)
    assert before is not None
    after = await booking.change(writer, before, status=status, now=NOW)
    await write_down(writer, before, after, action, SYSTEM, NOW, coach_told=True)


async def test_an_event_says_which_row_changed_how_it_stands_and_whom_it_concerns(
    house: House,
) -> None:
    booked = await house.book(status=Status.PENDING)
    cursor = await newest(house.database)
    coach, customer = house.coach.id, house.customer.id

    await house.database.write(
        lambda w: write_down(w, None, booked, "book", SYSTEM, NOW, coach_told=True)
    )
    await house.database.write(lambda w: change(w, booked.id, Status.CONFIRMED, "approve"))
    await house.database.write(lambda w: change(w, booked.id, Status.CANCELLED, "cancel"))

    new_events = await after(house.database, cursor)
    assert [(e.kind, e.subject_id, e.coach_id, e.person_id, e.at) for e in new_events] == [
        (f"appointment:{deed}", booked.id, coach, customer, NOW)
        for deed in ("created", "updated", "cancelled")
    ]
    assert new_events[2].facts == {
        "action": "cancel",
        "status": "cancelled",
        "version": 3,
        "starts_at": booked.starts_at.isoformat(),
        "coach_id": coach,
        "customer_id": customer,
        "service_id": house.service.id,
    }
    assert await after(house.database, new_events[0].cursor, 1) == new_events[1:2]


async def test_lines_of_the_log_become_events_of_a_few_kinds_and_what_is_said_of_people_stays_here(
    house: House,
) -> None:
    cursor = await newest(house.database)
    mia, other = house.customers
    coach, team, myself = house.coach.id, acting(other), acting(mia)
    lines: list[tuple[str, str, bool, bool, Actor, str, int | None]] = [
        ("set_zone", "person", True, True, myself, "person:updated", mia.id),
        ("block", "person", True, True, team, "person:updated", None),
        ("note_customer", "person", False, True, team, "person:updated", None),
        ("forget_customer_note", "person", True, False, team, "person:updated", None),
        ("forget_team_note", "person", True, True, team, "person:updated", None),
        ("add_customer", "person", False, True, team, "person:created", None),
        ("erase", "person", True, True, myself, "person:deleted", mia.id),
        ("set_date_hours", "coach", False, True, team, "hours:updated", None),
        ("open_closed_day", "coach", True, False, team, "hours:updated", None),
        ("change_coach", "coach", True, True, team, "coach:updated", None),
        ("add_coach", "coach", False, True, team, "coach:created", None),
        ("take_leave", "leave", False, True, team, "leave:created", None),
        ("give_back_repeating_leave", "leave_rule", True, False, team, "leave:deleted", None),
        ("add_room", "room", False, True, team, "resource:created", None),
        ("delete_closure", "closure", True, False, team, "closure:deleted", None),
        ("forget_holidays", "business", True, False, team, "business:updated", None),
        ("waitlist_offered", "wait", False, True, team, "waitlist:updated", None),
        ("undo_import", "service", True, False, team, "service:deleted", None),
        ("open_session", "session", False, True, team, "session:created", None),
    ]

    async def work(writer: Writer) -> None:
        for action, entity, was, is_, actor, *_ in lines:
            number = {"person": mia.id, "coach": coach}.get(entity, 7)
            await record(
                writer,
                action,
                entity,
                number,
                {} if was else None,
                {} if is_ else None,
                coach_id=coach,
                actor=actor,
            )
        silences = [("backup", "business"), ("export", "export"), ("retry", "dead_letter")]
        for silent in [*silences, ("sign_in", "person"), ("lock_account", "person")]:
            await record(writer, *silent, 1, None, {}, actor=team)

    await house.database.write(work)

    new_events = await after(house.database, cursor)
    assert [(e.kind, e.person_id) for e in new_events] == [(kind, who) for *_, kind, who in lines]
    assert {e.kind for e in new_events} <= set(KINDS)
    assert {e.subject_id for e in new_events if e.kind == "hours:updated"} == {coach}


async def test_what_commits_late_is_not_passed_over_whatever_it_drew_and_when(
    database_url: str, house: House
) -> None:
    """Of two that write at once, the one with the lower numbers commits last."""
    cursor = await newest(house.database)
    early, late = [await asyncpg.connect(database_url) for _ in range(2)]
    line = """
    INSERT INTO audit (at, action, entity, entity_id, facts) VALUES (now(), $1, 'service', 1, '{}')
    """
    slow, quick = early.transaction(), late.transaction()
    await slow.start()
    await early.execute(line, "first")
    await quick.start()
    await late.execute(line, "second")
    await quick.commit()

    assert await after(house.database, cursor) == []
    await early.execute(line, "third")
    await slow.commit()

    actions = [event.facts["action"] for event in await after(house.database, cursor)]
    assert sorted(actions) == ["first", "second", "third"]
    assert await after(house.database, cursor, 1) == (await after(house.database, cursor))[:1]
    for connection in (early, late):
        await connection.close()


async def test_whoever_follows_while_all_write_hears_each_change_once_and_of_each_thing_in_order(
    house: House,
) -> None:
    """Transactions that begin to write early and change something late are the ones that go
    wrong."""
    database, draw = house.database, Random(7)
    booked = [
        await house.book(status=Status.PENDING, starts_at=NOW + n * DAY, price=house.service.price)
        for n in (1, 2, 3)
    ]
    cursor = await newest(database)
    new_events: list[Event] = []
    changes = 40

    async def press(one: Appointment, before: float, behind: float) -> None:
        async def work(writer: Writer) -> None:
            if before:
                await people.lock(writer, draw.choice(house.customers).id)
                await asyncio.sleep(before)
            await change(writer, one.id, Status.PENDING, "propose")
            await asyncio.sleep(behind)

        await database.write(work)

    async def follow() -> None:
        nonlocal cursor
        while len(new_events) < changes:
            page = await after(database, cursor, 3)
            new_events.extend(page)
            cursor = page[-1].cursor if page else cursor
            await asyncio.sleep(0)

    presses = [
        press(draw.choice(booked), draw.choice((0, 0.002, 0.02)), draw.choice((0, 0.01)))
        for _ in range(changes)
    ]
    async with asyncio.timeout(60):
        await asyncio.gather(follow(), *presses)

    assert await after(database, cursor) == []
    assert len({event.cursor for event in new_events}) == changes
    versions: dict[int, list[int]] = defaultdict(list)
    for event in new_events:
        versions[event.subject_id].append(event.facts["version"])
    assert all(b == a + 1 for of in versions.values() for a, b in pairwise(of))


async def test_who_goes_on_from_what_is_not_there_is_told_so(house: House) -> None:
    """As with a database that was restored, or has lost what it had committed."""
    database = house.database
    assert await newest(database) == START
    assert await after(database, START) == []
    for number in range(3):
        await database.write(partial(record, entity_id=number, **SERVICE))
    assert [event.subject_id for event in await after(database, START)] == [0, 1, 2]

    last = await newest(database)
    elsewhere = last._replace(at=NOW + DAY), last._replace(id=last.id + 1), Cursor(2**62, 1, NOW)

    async with database.read() as reader:
        assert [await events.read_after(reader, one, 9) for one in elsewhere] == [None] * 3
        page = await events.read_after(reader, last, 9)
    assert page == EventPage([], last, is_last=True)


async def test_a_page_leads_on_over_lines_that_are_no_events(house: House) -> None:
    database = house.database
    for number in range(4):
        silent = {**SERVICE, "entity": "export"} if number < 3 else SERVICE
        await database.write(partial(record, entity_id=number, **silent))

    pages: list[EventPage] = []
    cursor = START
    async with database.read() as reader:
        while not pages or not pages[-1].is_last:
            page = await events.read_after(reader, cursor, 3)
            assert page is not None
            pages.append(page)
            cursor = page.cursor

    assert [[event.subject_id for event in page.events] for page in pages] == [[], [3]]


@pytest.mark.parametrize(
    "text",
    ["", "-", "1-2", "1-2-3-4", "g-1-1", "1-1-" + "f" * 16, "f" * 16 + "-1-1", "1-\x00-1", "①-1-1"],
)
def test_a_cursor_is_a_text_that_is_read_back_and_nothing_else_is(text: str) -> None:
    cursor = Cursor(1_000_001, 77, NOW + timedelta(microseconds=1))

    assert cursor_of(str(cursor)) == cursor
    assert cursor_of(text) is None
