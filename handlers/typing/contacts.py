"""A name and contacts, typed on one line in any order."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from domain.accounts.identity import Identity
from domain.refusals import BadInput

_MAIL: Final = re.compile(r"[^\s,;<>()]+@[^\s,;<>()]+")
_NUMBER: Final = re.compile(r"(?:\+|\b00)[\d\s()./\u2011–-]{5,30}\d")
MOST_DIGITS: Final = 5  # in a name
_BETWEEN: Final = " \t\n,;:<>()|·–-"


@dataclass(frozen=True, slots=True)
class TypedPerson:
    """What was typed. name: the rest without contacts, possibly ""."""

    name: str
    contacts: tuple[Identity, ...]


def read(text: str, address_of: Callable[[str], str]) -> TypedPerson:
    """The name and contacts on a line. address_of: normalises an email address.

    Raises BadInput of `email` and `contact_number` for an invalid one.
    """
    mails = _MAIL.findall(text)
    rest = _MAIL.sub(" ", text)
    numbers = _NUMBER.findall(rest)
    name = _NUMBER.sub(" ", rest)
    if len(mails) > 1 or "@" in name:
        raise BadInput("email")
    # Without a country code, a number could be one of many.
    if len(numbers) > 1 or sum(letter.isdecimal() for letter in name) > MOST_DIGITS:
        raise BadInput("contact_number")
    contacts = [Identity.email(address_of(mail.strip(".,"))) for mail in mails]
    try:
        contacts += map(Identity.phone, numbers)
    except BadInput:
        raise BadInput("contact_number") from None
    return TypedPerson(" ".join(name.split()).strip(_BETWEEN), tuple(contacts))
