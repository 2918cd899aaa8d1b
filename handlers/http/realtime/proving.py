"""Checks a token, and what its owner may hear."""

from datetime import datetime

from handlers.http.api.authentication import caller_of
from handlers.http.api.request_faults import Unacceptable
from handlers.http.realtime.hub import ConnectionRefusal
from handlers.http.realtime.listeners import Proof
from handlers.queries.programs.event_access import access_of
from storage.transactions import Database


async def proof_of(database: Database, token: str, now: datetime) -> Proof:
    """What this token proves: an API key, or the access token of a sign-in.

    Raises ConnectionRefusal, BlockedPerson, DatabaseAway.
    """
    try:
        caller = await caller_of(database, token, now)
    except Unacceptable as wrong:
        raise ConnectionRefusal(wrong.code) from None
    return Proof(access_of(caller.person, caller.scopes), caller.until, caller.key_id)
