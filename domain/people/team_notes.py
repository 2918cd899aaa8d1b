"""What the team writes down about a person: for everybody who runs the business, and nobody else.

One note for each person, of the shape of a coach's (`domain.people.customer_notes`). Neither the
person reads it, also where they are of the team themself, nor a coach who is not. It goes with the
person, and when nothing was written or booked for long.
"""

from dataclasses import dataclass
from zlib import crc32

from domain.refusals import Refusal


@dataclass(unsafe_hash=True)
class NoteChanged(Refusal, code="note_changed"):
    """Somebody else has changed the note of the team since it was read."""

    person_id: int


def mark(note: str | None) -> int:
    """A number by which a note, as it was read, is told from what has become of it; 0 for none."""
    return 0 if note is None else 1 + crc32(note.encode())
