"""What is refused of a form: a question that has to be answered has not been."""

from dataclasses import dataclass

from domain.refusals import Refusal


@dataclass(unsafe_hash=True)
class Unanswered(Refusal, code="unanswered"):
    """The service asks something without which it is not booked."""

    question_id: int
