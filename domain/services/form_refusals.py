"""The refusal of a form: a required question has no answer."""

from dataclasses import dataclass

from domain.refusals import Refusal


@dataclass(unsafe_hash=True)
class Unanswered(Refusal, code="unanswered"):
    """The service has a question that must be answered to book it."""

    question_id: int
