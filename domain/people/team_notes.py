"""The team's notes about a person: for everybody who runs the business, and nobody else.

One note per person, shaped like a coach's (`domain.people.customer_notes`). The person does not
read it, even if they are on the team, nor does a coach who is not. It is deleted with the person,
and when nothing was written or booked for long.
"""

from dataclasses import dataclass
from zlib import crc32

from domain.refusals import Refusal


@dataclass(unsafe_hash=True)
class NoteChanged(Refusal, code="note_changed"):
    """Somebody else has changed the team's note since it was read."""

    person_id: int


def mark(note: str | None) -> int:
    """A number that tells whether a note has changed since it was read; 0 if there is none."""
    return 0 if note is None else 1 + crc32(note.encode())
