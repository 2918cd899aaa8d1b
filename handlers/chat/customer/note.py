"""A note for the coach, typed on the way to a booking and kept until it is confirmed."""

from domain.appointments.appointment import LONGEST_NOTE
from handlers.actions.appointments import notes
from handlers.actions.appointments.notes import NOTE
from handlers.buttons.keyboards import way_out
from handlers.buttons.links import PickSlot
from handlers.buttons.press import Press, button
from handlers.buttons.screen import Screen
from handlers.chat.frame.answers import Question
from handlers.chat.frame.turn import Turn
from handlers.chat.parts.search import in_range
from storage.appointments.notes import NoteSubject


@button("bn")
class AddNote(Press):
    """Type a note for the coach first. why: as in `PickSlot`."""

    service: int
    coach: int
    start: int
    choice: str = ""
    why: int = 0


def question(
    turn: Turn, service: int, coach: int, start: int, choice: str = "", why: int = 0
) -> Question:
    """Ask for the note. The fields are those of the button."""
    text = turn.words.text("book.type_note", limit=LONGEST_NOTE)
    back = PickSlot(service, coach, 0, start, choice, why)
    facts: dict[str, int | str] = {"service": service, "coach": coach, "start": start}
    if choice:
        facts["choice"] = choice
    if why:
        facts["why"] = why
    return Question(NOTE, Screen(text, (way_out(turn.words, back),)), facts)


async def note_for(turn: Turn, service_id: int, coach_id: int, start: int) -> str | None:
    """The note typed for exactly this booking, if one was. start: epoch minutes."""
    subject = NoteSubject(turn.person.id, service_id, coach_id, in_range(start * 60))
    return await notes.find(turn.database, subject, actor=turn.actor)
