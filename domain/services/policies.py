"""Who gets a customer who names nobody."""

from enum import StrEnum


class Policy(StrEnum):
    """How a business assigns customers who name nobody; the values are what is stored."""

    LEAST_LOADED = "least_loaded"  # to whom has the fewest sessions that week
    IN_TURN = "in_turn"  # to whom was given one longest ago
    BY_WEIGHT = "by_weight"  # to whom has the fewest that week for their weight
