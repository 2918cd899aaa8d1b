"""Outside causes that stop a start, as one sentence for the person who started it."""

import errno
import os
import socket
from ssl import SSLError

import asyncpg

from bot.playground.store import StoreInUse
from bot.postgres.failures import PostgresFailed
from storage.address import WrongUrl
from storage.faults import DatabaseAway, driver_fault

URL = "COACHBOOK_DATABASE_URL"

# https://www.postgresql.org/docs/current/errcodes-appendix.html
_STATES = {
    "28P01": f"refuses the user or the password in {URL}",
    "28000": f"refuses the user in {URL}",
    "3D000": f"has no database of the name in {URL}: make one with createdb",
    "42501": "does not let this user do that: let it own the database",
    "53300": "has no connection left: raise its max_connections, or stop something",
    "53100": "has no room left on its disk: free some space",
    "57P03": "is starting up or shutting down: try again in a moment",
    "0A000": "lacks an extension that Coachbook needs (btree_gist): install postgresql-contrib",
}


def sentence(fault: BaseException) -> str | None:
    """The sentence for an outside cause; None for anything else, which is a fault of ours."""
    if isinstance(fault, PostgresFailed | StoreInUse):
        return str(fault)
    if isinstance(fault, WrongUrl):
        return f"{URL}: {fault}."
    if isinstance(fault, OSError) and fault.errno == errno.ENOSPC:
        return "There is no room left on the disk: free some space."
    if isinstance(fault, OSError) and fault.filename is not None:
        return f"{fault.filename} cannot be used: {fault.strerror}."
    return of_database(fault)


def of_database(fault: BaseException) -> str | None:
    """The sentence for a fault between us and the database; None for anything else."""
    cause = driver_fault(fault)
    if isinstance(cause, asyncpg.PostgresError):
        state = str(cause.sqlstate)
        message = str(cause).partition("\n")[0]
        return f"The database {_STATES.get(state, 'answered')} ({message})."
    if isinstance(cause, TimeoutError):
        return f"The database does not answer: check {URL}, and whether it runs."
    if isinstance(cause, socket.gaierror):
        return f"The host in {URL} is not known ({cause.strerror})."
    if isinstance(cause, DatabaseAway | asyncpg.InterfaceError | asyncpg.InternalClientError):
        return f"The database cannot be reached ({cause}): check {URL}, and whether it runs."
    if isinstance(cause, SSLError):
        return f"The database cannot be reached ({cause}): check the sslmode in {URL}."
    if isinstance(cause, OSError) and (isinstance(cause, ConnectionError) or _far(cause)):
        # asyncio writes the address into `strerror`, uvloop does not.
        reason = os.strerror(cause.errno) if cause.errno else str(cause)
        return f"The database cannot be reached ({reason}): check {URL}, and whether it runs."
    return None


def _far(fault: OSError) -> bool:
    # For a name with several addresses asyncio reports all failures at once, without a number.
    return fault.errno in {
        None, errno.EHOSTUNREACH, errno.ENETUNREACH, errno.ETIMEDOUT, errno.ENOENT, errno.EACCES,
        errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT, errno.EHOSTDOWN,
    }  # fmt: skip
