"""Several dates of a series are answered, cancelled and moved at once, or not at all."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from itertools import count

import pytest

from domain.appointments.appointment import Appointment, Status
from domain.refusals import AlreadyDecided, NotFound, TooSoon
from domain.series.series import mark
from domain.series.series_refusals import SeriesChanged, SeriesClash
from domain.services.rules import Rules
from domain.services.service import Approval
from handlers.actions.appointments import deciding
from handlers.actions.series import series_changes
from storage import audit
from storage.transactions import Database
from tests.handlers.actions.planned_series import FIRST, WEEK, Planner, all_rows
from tests.handlers.actions.proposals import approve, load_catalogue, notices, now_
from tests.house import NOW, House, Plan, acting, open_house

RULES = {"rules": Rules(horizon_days=90)}
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
Deed = Callable[..., Awaitable[Appointment]]
_keys = (f"k{n}" for n in count())


@pytest.fixture
async def by_hand(database: Database) -> House:
    return await open_house(database, Plan(customers=3, service=RULES))


@pytest.fixture
async def house(database: Database) -> House:
    return await open_house(database, Plan(customers=3, service=RULES, approval=Approval.AUTO))


async def answer(
    house: House, deed: Deed, dates: Sequence[Appointment], *, seen: int | None = None
) -> Appointment:
    """A coach's answer to a series, as its screen showed it."""
    return await deed(
        house.database,
        dates[0].id,
        mark(dates) if seen is None else seen,
        actor=acting(house.coach_person),
        key=next(_keys),
        now=NOW,
    )


async def cancel(
    house: House, dates: Sequence[Appointment], *, customer: int = 0, now: object = NOW
) -> Appointment:
    return await series_changes.cancel_series(
        house.database,
        await load_catalogue(house),
        dates[0].id,
        mark(dates),
        actor=acting(house.customers[customer]),
        key=next(_keys),
        now=now,  # type: ignore[arg-type]  # an instant
    )


async def states(house: House, dates: Sequence[Appointment]) -> list[str]:
    return [(await now_(house, a)).status.value for a in dates]


async def news(house: House) -> list[tuple[str, int]]:
    return [one for one in await notices(house) if not one[0].startswith("reminder")]


async def test_a_request_is_answered_for_all_dates_at_once(by_hand: House) -> None:
    house, mia = by_hand, Planner(by_hand, by_hand.customer)
    dates = await mia.book_dates(4)
    assert {a.status for a in dates} == {Status.PENDING}
    coach = house.coach_person.id
    assert await notices(house) == [("series_request", coach), ("nudge", coach)]
    # One that cannot be is taken out, and the rest is another series than was on the screen.
    await deciding.decline(
        house.database, dates[2].id, None, actor=acting(house.coach_person), key="d", now=NOW
    )
    with pytest.raises(SeriesChanged):
        await answer(house, series_changes.approve_series, dates)
    left = [dates[0], dates[1], dates[3]]
    await answer(house, series_changes.approve_series, left)
    assert await states(house, dates) == ["confirmed", "confirmed", "declined", "confirmed"]
    messages = await notices(house)
    assert messages.count(("series_approved", house.customer.id)) == 1
    assert sum(kind == "reminder_24h" for kind, _ in messages) == 3
    with pytest.raises(AlreadyDecided):  # another press
        await answer(house, series_changes.approve_series, left)


async def test_a_request_is_declined_as_a_whole(by_hand: House) -> None:
    dates = await Planner(by_hand, by_hand.customer).book_dates(3)
    await answer(by_hand, series_changes.decline_series, dates)
    assert await states(by_hand, dates) == ["declined"] * 3
    assert await news(by_hand) == [
        ("series_request", by_hand.coach_person.id),
        ("series_declined", by_hand.customer.id),
    ]
    async with by_hand.database.read() as reader:
        for one in dates:
            [_, line] = await audit.of(reader, "appointment", one.id)
            assert line.action == "decline"


async def test_approving_one_date_leaves_the_others_waiting(by_hand: House) -> None:
    dates = await Planner(by_hand, by_hand.customer).book_dates(3)
    await approve(by_hand, dates[1])
    assert await states(by_hand, dates) == ["pending", "confirmed", "pending"]


async def test_a_customer_cancels_from_a_date_on_as_far_as_the_notice_allows(house: House) -> None:
    mia = Planner(house, house.customer)
    dates = await mia.book_dates(4)
    await cancel(house, dates[2:])
    assert await states(house, dates) == ["confirmed", "confirmed", "cancelled", "cancelled"]
    # Half a day before the first it stays, and the rest goes.
    late = FIRST - 2 * HOUR
    await cancel(house, dates[:2], now=late)
    assert await states(house, dates) == ["confirmed", *["cancelled"] * 3]
    with pytest.raises(TooSoon):
        await cancel(house, dates[:1], now=late)
    messages = await news(house)
    assert messages.count(("series_cancelled_by_customer", house.coach_person.id)) == 2


async def test_what_is_cancelled_is_free_again(house: House) -> None:
    mia, max_ = (Planner(house, person) for person in house.customers[:2])
    dates = await mia.book_dates(4)
    await cancel(house, dates[1:])
    draft = await max_.plan(3, first=FIRST + WEEK)
    assert await max_.verdicts(draft) == [None] * 3


async def test_a_coach_cancels_whatever_the_notice(house: House) -> None:
    dates = await Planner(house, house.customer).book_dates(3)
    await series_changes.call_off_series(
        house.database,
        await load_catalogue(house),
        dates[0].id,
        mark(dates),
        actor=acting(house.coach_person),
        key="x",
        now=FIRST - HOUR,
    )
    assert await states(house, dates) == ["cancelled"] * 3
    assert ("series_cancelled_by_coach", house.customer.id) in await news(house)
    async with house.database.read() as reader:
        changes = [(await audit.of(reader, "appointment", a.id))[-1].after for a in dates]
    assert [(after or {}).get("overridden") for after in changes] == [["notice_cancel"], None, None]


async def test_a_series_moves_from_a_date_on_and_keeps_its_wall_time(house: House) -> None:
    mia = Planner(house, house.customer)
    dates = await mia.book_dates(5)
    # From Wednesday nine to Thursday at half past ten, from the second on.
    draft = await mia.move(dates[1], dates[1].starts_at + DAY + 1.5 * HOUR)
    assert await mia.verdicts(draft) == [None] * 4
    await mia.carry_on(draft, 4)
    moved = await mia.dates(dates[0])
    assert [a.wall_start.isoformat(" ", "minutes") for a in moved] == [
        "2026-03-04 09:00",
        "2026-03-12 10:30",
        "2026-03-19 10:30",
        "2026-03-26 10:30",
        "2026-04-02 10:30",
    ]
    assert [a.series_nr for a in moved] == [1, 2, 3, 4, 5]
    messages = await notices(house)
    assert messages.count(("series_moved_by_customer", house.coach_person.id)) == 1


async def test_a_date_that_cannot_move_stays_where_it_is(house: House) -> None:
    mia = Planner(house, house.customer)
    dates = await mia.book_dates(3)
    await house.book(starts_at=FIRST + WEEK + HOUR * 2, customer_id=house.customers[1].id)
    draft = await mia.move(dates[0], FIRST + 2 * HOUR)
    assert await mia.verdicts(draft) == [None, "booked", None]
    before = await all_rows(house)
    with pytest.raises(SeriesClash) as lost:
        await mia.carry_on(draft, 3)
    assert lost.value.lost == ((1, "booked"),)
    assert await all_rows(house) == before
    await mia.edit(draft, lambda plan: plan.skipping((1,)))
    await mia.carry_on(draft, 2)
    assert [a.wall_start.hour for a in await mia.dates(dates[0])] == [11, 9, 11]


async def test_a_date_within_its_notice_stays_for_the_customer_and_moves_for_the_coach(
    house: House,
) -> None:
    late = FIRST - 2 * HOUR
    dates = await Planner(house, house.customer).book_dates(3)
    mia = Planner(house, house.customer, late)
    assert await mia.verdicts(await mia.move(dates[0], FIRST + DAY)) == ["late", None, None]
    anna = Planner(house, house.coach_person, late)
    draft = await anna.move(dates[0], FIRST + DAY)
    assert await anna.verdicts(draft) == [None, None, None]
    await anna.carry_on(draft, 3)
    assert ("series_moved_by_coach", house.customer.id) in await news(house)


async def test_a_day_earlier_is_another_day_of_the_same_weeks(house: House) -> None:
    """Each date arrives where none of the others has left yet, at any distance that is allowed."""
    mia = Planner(house, house.customer)
    dates = await mia.book_dates(4, first=FIRST + WEEK)
    draft = await mia.move(dates[0], dates[0].starts_at - 2 * DAY)
    await mia.carry_on(draft, 4)
    assert {a.wall_start.weekday() for a in await mia.dates(dates[0])} == {0}


async def test_two_series_change_places_only_one_at_a_time(house: House) -> None:
    mia, max_ = (Planner(house, person) for person in house.customers[:2])
    mine = await mia.book_dates(4)
    his = await max_.book_dates(4, first=FIRST + DAY)
    drafts = await mia.move(mine[0], FIRST + DAY), await max_.move(his[0], FIRST)
    ends = await asyncio.gather(
        mia.carry_on(drafts[0], 4), max_.carry_on(drafts[1], 4), return_exceptions=True
    )
    assert all(isinstance(end, SeriesClash) for end in ends)
    assert await states(house, [*mine, *his]) == ["confirmed"] * 8


async def test_pressed_twice_it_moves_once(house: House) -> None:
    mia = Planner(house, house.customer)
    dates = await mia.book_dates(3)
    draft = await mia.move(dates[0], FIRST + DAY)
    appointments = await asyncio.gather(*(mia.carry_on(draft, 3) for _ in range(3)))
    assert {a.version for a in appointments} == {2}


async def test_nobody_else_touches_a_series(house: House) -> None:
    mia, stranger = (Planner(house, person) for person in house.customers[:2])
    dates = await mia.book_dates(3)
    with pytest.raises(NotFound):
        await cancel(house, dates, customer=1)
    with pytest.raises(NotFound):
        await stranger.move(dates[0], FIRST + DAY)
    for deed in (series_changes.approve_series, series_changes.decline_series):
        with pytest.raises(NotFound):
            await deed(
                house.database,
                dates[0].id,
                mark(dates),
                actor=acting(house.customers[1]),
                key=next(_keys),
                now=NOW,
            )
    single = await house.book(starts_at=FIRST + DAY)
    with pytest.raises(NotFound):
        await cancel(house, [single])
