"""What a customer has chosen of a service, beside the coach and the time."""

import re
from dataclasses import dataclass
from typing import Final

from domain.refusals import NoLongerOffered

_WRITTEN = re.compile(r"(\d{0,4})(?:p(\d{1,4}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Choice:
    """length: minutes, 0 for what the service has. places: how many of a group's session."""

    length: int = 0
    places: int = 1

    @property
    def written(self) -> str:
        """The choice in letters and digits, "" for the usual one; for `read`."""
        length = str(self.length) if self.length else ""
        return length + (f"p{self.places}" if self.places != 1 else "")


USUAL: Final = Choice()


def read(written: str) -> Choice:
    """The choice that was written. NoLongerOffered for what nobody can have chosen."""
    if not written:
        return USUAL
    match = _WRITTEN.fullmatch(written)
    if match is None:
        raise NoLongerOffered
    length, places = match.groups()
    choice = Choice(int(length or 0), int(places or 1))
    if choice.places < 1:
        raise NoLongerOffered
    return choice
