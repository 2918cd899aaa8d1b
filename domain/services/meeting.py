"""How customer and coach meet: on site, online or by phone; and where one goes for that."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final


class Meeting(StrEnum):
    """How a session is held; the values are what the database stores."""

    ON_SITE = "site"
    ONLINE = "online"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class Addresses:
    """The address of what is held on site, the link of what is online, the number that is called.

    Each is said by itself, so that a session keeps its way when its service is held another way
    from now on. None: not said.
    """

    site: str | None = None
    online: str | None = None
    phone: str | None = None

    def of(self, meeting: Meeting) -> str | None:
        """The one that a session held so needs."""
        address: str | None = getattr(self, meeting.value)
        return address

    def having(self, meeting: Meeting, address: str | None) -> "Addresses":
        """The same with another one for sessions held so."""
        changes: dict[str, Any] = {meeting.value: address}
        return replace(self, **changes)


NOWHERE: Final = Addresses()
