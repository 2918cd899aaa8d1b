"""What a customer chose of a service, besides the coach and the time."""

import re
from dataclasses import dataclass
from typing import Final

from domain.refusals import NoLongerOffered
from domain.text import base36

MOST_ALSO: Final = 2  # further services in one booking; more would make a button too long
_SHORT = 10_000  # ids from here on are written in base 36: two of them would fill a button
_ALSO = re.compile(r"a(\d{1,18})|b([0-9A-Z]{1,12})", re.ASCII)
_WRITTEN = re.compile(rf"(\d{{0,4}})(?:p(\d{{1,4}}))?((?:{_ALSO.pattern})*)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Choice:
    """length: minutes, 0 for the service's usual one. places: how many, in a group session. also:
    the ids of further services that follow in the same booking, in order."""

    length: int = 0
    places: int = 1
    also: tuple[int, ...] = ()

    @property
    def as_text(self) -> str:
        """The choice as letters and digits, "" for the usual one; for `read`."""
        length = str(self.length) if self.length else ""
        places = f"p{self.places}" if self.places != 1 else ""
        return length + places + "".join(map(_service_part, self.also))


USUAL: Final = Choice()


def read(text: str) -> Choice:
    """The choice in this text. Raises NoLongerOffered for one that nobody can have made."""
    if not text:
        return USUAL
    match = _WRITTEN.fullmatch(text)
    if match is None:
        raise NoLongerOffered
    length, places, also = match[1], match[2], match[3]
    choice = Choice(
        int(length or 0),
        int(places or 1),
        tuple(int(short) if short else base36.decode(long) for short, long in _ALSO.findall(also)),
    )
    if choice.places < 1 or len(choice.also) > MOST_ALSO:
        raise NoLongerOffered
    return choice


def _service_part(service: int) -> str:
    return f"a{service}" if service < _SHORT else f"b{base36.encode(service)}"
