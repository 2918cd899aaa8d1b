"""Where a webhook may go: a typed address, in the one spelling that every program reads alike.

What a name resolves to is checked on connecting; this refuses what can only be meant to lead
inside, or is read differently by different programs.
"""

import re
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from domain.accounts.addresses import is_public
from domain.programs.webhook_refusals import WrongWebhookUrl

LONGEST: Final = 1_000
# The characters of a URL as it is sent: some programs would escape others, some not.
_PLAIN: Final = re.compile(r"[!$%&'()*+,\-./0-9:;=?@A-Z\[\]_a-z~]+", re.ASCII)
_NAME: Final = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?", re.ASCII)
# A host ending like this is an IPv4 address in some spelling: 0177.0.0.1, 0x7f.1, 2130706433.
_NUMBER: Final = re.compile(r"[0-9]+|0x[0-9a-f]*", re.ASCII)
_INSIDE: Final = frozenset(
    {"localhost", "local", "internal", "intranet", "lan", "home", "corp", "private", "arpa"}
)


def validate_url(text: str, *, private: bool = False) -> str:
    """The address in its canonical spelling. private: http, and private networks, are allowed too.

    Raises WrongWebhookUrl: `long`, `unreadable`, `scheme`, `login`, `fragment`, `host`, `port` or
    `private`.
    """
    text = text.strip()
    if len(text) > LONGEST:
        raise WrongWebhookUrl("long")
    # URL parsers silently drop line breaks and tabs.
    if not text.isprintable():
        raise WrongWebhookUrl("unreadable")
    try:
        parts = urlsplit(text)
        port, host = parts.port, parts.hostname or ""
    except ValueError:
        raise WrongWebhookUrl("unreadable") from None
    if parts.scheme != "https" and not (private and parts.scheme == "http"):
        raise WrongWebhookUrl("scheme")
    if "@" in parts.netloc:
        raise WrongWebhookUrl("login")
    if "#" in text:
        raise WrongWebhookUrl("fragment")
    start = f"{parts.scheme}://"
    rest = text[len(start) + len(parts.netloc) :]
    if not text.lower().startswith(start) or (rest and not _PLAIN.fullmatch(rest)):
        raise WrongWebhookUrl("unreadable")
    if port == 0 or parts.netloc.endswith(":"):
        raise WrongWebhookUrl("port")
    canonical_host = _host(host, "[" in parts.netloc, private=private)
    rest = rest if rest.startswith("/") else f"/{rest}"
    return f"{parts.scheme}://{canonical_host}{f':{port}' if port else ''}{rest}"


def _host(host: str, is_v6: bool, *, private: bool) -> str:
    if is_v6:
        return f"[{_address(host, private=private)}]"
    host = host.removesuffix(".")
    try:
        name = host.encode("idna").decode().lower()
    except UnicodeError:
        raise WrongWebhookUrl("host") from None
    labels = name.split(".")
    if len(name) > 253 or not all(map(_NAME.fullmatch, labels)):
        raise WrongWebhookUrl("host")
    if _NUMBER.fullmatch(labels[-1]):
        return _address(name, private=private)
    if not private and (len(labels) == 1 or labels[-1] in _INSIDE):
        raise WrongWebhookUrl("private")
    return name


def _address(text: str, *, private: bool) -> str:
    """An IP address in its canonical spelling."""
    try:
        address = ip_address(text)
    except ValueError:
        raise WrongWebhookUrl("host") from None
    if "%" in text:
        raise WrongWebhookUrl("host")
    if not private and not is_public(str(address)):
        raise WrongWebhookUrl("private")
    return str(address)
