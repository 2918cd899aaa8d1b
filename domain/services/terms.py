"""How long a service lasts and what that costs; and a coach who does it on terms of their own."""

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
    """What a coach has of their own for a service. lengths: in place of those of the service, the
    usual one first; none for those of the service. addresses: before those of the service."""

    lengths: tuple[Length, ...] = ()
    addresses: Addresses = NOWHERE


USUAL_TERMS: Final = Terms()


def in_order(lengths: Iterable[Length]) -> tuple[Length, ...]:
    """Lengths from the shortest. BadInput for none, too many, or one twice."""
    ordered = tuple(sorted(lengths, key=lambda length: length.minutes))
    distinct = {length.minutes for length in ordered}
    if not 0 < len(ordered) <= MOST_LENGTHS or len(distinct) < len(ordered):
        raise BadInput("lengths", MOST_LENGTHS)
    return ordered
