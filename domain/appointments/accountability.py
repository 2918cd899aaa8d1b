"""Who bears that a session was cancelled: whom it counts against, no matter who entered it.

A customer bears what they cancel themself, and what the business cancels because they have asked
for it, say by telephone. All else the business bears. What was cancelled before anybody noted it,
or lapsed, nobody bears.
"""

from enum import StrEnum


class Bearer(StrEnum):
    """The values are what the database stores."""

    CUSTOMER = "customer"
    HOUSE = "house"
