"""Who is accountable for a cancelled session: whom it counts against, whoever entered it.

Customers are, for what they cancel themselves and for what the business cancels at their request,
say by telephone. Otherwise the business is. For lapsed sessions, and those from before this was
recorded, nobody is.
"""

from enum import StrEnum


class Bearer(StrEnum):
    """The values are what the database stores."""

    CUSTOMER = "customer"
    BUSINESS = "house"
