"""Requests to addresses named by strangers: only ever to the open internet.

The check is made when connecting, not before: a name may resolve differently the next time, and an
IP address is not resolved at all.
"""

import errno
import socket
from collections.abc import Callable
from typing import Final, TypeAlias

from aiohttp import ClientSession, ClientTimeout, DummyCookieJar, TCPConnector

from domain.accounts.addresses import is_public

Allowed: TypeAlias = Callable[[str], bool]
"""An address as text → whether it may be connected to."""
_AddressInfo: TypeAlias = tuple[int, int, int, str, tuple[str, int] | tuple[str, int, int, int]]
_PATIENCE: Final = ClientTimeout(total=20, connect=10)


class NotPublic(OSError):
    """The name leads to an address that is not on the open internet."""

    def __init__(self) -> None:
        super().__init__(errno.EACCES, "leads into a private network")


def open_session(*, connections: int = 20, allowed: Allowed = is_public) -> ClientSession:
    """A session that connects to no other addresses; the caller closes it.

    The caller must pass `allow_redirects=False`, and only https URLs. Each request has 20 s, unless
    it says otherwise. allowed: what may be connected to instead, for tests.
    """

    def open_socket(info: _AddressInfo) -> socket.socket:
        family, kind, protocol, _, address = info
        if not allowed(address[0]):
            raise NotPublic
        return socket.socket(family, kind, protocol)

    return ClientSession(
        connector=TCPConnector(limit=connections, use_dns_cache=False, socket_factory=open_socket),
        cookie_jar=DummyCookieJar(),
        timeout=_PATIENCE,
        trust_env=False,
    )
