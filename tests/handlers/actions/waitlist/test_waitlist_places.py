"""Who waits: by night, without an answer, with other wishes, and when their place is over."""

from datetime import datetime, timedelta

import pytest

from domain.refusals import NotFound
from domain.waitlist.waitlist import EVERY_DAY, Part, WaitState
from domain.waitlist.waitlist_refusals import NothingToWaitFor, TooManyWaits, WaitOfferOver
from handlers.actions.waitlist import waitlist
from handlers.actions.waitlist.waitlist_watch import WaitlistWatch
from handlers.actions.working_hours import leave
from handlers.queries.starts.shop import Shop
from storage.services import catalogue
from storage.transactions import Writer
from tests.handlers.actions.in_line import (
    another_coach,
    at,
    fill,
    free,
    free_for_all,
    join,
    key,
    look,
    message_kinds,
    offers,
    rows,
    tuesday,
)
from tests.house import NOW, House, acting
from tests.storage.occupying import disagreements

MINUTE = timedelta(minutes=1)
SLOT = at(10, 30)


async def test_at_night_it_is_kept_until_the_morning(house: House) -> None:
    await fill(house)
    await join(house, house.customer)
    await join(house, house.customers[1])
    night = at(2)
    await look(house, night)
    await free(house, SLOT, now=night)

    await look(house, night)

    [[told_at, until, due]] = await rows(
        house,
        "SELECT o.told_at, o.until, m.due_at FROM wait_offers o JOIN outbox m"
        " ON m.key = 'wait_offer:' || o.id",
    )
    assert (told_at, due) == (at(8), at(8))
    assert until == at(8, 15)
    assert await look(house, at(7, 59)) == 0
    await waitlist.leave(
        house.database,
        (await rows(house, "SELECT id FROM waits ORDER BY id"))[0][0],
        actor=acting(house.customer),
        key=key(),
        now=night,
    )
    [[state]] = await rows(house, "SELECT state FROM outbox WHERE key LIKE 'wait_offer%'")
    assert state == "dropped"
    await look(house, night)
    assert await offers(house) == [(0, "passed"), (1, "open")]


@pytest.mark.parametrize("what", ["leave", "hidden", "away"])
async def test_who_sleeps_is_told_of_nothing_that_cannot_be_had_by_the_morning(
    house: House, what: str
) -> None:
    await another_coach(house)
    await fill(house)
    await join(house, house.customer)
    await join(house, house.customers[1], anyone=True)
    night = at(2)
    watch = WaitlistWatch(house.database, Shop(house.database), ())
    await look(house, night, watch)
    await free(house, SLOT, now=night)
    await look(house, night, watch)
    assert await offers(house) == [(0, "open")]

    async def work(writer: Writer) -> None:
        if what == "hidden":
            await catalogue.update_service(writer, house.service.id, hidden=True)
        else:
            await catalogue.update_coach(writer, house.coach.id, active=False)

    if what == "leave":
        await leave.take_leave(
            house.database,
            house.coach.id,
            datetime(2026, 3, 3, 10),
            datetime(2026, 3, 3, 11, 45),
            actor=acting(house.coach_person),
            key=key(),
            now=night,
        )
    else:
        await house.database.write(work)
    for _ in range(2):
        await look(house, night + MINUTE, watch)

    assert await offers(house) == [(0, "gone")]
    [[state]] = await rows(house, "SELECT state FROM outbox WHERE key LIKE 'wait_offer%'")
    assert state == "dropped"
    assert await rows(house, "SELECT 1 FROM claims WHERE reason = 'hold'") == []
    assert await disagreements(house) == []


async def test_who_leaves_three_offers_in_a_row_without_an_answer_leaves_the_line(
    house: House,
) -> None:
    await fill(house)
    await join(house, house.customer)
    now = NOW
    for start in (SLOT, at(14), at(15, 30)):
        await free(house, start, now=now)
        await look(house, now)
        now += 20 * MINUTE
        await look(house, now)

    assert [row[0] for row in await rows(house, "SELECT state FROM waits")] == [WaitState.SILENT]
    assert (await message_kinds(house))[-1] == "wait_closed"


async def test_when_the_last_day_has_passed_or_nobody_offers_it_they_are_told_once(
    house: House,
) -> None:
    await join(house, house.customer)
    await join(house, house.customers[1], tuesday(last=tuesday().last + timedelta(days=30)))
    watch = WaitlistWatch(house.database, Shop(house.database), ())

    await look(house, NOW + timedelta(days=2), watch)
    await house.database.write(lambda w: catalogue.update_service(w, house.service.id, hidden=True))
    for _ in range(2):
        await look(house, NOW + timedelta(days=2), watch)

    states = await rows(house, "SELECT state FROM waits ORDER BY id")
    assert [state for (state,) in states] == [WaitState.OVER, WaitState.GONE]
    assert await message_kinds(house) == ["wait_closed", "wait_closed"]


async def test_who_asks_for_less_keeps_their_place_and_for_more_goes_to_the_end(
    house: House,
) -> None:
    await fill(house)
    first = await join(house, house.customer)
    await join(house, house.customers[1])
    later = NOW + MINUTE

    async def change(times: object) -> None:
        await waitlist.change(
            house.database,
            first,
            times,  # type: ignore[arg-type]  # as the test says
            actor=acting(house.customer),
            key=key(),
            now=later,
        )

    await change(tuesday(part=Part.MORNING))
    assert (await rows(house, "SELECT joined_at FROM waits WHERE id = $1", first))[0][0] == NOW
    await change(tuesday(weekdays=EVERY_DAY))
    assert (await rows(house, "SELECT joined_at FROM waits WHERE id = $1", first))[0][0] == later


async def _another(house: House, minutes: int) -> int:
    """A further service that the coach does."""

    async def work(writer: Writer) -> int:
        price = house.service.price
        added = await catalogue.add_service(
            writer, title=str(minutes), minutes=minutes, price=price
        )
        await catalogue.set_coach_services(writer, house.coach.id, {house.service.id, added})
        return added

    return await house.database.write(work)


async def test_nobody_stands_in_a_line_twice_or_in_too_many_or_for_days_that_are_over(
    house: House,
) -> None:
    assert await join(house, house.customer) == await join(house, house.customer)
    for minutes in (30, 31, 32, 33):
        await join(house, house.customer, service_id=await _another(house, minutes))
    with pytest.raises(TooManyWaits):
        await join(house, house.customer, anyone=True)
    with pytest.raises(NothingToWaitFor):
        await join(house, house.customer, now=NOW + timedelta(days=9))


async def test_what_is_somebody_elses_is_not_found(house: House) -> None:
    await fill(house)
    wait_id = await join(house, house.customer)
    await free(house, SLOT)
    await look(house)
    other = acting(house.customers[1])
    [[offer_id]] = await rows(house, "SELECT id FROM wait_offers")

    with pytest.raises(NotFound):
        await waitlist.leave(house.database, wait_id, actor=other, key=key(), now=NOW)
    with pytest.raises(NotFound):
        await waitlist.pass_on(house.database, offer_id, actor=other, key=key(), now=NOW)
    await waitlist.leave(house.database, wait_id, actor=acting(house.customer), key=key(), now=NOW)
    await look(house)
    assert await free_for_all(house) == [SLOT]
    with pytest.raises(WaitOfferOver):
        await waitlist.pass_on(
            house.database,
            (await rows(house, "UPDATE wait_offers SET answer = 'lapsed' RETURNING id"))[0][0],
            actor=acting(house.customer),
            key=key(),
            now=NOW,
        )
