"""What is offered can be had at that moment by every path, and what is not, by none.

Offered is what the chat shows: to people who book, to people who move, and to the coach.
"""

import os

import pytest

from domain.appointments.appointment import Appointment, Status
from domain.refusals import Refusal, TooManyOpen
from domain.time.spans import epoch, moment
from handlers.actions.appointments import deciding, holding, proposing
from handlers.queries.starts.assignment import ANYONE, who
from storage.people.people import Person
from storage.transactions import Database
from tests.claimed import DISAGREEMENTS
from tests.handlers.actions.drawn_house import DrawnHouse, draw
from tests.handlers.actions.drawn_series import in_a_series, moves_of_a_series
from tests.handlers.actions.rehearsal import outcome, reasons
from tests.house import NOW, acting

SEEDS = (
    range(int(os.environ.get("CASES", "200"))) if os.environ.get("THOROUGH") else (0, 1, 2, 3, 5)
)
FIVE = 300


@pytest.mark.parametrize("seed", SEEDS)
async def test_what_is_offered_can_be_had_by_every_path_and_nothing_else_by_any(
    database: Database, seed: int
) -> None:
    drawn = await draw(database, seed)
    customer, coach = drawn.house.customer, drawn.house.coach_person
    free = await drawn.offered_starts(customer)
    assert await drawn.offered_by_day(customer) == free
    may_book = await drawn.may_book(customer)

    for start in _some(drawn, free):
        refused = await _paths_of_a_booking(drawn, customer, start)
        expected = start in free and may_book
        assert {name: why is None for name, why in refused.items()} == dict.fromkeys(
            refused, expected
        ), (start, refused)
        assert await drawn.why(customer, start) in reasons(refused["book"]), (start, refused)
        await in_a_series(drawn, customer, start, free)
    anybody = await drawn.offered_starts(customer, coach=ANYONE)
    for start in _some(drawn, anybody):
        await _with_anyone(drawn, customer, start, anybody)

    standing = await drawn.has(customer)
    if free and may_book:
        standing = [await drawn.book(customer, drawn.chance.choice(free))]
    if standing:
        booked = standing[0]
        theirs, coachs = [await drawn.offered_starts(who, booked.id) for who in (customer, coach)]
        for start in _some(drawn, theirs, coachs):
            if start == epoch(booked.starts_at):
                continue
            by_rule, anyway = await _paths_of_a_move(drawn, booked, start)
            open_by_path = {name: why is None for name, why in by_rule.items()}
            assert open_by_path == dict.fromkeys(open_by_path, start in theirs), (start, by_rule)
            open_by_path = {name: why is None for name, why in anyway.items()}
            assert open_by_path == dict.fromkeys(open_by_path, start in coachs), (start, anyway)
        assert set(theirs) <= {*coachs, epoch(booked.starts_at)}
    await moves_of_a_series(drawn, await drawn.offered_starts(customer))
    async with database.read() as reader:
        assert [row[0] for row in await reader.fetch(DISAGREEMENTS)] == []


def _some(drawn: DrawnHouse, *offered: list[int]) -> list[int]:
    """Starts on both sides of every edge of what is offered, and any others."""
    chance, window = drawn.chance, drawn.window
    starts = {window[0] + FIVE * chance.randrange((window[1] - window[0]) // FIVE)}
    for free in offered:
        step = drawn.house.service.step * 60
        edges = {start + by for start in free for by in (-step, step)}.difference(free)
        for among in (free, sorted(edges)):
            starts.update(chance.sample(among, min(3, len(among))))
    return sorted(start for start in starts if window[0] <= start < window[1])


async def _paths_of_a_booking(
    drawn: DrawnHouse, customer: Person, start: int
) -> dict[str, Refusal | None]:
    """For each way to book a start, why it is closed."""
    turn, house = await drawn.turn(customer), drawn.house
    tried = {"book": await outcome(drawn.book(customer, start, into=drawn.rehearsal))}
    if turn.catalogue.business.hold_minutes:
        kept = holding.keep(
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


async def _with_anyone(drawn: DrawnHouse, customer: Person, start: int, offered: list[int]) -> None:
    """Whoever names nobody gets somebody who is free, if anybody is."""
    turn, search = await drawn.turn(customer), await drawn.search(customer, coach=ANYONE)
    refused = {
        coach: await outcome(drawn.book(customer, start, into=drawn.rehearsal, coach=coach))
        for coach in drawn.coaches
    }
    # Whoever has as many as they may learns that last, of whatever is free.
    refused = {c: None if isinstance(why, TooManyOpen) else why for c, why in refused.items()}
    assert (None in refused.values()) is (start in offered), (start, refused)
    if start in offered:
        coach, _ = await who(turn, search, start)
        assert refused[coach.id] is None, (start, coach.name, refused)
    else:
        assert isinstance(await outcome(who(turn, search, start)), Refusal)


async def _paths_of_a_move(
    drawn: DrawnHouse, booked: Appointment, start: int
) -> tuple[dict[str, Refusal | None], dict[str, Refusal | None]]:
    """For each way to move an appointment to a start, why it is closed; and for those by which its
    coach sets their own rules aside."""
    house, at = drawn.house, moment(start)
    known = (await drawn.turn(house.customer)).catalogue
    refusals: tuple[dict[str, Refusal | None], dict[str, Refusal | None]] = ({}, {})
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
        refusals[anyway][f"move by {person.name}"] = await outcome(moved)
    if booked.status is not Status.PENDING:
        return refusals
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
        refusals[anyway]["propose"] = refused = await outcome(proposed)
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
            refusals[anyway]["choose"] = await outcome(chosen)
    return refusals
