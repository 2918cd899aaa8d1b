"""Who gets a customer who chooses no coach."""

from enum import StrEnum


class Policy(StrEnum):
    """How a business assigns customers who choose no coach; the values are what is stored."""

    LEAST_LOADED = "least_loaded"  # whoever has the fewest sessions that week
    IN_TURN = "in_turn"  # whoever was assigned one longest ago
    BY_WEIGHT = "by_weight"  # whoever has the fewest that week for their weight
