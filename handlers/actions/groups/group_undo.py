"""What undoing a change of a whole session needs, stored with its line in the audit log."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from domain.appointments.appointment import Appointment
from domain.groups.group import GroupSession
from handlers.actions.groups.group_notes import GroupNotice
from storage.appointments import session_rows
from storage.transactions import Writer
from storage.undo import undoing_groups


@dataclass(frozen=True, slots=True)
class Undoable:
    """A session before it changes, and its seats. was: from `undoing_groups.snapshot`."""

    session_id: int
    was: Mapping[str, Any]
    seats: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    async def of(cls, writer: Writer, session: GroupSession) -> "Undoable":
        return cls(session.id, await undoing_groups.snapshot(writer, session))

    def add(self, after: Appointment, was: Mapping[str, Any]) -> None:
        """One of its seats as it is now. was: from `undoing.snapshot`."""
        self.seats.append({"id": after.id, "made": after.version, **was})

    async def facts(self, writer: Writer, notice: GroupNotice) -> dict[str, Any]:
        """Once all has changed. notice: what the coach is told. Empty if nothing was claimed."""
        session = await session_rows.by_id(writer, self.session_id)
        if session is None or self.was["blocked"] is None:
            return {}
        marks = {"made": session.version, "told": notice.key}
        return {"undo": {**marks, "was": self.was, "seats": self.seats}}
