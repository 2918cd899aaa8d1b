"""An email address that somebody typed, as every mail server accepts it."""

import re
from typing import Final

from domain.refusals import BadInput

# A dot-atom at a host name or address literal (RFC 5321); ASCII, which every server accepts.
ATOM: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_HOST: Final = r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*|\[[A-Za-z0-9:.]+\]"
_ADDRESS: Final = re.compile(rf"(?=.{{3,254}}\Z){ATOM}(?:\.{ATOM})*@(?:{_HOST})")


def is_plain(address: str) -> bool:
    """Whether a header can carry the address as it is."""
    # Some readers decode anything that looks like an encoded word.
    return _ADDRESS.fullmatch(address) is not None and "=?" not in address


def address_of(text: str) -> str:
    """The email address in a text, in ASCII: every mail server accepts that. Raises BadInput.

    The domain is not looked up: a name server that is slow or away would keep the person waiting,
    and one that answers proves nothing about the mailbox.
    """
    from email_validator import validate_email  # noqa: PLC0415 - most who serve send no mail

    try:
        address = validate_email(text, check_deliverability=False, allow_smtputf8=False)
        plain = address.ascii_email or address.normalized
    except ValueError:
        raise BadInput("email") from None
    if not is_plain(plain):
        raise BadInput("email")
    return plain
