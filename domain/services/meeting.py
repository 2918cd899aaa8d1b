"""How customer and coach meet: on site, online or by phone; and where."""

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
    """The address for sessions on site, the link for those online, the number for those by phone.

    All three are stored, so that a session keeps its way of meeting when its service changes. None:
    not given.
    """

    site: str | None = None
    online: str | None = None
    phone: str | None = None

    def of(self, meeting: Meeting) -> str | None:
        """The one for this way of meeting."""
        address: str | None = getattr(self, meeting.value)
        return address

    def having(self, meeting: Meeting, address: str | None) -> "Addresses":
        """The same with another one for this way of meeting."""
        changes: dict[str, Any] = {meeting.value: address}
        return replace(self, **changes)


NOWHERE: Final = Addresses()
