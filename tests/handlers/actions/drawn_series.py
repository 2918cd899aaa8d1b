"""Series in a drawn house: two dates are booked, or moved, exactly if the preview says so."""

from typing import Final

from domain.appointments.appointment import Appointment
from domain.refusals import SameTime
from domain.series.series import Rhythm, Unit
from domain.series.series_plan import Occasion, Plan, Purpose
from domain.services.service_choice import Choice
from domain.time.spans import epoch, moment
from handlers.actions.series import series_booking, series_moving, series_plans
from handlers.actions.series.series_booking import SeriesPreview
from handlers.queries.series.series import Planning
from handlers.queries.starts.shop import Shop
from storage.people.people import Person
from storage.series import series
from tests.handlers.actions.drawn_house import DrawnHouse
from tests.handlers.actions.rehearsal import outcome
from tests.house import NOW, acting

APART: Final = 8 * 3600  # more than any session with its breaks


async def in_a_series(drawn: DrawnHouse, customer: Person, start: int, free: list[int]) -> None:
    """Two dates, a week apart or less, can be booked if the preview says so for both."""
    house, turn = drawn.house, await drawn.turn(customer)
    coach, actor = turn.catalogue.coaches[house.coach.id], acting(customer)
    plan = Plan(
        Purpose.BOOK,
        coach_id=coach.id,
        service_id=house.service.id,
        customer_id=customer.id,
        zone=coach.zone,
        wall=moment(start).astimezone(coach.tz).replace(tzinfo=None),
        choice=drawn.chosen.as_text,
    )
    plan = plan.at(Rhythm(Unit.WEEK)).counting(2)
    if plan.dates[0].start != start:
        return  # the second of two hours the clock shows alike
    close = [at for at in free if abs(at - start) < 3 * 86_400]
    if close and drawn.chance.random() < 0.6:
        plan = plan.shifting(1, drawn.chance.choice(close))
    draft = await series_plans.begin(house.database, plan, actor=actor, now=NOW)
    shop = Shop(house.database)
    planning = await Planning.of(shop, house.database, turn.catalogue, plan, actor, NOW)
    previewed = await planning.verdicts()
    alone = plan.dates[1].start is None or plan.dates[1].start > start
    expected = start in free and await drawn.may_book(customer)
    assert not alone or (previewed[0] is None) is expected, (start, previewed)
    price = turn.catalogue.service_for(house.service.id, coach, drawn.chosen).price.minor
    refused = await outcome(
        series_booking.book_series(
            drawn.rehearsal,
            turn.catalogue,
            draft,
            SeriesPreview(2, price),
            actor=actor,
            key=f"series {start}",
            now=NOW,
        )
    )
    assert (refused is None) is (previewed == [None, None]), (start, previewed, refused)


async def moves_of_a_series(drawn: DrawnHouse, free: list[int]) -> None:
    """Two booked dates can move if the preview says so for both, whichever side asks."""
    house, known = drawn.house, (await drawn.turn(drawn.house.customer)).catalogue
    standing = await _two_dates(drawn, free)
    if not standing:
        return
    first, shop = standing[0], Shop(house.database)
    choice = Choice(first.minutes, first.places, first.also)
    for person in (house.customer, house.coach_person):
        actor = acting(person)
        for _ in range(3):
            goals = [drawn.chance.choice(_goals(one, standing, free)) for one in standing]
            plan = Plan(
                Purpose.MOVE,
                coach_id=first.coach_id,
                service_id=first.service_id,
                customer_id=first.customer_id,
                zone=first.zone,
                wall=first.wall_start,
                choice=choice.as_text,
                origin=first.id,
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
                details = goals, previewed, refused
                assert (refused is None) is (previewed == [None, None]), details


def _goals(one: Appointment, standing: list[Appointment], free: list[int]) -> list[int]:
    """Where it is, and where no other date of its series is: that one may move away first."""
    others = [epoch(other.starts_at) for other in standing if other.id != one.id]
    apart = [start for start in free if all(abs(start - at) > APART for at in others)]
    return [epoch(one.starts_at), *apart]


async def _two_dates(drawn: DrawnHouse, free: list[int]) -> list[Appointment]:
    """A series of two dates at free starts; None if the rules of the house prevent it."""
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
        choice=drawn.chosen.as_text,
    )
    plan = plan.at(Rhythm(Unit.WEEK)).counting(2).shifting(1, second)
    draft = await series_plans.begin(house.database, plan, actor=actor, now=NOW)
    price = turn.catalogue.service_for(house.service.id, coach, drawn.chosen).price.minor
    booked = series_booking.book_series(
        house.database,
        turn.catalogue,
        draft,
        SeriesPreview(2, price),
        actor=actor,
        key="two dates",
        now=NOW,
    )
    if await outcome(booked):
        return []
    async with house.database.read() as reader:
        [[series_id]] = await reader.fetch("SELECT max(id) FROM series")
        return await series.dates(reader, coach.id, series_id)
