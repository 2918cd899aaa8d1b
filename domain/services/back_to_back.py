"""Several services in a row, as one booking: one session as long as all of them.

It begins as the first does and ends as the last. A customer is bound by the strictest of their
rules, nothing else lies between them, and it counts as one of each. It lies wholly within the times
of each of them, and asks what each of them asks.
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
# Of several in a row the first of these that any has.
STRICTEST: Final = (Approval.MANUAL, Approval.KNOWN, Approval.AUTO)
BETWEEN: Final = " + "  # what stands between their titles


class Alone(StrEnum):
    """Why a service does not go into one booking with what comes before it. The first that holds
    is named."""

    ASKS = "asks"  # together they ask too much
    GROUP = "group"  # one of them is for groups
    ELSEWHERE = "elsewhere"  # they are held in another way, or at another place
    UNLIKE = "unlike"  # they are paid in another currency
    LONG = "long"  # together they are longer than a day's work
    NEEDS = "needs"  # together they need too many rooms and devices


def unlike(parts: Sequence[Service]) -> Alone | None:
    """What keeps these services of a coach from being one booking; None for nothing.

    None of them is for groups, all are held in the same way and paid in the same currency, and they
    are not longer than a day's work.
    """
    first = parts[0]
    if any(part.for_groups for part in parts):
        return Alone.GROUP
    if any(part.meeting is not first.meeting for part in parts):
        return Alone.ELSEWHERE
    if any(part.price.currency != first.price.currency for part in parts):
        return Alone.UNLIKE
    return Alone.LONG if sum(part.minutes for part in parts) > LONGEST_ROW else None


def combine_services(parts: Sequence[Service], coach: Approving) -> Service:
    """All of them as one service. One alone stays as it is."""
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
    """The longest notices and the nearest horizon. How often, as the first says: of the others that
    is counted by itself.

    Horizons that are counted otherwise than that of the first are left out: which of them ends
    first is known on a day alone.
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
    """What all parts need, for the whole time: what several need alike they need once."""
    units = dict[tuple[object, tuple[int, ...]], Need]()
    for need in (need for part in needs for need in part):
        alike = need.kind, need.resource_ids
        if alike not in units or units[alike].units < need.units:
            units[alike] = need
    return tuple(units.values())


def _alike(one: Rules, other: Rules) -> bool:
    """Whether both say in the same way how far ahead."""
    return one.horizon_by is other.horizon_by


def _first_of(days: Iterable[date | None]) -> date | None:
    return min((day for day in days if day is not None), default=None)
