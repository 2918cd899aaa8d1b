"""What is offered can be had at that moment by every path, and what is not, by none.

Offered is what the chat shows: to who books, to who moves, and to the coach.
"""

import os

import pytest

from domain.appointment import Appointment, Status
from domain.choice import Choice
from domain.refusals import Refusal, SameTime
from domain.series import Rhythm, Unit
from domain.series_plan import Occasion, Plan, Purpose
from domain.spans import epoch, moment
from handlers.actions import (
    deciding,
    keeping,
    proposing,
    series_booking,
    series_moving,
    series_plans,
)
from handlers.actions.series_booking import Shown
from handlers.chat.customer.anyone import ANYONE, who
from handlers.queries.series import Planning
from handlers.queries.shop import Shop
from storage import series
from storage.people import Person
from storage.transactions import Database
from tests.claimed import DISAGREEMENTS
from tests.handlers.actions.drawn_house import Drawn, draw
from tests.handlers.actions.rehearsal import outcome
from tests.house import NOW, acting

SEEDS = range(int(os.environ.get("CASES", "200"))) if os.environ.get("THOROUGH") else range(5)
FIVE = 300
APART = 8 * 3600  # more than any session with its breaks


@pytest.mark.parametrize("seed", SEEDS)
async def test_what_is_offered_can_be_had_by_every_path_and_nothing_else_by_any(
    database: Database, seed: int
) -> None:
    drawn = await draw(database, seed)
    customer, coach = drawn.house.customer, drawn.house.coach_person
    free = await drawn.offered(customer)

    for start in _some(drawn, free):
        refused = await _paths_of_a_booking(drawn, customer, start)
        expected = start in free
        assert {name: why is None for name, why in refused.items()} == dict.fromkeys(
            refused, expected
        ), (start, refused)
        await _in_a_series(drawn, customer, start, free)
    anybody = await drawn.offered(customer, coach=ANYONE)
    for start in _some(drawn, anybody):
        await _with_anyone(drawn, customer, start, anybody)

    if free:
        booked = await drawn.book(customer, drawn.chance.choice(free))
        theirs, coachs = [await drawn.offered(who, booked.id) for who in (customer, coach)]
        for start in _some(drawn, theirs, coachs):
            if start == epoch(booked.starts_at):
                continue
            by_rule, anyway = await _paths_of_a_move(drawn, booked, start)
            told = {name: why is None for name, why in by_rule.items()}
            assert told == dict.fromkeys(told, start in theirs), (start, by_rule)
            told = {name: why is None for name, why in anyway.items()}
            assert told == dict.fromkeys(told, start in coachs), (start, anyway)
        assert set(theirs) <= {*coachs, epoch(booked.starts_at)}
    await _moves_of_a_series(drawn, await drawn.offered(customer))
    async with database.read() as reader:
        assert [row[0] for row in await reader.fetch(DISAGREEMENTS)] == []


def _some(drawn: Drawn, *offered: list[int]) -> list[int]:
    """Starts on both sides of every edge of what is offered, and any others."""
    chance, window = drawn.chance, drawn.window
    found = {window[0] + FIVE * chance.randrange((window[1] - window[0]) // FIVE)}
    for free in offered:
        step = drawn.house.service.step * 60
        edges = {start + by for start in free for by in (-step, step)}.difference(free)
        for among in (free, sorted(edges)):
            found.update(chance.sample(among, min(3, len(among))))
    return sorted(start for start in found if window[0] <= start < window[1])


async def _paths_of_a_booking(
    drawn: Drawn, customer: Person, start: int
) -> dict[str, Refusal | None]:
    """Of each way to book a start why it cannot be gone."""
    turn, house = await drawn.turn(customer), drawn.house
    tried = {"book": await outcome(drawn.book(customer, start, into=drawn.rehearsal))}
    if turn.catalogue.business.hold_minutes:
        kept = keeping.keep(
            drawn.rehearsal,
            turn.catalogue,
            house.service.id,
            house.coach.id,
            moment(start),
            drawn.chosen,
            actor=acting(customer),
            now=NOW,
        )
        tried["keep"] = await outcome(kept)
    return tried


async def _in_a_series(drawn: Drawn, customer: Person, start: int, free: list[int]) -> None:
    """Two dates, a week apart or less, can be booked if the preview says so of both."""
    house, turn = drawn.house, await drawn.turn(customer)
    coach, actor = turn.catalogue.coaches[house.coach.id], acting(customer)
    plan = Plan(
        Purpose.BOOK,
        coach_id=coach.id,
        service_id=house.service.id,
        customer_id=customer.id,
        zone=coach.zone,
        wall=moment(start).astimezone(coach.tz).replace(tzinfo=None),
        choice=drawn.chosen.written,
    )
    plan = plan.at(Rhythm(Unit.WEEK)).counting(2)
    if plan.dates[0].start != start:
        return  # the second of two hours that the clock shows alike
    close = [at for at in free if abs(at - start) < 3 * 86_400]
    if close and drawn.chance.random() < 0.6:
        plan = plan.shifting(1, drawn.chance.choice(close))
    draft = await series_plans.begin(house.database, plan, actor=actor, now=NOW)
    shop = Shop(house.database)
    planning = await Planning.of(shop, house.database, turn.catalogue, plan, actor, NOW)
    previewed = await planning.verdicts()
    alone = plan.dates[1].start is None or plan.dates[1].start > start
    assert not alone or (previewed[0] is None) is (start in free), (start, previewed)
    price = turn.catalogue.chosen(house.service.id, coach, drawn.chosen).price.minor
    refused = await outcome(
        series_booking.book_series(
            drawn.rehearsal,
            turn.catalogue,
            draft,
            Shown(2, price),
            actor=actor,
            key=f"series {start}",
            now=NOW,
        )
    )
    assert (refused is None) is (previewed == [None, None]), (start, previewed, refused)


async def _with_anyone(drawn: Drawn, customer: Person, start: int, offered: list[int]) -> None:
    """Whoever names nobody gets somebody who is free, where anybody is."""
    turn, search = await drawn.turn(customer), await drawn.search(customer, coach=ANYONE)
    refused = {
        coach: await outcome(drawn.book(customer, start, into=drawn.rehearsal, coach=coach))
        for coach in drawn.coaches
    }
    assert (None in refused.values()) is (start in offered), (start, refused)
    if start in offered:
        coach, _ = await who(turn, search, start)
        assert refused[coach.id] is None, (start, coach.name, refused)
    else:
        assert isinstance(await outcome(who(turn, search, start)), Refusal)


async def _moves_of_a_series(drawn: Drawn, free: list[int]) -> None:
    """Two dates that stand can move if the preview says so of both, whoever of the two asks."""
    house, known = drawn.house, (await drawn.turn(drawn.house.customer)).catalogue
    standing = await _two_dates(drawn, free)
    if not standing:
        return
    asked, shop = standing[0], Shop(house.database)
    choice = Choice(asked.minutes, asked.places, asked.also)
    for person in (house.customer, house.coach_person):
        actor = acting(person)
        for _ in range(3):
            goals = [drawn.chance.choice(_goals(one, standing, free)) for one in standing]
            plan = Plan(
                Purpose.MOVE,
                coach_id=asked.coach_id,
                service_id=asked.service_id,
                customer_id=asked.customer_id,
                zone=asked.zone,
                wall=asked.wall_start,
                choice=choice.written,
                origin=asked.id,
                rhythm=Rhythm(Unit.WEEK),
                dates=tuple(
                    Occasion(moment(goal).date(), goal, appointment=one.id)
                    for one, goal in zip(standing, goals, strict=True)
                ),
            )
            draft = await series_plans.begin(house.database, plan, actor=actor, now=NOW)
            planning = await Planning.of(shop, house.database, known, plan, actor, NOW)
            previewed = await planning.verdicts()
            moved = series_moving.move_series(
                drawn.rehearsal, known, draft, 2, actor=actor, key=f"move {draft}", now=NOW
            )
            refused = await outcome(moved)
            if not isinstance(refused, SameTime):
                told = goals, previewed, refused
                assert (refused is None) is (previewed == [None, None]), told


def _goals(one: Appointment, standing: list[Appointment], free: list[int]) -> list[int]:
    """Where it stands, and where no other date of its series does: that one may move away first."""
    others = [epoch(other.starts_at) for other in standing if other.id != one.id]
    apart = [start for start in free if all(abs(start - at) > APART for at in others)]
    return [epoch(one.starts_at), *apart]


async def _two_dates(drawn: Drawn, free: list[int]) -> list[Appointment]:
    """A series of two dates at free starts; none where the rules of the house keep it away."""
    house, turn = drawn.house, await drawn.turn(drawn.house.customer)
    coach, actor = turn.catalogue.coaches[house.coach.id], acting(house.customer)
    if len(free) < 2:
        return []
    first, second = sorted(drawn.chance.sample(free, 2))
    plan = Plan(
        Purpose.BOOK,
        coach_id=coach.id,
        service_id=house.service.id,
        customer_id=house.customer.id,
        zone=coach.zone,
        wall=moment(first).astimezone(coach.tz).replace(tzinfo=None),
        choice=drawn.chosen.written,
    )
    plan = plan.at(Rhythm(Unit.WEEK)).counting(2).shifting(1, second)
    draft = await series_plans.begin(house.database, plan, actor=actor, now=NOW)
    price = turn.catalogue.chosen(house.service.id, coach, drawn.chosen).price.minor
    booked = series_booking.book_series(
        house.database,
        turn.catalogue,
        draft,
        Shown(2, price),
        actor=actor,
        key="two dates",
        now=NOW,
    )
    if await outcome(booked):
        return []
    async with house.database.read() as reader:
        [[series_id]] = await reader.fetch("SELECT max(id) FROM series")
        return await series.dates(reader, coach.id, series_id)


async def _paths_of_a_move(
    drawn: Drawn, booked: Appointment, start: int
) -> tuple[dict[str, Refusal | None], dict[str, Refusal | None]]:
    """Of each way to bring an appointment to a start why it cannot be gone; and of those by which
    its coach sets aside what protects them alone."""
    house, at = drawn.house, moment(start)
    known = (await drawn.turn(house.customer)).catalogue
    told: tuple[dict[str, Refusal | None], dict[str, Refusal | None]] = ({}, {})
    for person, anyway in (
        (house.customer, False),
        (house.coach_person, False),
        (house.coach_person, True),
    ):
        moved = deciding.move(
            drawn.rehearsal,
            known,
            booked.id,
            at,
            actor=acting(person),
            key=f"move {person.id} {anyway} {start}",
            now=NOW,
            anyway=anyway,
        )
        told[anyway][f"move by {person.name}"] = await outcome(moved)
    if booked.status is not Status.PENDING:
        return told
    for anyway in (False, True):
        proposed = proposing.propose(
            house.database,
            known,
            booked.id,
            [at],
            actor=acting(house.coach_person),
            key=f"propose {anyway} {start}",
            now=NOW,
            anyway=anyway,
        )
        told[anyway]["propose"] = refused = await outcome(proposed)
        if refused is None:
            chosen = proposing.choose(
                drawn.rehearsal,
                known,
                booked.id,
                at,
                actor=acting(house.customer),
                key=f"choose {anyway} {start}",
                now=NOW,
            )
            told[anyway]["choose"] = await outcome(chosen)
    return told
