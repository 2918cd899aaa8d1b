"""What is wrong with a request, field by field, and the resulting answer."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from handlers.http.api.shapes import AnswerShape

# Fields that a rule and a request name differently; of several, the first that the request has.
_SENT_AS: Final[Mapping[str, str]] = {
    "answer_choice": "answers",
    "answer_number": "answers",
    "block": "minutes",
    "broadcast": "text",
    "contact_number": "number",
    "country": "region",
    "customer_note": "text",
    "days": "day last end",
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
    """The name of a field in a request with these fields; the rule's own name if it is among them,
    or if the request's are not known."""
    others = (one for one in (field, *_SENT_AS.get(field, "").split()) if one in names)
    return next(others, field)


class FieldFault(AnswerShape):
    """What is wrong with one field. field: its path, such as `hours[2].start`; empty for the whole
    body. code: `missing`, `unknown` or `invalid`. message: in English, for the programmer."""

    field: str
    code: str
    message: str


@dataclass
class Unacceptable(Exception):
    """The request is answered with an error before, or instead of, doing anything.

    status: HTTP. code: for programs, as in `domain.refusals`. details: more that a program may
    use. headers: of the answer.
    """

    status: int
    code: str
    details: Mapping[str, Any] | None = None
    headers: Mapping[str, str] | None = None

    def __str__(self) -> str:
        return self.code


def of_fields(status: int, faults: Sequence[FieldFault]) -> Unacceptable:
    """400 for what is wrong in the address, 422 for what is wrong in the body."""
    return Unacceptable(status, "invalid_request", {"fields": list(faults)})
