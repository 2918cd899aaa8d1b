"""What a tap knows after one query."""

import asyncio
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from domain.appointments.appointment import Status
from domain.services.service import Approval
from domain.time.spans import epoch
from storage import conversations, tap_facts
from storage.appointments import booking
from storage.conversations import Conversation
from storage.faults import DatabaseAway
from storage.messages import reach
from storage.people import people
from storage.people.people import TelegramProfile
from storage.services import catalogue
from storage.tap_facts import Arrivals, BusyQuery, TapFacts
from storage.transactions import Database, Writer
from tests.house import NOW, House
from tests.storage.wire import Wire, round_trips

SLOT = NOW + timedelta(days=1)
WEEK = (NOW, NOW + timedelta(days=7))


async def ask(database: Database, telegram_id: int, busy: BusyQuery | None = None) -> TapFacts:
    async with database.read() as reader:
        return await tap_facts.facts(reader, telegram_id, busy)


def blocked_span(start: Any) -> tuple[int, int]:
    return epoch(start), epoch(start + timedelta(minutes=70))


async def test_someone_new_is_nobody_yet(database: Database) -> None:
    assert await ask(database, 7001) == TapFacts(None, 1, {}, None)


async def test_a_person_comes_with_the_version_and_their_question(house: House) -> None:
    facts = {"appointment": 5, "names": ["ä", None]}
    await house.database.write(
        lambda writer: conversations.ask(
            writer, house.customer.id, "reason", facts, 77, key="u:1", now=NOW
        )
    )
    async with house.database.read() as reader:
        version = (await catalogue.load(reader)).version

    assert await ask(house.database, 8000) == TapFacts(
        house.customer, version, {}, Conversation("reason", facts, 77, "u:1")
    )
    assert (await ask(house.database, 7002)).person == house.coach_person
    assert (await ask(house.database, 7002)).pending is None


async def test_everything_that_is_known_of_a_person_arrives(house: House) -> None:
    async def work(writer: Writer) -> None:
        profile = TelegramProfile(8000, "Mia", "Keller", "mia", "en")
        await people.register(writer, profile, appoint=True)
        await people.set_language(writer, house.customer.id, "de")
        await people.set_zone(writer, house.customer.id, "Europe/London")
        await reach.set_unreachable(writer, house.customer.id, NOW)
        await people.set_blocked(writer, house.customer.id, NOW, "reason")

    await house.database.write(work)
    async with house.database.read() as reader:
        known = await people.by_id(reader, house.customer.id)

    assert (await ask(house.database, 8000)).person == known


async def test_blocked_time_of_the_coaches_asked_for(house: House) -> None:
    async def second_coach(writer: Writer) -> int:
        ben = await people.register(writer, TelegramProfile(7004, "Ben"))
        return await catalogue.add_coach(
            writer, person_id=ben.id, name="Ben", zone="UTC", approval=Approval.AUTO
        )

    anna, ben = house.coach.id, await house.database.write(second_coach)
    await house.book(starts_at=SLOT)
    await house.book(starts_at=SLOT + timedelta(hours=3))
    await house.book(starts_at=SLOT, coach_id=ben)
    await house.book(starts_at=SLOT + timedelta(hours=5), status=Status.CANCELLED)
    await house.book(starts_at=WEEK[1])
    mine = {blocked_span(SLOT), blocked_span(SLOT + timedelta(hours=3))}

    one = await ask(house.database, 8000, BusyQuery((anna,), *WEEK))
    both = await ask(house.database, 8000, BusyQuery((anna, ben, 99), *WEEK))
    everyone = await ask(house.database, 8000, BusyQuery(None, *WEEK))
    nobody = await ask(house.database, 8000, BusyQuery((), *WEEK))

    assert {coach: set(spans) for coach, spans in one.busy.items()} == {anna: mine}
    assert {c: set(spans) for c, spans in both.busy.items()} == {
        anna: mine,
        ben: {blocked_span(SLOT)},
    }
    assert {c: set(s) for c, s in everyone.busy.items()} == {anna: mine, ben: {blocked_span(SLOT)}}
    assert nobody.busy == {}
    assert one.person == both.person == everyone.person == house.customer


async def test_an_inactive_coach_is_not_among_all_coaches(house: House) -> None:
    await house.book(starts_at=SLOT)
    await house.database.write(
        lambda writer: catalogue.update_coach(writer, house.coach.id, active=False)
    )

    assert (await ask(house.database, 8000, BusyQuery(None, *WEEK))).busy == {}


async def test_blocked_time_belongs_to_the_version_that_comes_with_it(house: House) -> None:
    """Both are from one snapshot, as a tap decides by both."""
    service = house.service.id

    async def book_and_rename(number: int) -> None:
        async def work(writer: Writer) -> None:
            await catalogue.update_service(writer, service, title=f"title {number}")
            new = house.new(starts_at=SLOT + timedelta(hours=2 * number))
            assert await booking.insert(writer, new)

        await house.database.write(work)

    first = (await ask(house.database, 8000)).catalogue_version
    query = BusyQuery((house.coach.id,), *WEEK)
    writing = asyncio.gather(*(book_and_rename(number) for number in range(20)))
    while not writing.done():
        facts = await ask(house.database, 8000, query)
        booked = len(facts.busy.get(house.coach.id, ()))
        assert facts.catalogue_version - first == booked
    await writing


async def test_inside_a_transaction_it_sees_what_that_has_written(house: House) -> None:
    async def work(writer: Writer) -> TapFacts:
        assert await booking.insert(writer, house.new(starts_at=SLOT))
        return await tap_facts.facts(writer, 8000, BusyQuery((house.coach.id,), *WEEK))

    facts = await house.database.write(work)

    assert {coach: list(spans) for coach, spans in facts.busy.items()} == {
        house.coach.id: [blocked_span(SLOT)]
    }
    assert facts.person == house.customer


async def test_who_arrives_together_is_asked_about_at_once(
    wire: Wire, wired: Database, house: House
) -> None:
    await house.book(starts_at=SLOT)
    month, query = BusyQuery((house.coach.id,), *WEEK), Arrivals(wired)
    answers: list[TapFacts] = []

    async def everyone() -> None:
        answers[:] = await asyncio.gather(
            query.facts(8000, month), query.facts(7002, None), query.facts(4, month)
        )

    assert await round_trips(wire, everyone) == 1
    assert [facts.person for facts in answers] == [house.customer, house.coach_person, None]
    taken = [(house.coach.id, [blocked_span(SLOT)])]
    busy = [[(coach, list(spans)) for coach, spans in facts.busy.items()] for facts in answers]
    assert busy == [taken, [], taken]


async def test_a_person_may_arrive_twice_in_one_moment(house: House) -> None:
    query = Arrivals(house.database)

    answers = await asyncio.gather(*(query.facts(8000, None) for _ in range(3)))

    assert [facts.person for facts in answers] == [house.customer] * 3


async def test_what_cannot_be_asked_hurts_nobody_who_arrived_with_it(house: House) -> None:
    query = Arrivals(house.database)

    answers = await asyncio.gather(
        query.facts(8000, None),
        query.facts(2**80, None),
        query.facts(7002, None),
        return_exceptions=True,
    )

    assert isinstance(answers[1], asyncpg.DataError)
    assert [f.person for f in answers if isinstance(f, TapFacts)] == [
        house.customer,
        house.coach_person,
    ]


async def test_whoever_leaves_takes_nobody_along(house: House) -> None:
    query = Arrivals(house.database)
    leaving = asyncio.create_task(query.facts(8000, None))
    staying = asyncio.create_task(query.facts(8000, None))
    await asyncio.sleep(0)
    leaving.cancel()

    assert (await staying).person == house.customer


async def test_everyone_hears_that_the_database_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.retrying.FIRST_PAUSE", 0.001)
    away = Database("postgresql://nobody@127.0.0.1:1/none")
    query = Arrivals(away)

    faults = await asyncio.gather(
        query.facts(8000, None), query.facts(8001, None), return_exceptions=True
    )

    assert [type(fault) for fault in faults] == [DatabaseAway, DatabaseAway]
    await away.close()


async def test_the_question_is_one_index_lookup_per_coach(house: House) -> None:
    """Left to itself, the planner reads what blocks all coaches at that time."""

    async def plan(writer: Writer, question: str, *arguments: Any) -> str:
        rows = await writer.fetch(f"EXPLAIN (FORMAT TEXT) {question}", *arguments)
        return "\n".join(row[0] for row in rows)

    coaches = [house.coach.id]
    explanation = await house.database.write(
        lambda writer: plan(writer, tap_facts.OF_SOME, 8000, *WEEK, 1, NOW, coaches)
    )
    assert "Index Only Scan using claims_no_overlap" in explanation
    assert "(resource_id = c.id) AND (span &&" in explanation

    week = [[epoch(end)] for end in WEEK]
    explanation = await house.database.write(
        lambda writer: plan(writer, tap_facts.OF_EACH, [8000], coaches, *week, [1], [NOW])
    )
    assert "Index Only Scan using claims_no_overlap" in explanation
    assert "(resource_id = asked.coach_id) AND (span &&" in explanation
