"""Why what a line of a file says could not be added, as a fault of that line."""

from typing import Final

from domain.coaches.applications import ApplicantBlocked
from domain.groups.group_refusals import PlacesGone
from domain.refusals import BadInput, NoLongerOffered, NotOffered, Refusal, SlotTaken, TooFar
from domain.services.limits import DayFull, WeekFull
from domain.starts.room_refusals import RoomTaken
from domain.transfer.importing import ImportFault, RowValues

# By the field of BadInput: the column, its name in the entry, and what is wrong.
_OUT_OF_BOUNDS: Final = {
    "title": ("service", "name", "long"),
    "name": ("name", "name", "long"),
    "category": ("category", "category", "long"),
    "description": ("description", "description", "long"),
    "place": ("place", "place", "long"),
    "minutes": ("minutes", "minutes", "session_length"),
    "buffer_before": ("buffer_before", "buffer_before", "break_length"),
    "buffer_after": ("buffer_after", "buffer_after", "break_length"),
    "capacity": ("capacity", "capacity", "number"),
    "minor": ("price", "minor", "price"),
    "zone": ("zone", "zone", "zone"),
}


def fault_of(refusal: Refusal, entry: RowValues) -> ImportFault:
    """Why what a line says could not be added, as a fault of it. entry: what it says."""
    why = "refused"
    if isinstance(refusal, BadInput) and refusal.field in _OUT_OF_BOUNDS:
        column, name, why = _OUT_OF_BOUNDS[refusal.field]
        return ImportFault(column, why, str(entry[name]))
    if isinstance(refusal, ApplicantBlocked):
        return ImportFault("name", "blocked")
    if isinstance(refusal, RoomTaken):
        return ImportFault("service", "no_room")
    if isinstance(refusal, PlacesGone):
        return ImportFault("start", "group_full")
    if isinstance(refusal, SlotTaken):
        why = "break" if refusal.reason in ("buffer", "gap") else "taken"
    elif isinstance(refusal, NotOffered):
        why = "on_leave" if refusal.reason == "leave" else "off_hours"
    elif isinstance(refusal, NoLongerOffered):
        return ImportFault("service", "not_offered")
    elif isinstance(refusal, DayFull | WeekFull):
        why = "full"
    elif isinstance(refusal, TooFar):
        why = "too_far"
    return ImportFault("start", why)
