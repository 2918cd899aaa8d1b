"""What the rules of a rescue say no to; as in `domain.refusals`."""

from dataclasses import dataclass

from domain.refusals import Refusal


@dataclass(unsafe_hash=True)
class RescueChanged(Refusal, code="rescue_changed"):
    """What leave touches, or what of it can be offered other times, is not what was looked at."""


@dataclass(unsafe_hash=True)
class RescueTooLarge(Refusal, code="rescue_too_large"):
    """Leave touches more sessions than are answered at once. number: how many; most: at most."""

    number: int
    most: int
