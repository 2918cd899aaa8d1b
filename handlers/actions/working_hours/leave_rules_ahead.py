"""Rules of repeating leave, and the time off they still bring."""

from collections.abc import Iterable
from datetime import date, datetime

from domain.refusals import BadInput, LeaveInPast, NotFound
from domain.services.catalogue import Coach
from domain.time.spans import epoch
from domain.working_hours.leave import LeaveStretch, span_of
from domain.working_hours.leave_rules import LeaveRule, LeaveRuleChange, validate_pattern


def rule_of(coach: Coach, rule_id: int) -> LeaveRule:
    """A rule of a coach. Raises NotFound."""
    rule = next((one for one in coach.repeats if one.id == rule_id), None)
    if rule is None:
        raise NotFound
    return rule


def ahead(coach: Coach, rule: LeaveRule, now: datetime) -> list[LeaveStretch]:
    """A rule's times off that are not over, in order."""
    return [one for one in _stretches(rule) if not is_over(coach, one, now)]


def ahead_of(coach: Coach, repeating: LeaveRuleChange, now: datetime) -> list[LeaveStretch]:
    """The times off this adds, in order. Raises NotFound, BadInput, LeaveNever, LeaveTooOften,
    LeaveInPast when all of it is over."""
    before = rule_of(coach, repeating.rule) if repeating.rule else None
    if before is not None and repeating.back is not None:
        if repeating.back not in before.pattern.days():
            raise NotFound
        stretch = before.pattern.on(repeating.back)
        if is_over(coach, stretch, now):
            raise LeaveInPast
        return [stretch]
    skipped = before.skipped if before else frozenset[date]()
    return added(
        coach, LeaveRule(repeating.rule, repeating.pattern, skipped), now, instead_of=before
    )


def added(
    coach: Coach, rule: LeaveRule, now: datetime, *, instead_of: LeaveRule | None = None
) -> list[LeaveStretch]:
    """The times off a rule adds to another's, in order. Raises as `ahead_of`."""
    if not rule.pattern.possible:
        raise BadInput("days")
    validate_pattern(rule.pattern)
    stretches = ahead(coach, rule, now)
    if not stretches:
        raise LeaveInPast
    # Time already off was free of bookings then, and any made since were kept.
    already = set(_stretches(instead_of)) if instead_of else set[LeaveStretch]()
    return [one for one in stretches if one not in already]


def _stretches(rule: LeaveRule) -> Iterable[LeaveStretch]:
    return (LeaveStretch(one.starts, one.ends) for one in rule.times())


def is_over(coach: Coach, stretch: LeaveStretch, now: datetime) -> bool:
    """Whether this time off has ended, on the coach's clock."""
    return span_of(stretch.starts, stretch.ends, coach.tz)[1] <= epoch(now)
