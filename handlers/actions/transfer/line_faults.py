"""Why what a line of a file says could not be added, as a fault of that line."""

from domain.coaches.applications import ApplicantBlocked
from domain.groups.group_refusals import PlacesGone
from domain.refusals import NoLongerOffered, NotOffered, Refusal, SlotTaken, TooFar
from domain.services.limits import DayFull, WeekFull
from domain.starts.room_refusals import RoomTaken
from domain.transfer.importing import ImportFault


def fault_of(refusal: Refusal) -> ImportFault:
    """Why a booking or a coach could not be added, as a fault of its line."""
    why = "refused"
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
