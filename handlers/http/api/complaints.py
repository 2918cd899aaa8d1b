"""What is wrong with a request, field by field, and the answer that it gets."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from handlers.http.api.shapes import AnswerShape

# What a rule calls a field that has another name where programs send it.
_SENT_AS: Final[Mapping[str, str]] = {
    "answer_choice": "answers",
    "answer_number": "answers",
    "broadcast": "text",
    "contact_number": "number",
    "country": "region",
    "customer_note": "text",
    "days": "day",
    "house_lines": "says",
    "house_text": "says",
    "key_name": "name",
    "message": "text",
    "quiet_hours": "quiet",
    "retention": "days",
    "suspension": "until",
    "texted_number": "number",
}


def sent_as(field: str, names: Collection[str]) -> str:
    """What a field is called in a request that has these; as the rule calls it where that is one of
    them, or none is known."""
    other = _SENT_AS.get(field, field)
    return field if field in names or other not in names else other


class Complaint(AnswerShape):
    """What is wrong with one field. field: where it stands, such as `hours[2].start`; empty for
    the whole body. code: `missing`, `unknown` or `invalid`. message: in English, for who wrote the
    program."""

    field: str
    code: str
    message: str


@dataclass
class Unacceptable(Exception):
    """A request that is answered with an error before anything is done, or in place of it.

    status: of HTTP. code: what it is called outside, as of `domain.refusals`. details: more that a
    program may use. headers: that the answer has.
    """

    status: int
    code: str
    details: Mapping[str, Any] | None = None
    headers: Mapping[str, str] | None = None

    def __str__(self) -> str:
        return self.code


def of_fields(status: int, complaints: Sequence[Complaint]) -> Unacceptable:
    """400 for what stands in the address, 422 for what stands in the body."""
    return Unacceptable(status, "invalid_request", {"fields": list(complaints)})
