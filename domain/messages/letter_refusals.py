"""Why an update that could not be handled is not tried again; as in `domain.refusals`."""

from dataclasses import dataclass

from domain.refusals import Refusal


@dataclass(unsafe_hash=True)
class LetterHandled(Refusal, code="letter_handled"):
    """It was handled already, on somebody's word."""

    letter_id: int


@dataclass(unsafe_hash=True)
class LetterTooOld(Refusal, code="letter_too_old"):
    """Only that it failed is known: what was sent is kept for some days, and they are over."""

    letter_id: int
