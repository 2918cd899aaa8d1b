"""Several services in a row, as one booking: one session as long as all of them.

It begins as the first does and ends as the last. A customer is bound by the strictest of their
rules, nothing else comes between them, and it counts as one of each. It lies wholly within the
times of each of them, and asks all their questions.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import Final

from domain.services.resources import Need
from domain.services.rules import Rules
from domain.services.service import Approval, Approving, Money, Service

LONGEST_ROW: Final = 720  # minutes of all; no single service is longer
# Several in a row have the first of these that any of them has.
STRICTEST: Final = (Approval.MANUAL, Approval.KNOWN, Approval.AUTO)
BETWEEN: Final = " + "  # goes between their titles


class AloneReason(StrEnum):
    """Why a service cannot join those before it in one booking. The first that applies is given."""

    ASKS = "asks"  # together they have too many questions
    GROUP = "group"  # one of them is for groups
    ELSEWHERE = "elsewhere"  # they are held differently, or elsewhere
    UNLIKE = "unlike"  # they are priced in different currencies
    LONG = "long"  # together they are too long for one day
    NEEDS = "needs"  # together they need too many rooms and devices


def unlike(parts: Sequence[Service]) -> AloneReason | None:
    """Why these services of a coach cannot be one booking; None if they can.

    None of them is for groups, all are held in the same way and priced in the same currency, and
    together they fit into a day's work.
    """
    first = parts[0]
    if any(part.for_groups for part in parts):
        return AloneReason.GROUP
    if any(part.meeting is not first.meeting for part in parts):
        return AloneReason.ELSEWHERE
    if any(part.price.currency != first.price.currency for part in parts):
        return AloneReason.UNLIKE
    return AloneReason.LONG if sum(part.minutes for part in parts) > LONGEST_ROW else None


def combine_services(parts: Sequence[Service], coach: Approving) -> Service:
    """All of them as one service. A single one stays as it is."""
    first, *further = parts
    if not further:
        return first
    approvals = {part.approval_by(coach) for part in parts}
    return replace(
        first,
        title=BETWEEN.join(part.title for part in parts),
        minutes=sum(part.minutes for part in parts),
        price=Money(sum(part.price.minor for part in parts), first.price.currency),
        buffer_after=parts[-1].buffer_after,
        rules=strictest([part.rules for part in parts]),
        approval=next(one for one in STRICTEST if one in approvals),
        lengths=(),
        also=tuple(part.id for part in further),
        further=tuple(one for part in further for one in part.limits),
        horizons=tuple(part.rules for part in further if not _alike(part.rules, first.rules)),
    )


def strictest(rules: Sequence[Rules]) -> Rules:
    """The longest notices and the nearest horizon. How often follows the first: the others are
    counted separately.

    Horizons counted differently from the first one's are left out: which ends first depends on the
    day.
    """
    first = rules[0]
    alike = [one for one in rules if _alike(one, first)]
    return replace(
        first,
        notice_book=max(one.notice_book for one in rules),
        notice_move=max(one.notice_move for one in rules),
        notice_cancel=max(one.notice_cancel for one in rules),
        horizon_days=min(one.horizon_days for one in alike),
        horizon_count=min(one.horizon_count for one in alike),
        horizon_until=_first_of(one.horizon_until for one in alike),
    )


def combine_needs(needs: Iterable[Sequence[Need]]) -> tuple[Need, ...]:
    """What all parts need, for the whole time: what several need alike is needed once."""
    units = dict[tuple[object, tuple[int, ...]], Need]()
    for need in (need for part in needs for need in part):
        alike = need.kind, need.resource_ids
        if alike not in units or units[alike].units < need.units:
            units[alike] = need
    return tuple(units.values())


def _alike(one: Rules, other: Rules) -> bool:
    """Whether both count their horizon in the same way."""
    return one.horizon_by is other.horizon_by


def _first_of(days: Iterable[date | None]) -> date | None:
    return min((day for day in days if day is not None), default=None)
