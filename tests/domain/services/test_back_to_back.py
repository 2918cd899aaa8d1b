"""Several services in a row: one session, as long and as dear as all, by the strictest rules."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.refusals import NoLongerOffered, TooFar
from domain.services.back_to_back import (
    AloneReason,
    combine_needs,
    combine_services,
    strictest,
    unlike,
)
from domain.services.catalogue import Business, Catalogue, Coach
from domain.services.forms import AnswerKind, FormQuestion
from domain.services.horizon import HorizonBy
from domain.services.limits import Caps, CountedSession, ServiceLimit, Whose, full
from domain.services.meeting import Addresses, Meeting
from domain.services.resources import Need, ResourceKind
from domain.services.rules import Rules
from domain.services.service import Approval, Money, Service
from domain.services.service_choice import USUAL, Choice
from domain.services.terms import Length, Terms
from domain.starts.occupancy import digest, occupancy
from domain.starts.slots import check_start, horizon
from domain.working_hours.hours import WorkingHours, day_number

TALK = Service(
    7, "Talk", 60, Money(8000, "EUR"), 5, 10, lengths=(Length(30, 4500),), approval=Approval.AUTO
)
REVIEW = Service(8, "Review", 45, Money(6000, "EUR"), 20, 15, 15, Rules(notice_book=1440))
WALK = Service(9, "Walk", 30, Money(0, "EUR"), approval=Approval.AUTO)
ANNA = Coach(
    1,
    1,
    "Anna",
    "UTC",
    Approval.MANUAL,
    True,
    None,
    WorkingHours(((),) * 7, {}),
    (),
    frozenset({7, 8, 9}),
    terms={9: Terms((Length(40, 1000),))},
)
ROOM, OTHER = Need(1, ResourceKind.ROOM), Need(1, None, (3,))


def house(*changed: Service, **facts: object) -> Catalogue:
    services = {one.id: one for one in (TALK, REVIEW, WALK, *changed)}
    known = Catalogue(1, Business("Northside", "UTC", "House"), services, {1: ANNA})
    return replace(known, **facts)  # type: ignore[arg-type]


def test_all_are_one_session_on_the_terms_of_their_coach() -> None:
    row = house().service_for(7, ANNA, Choice(30, also=(8, 9)))
    assert (row.title, row.minutes, row.price.minor) == ("Talk + Review + Walk", 115, 11_500)
    assert (row.buffer_before, row.buffer_after, row.step) == (5, 0, 30)
    assert (row.id, row.also, len(row.options)) == (7, (8, 9), 1)
    assert (row.rules.notice_book, row.approval) == (1440, Approval.MANUAL)
    assert house().service_for(7, ANNA, Choice(also=(9,))).approval is Approval.AUTO


@pytest.mark.parametrize(
    ("of_each", "together"),
    [
        ((Approval.AUTO, Approval.KNOWN), Approval.KNOWN),
        ((Approval.KNOWN, Approval.MANUAL), Approval.MANUAL),
        ((Approval.AUTO, Approval.AUTO), Approval.AUTO),
    ],
)
def test_the_strictest_says_how_it_is_answered(
    of_each: tuple[Approval, ...], together: Approval
) -> None:
    parts = [
        replace(part, approval=approval)
        for part, approval in zip(house().parts(7, ANNA, Choice(also=(9,))), of_each, strict=True)
    ]
    assert combine_services(parts, ANNA).approval is together


def test_each_part_is_told_by_itself() -> None:
    parts = house().parts(7, ANNA, Choice(30, also=(9,)))
    assert [(one.title, one.minutes, one.price.minor) for one in parts] == [
        ("Talk", 30, 4500),
        ("Walk", 40, 1000),
    ]


@pytest.mark.parametrize(
    "changed",
    [
        replace(REVIEW, hidden=True),
        replace(REVIEW, capacity=4),
        replace(REVIEW, meeting=Meeting.ONLINE),
        replace(REVIEW, addresses=Addresses("Attic")),
        replace(REVIEW, price=Money(6000, "GBP")),
        replace(REVIEW, price=Money(6000, "AUD")),
        replace(REVIEW, minutes=700),
        replace(REVIEW, minutes=661),
    ],
)
def test_what_does_not_go_with_the_first_cannot_follow_it(changed: Service) -> None:
    with pytest.raises(NoLongerOffered):
        house(changed).service_for(7, ANNA, Choice(also=(8,)))


@pytest.mark.parametrize(
    ("today", "first"), [(date(2031, 5, 1), "days"), (date(2031, 5, 28), "months")]
)
def test_the_horizon_that_ends_first_binds_however_each_is_counted(today: date, first: str) -> None:
    week, month = Rules(horizon_days=7), Rules(horizon_by=HorizonBy.MONTHS)
    known = house(replace(TALK, rules=week), replace(REVIEW, rules=month))
    row, now = known.service_for(7, ANNA, Choice(also=(8,))), day_number(today) * 86_400
    ends = [horizon(known.service_for(one, ANNA, USUAL), ANNA, now) for one in (7, 8)]
    assert horizon(row, ANNA, now) == min(ends) < max(ends)
    assert known.booked_service(7, ANNA, 105, 1, (8,)).horizons == row.horizons
    with pytest.raises(TooFar) as refused:
        check_start(row, ANNA, (), min(ends), now)
    assert (refused.value.by, refused.value.until) == (first, min(ends))
    assert horizon(row.for_override, ANNA, now) > max(ends)


def test_all_may_be_as_long_as_the_longest_service() -> None:
    longest = house(replace(REVIEW, minutes=660)).service_for(7, ANNA, Choice(also=(8,)))
    assert longest.minutes == 720


def test_how_often_is_as_the_first_says() -> None:
    first, other = Rules(cap_day=3, notice_book=10), Rules(cap_day=9, notice_book=20)
    assert strictest([first, other]) == replace(first, notice_book=20)


def test_of_horizons_that_are_counted_alike_the_nearest_holds() -> None:
    months = [Rules(horizon_by=HorizonBy.MONTHS, horizon_count=n) for n in (3, 2)]
    assert strictest(months) == months[1]
    dates = [
        Rules(horizon_by=HorizonBy.DATE, horizon_until=day)
        for day in (None, date(2031, 5, 2), date(2031, 5, 1))
    ]
    assert strictest(dates) == replace(dates[0], horizon_until=date(2031, 5, 1))
    days = Rules(horizon_days=30)
    assert strictest([days, replace(months[0], horizon_days=5, horizon_count=0)]) == days
    assert house().service_for(7, ANNA, Choice(also=(8, 9))).horizons == ()


@pytest.mark.parametrize("also", [(7,), (8, 8), (99,)])
def test_nothing_follows_twice_or_that_is_not_there(also: tuple[int, ...]) -> None:
    with pytest.raises(NoLongerOffered):
        house().service_for(7, ANNA, Choice(also=also))


def test_what_the_coach_does_not_do_cannot_follow() -> None:
    with pytest.raises(NoLongerOffered):
        house().service_for(7, replace(ANNA, service_ids=frozenset({7})), Choice(also=(8,)))


def test_all_of_it_lies_within_the_times_of_each() -> None:
    daily, some = ((540, 1020),), {8: ((540, 720), (840, 1020)), 9: ((600, 780), (840, 900))}
    within = {one: WorkingHours((times,) * 7, {}) for one, times in some.items()}
    coach = replace(ANNA, hours=WorkingHours((daily,) * 7, {}, within=within))
    first = house().service_for(7, coach, Choice(30, also=(8,)))
    both = house().service_for(7, coach, Choice(30, also=(8, 9)))
    day = 86_400 * 30, 86_400 * 31

    def begins(service: Service) -> list[int]:
        return [(at - day[0]) // 60 for at in occupancy(service, coach, (), day).free()]

    assert begins(replace(first, buffer_before=0)) == [540, 570, 600, 630, 840, 870, 900, 930]
    assert (both.minutes, begins(replace(both, buffer_before=0))) == (115, [600])
    assert digest(both, coach) != digest(replace(both, also=()), coach)


def test_what_all_ask_is_asked_up_to_as_much_as_one_may_ask() -> None:
    why, where, *more = (FormQuestion(n, AnswerKind.TEXT, f"{n}?") for n in range(1, 6))
    asking = house(forms={7: (why,), 8: (where,)})
    asking.service_for(7, ANNA, Choice(also=(8,)))
    assert asking.form_of((8, 9, 7)) == (where, why)
    with pytest.raises(NoLongerOffered):
        house(forms={7: (why, where), 8: tuple(more)}).service_for(7, ANNA, Choice(also=(8,)))


def test_the_limits_of_each_are_kept_beside_each_other() -> None:
    capped = house(replace(REVIEW, rules=Rules(cap_week=3, customer_day=1)))
    row = capped.service_for(7, ANNA, Choice(also=(8, 9)))
    assert [one.service_id for one in row.limits] == [7, 8, 9]
    assert row.limits[1] == ServiceLimit(8, Caps(0, 3), Caps(1, 0))
    assert capped.booked_service(7, ANNA, 105, 1, (8,)).limits == row.limits[:2]


def test_a_row_is_one_session_of_each_of_its_services() -> None:
    zone, counted = (
        ANNA.tz,
        [CountedSession(0, 7, 1, (8,)), CountedSession(90_000, 8, 2), CountedSession(90_000, 7, 3)],
    )
    for service, most in ((7, 2), (8, 2), (9, 0), (0, 3)):
        [*weeks] = full(counted, Caps(week=most), Whose.SERVICE, zone, service_id=service)
        assert len(weeks) == bool(most)


def test_why_a_service_is_booked_alone_is_told_by_what_keeps_it() -> None:
    form = tuple(FormQuestion(n, AnswerKind.TEXT, "Why?", required=False) for n in range(3))
    asking = {7: form, 8: form}
    many = {7: (ROOM,), 8: tuple(Need(1, None, (n,)) for n in range(4))}
    row = TALK, REVIEW
    assert house().alone(row, ANNA) is None
    assert house(forms=asking).alone(row, ANNA) is AloneReason.ASKS
    assert house().alone((TALK, replace(REVIEW, capacity=4)), ANNA) is AloneReason.GROUP
    online = replace(REVIEW, meeting=Meeting.ONLINE)
    assert house().alone((TALK, online), ANNA) is AloneReason.ELSEWHERE
    assert unlike((TALK, online)) is AloneReason.ELSEWHERE
    dollars = replace(REVIEW, price=Money(1, "USD"))
    assert house().alone((TALK, dollars), ANNA) is AloneReason.UNLIKE
    assert house().alone((TALK, replace(REVIEW, minutes=700)), ANNA) is AloneReason.LONG
    assert house(needs=many).alone(row, ANNA) is AloneReason.NEEDS


def test_a_class_is_first_of_nothing() -> None:
    with pytest.raises(NoLongerOffered):
        house(replace(TALK, capacity=4)).service_for(7, ANNA, Choice(also=(8,)))
    with pytest.raises(NoLongerOffered):
        house().service_for(7, ANNA, Choice(places=2, also=(8,)))


def test_what_all_need_is_kept_for_the_whole_time_and_alike_only_once() -> None:
    needing = house(needs={7: (ROOM,), 8: (Need(2, ResourceKind.ROOM), OTHER)})
    row = needing.service_for(7, ANNA, Choice(also=(8, 9)))
    assert needing.needs_of(row) == (Need(2, ResourceKind.ROOM), OTHER)
    assert needing.needs_of(TALK) == (ROOM,)
    assert combine_needs([(Need(2, ResourceKind.ROOM),), (ROOM,)]) == (Need(2, ResourceKind.ROOM),)
    many = house(needs={7: (ROOM,), 8: tuple(Need(1, None, (n,)) for n in range(4))})
    with pytest.raises(NoLongerOffered):
        many.service_for(7, ANNA, Choice(also=(8,)))


def test_what_is_booked_goes_on_as_it_was_whatever_is_offered_now() -> None:
    gone = house(replace(REVIEW, hidden=True), needs={8: (OTHER,)})
    agreed = gone.booked_service(7, ANNA, 105, 1, (8,))
    assert (agreed.minutes, agreed.also, agreed.buffer_after) == (105, (8,), 15)
    assert gone.needs_of(agreed) == (OTHER,)


RULES = st.builds(
    Rules,
    notice_book=st.integers(0, 9),
    notice_move=st.integers(0, 9),
    notice_cancel=st.integers(0, 9),
    horizon_days=st.integers(0, 9),
    horizon_until=st.none() | st.dates(date(2031, 1, 1), date(2031, 2, 1)),
)


@given(st.lists(RULES, min_size=1, max_size=4))
def test_no_rule_of_any_part_is_broken_by_all_together(rules: list[Rules]) -> None:
    strictest_rules = strictest(rules)
    for one in rules:
        assert strictest_rules.notice_book >= one.notice_book
        assert strictest_rules.notice_move >= one.notice_move
        assert strictest_rules.notice_cancel >= one.notice_cancel
        assert strictest_rules.horizon_days <= one.horizon_days
    assert strictest([rules[0]]) == rules[0]


def test_one_alone_stays_as_it_is() -> None:
    assert combine_services((TALK,), ANNA) is TALK
    assert combine_needs([()]) == ()
