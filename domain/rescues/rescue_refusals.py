"""Refusals of a rescue; see `domain.refusals`."""

from dataclasses import dataclass

from domain.refusals import Refusal


@dataclass(unsafe_hash=True)
class RescueChanged(Refusal, code="rescue_changed"):
    """What the leave touches, or the other times on offer, has changed since it was looked at."""


@dataclass(unsafe_hash=True)
class RescueTooLarge(Refusal, code="rescue_too_large"):
    """Leave touches more sessions than can be answered at once. number: how many; most: the
    limit."""

    number: int
    most: int
