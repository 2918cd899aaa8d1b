"""Why an update that could not be handled is not tried again; see `domain.refusals`."""

from dataclasses import dataclass

from domain.refusals import Refusal


@dataclass(unsafe_hash=True)
class DeadLetterHandled(Refusal, code="letter_handled"):
    """It was already handled, on somebody's request."""

    letter_id: int


@dataclass(unsafe_hash=True)
class DeadLetterTooOld(Refusal, code="letter_too_old"):
    """Only its failure is still known: the update itself is kept for some days, which are over."""

    letter_id: int
