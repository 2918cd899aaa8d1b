"""Refusals for coaches who set themselves up; see `domain.refusals`."""

from dataclasses import dataclass

from domain.refusals import Refusal


@dataclass(unsafe_hash=True)
class SetUpOver(Refusal, code="set_up_over"):
    """They have already been open, or the team opened them: from then on the team makes changes."""


@dataclass(unsafe_hash=True)
class NotReady(Refusal, code="not_ready"):
    """Something is missing without which nobody could book them."""
