"""Leave that repeats, against bookings, its own past, other leave, and the version before."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.refusals import (
    BadInput,
    LeaveHitsBookings,
    LeaveInPast,
    LeaveNever,
    NotAllowed,
    NotFound,
    NotOffered,
)
from domain.services.catalogue import Coach
from domain.starts.slots import free_slots
from domain.time.spans import epoch
from domain.working_hours.leave import days_off
from domain.working_hours.leave_rules import LeavePattern, LeaveRule
from handlers.actions.appointments.booking import BookingOrder, book
from handlers.actions.working_hours.leave import change_leave, note_leave, take_leave
from handlers.actions.working_hours.leave_rules import (
    change_repeating,
    end_repeating,
    note_repeating,
    take_repeating,
    work_on,
)
from storage import audit
from storage.services import catalogue
from storage.transactions import Writer
from storage.working_hours import leave as stored
from tests.house import NOW, House, acting

# Wednesday afternoons of March; NOW is Monday the 2nd.
AFTERNOONS = LeavePattern((2,), 720, 1440, date(2026, 3, 2), date(2026, 3, 31))
FOURTH, ELEVENTH = date(2026, 3, 4), date(2026, 3, 11)
AT_TWO = datetime(2026, 3, 11, 13, tzinfo=UTC)  # on the clock of Berlin
ROWS = "SELECT starts_local::date FROM leaves WHERE rule_id = $1 ORDER BY 1"


async def off(house: House, pattern: LeavePattern = AFTERNOONS, *, key: str = "u:1") -> int:
    by = acting(house.coach_person)
    return await take_repeating(
        house.database, house.coach.id, pattern, actor=by, key=key, now=NOW, note="Choir"
    )


async def change_pattern(
    house: House, rule: int, pattern: LeavePattern, *, key: str = "u:9"
) -> int:
    by = acting(house.coach_person)
    return await change_repeating(
        house.database, house.coach.id, rule, pattern, actor=by, key=key, now=NOW
    )


async def work_that_day(
    house: House, rule: int, day: date, *, back: bool = False, key: str = "w"
) -> None:
    await work_on(
        house.database,
        house.coach.id,
        rule,
        day,
        off=back,
        actor=acting(house.coach_person),
        key=key,
        now=NOW,
    )


async def coach_now(house: House) -> Coach:
    async with house.database.read() as reader:
        return await stored.with_notes(
            reader, (await catalogue.load(reader)).coaches[house.coach.id]
        )


async def rows(house: House, rule: int) -> list[date]:
    async with house.database.read() as reader:
        return [row[0] for row in await reader.fetch(ROWS, rule)]


async def afternoons(house: House) -> list[date]:
    """The Wednesdays of March with a free start after noon."""
    coach = await coach_now(house)
    window = epoch(NOW), epoch(datetime(2026, 4, 1, tzinfo=UTC))
    walls = (
        datetime.fromtimestamp(start, coach.tz)
        for start in free_slots(house.service, coach, (), window, epoch(NOW))
    )
    return sorted({wall.date() for wall in walls if wall.weekday() == 2 and wall.hour >= 12})


async def test_a_rule_takes_each_of_its_times_and_is_written_down_without_its_reason(
    house: House,
) -> None:
    rule = await off(house)
    assert await off(house, key="u:2") == rule
    coach = await coach_now(house)
    assert coach.repeats == (LeaveRule(rule, AFTERNOONS, note="Choir"),)
    assert coach.single_leaves == ()
    assert await afternoons(house) == []
    # Replicas of the version before read these rows, and nothing else.
    assert await rows(house, rule) == list(AFTERNOONS.days())
    async with house.database.read() as reader:
        [written] = await audit.of(reader, "leave_rule", rule)
        known = await catalogue.load(reader)
    assert written.action == "take_repeating_leave"
    assert written.before is None
    assert written.after is not None
    assert written.after["note"] is True
    order = BookingOrder(house.service.id, house.coach.id, AT_TWO, house.service.price)
    with pytest.raises(NotOffered):
        await book(house.database, known, order, actor=acting(house.customer), key="b", now=NOW)


async def test_a_rule_over_bookings_is_refused_with_those_that_it_hits(house: House) -> None:
    await house.book(starts_at=AT_TWO)
    await house.book(starts_at=AT_TWO - timedelta(days=1))
    await house.book(starts_at=AT_TWO - timedelta(hours=4))
    with pytest.raises(LeaveHitsBookings) as refused:
        await off(house)
    assert refused.value.bookings == (("Customer 0", epoch(AT_TWO)),)
    assert (await coach_now(house)).repeats == ()


async def test_rules_that_mean_nothing_are_refused(house: House) -> None:
    for pattern, refusal in (
        (replace(AFTERNOONS, until=date(2026, 3, 3)), LeaveNever),
        (replace(AFTERNOONS, first=date(2026, 2, 1), until=date(2026, 2, 27)), LeaveInPast),
        (replace(AFTERNOONS, weekdays=(9,)), BadInput),
    ):
        with pytest.raises(refusal):
            await off(house, pattern, key=str(refusal))
    with pytest.raises(NotAllowed):
        await take_repeating(
            house.database,
            house.coach.id,
            AFTERNOONS,
            actor=acting(house.customer),
            key="u:3",
            now=NOW,
        )


async def test_one_time_is_worked_after_all_and_taken_off_again(house: House) -> None:
    rule = await off(house)
    await work_that_day(house, rule, ELEVENTH)
    assert await afternoons(house) == [ELEVENTH]
    assert ELEVENTH not in await rows(house, rule)
    assert (await coach_now(house)).repeats[0].skipped == {ELEVENTH}
    await work_that_day(house, rule, ELEVENTH, back=True, key="w2")
    assert await afternoons(house) == []
    await work_that_day(house, rule, ELEVENTH, key="w3")
    booked = await house.book(starts_at=AT_TWO)
    with pytest.raises(LeaveHitsBookings) as refused:
        await work_that_day(house, rule, ELEVENTH, back=True, key="w4")
    assert refused.value.ids == (booked.id,)
    with pytest.raises(NotFound):
        await work_that_day(house, rule, date(2026, 3, 12), key="w5")


async def test_a_rule_changes_from_a_day_on_and_what_was_before_stays(house: House) -> None:
    rule = await off(house)
    await work_that_day(house, rule, date(2026, 3, 25))
    mornings = replace(AFTERNOONS, starts=0, ends=720, first=date(2026, 3, 18))
    later = await change_pattern(house, rule, mornings)
    assert later != rule
    assert await change_pattern(house, rule, mornings, key="pressed twice") == later
    old, new = (await coach_now(house)).repeats
    assert list(old.pattern.days()) == [FOURTH, ELEVENTH]
    assert new == LeaveRule(later, mornings, frozenset({date(2026, 3, 25)}), "Choir")
    assert await rows(house, later) == [date(2026, 3, 18)]
    assert await afternoons(house) == [date(2026, 3, 18), date(2026, 3, 25)]
    # From its first time on it is the same rule, with other hours.
    again = await change_pattern(house, later, replace(mornings, ends=600), key="u:10")
    assert again == later
    assert await rows(house, later) == [date(2026, 3, 18)]


async def test_a_rule_ends_from_a_day_on_once_and_is_gone_from_its_first(house: House) -> None:
    rule, by = await off(house), acting(house.coach_person)

    async def end(day: date) -> bool:
        return await end_repeating(house.database, house.coach.id, rule, day, actor=by, now=NOW)

    assert await end(ELEVENTH)
    assert await end(ELEVENTH)
    assert await rows(house, rule) == [FOURTH]
    assert await end(NOW.date())
    assert not await end(NOW.date())
    assert (await coach_now(house)).repeats == ()
    assert await rows(house, rule) == []
    async with house.database.read() as reader:
        written = await audit.of(reader, "leave_rule", rule)
    assert [entry.action for entry in written][1:] == ["give_back_repeating_leave"] * 2


async def test_other_leave_may_lie_over_a_rule_and_either_goes_alone(house: House) -> None:
    rule, by = await off(house), acting(house.coach_person)
    starts, ends = days_off(FOURTH, ELEVENTH)
    leave = await take_leave(
        house.database, house.coach.id, starts, ends, actor=by, key="u:2", now=NOW
    )
    assert (await coach_now(house)).single_leaves == (leave,)
    await end_repeating(house.database, house.coach.id, rule, NOW.date(), actor=by, now=NOW)
    assert (await coach_now(house)).leaves == (leave,)


async def test_a_time_that_the_version_before_gives_back_is_worked_after_all(house: House) -> None:
    rule = await off(house)

    async def theirs(writer: Writer) -> None:
        # As it gives back what it takes for leave of its own.
        [[leave]] = await writer.fetch(
            "SELECT id FROM leaves WHERE rule_id = $1 AND starts_local::date = $2", rule, ELEVENTH
        )
        assert await catalogue.delete_leave(writer, house.coach.id, leave)

    await house.database.write(theirs)
    [repeat] = (await coach_now(house)).repeats
    assert repeat.skipped == {ELEVENTH}
    assert await afternoons(house) == [ELEVENTH]


async def test_leave_is_lengthened_over_what_is_free_and_keeps_its_reason(house: House) -> None:
    by, coach = acting(house.coach_person), house.coach.id
    leave = await take_leave(
        house.database, coach, *days_off(FOURTH, FOURTH), actor=by, key="1", now=NOW, note="Skiing"
    )
    await house.book(starts_at=AT_TWO)

    async def move(first: date, last: date, key: str) -> None:
        starts, ends = days_off(first, last)
        await change_leave(
            house.database, coach, leave.id, starts, ends, actor=by, key=key, now=NOW
        )

    await move(FOURTH, date(2026, 3, 10), "2")
    with pytest.raises(LeaveHitsBookings):
        await move(FOURTH, ELEVENTH, "3")
    [now_] = (await coach_now(house)).single_leaves
    assert (now_.id, now_.last_day, now_.note) == (leave.id, date(2026, 3, 10), "Skiing")
    await note_leave(house.database, coach, leave.id, None, actor=by, key="4", now=NOW)
    assert (await coach_now(house)).single_leaves[0].note is None
    with pytest.raises(NotFound):
        await note_leave(house.database, coach, leave.id + 1, "x", actor=by, key="5", now=NOW)
    async with house.database.read() as reader:
        written = await audit.of(reader, "leave", leave.id)
    assert [entry.action for entry in written] == ["take_leave", "change_leave", "note_leave"]
    assert "Skiing" not in repr(written)


async def test_what_was_over_long_ago_is_forgotten_and_nothing_else_is_touched(
    house: House,
) -> None:
    rule, by = await off(house), acting(house.coach_person)
    await note_repeating(house.database, house.coach.id, rule, None, actor=by, key="n", now=NOW)
    later = replace(AFTERNOONS, until=date(2026, 9, 30), weekdays=(3,))
    await off(house, later, key="u:2")
    await take_leave(
        house.database, house.coach.id, *days_off(FOURTH, FOURTH), actor=by, key="3", now=NOW
    )

    async def forget(before: datetime) -> tuple[int, int]:
        gone = await house.database.write(lambda w: stored.forget_past(w, before=before))
        async with house.database.read() as reader:
            return gone, await catalogue.version(reader)

    summer = datetime(2026, 6, 1, tzinfo=UTC)
    assert (await forget(NOW))[0] == 0
    gone, version = await forget(summer)
    assert gone == 2
    assert await forget(summer) == (0, version)
    assert [one.pattern for one in (await coach_now(house)).repeats] == [later]
