"""A coach's notes about a customer: for themself and nobody else.

One note per customer, in as many lines as it takes. Neither the customer nor the team reads it,
through any door; what the team should know belongs in the reason of a cancellation or in a
complaint. It is deleted with the customer, and when the two have had nothing to do with each other
for long.
"""

from datetime import timedelta
from typing import Final

from domain.refusals import BadInput
from domain.text import field_text

LONGEST: Final = 1_000  # characters
KEPT: Final = timedelta(days=730)  # since it was changed, and since their last session
FIELD: Final = "customer_note"


def validate_note(text: str) -> str:
    """The note as it is stored. Raises BadInput."""
    return field_text.passage(text, FIELD, LONGEST)


def with_more(note: str | None, text: str) -> str:
    """A note with something added below. Raises BadInput if it gets too long."""
    more = validate_note(text)
    if note is None:
        return more
    whole = f"{note}\n{more}"
    if len(whole) > LONGEST:
        raise BadInput(FIELD, LONGEST)
    return whole
