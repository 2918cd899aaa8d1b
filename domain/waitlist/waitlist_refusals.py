"""What the waitlist says no to; as in `domain.refusals`."""

from dataclasses import dataclass

from domain.refusals import Refusal


@dataclass(unsafe_hash=True)
class OfferOver(Refusal, code="offer_over"):
    """What was offered to somebody in line is not kept for them any more. `answer`: why, as of
    `domain.waitlist.waitlist.WaitAnswer`."""

    offer_id: int
    answer: str


@dataclass(unsafe_hash=True)
class TooManyLines(Refusal, code="too_many_lines"):
    """Somebody waits for as many things as they may. `limit`: how many that is."""

    limit: int


@dataclass(unsafe_hash=True)
class NoWayToTell(Refusal, code="no_way_to_tell"):
    """Nothing that is set up would tell somebody of what comes free."""


@dataclass(unsafe_hash=True)
class NothingToWaitFor(Refusal, code="nothing_to_wait_for"):
    """No day of those that somebody would wait for lies ahead."""


@dataclass(unsafe_hash=True)
class NoPlace(Refusal, code="no_place"):
    """Somebody does not stand in that line any more. `state`: as of
    `domain.waitlist.waitlist.WaitState`."""

    state: str
