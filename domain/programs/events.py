"""What listeners are told of a change as it happens: about which things, and what.

    appointment:created   appointment:updated   appointment:cancelled   …

An event says which row has changed and its state, never in words: listeners may read the rest if
they have the right to. Each is a line of the audit log; not every line is one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

CREATED: Final = "created"
UPDATED: Final = "updated"
CANCELLED: Final = "cancelled"  # it was to take place and will not
DELETED: Final = "deleted"

# An appointment that is declined or lapses is also cancelled: its status says which.
ACTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "appointment": (CREATED, UPDATED, CANCELLED, DELETED),
    "session": (CREATED, UPDATED, CANCELLED),
    "series": (CREATED,),
    "waitlist": (CREATED, UPDATED, CANCELLED),
    "message": (CREATED,),
    "person": (CREATED, UPDATED, DELETED),
    "coach": (CREATED, UPDATED, DELETED),
    "service": (CREATED, UPDATED, DELETED),
    "resource": (CREATED, UPDATED),
    "closure": (CREATED, UPDATED, DELETED),
    "hours": (UPDATED,),
    "leave": (CREATED, UPDATED, DELETED),
    "business": (UPDATED,),
}
KINDS: Final[tuple[str, ...]] = tuple(
    f"{subject}:{action}" for subject, actions in ACTIONS.items() for action in actions
)

# What the log and its listeners call differently.
_SUBJECTS: Final[Mapping[str, str]] = {
    **{name: name for name in ACTIONS if name not in ("waitlist", "resource", "hours")},
    "wait": "waitlist",
    "room": "resource",
    "leave_rule": "leave",
}
_HOURS: Final = frozenset(
    {
        *("set_hours", "set_date_hours", "set_season", "delete_season", "set_service_times"),
        "open_closed_day",
    }
)
_CREATES: Final = frozenset(
    {"join_waitlist", "add_customer", "import_customer", "register", "add_coach", "import_coach"}
)
# How and where somebody signs in is nobody's business but theirs.
_OWN: Final = frozenset(
    {
        *("sign_in", "end_sign_in", "void_password", "set_password", "lock_account"),
        *("unlock_account", "rotate_keys", "refuse_link"),
    }
)
_DELETES: Final = frozenset({"erase", "undo_import"})
# For these the log keeps only what changed.
_IN_PART: Final = frozenset({"person", "coach", "wait"})
# States without a future.
_OFF: Final[Mapping[str, frozenset[str]]] = {
    "appointment": frozenset({"cancelled", "declined", "expired"}),
    "session": frozenset({"cancelled", "empty"}),
    "waitlist": frozenset({"left", "over", "gone", "silent"}),
}


@dataclass(frozen=True, slots=True)
class LoggedChange:
    """What determines the kind of a line of the audit log. was, is_: its states, if any."""

    action: str
    entity: str
    has_before: bool
    has_after: bool
    was: str | None = None
    is_: str | None = None


def kind_of(change: LoggedChange) -> str | None:
    """The kind of event in a line of the log, such as `appointment:created`; None if it is not
    one."""
    subject = _SUBJECTS.get(change.entity)
    if subject is None or change.action == "backup" or change.action in _OWN:
        return None
    if subject == "coach" and change.action in _HOURS:
        subject = "hours"
    return f"{subject}:{_action(subject, change)}"


def _action(subject: str, change: LoggedChange) -> str:
    if len(ACTIONS[subject]) == 1:
        return ACTIONS[subject][0]
    if change.action in _CREATES:
        return CREATED
    if change.action in _DELETES:
        return DELETED
    is_known = change.has_before or change.entity in _IN_PART
    off = _OFF.get(subject, frozenset())
    if is_known and change.is_ in off and change.was not in off:
        return CANCELLED
    if change.entity in _IN_PART:
        return UPDATED
    if not change.has_before:
        return CREATED
    return UPDATED if change.has_after else DELETED
