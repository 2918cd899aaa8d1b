"""Webhooks: which changes other programs are told of, when it is retried, and until when.

As in Standard Webhooks (https://www.standardwebhooks.com): signed, with an id that stays the same
however often it is sent.
"""

import hmac
from base64 import b64decode, b64encode
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Final

from domain.programs.events import KINDS as EVENTS
from domain.roles import Permission

KINDS: Final[tuple[str, ...]] = tuple(kind.replace(":", ".") for kind in EVENTS)
"""The kinds that can be chosen, such as `appointment.created`."""
TEST: Final = "webhook.test"
"""Sent at an admin's request, to the endpoint they name."""

OF_ADMINS: Final = Permission.DATA
"""Who may have events sent elsewhere: those who may export all data."""
MOST: Final = 20  # endpoints of one business
LONGEST_DESCRIPTION: Final = 200
SECRET_BYTES: Final = 32
SECRET_PREFIX: Final = "whsec_"
OVERLAP: Final = timedelta(hours=24)
"""How long messages are also signed with the previous secret."""
KEPT: Final = timedelta(days=30)
"""How long the log of deliveries is kept, and what waits for a paused endpoint."""
FAILING: Final = timedelta(days=3)
"""An endpoint that has received nothing for this long is sent nothing more."""
MOST_REPLAYED: Final = 5_000  # by one request
LONGEST_WAIT: Final = timedelta(hours=24)
# Before each retry; a day and a half in all.
_WAITS: Final = tuple(
    timedelta(seconds=n) for n in (5, 60, 300, 900, 3_600, 7_200, 14_400, 28_800, 36_000, 36_000)
)
TRIES: Final = len(_WAITS) + 1
JITTER: Final = 0.2  # of a wait, at most, either way


class WebhookState(StrEnum):
    """Of an endpoint. Paused: events are kept for it. Gone: it answered 410. Failing: it accepted
    nothing for days. For these two, nothing more is kept until somebody resumes it."""

    ACTIVE = "active"
    PAUSED = "paused"
    GONE = "gone"
    FAILING = "failing"


COLLECTING: Final = frozenset({WebhookState.ACTIVE, WebhookState.PAUSED})


class Delivery(StrEnum):
    """Of one message to one endpoint. Failed: all tries are used up."""

    WAITING = "waiting"
    SENDING = "sending"
    DELIVERED = "delivered"
    FAILED = "failed"


class NoAnswer(StrEnum):
    """Why an endpoint gave no answer, as in its log."""

    LATE = "no answer in time"
    PRIVATE = "leads into a private network"
    UNKNOWN = "no such host"
    REFUSED = "connection refused"


def kind_of(event: str) -> str:
    """What an event (`domain.programs.events.KINDS`) is called in a webhook."""
    return event.replace(":", ".")


def wants(kinds: Collection[str], kind: str) -> bool:
    """Whether an endpoint that chose these kinds gets this one; none chosen means all."""
    return not kinds or kind in kinds


def wait(attempts: int, jitter: float, wish: timedelta | None = None) -> timedelta | None:
    """How long until the next try after this many failed ones; None if that was the last.

    jitter: from -1 to 1. wish: what the other side asked for, which applies if it is longer, up to
    a day.
    """
    if not 1 <= attempts < TRIES:
        return None
    delay = _WAITS[attempts - 1] * (1 + JITTER * jitter)
    return delay if wish is None else max(delay, min(wish, LONGEST_WAIT))


def fails_for_long(since: datetime | None, now: datetime) -> bool:
    """Whether to give up on an endpoint that nothing has reached since then."""
    return since is not None and now - since >= FAILING


def secret_of(random: bytes) -> str:
    """A secret as it is given out, from these random bytes."""
    return SECRET_PREFIX + b64encode(random).decode()


def signature(secrets: Sequence[str], message_id: str, timestamp: int, body: bytes) -> str:
    """The header `webhook-signature`: one signature per secret. timestamp: epoch seconds."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    return " ".join(f"v1,{_mac(secret, signed)}" for secret in secrets)


def _mac(secret: str, signed: bytes) -> str:
    key = b64decode(secret.removeprefix(SECRET_PREFIX))
    return b64encode(hmac.new(key, signed, sha256).digest()).decode()
