"""What identifies a person: their chat, a mailbox, a phone, an account."""

import re
from dataclasses import dataclass
from enum import StrEnum

from domain.refusals import BadInput

# E.164: a country code, which does not begin with zero, and at most fifteen digits in all.
_NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")
_PUNCTUATION = re.compile(r"[\s().\-/\N{NON-BREAKING HYPHEN}\N{EN DASH}]")


class IdentityKind(StrEnum):
    """The kinds of identity; the values are what the database stores."""

    TELEGRAM = "telegram"
    EMAIL = "email"
    PHONE = "phone"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True)
class Identity:
    """Something that identifies a person, in the one spelling that is compared.

    Whether they have proved it is stored elsewhere: anybody can type anybody's number.
    """

    kind: IdentityKind
    value: str

    @classmethod
    def telegram(cls, telegram_id: int) -> "Identity":
        """The person with this Telegram id."""
        return cls(IdentityKind.TELEGRAM, str(telegram_id))

    @classmethod
    def email(cls, address: str) -> "Identity":
        """The person who reads this mailbox. Upper and lower case are the same."""
        return cls(IdentityKind.EMAIL, address.lower())

    @classmethod
    def phone(cls, number: str) -> "Identity":
        """The person who answers this number, with its country: +49 30 901820 or 0049 30 901820.

        Raises BadInput: without its country a number is ambiguous.
        """
        plain = _PUNCTUATION.sub("", number)
        if plain.startswith("00"):
            plain = "+" + plain[2:]
        if not _NUMBER.fullmatch(plain):
            raise BadInput("phone")
        return cls(IdentityKind.PHONE, plain)
