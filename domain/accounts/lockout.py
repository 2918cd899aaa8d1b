"""When somebody may try no more passwords for a while, and against whom each attempt counts.

It counts against the account, so that many machines together get no further than one. That alone
would be a weapon: anybody could keep anybody out. So a device that was signed in before counts by
itself, people who are signed in stay so, and a mailed code or a tap in the chat unlocks.
"""

import hashlib
from datetime import timedelta
from typing import Final

from domain.accounts.addresses import place_of
from domain.accounts.identity import Identity

MOST: Final = 5
LOCK: Final = timedelta(minutes=30)
# Of one address, behind which many may sit: what no person types, and a machine does.
MOST_OF_ADDRESS: Final = 200
KEPT: Final = timedelta(days=1)


def of_person(person_id: int) -> str:
    """The count of all who try to be this person."""
    return f"person:{person_id}"


def of_device(person_id: int, installation: str) -> str:
    """Of a device on which they were signed in before."""
    return f"device:{_digest(f'{person_id}:{installation}')}"


def of_name(name: Identity) -> str:
    """Of a name that is nobody's. It locks as others do, so that nobody learns that."""
    return f"name:{_digest(f'{name.kind}:{name.value}')}"


def of_address(address: str) -> str:
    """Of all that comes from one place."""
    return f"address:{_digest(place_of(address))}"


def of_sign_in(sign_in_id: int) -> str:
    """Of who is signed in and says the password once more."""
    return f"sign_in:{sign_in_id}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
