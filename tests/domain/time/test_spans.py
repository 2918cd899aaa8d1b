"""Spans against plain sets of instants."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.time.spans import Span, epoch, intersect, moment, overlaps, subtract, union

some_spans = st.lists(st.tuples(st.integers(-40, 40), st.integers(-40, 40)), max_size=8)
in_order = some_spans.map(union)


def instants(spans: list[Span]) -> set[int]:
    return {instant for start, end in spans for instant in range(start, end)}


def in_normal_form(spans: list[Span]) -> bool:
    bounds = [bound for span in spans for bound in span]
    return bounds == sorted(set(bounds))


@given(some_spans)
def test_a_union_holds_every_instant_and_is_in_order(spans: list[Span]) -> None:
    assert instants(union(spans)) == instants(spans)
    assert in_normal_form(union(spans))


@given(in_order, in_order)
def test_an_intersection_holds_the_instants_in_both(a: list[Span], b: list[Span]) -> None:
    assert instants(intersect(a, b)) == instants(a) & instants(b)
    assert in_normal_form(intersect(a, b))
    assert intersect(a, b) == intersect(b, a)


@given(in_order, in_order)
def test_a_difference_holds_the_instants_in_the_first_alone(a: list[Span], b: list[Span]) -> None:
    assert instants(subtract(a, b)) == instants(a) - instants(b)
    assert in_normal_form(subtract(a, b))


@given(in_order, in_order)
def test_parts_make_the_whole_again(a: list[Span], b: list[Span]) -> None:
    assert union([*subtract(a, b), *intersect(a, b)]) == a


def test_spans_that_touch_in_a_list_are_taken_as_they_come() -> None:
    assert intersect([(0, 5), (5, 9)], [(3, 7)]) == [(3, 7)]
    assert subtract([(0, 5), (5, 9)], [(6, 7)]) == [(0, 6), (7, 9)]


@pytest.mark.parametrize(
    ("a", "b", "shared"),
    [
        ((0, 10), (10, 20), False),
        ((0, 11), (10, 20), True),
        ((0, 30), (10, 20), True),
        ((10, 20), (10, 20), True),
        ((5, 5), (0, 10), False),
        ((5, 5), (5, 5), False),
    ],
)
def test_spans_overlap_when_they_share_an_instant(a: Span, b: Span, shared: bool) -> None:
    assert overlaps(a, b) is shared
    assert overlaps(b, a) is shared


@given(st.datetimes(timezones=st.timezones()))
def test_an_instant_survives_the_way_to_seconds_and_back(at: datetime) -> None:
    assert moment(epoch(at)) == at.astimezone(UTC).replace(microsecond=0)


def test_a_fraction_of_a_second_is_dropped_also_before_1970() -> None:
    assert epoch(datetime(1969, 12, 31, 23, 59, 59, 900_000, UTC)) == -1
    assert epoch(datetime(1970, 1, 1, 2, 0, 1, tzinfo=timezone(timedelta(hours=2)))) == 1
