"""When password attempts are locked, and against whom each attempt counts.

Attempts count against the account, so that many machines together get no further than one. That
alone would be a weapon: anybody could lock anybody out. So a device that was signed in before
counts by itself, people who are signed in stay so, and a mailed code or a tap in the chat unlocks.
"""

import hashlib
from datetime import timedelta
from typing import Final

from domain.accounts.addresses import place_of
from domain.accounts.identity import Identity

MOST: Final = 5
LOCK: Final = timedelta(minutes=30)
# Per address, which many may share: more than people type, fewer than machines do.
MOST_OF_ADDRESS: Final = 200
KEPT: Final = timedelta(days=1)


def of_person(person_id: int) -> str:
    """Counts attempts at this person's account."""
    return f"person:{person_id}"


def of_device(person_id: int, installation: str) -> str:
    """Counts those from a device on which they were signed in before."""
    return f"device:{_digest(f'{person_id}:{installation}')}"


def of_name(name: Identity) -> str:
    """Counts those at a name nobody has. It locks like any other, so that nobody can tell."""
    return f"name:{_digest(f'{name.kind}:{name.value}')}"


def of_address(address: str) -> str:
    """Counts all from one place."""
    return f"address:{_digest(place_of(address))}"


def of_sign_in(sign_in_id: int) -> str:
    """Counts those of somebody signed in who confirms their password."""
    return f"sign_in:{sign_in_id}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
