"""The name somebody signs in with, as typed: their email address or phone number."""

from domain.accounts.identity import Identity, IdentityKind
from domain.refusals import BadInput
from handlers.typing.mail_addresses import address_of

LONGEST = 320  # of an address, RFC 3696 erratum 1690


def login_name(login: str) -> Identity:
    """The email address or phone number this is. Raises BadInput."""
    if len(login) > LONGEST:
        raise BadInput("email", LONGEST)
    text = login.strip()
    return Identity.email(address_of(text)) if "@" in text else Identity.phone(text)


def any_name(login: str) -> Identity:
    """The same for signing in: anything else becomes a name that nobody has."""
    try:
        return login_name(login)
    except BadInput:
        return Identity(IdentityKind.ACCOUNT, login[:LONGEST])
