"""The socket for everything over HTTP, and the sentences for when it cannot be opened."""

import errno
import os
import socket
from ipaddress import ip_address

from bot.settings.settings import Settings, WrongSetting

# How bind(2) fails for an address that is not this machine's; getaddrinfo(3) returns negative
# codes.
_NOT_HERE = frozenset({errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT})


def open_socket(settings: Settings) -> socket.socket:
    """A listening socket, on IPv4 if a name means both; `::` includes IPv4. Raises WrongSetting."""
    host, port = settings.http_host, settings.http_port
    try:
        return listen(host, port)
    except OSError as fault:
        if wrong := wrong_host(settings, fault):
            raise wrong from None
        reason = os.strerror(fault.errno) if fault.errno else str(fault)
        raise WrongSetting(
            f"COACHBOOK_HTTP_PORT {port} cannot be opened on {host} ({reason}): something else has "
            "it, or it may not be used; set another one."
        ) from None


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens. Raises OSError."""
    places = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    families = [family for family, *_ in places]
    if socket.AF_INET in families:
        return socket.create_server((host, port), backlog=1024)
    both = host == "::" and socket.has_dualstack_ipv6()
    return socket.create_server(
        (host, port), family=socket.AF_INET6, backlog=1024, dualstack_ipv6=both
    )


def wrong_host(settings: Settings, fault: OSError) -> WrongSetting | None:
    """The sentence for a host that cannot be bound; None for any other failure."""
    number = fault.errno or 0
    if number >= 0 and number not in _NOT_HERE:
        return None
    # Both socket.create_server and asyncio write the address into `strerror`.
    reason = os.strerror(number) if number > 0 else str(fault.strerror).partition(" (while")[0]
    return WrongSetting(
        f"COACHBOOK_HTTP_HOST {settings.http_host} is no address of this machine ({reason}): "
        "127.0.0.1 is one, and 0.0.0.0 means all."
    )


def address(settings: Settings, port: int) -> str:
    """The address at which this machine reaches it."""
    host = settings.http_host
    try:
        literal = ip_address(host)
    except ValueError:
        return f"http://{host}:{port}"
    if literal.is_unspecified:
        # A socket on all of IPv6 includes IPv4, too, unless the system keeps them apart.
        host = "127.0.0.1" if literal.version == 4 or socket.has_dualstack_ipv6() else "::1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
