"""How long a service lasts and what that costs; and coaches with their own terms for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from domain.refusals import BadInput
from domain.services.meeting import NOWHERE, Addresses

MOST_LENGTHS: Final = 6


@dataclass(frozen=True, slots=True)
class Length:
    """minutes: > 0. minor: the price, in the smallest unit of the service's currency."""

    minutes: int
    minor: int


@dataclass(frozen=True, slots=True)
class Terms:
    """A coach's own terms for a service. lengths: in place of the service's, the usual one first;
    empty for the service's. addresses: override the service's."""

    lengths: tuple[Length, ...] = ()
    addresses: Addresses = NOWHERE


USUAL_TERMS: Final = Terms()


def in_order(lengths: Iterable[Length]) -> tuple[Length, ...]:
    """Lengths, shortest first. Raises BadInput if there are none, too many, or duplicates."""
    ordered = tuple(sorted(lengths, key=lambda length: length.minutes))
    distinct = {length.minutes for length in ordered}
    if not 0 < len(ordered) <= MOST_LENGTHS or len(distinct) < len(ordered):
        raise BadInput("lengths", MOST_LENGTHS)
    return ordered
