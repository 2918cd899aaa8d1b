"""The name that somebody signs in with, as it is typed: their mailbox, or their telephone."""

from domain.accounts.identity import Identity, IdentityKind
from domain.refusals import BadInput
from handlers.notices.letterhead import address_of

LONGEST = 320  # of an address, RFC 3696 erratum 1690


def login_name(login: str) -> Identity:
    """The mailbox or the telephone that this is. Raises BadInput."""
    if len(login) > LONGEST:
        raise BadInput("email", LONGEST)
    text = login.strip()
    return Identity.email(address_of(text)) if "@" in text else Identity.phone(text)


def any_name(login: str) -> Identity:
    """The same for signing in: what is neither becomes a name that nobody has."""
    try:
        return login_name(login)
    except BadInput:
        return Identity(IdentityKind.ACCOUNT, login[:LONGEST])
