"""Which addresses of a network are out in the open, and which are somebody's own."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final

# What stands for an IPv4 address that is reached by way of a translator (RFC 6052, RFC 3056).
_TRANSLATED: Final = ip_network("64:ff9b::/96")
_SIX_TO_FOUR: Final = ip_network("2002::/16")
_HALVES: Final = 0xFFFF_FFFF


def is_public(address: str) -> bool:
    """Whether a server of the open internet can have this address, an IPv4 or IPv6 one.

    Not: this machine, a private network, a link, a group of receivers, what a cloud keeps for its
    own (169.254.169.254), nor an IPv6 address behind which one of these is hidden. Anything that
    is no address is none either.
    """
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, IPv6Address):
        inner = _inner(ip)
        if inner is not None:
            return is_public(str(inner))
        if ip.is_site_local:  # fec0::/10, of before there was fc00::/7
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def place_of(address: str) -> str:
    """Where somebody asks from who has many addresses: of IPv6, who has one has all that begin
    alike (a /64). Anything that is no address is a place by itself."""
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped is None:
        return str(ip_network((ip, 64), strict=False))
    return str(getattr(ip, "ipv4_mapped", None) or ip)


def _inner(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that it leads to, None where it is one of its own."""
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.teredo is not None:
        return address.teredo[1]
    if address in _TRANSLATED:
        return IPv4Address(int(address) & _HALVES)
    if address in _SIX_TO_FOUR:
        return address.sixtofour
    return None
