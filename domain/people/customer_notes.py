"""What a coach writes down about a customer: for themselves, and for nobody else.

One note for each customer, in as many lines as it takes. Neither the customer nor the team reads
it, by whichever door; what the team is to know belongs into the reason of a cancellation or into a
complaint. It goes with the customer, and when the two have had nothing to do with each other for
long.
"""

from datetime import timedelta
from typing import Final

from domain.refusals import BadInput
from domain.text import field_text

LONGEST: Final = 1_000  # letters
KEPT: Final = timedelta(days=730)  # since it was changed, and since their last session
FIELD: Final = "customer_note"


def validate_note(text: str) -> str:
    """The note as it is kept. Raises BadInput."""
    return field_text.passage(text, FIELD, LONGEST)


def with_more(note: str | None, text: str) -> str:
    """A note with something added below. Raises BadInput for what would be too long."""
    more = validate_note(text)
    if note is None:
        return more
    whole = f"{note}\n{more}"
    if len(whole) > LONGEST:
        raise BadInput(FIELD, LONGEST)
    return whole
