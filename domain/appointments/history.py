"""What a coach knows of a customer from their sessions with each other.

A visit is a session that took place or is confirmed. Its number counts those that begin before it,
so the card of an old session says which visit it was then, and a request which one it would be.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class VisitCounts:
    """Their history before one session. earlier: visits before it. missed: all that the customer
    ever missed."""

    earlier: int
    missed: int

    @property
    def visit(self) -> int:
        """Which visit this session is, or would be, counted from 1."""
        return self.earlier + 1
