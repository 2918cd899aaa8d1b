"""Register and remove the apps and browsers that receive messages."""

import re
from base64 import urlsafe_b64decode
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from domain.accounts.account_refusals import NoWayToWrite
from domain.accounts.addresses import is_public
from domain.messages.notices import Channel
from domain.refusals import BadInput
from domain.roles import Actor, Permission
from domain.text import names
from handlers.actions.once import once
from handlers.actions.person_log import write_down
from storage.messages import push_subscriptions
from storage.transactions import Database, Writer

LONGEST_TARGET: Final = 2000
LONGEST_NAME: Final = 60
POINT: Final = 65  # bytes
SECRET: Final = 16


async def keep_app(
    database: Database,
    token: str,
    name: str | None,
    *,
    available_channels: frozenset[Channel],
    actor: Actor,
    key: str,
    now: datetime,
) -> int:
    """Register an app by its Firebase token; its id. It is taken from anyone who had it.

    Raises BadInput of `token`, NoWayToWrite if apps get no messages, NotAllowed, BlockedPerson.
    """
    if not re.fullmatch(r"[!-~]{1,2000}", token):
        raise BadInput("token")
    return await _keep(
        database, Channel.PUSH, token, None, name, available_channels, actor, key, now
    )


async def keep_browser(
    database: Database,
    endpoint: str,
    p256dh: str,
    auth: str,
    name: str | None,
    *,
    available_channels: frozenset[Channel],
    actor: Actor,
    key: str,
    now: datetime,
) -> int:
    """Register a browser, as in `PushSubscription.toJSON()`; its id. Raises BadInput of `endpoint`,
    `p256dh` or `auth`, and as `keep_app`."""
    _check_endpoint(endpoint)
    keys = _point(p256dh), _bytes(auth, "auth", SECRET)
    return await _keep(
        database, Channel.WEB_PUSH, endpoint, keys, name, available_channels, actor, key, now
    )


async def remove(
    database: Database, subscription_id: int, *, actor: Actor, key: str, now: datetime
) -> None:
    """Remove an app or a browser, if it is still there. Raises NotAllowed."""
    actor.require(Permission.TALK)

    async def work(writer: Writer) -> dict[str, Any]:
        channel = await push_subscriptions.remove(writer, actor.person, subscription_id)
        if channel is not None:
            was, is_ = {channel: True}, {channel: False}
            await write_down(writer, actor.person, "remove_device", was, is_, actor, now)
        return {}

    await once(database, work, actor=actor, key=key, now=now)


async def _keep(
    database: Database,
    channel: Channel,
    target: str,
    keys: tuple[bytes, bytes] | None,
    name: str | None,
    available_channels: frozenset[Channel],
    actor: Actor,
    key: str,
    now: datetime,
) -> int:
    actor.require(Permission.TALK)
    if channel not in available_channels:
        raise NoWayToWrite(channel)
    person_id = actor.unblocked_person()
    clean_name = names.one_line(name or "", LONGEST_NAME) or None

    async def work(writer: Writer) -> dict[str, Any]:
        subscriptions = await push_subscriptions.of_person(writer, person_id, channel)
        subscription_id = await push_subscriptions.keep(
            writer, person_id, channel, target, keys, clean_name, now
        )
        if subscription_id not in {one.id for one in subscriptions}:
            was, is_ = {channel.value: False}, {channel.value: True}
            await write_down(writer, person_id, "add_device", was, is_, actor, now)
        return {"id": subscription_id}

    outcome = await once(database, work, actor=actor, key=key, now=now)
    return int(outcome["id"])


def _check_endpoint(endpoint: str) -> None:
    """Require https, no user info, and nothing plainly inside a private network: what a name
    resolves to is checked on connecting."""
    try:
        parts = urlsplit(endpoint)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise BadInput("endpoint") from None
    plain = len(endpoint) <= LONGEST_TARGET and re.fullmatch(r"[!-~]+", endpoint)
    wrong = parts.scheme != "https" or not host or "@" in parts.netloc
    # Nothing public has a dotless name or a private address.
    inside = not is_public(host) if re.fullmatch(r"[0-9.]+|.*:.*", host) else "." not in host
    if not plain or wrong or inside:
        raise BadInput("endpoint")


def _point(text: str) -> bytes:
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415 - only for a browser

    raw = _bytes(text, "p256dh", POINT)
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw)
    except ValueError:
        raise BadInput("p256dh") from None
    return raw


def _bytes(text: str, name: str, length: int) -> bytes:
    """Base64url, with or without padding."""
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,200}={0,2}", text):
        raise BadInput(name)
    bare = text.rstrip("=")
    try:
        raw = urlsafe_b64decode(bare + "=" * (-len(bare) % 4))
    except ValueError:
        raise BadInput(name) from None
    if len(raw) != length:
        raise BadInput(name)
    return raw
