"""Which network addresses are public, and which network a request comes from."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final

# IPv4 addresses reached through a translator (RFC 6052, RFC 3056).
_TRANSLATED: Final = ip_network("64:ff9b::/96")
_SIX_TO_FOUR: Final = ip_network("2002::/16")
_HALVES: Final = 0xFFFF_FFFF


def is_public(address: str) -> bool:
    """Whether a server on the public internet can have this IPv4 or IPv6 address.

    Not: this machine, private networks, link-local and multicast addresses, what clouds keep for
    themselves (169.254.169.254), nor an IPv6 address that hides one of these. Anything that is not
    an address is not public either.
    """
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, IPv6Address):
        inner = _inner(ip)
        if inner is not None:
            return is_public(str(inner))
        if ip.is_site_local:  # fec0::/10, from before fc00::/7
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def place_of(address: str) -> str:
    """The network a request comes from. Whoever has one IPv6 address has its whole /64. Anything
    that is not an address is a place of its own."""
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped is None:
        return str(ip_network((ip, 64), strict=False))
    return str(getattr(ip, "ipv4_mapped", None) or ip)


def _inner(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address it leads to, None if it leads to none."""
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.teredo is not None:
        return address.teredo[1]
    if address in _TRANSLATED:
        return IPv4Address(int(address) & _HALVES)
    if address in _SIX_TO_FOUR:
        return address.sixtofour
    return None
