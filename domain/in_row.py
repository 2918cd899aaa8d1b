"""Several services in a row, as one booking: one session as long as all of them.

It begins as the first does and ends as the last. Whoever books is bound by the strictest of their
rules, and nothing else lies between them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from domain.resources import Need
from domain.rules import Rules
from domain.service import Approval, Approving, Money, Service

LONGEST_ROW: Final = 720  # minutes of all; no single service is longer
BETWEEN: Final = " + "  # what stands between their titles


def together(parts: Sequence[Service]) -> bool:
    """Whether these services of a coach can be one booking.

    None twice, none for groups, all held in the same way and paid in the same currency, with
    horizons that are counted alike, and not longer than a day's work.
    """
    first = parts[0]
    alike = all(
        not part.for_groups
        and part.meeting is first.meeting
        and part.price.currency == first.price.currency
        and part.rules.horizon_by is first.rules.horizon_by
        for part in parts
    )
    once = len({part.id for part in parts}) == len(parts)
    return alike and once and sum(part.minutes for part in parts) <= LONGEST_ROW


def in_row(parts: Sequence[Service], coach: Approving) -> Service:
    """All of them as one service. One alone stays as it is."""
    first, *further = parts
    if not further:
        return first
    by_hand = any(part.approval_by(coach) is Approval.MANUAL for part in parts)
    return replace(
        first,
        title=BETWEEN.join(part.title for part in parts),
        minutes=sum(part.minutes for part in parts),
        price=Money(sum(part.price.minor for part in parts), first.price.currency),
        buffer_after=parts[-1].buffer_after,
        rules=strictest([part.rules for part in parts]),
        approval=Approval.MANUAL if by_hand else Approval.AUTO,
        lengths=(),
        also=tuple(part.id for part in further),
    )


def strictest(rules: Sequence[Rules]) -> Rules:
    """The longest notices and the nearest horizon; how often, as the first says.

    Horizons that are counted otherwise than that of the first are left out.
    """
    first = rules[0]
    alike = [one for one in rules if one.horizon_by is first.horizon_by]
    return replace(
        first,
        notice_book=max(one.notice_book for one in rules),
        notice_move=max(one.notice_move for one in rules),
        notice_cancel=max(one.notice_cancel for one in rules),
        horizon_days=min(one.horizon_days for one in alike),
        horizon_count=min(one.horizon_count for one in alike),
        horizon_until=_first_of(one.horizon_until for one in alike),
    )


def joined(needs: Iterable[Sequence[Need]]) -> tuple[Need, ...]:
    """What all parts need, for the whole time: what several need alike they need once."""
    units = dict[tuple[object, tuple[int, ...]], Need]()
    for need in (need for part in needs for need in part):
        alike = need.kind, need.resource_ids
        if alike not in units or units[alike].units < need.units:
            units[alike] = need
    return tuple(units.values())


def _first_of(days: Iterable[date | None]) -> date | None:
    return min((day for day in days if day is not None), default=None)
