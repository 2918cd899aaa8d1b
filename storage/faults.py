"""What can go wrong between us and Postgres, and which of it is temporary."""

from collections.abc import Mapping
from typing import Final

import asyncpg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from domain.refusals import LeaveOverlaps, Refusal, SlotTaken

# Serialization failure, deadlock, lock not available.
_CONTENDED = frozenset({"40001", "40P01", "55P03"})
# Class 08 is connection trouble; 57P0x is a server going down or coming up; 53300 is full; 25006 is
# a read-only server: after a failover the name may still lead to the old primary.
_LOST = ("08", "57P01", "57P02", "57P03", "53300", "25006")
# A statement ran into `statement_timeout`, after its five seconds.
_TOO_SLOW = "57014"
# Conflicts between two people, by the name of the constraint: the second is refused with this. None
# if a second run settles it: it finds what another replica has just stored for the same update, or
# draws another code in place of one in use.
CONFLICTS: Final[Mapping[str, type[Refusal] | None]] = {
    "claims_no_overlap": SlotTaken,
    "leaves_no_overlap": LeaveOverlaps,
    "pk_handled": None,
    "uq_appointments_coach_id_code": None,
}
_RACED = frozenset(name for name, refusal in CONFLICTS.items() if refusal is None)


class DatabaseAway(Exception):
    """Postgres cannot be reached. Nothing was decided: repeating the call later is safe."""


class DatabaseBusy(DatabaseAway):
    """Postgres is there but gave no answer: every connection taken, or contention on every try."""


class TooSlow(DatabaseBusy):
    """A statement was cancelled because it took too long. It may be the statement's own fault."""


class StaleRow(Exception):
    """A row was changed between being read and being written: the transaction runs again."""


def passing(fault: Exception) -> DatabaseAway | None:
    """What to raise for a fault that running again may cure, once patience ends.

    None for every other fault.
    """
    if isinstance(fault, StaleRow):
        return DatabaseBusy("a row changed each time before it could be written")
    cause = driver_fault(fault)
    state: str = getattr(cause, "sqlstate", None) or ""
    if state in _CONTENDED or (state == "23505" and _constraint(fault) in _RACED):
        return DatabaseBusy(f"gave up on a contended transaction ({state})")
    if state.startswith(_LOST) or _connection_closed(fault, cause) or isinstance(cause, OSError):
        return DatabaseAway(f"{type(cause).__name__}: {cause}")
    return None


def final(fault: Exception) -> DatabaseAway | None:
    """What to raise for a fault when waiting longer would not help; None for every other."""
    if isinstance(fault, PoolTimeout):
        return DatabaseBusy("no connection became free in time")
    if getattr(driver_fault(fault), "sqlstate", None) == _TOO_SLOW:
        return TooSlow("a statement took too long")
    return None


def leads_nowhere(fault: Exception) -> bool:
    """Whether a connection with this fault is not worth keeping."""
    return type(passing(fault)) is DatabaseAway


def refusal(fault: Exception) -> type[Refusal] | None:
    """The refusal for a statement that violated a constraint; None for every other fault."""
    return CONFLICTS.get(_constraint(fault) or "")


def driver_fault(fault: BaseException) -> BaseException:
    """The fault as asyncpg or the socket raised it: SQLAlchemy wraps it twice."""
    if isinstance(fault, DBAPIError) and fault.orig is not None:
        return fault.orig.__cause__ or fault.orig
    return fault


def _constraint(fault: Exception) -> str | None:
    return getattr(driver_fault(fault), "constraint_name", None)


def _connection_closed(fault: Exception, cause: BaseException) -> bool:
    if isinstance(fault, DBAPIError) and fault.connection_invalidated:
        return True
    if isinstance(cause, asyncpg.InterfaceError):
        # asyncpg also raises it when called wrongly: that must not be retried.
        return "closed" in str(cause)
    # Raised between Postgres's goodbye and the end of the socket.
    return isinstance(cause, asyncpg.InternalClientError)
