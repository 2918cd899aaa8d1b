"""What a coach knows of a customer from the sessions that the two have had with each other.

A visit is a session that took place or is confirmed. Its number counts those that begin before it,
so the card of an old session says which visit it was then, and a request which one it would be.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Standing:
    """What of it bears upon one session. earlier: visits before it. missed: all that the customer
    has missed, whenever that was."""

    earlier: int
    missed: int

    @property
    def visit(self) -> int:
        """Which visit this session is, or would be: from 1."""
        return self.earlier + 1
