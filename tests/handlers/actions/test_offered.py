"""What is offered can be had at that moment by every path, and what is not, by none.

Offered is what the chat shows: to who books, to who moves, and to the coach.
"""

import os

import pytest

from domain.appointment import Appointment, Status
from domain.refusals import Refusal
from domain.series import Rhythm, Unit
from domain.series_plan import Plan, Purpose
from domain.spans import epoch, moment
from handlers.actions import deciding, keeping, proposing, series_booking, series_plans
from handlers.actions.series_booking import Shown
from handlers.queries.series import Planning
from handlers.queries.shop import Shop
from storage.people import Person
from storage.transactions import Database
from tests.claimed import DISAGREEMENTS
from tests.handlers.actions.drawn_house import Drawn, draw, outcome
from tests.house import NOW, acting

SEEDS = range(int(os.environ.get("CASES", "200"))) if os.environ.get("THOROUGH") else range(5)
FIVE = 300


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


async def _paths_of_a_move(
    drawn: Drawn, booked: Appointment, start: int
) -> tuple[dict[str, Refusal | None], dict[str, Refusal | None]]:
    """Of each way to bring an appointment to a start why it cannot be gone; and of those by which
    its coach sets aside what protects them alone."""
    house, at = drawn.house, moment(start)
    known = (await drawn.turn(house.customer)).catalogue
    told: tuple[dict[str, Refusal | None], dict[str, Refusal | None]] = ({}, {})
    for who, anyway in (
        (house.customer, False),
        (house.coach_person, False),
        (house.coach_person, True),
    ):
        moved = deciding.move(
            drawn.rehearsal,
            known,
            booked.id,
            at,
            actor=acting(who),
            key=f"move {who.id} {anyway} {start}",
            now=NOW,
            anyway=anyway,
        )
        told[anyway][f"move by {who.name}"] = await outcome(moved)
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
