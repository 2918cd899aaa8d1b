"""What a coach who sets up themself is told no to; as in `domain.refusals`."""

from dataclasses import dataclass

from domain.refusals import Refusal


@dataclass(unsafe_hash=True)
class SetUpOver(Refusal, code="set_up_over"):
    """They have been open already, or the team has opened them: the team changes what there is."""


@dataclass(unsafe_hash=True)
class NotReady(Refusal, code="not_ready"):
    """Something is missing without which nobody could book them."""
