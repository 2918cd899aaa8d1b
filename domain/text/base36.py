"""Whole numbers in base 36, for where every character counts: digits, then capital letters."""

import string
from typing import Final

DIGITS: Final = string.digits + string.ascii_uppercase


def encode(number: int) -> str:
    """The number in as few digits and capital letters as possible; a minus before it."""
    digits, remaining = "", abs(number)
    while remaining or not digits:
        remaining, digit = divmod(remaining, len(DIGITS))
        digits = DIGITS[digit] + digits
    return f"-{digits}" if number < 0 else digits


def decode(text: str) -> int:
    """The number in these digits. Raises ValueError for anything else."""
    return int(text, len(DIGITS))
