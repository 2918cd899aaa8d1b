"""Refusals of the waitlist; see `domain.refusals`."""

from dataclasses import dataclass

from domain.refusals import Refusal


@dataclass(unsafe_hash=True)
class WaitOfferOver(Refusal, code="offer_over"):
    """An offer to somebody in line is no longer held for them. `answer`: why, as in
    `domain.waitlist.waitlist.WaitAnswer`."""

    offer_id: int
    answer: str


@dataclass(unsafe_hash=True)
class TooManyWaits(Refusal, code="too_many_lines"):
    """Somebody is in as many lines as they may be. `limit`: how many that is."""

    limit: int


@dataclass(unsafe_hash=True)
class NoWayToTell(Refusal, code="no_way_to_tell"):
    """No available channel would tell them what comes free."""


@dataclass(unsafe_hash=True)
class NothingToWaitFor(Refusal, code="nothing_to_wait_for"):
    """None of the days to wait for is ahead."""


@dataclass(unsafe_hash=True)
class NoPlace(Refusal, code="no_place"):
    """Somebody is no longer in that line. `state`: as in `domain.waitlist.waitlist.WaitState`."""

    state: str
