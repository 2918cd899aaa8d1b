"""What forbids a start, and what leaves a window without any."""

from dataclasses import dataclass, replace
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.services.rules import Rules
from domain.starts.constraints import Constraints, ForbiddenSpan, Reason
from domain.starts.occupancy import EVER, Occupancy, digest, occupancy
from domain.starts.slots import allowed_starts
from domain.time.spans import Span, intersect, subtract, union
from domain.working_hours.availability import spans_of
from domain.working_hours.hours import Window, day_span
from domain.working_hours.leave import Leave, days_off
from tests.domain.drawn import Question, questions
from tests.domain.examples import BERLIN, MONDAY, on_clock, spans
from tests.domain.model import a_coach, a_service, verdicts

laws = settings(deadline=None, max_examples=80)


@dataclass(frozen=True)
class ConstrainedQuestion:
    """A question, with what bears upon the starts beside hours and leave."""

    asked: Question
    closed: list[ForbiddenSpan]
    forbidden: list[ForbiddenSpan]
    crowded: list[Span]
    joinable: list[int]

    def occupancy(self, allowed: Span | None = None) -> Occupancy:
        question = self.asked
        return occupancy(
            question.service,
            question.coach,
            question.busy,
            question.window,
            allowed or allowed_starts(question.service, question.coach, question.now),
            constraints=Constraints(
                tuple(self.closed),
                tuple(self.forbidden),
                tuple(self.crowded),
                tuple(self.joinable),
            ),
        )

    def only(self, reason: Reason) -> Occupancy:
        """As if that reason were the only one beside the hours."""
        question, allowed = self.asked, self.occupancy().allowed
        leaves = question.coach.leaves if reason is Reason.LEAVE else ()
        busy = question.busy if reason is Reason.BOOKED else []
        left = ConstrainedQuestion(
            replace(question, coach=replace(question.coach, leaves=leaves), busy=busy),
            [one for one in self.closed if one[2] is reason],
            [one for one in self.forbidden if one[2] is reason],
            self.crowded if reason is Reason.ROOM else [],
            self.joinable,
        )
        begin = allowed[0] if reason is Reason.NOTICE else EVER[0]
        end = allowed[1] if reason is Reason.HORIZON else EVER[1]
        return left.occupancy((begin, end))


@st.composite
def drawn_occupancy(draw: st.DrawFn) -> ConstrainedQuestion:
    question = draw(questions())

    def some(*reasons: Reason) -> list[ForbiddenSpan]:
        forbidden_spans: list[ForbiddenSpan] = []
        for _ in range(draw(st.integers(0, 2))):
            begin = question.window[0] // 60 * 60 + draw(st.integers(-3 * 60, 48 * 60)) * 60
            length = draw(st.sampled_from([0, 1, 60, 900, 3600, 86_400]))
            forbidden_spans.append((begin, begin + length, draw(st.sampled_from(reasons))))
        return forbidden_spans

    closed, forbidden = some(Reason.CLOSURE), some(Reason.CAP, Reason.LIMIT)
    crowded = [(begin, end) for begin, end, _ in some(Reason.ROOM)]
    return ConstrainedQuestion(
        question, closed, forbidden, crowded, [begin for begin, *_ in some(Reason.GRID)]
    )


@settings(deadline=None, max_examples=150)
@given(drawn_occupancy())
def test_each_start_is_offered_or_has_the_reason_that_a_walk_minute_by_minute_gives(
    drawn: ConstrainedQuestion,
) -> None:
    question, occupancy_ = drawn.asked, drawn.occupancy()
    reasons = verdicts(
        question.service,
        question.coach,
        question.busy,
        question.window,
        question.now,
        drawn.closed,
        drawn.forbidden,
        drawn.crowded,
        drawn.joinable,
    )
    assert {start: occupancy_.why(start) for start in reasons} == reasons
    assert occupancy_.free() == [start for start, reason in reasons.items() if reason is None]
    if not (drawn.closed or drawn.forbidden or drawn.crowded or drawn.joinable):
        assert question.free() == occupancy_.free()


def closed_stretches(occupancy_: Occupancy) -> list[ForbiddenSpan]:
    """What is closed of the window, in order, for each reason on its own."""
    outside = subtract([occupancy_.window], spans_of(occupancy_.openings))
    stretches = [(start, end, Reason.HOURS) for start, end in outside]
    for after, until, reason in occupancy_.obstacles:
        if reason in (Reason.CLOSURE, Reason.LEAVE):
            within = intersect([(after + occupancy_.length, until)], [occupancy_.window])
            stretches += [(start, end, reason) for start, end in within]
    return sorted(stretches)


@laws
@given(drawn_occupancy())
def test_what_is_closed_is_told_for_each_reason_and_is_never_offered(
    drawn: ConstrainedQuestion,
) -> None:
    occupancy_, window = drawn.occupancy(), [drawn.asked.window]
    stretches = closed_stretches(occupancy_)
    assert stretches == sorted(stretches)
    closures = union((start, end) for start, end, _ in drawn.closed)
    assert _for(Reason.CLOSURE, stretches) == intersect(closures, window)
    joined = set(drawn.joinable)
    sessions = union((at, at + occupancy_.length) for at in occupancy_.free() if at not in joined)
    for reason in (Reason.HOURS, Reason.CLOSURE, Reason.LEAVE):
        assert intersect(_for(reason, stretches), sessions) == []
    for start, end in _for(Reason.HOURS, stretches):
        if drawn.joinable:
            break
        inside = [
            at for at in (start, end - 1) if occupancy_.allowed[0] <= at < occupancy_.allowed[1]
        ]
        assert all(occupancy_.why(at) is Reason.HOURS for at in inside)


def _for(reason: Reason, stretches: list[ForbiddenSpan]) -> list[Span]:
    return union((start, end) for start, end, because in stretches if because is reason)


def monday(
    daily: tuple[Window, ...] = ((540, 720),),
    busy: str = "",
    *,
    leaves: tuple[Leave, ...] = (),
    minutes: int = 60,
    now: str = "2026-05-01T00:00",
    notice: int = 0,
    horizon: int = 60,
) -> Occupancy:
    """What occupies somebody in Berlin on a Monday."""
    coach = a_coach(BERLIN, daily, leaves=leaves)
    service = a_service(minutes, 30, (0, 10), notice, horizon)
    day = date.fromisoformat(MONDAY)
    allowed = allowed_starts(service, coach, on_clock(now, BERLIN))
    window = day_span(day, day, coach.tz)
    return occupancy(service, coach, spans(MONDAY, BERLIN, busy), window, allowed)


AWAY = Leave(1, *days_off(date(2026, 6, 1), date(2026, 6, 1)))
MORNING_OFF = Leave(1, datetime(2026, 6, 1, 9), datetime(2026, 6, 1, 10))


def test_an_evening_that_comes_back_lies_in_the_hours_of_the_day_that_had_begun() -> None:
    coach = a_coach("America/St_Johns", ((0, 60),))
    jump = on_clock("2010-11-07T02:31")  # 00:01 on Sunday becomes 23:01 on Saturday
    occupancy_ = occupancy(a_service(10, 10), coach, (), (jump, jump + 600))
    assert {occupancy_.why(start) for start in range(jump, jump + 600, 60)} == {Reason.GRID}


def test_a_start_outside_the_window_is_not_judged() -> None:
    occupancy_ = monday()
    for start in (occupancy_.window[0] - 1, occupancy_.window[1]):
        with pytest.raises(ValueError, match="outside"):
            occupancy_.why(start)


def test_a_digest_tells_apart_whatever_changes_free_starts_and_nothing_else() -> None:
    coach, service = a_coach(leaves=(AWAY,)), a_service()
    same = digest(service, coach)
    assert digest(replace(service, id=7, title="Else", rules=Rules()), coach) == same
    renamed = replace(coach, id=7, name="Ben", place="Elsewhere", active=False)
    assert digest(service, replace(renamed, leaves=(replace(AWAY, id=7, note="Sun"),))) == same
    day = date(2026, 6, 1)
    others = [
        digest(replace(service, minutes=5), coach),
        digest(replace(service, step=5), coach),
        digest(replace(service, buffer_before=5), coach),
        digest(replace(service, buffer_after=5), coach),
        digest(service, replace(coach, zone="Europe/Paris")),
        digest(service, replace(coach, leaves=())),
        digest(service, replace(coach, leaves=(MORNING_OFF,))),
        digest(service, a_coach(daily=((0, 60),), leaves=(AWAY,))),
        digest(service, a_coach(overrides={day: ()}, leaves=(AWAY,))),
        digest(service, a_coach(overrides={day: ((0, 60),)}, leaves=(AWAY,))),
    ]
    assert len({same, *others}) == len(others) + 1
