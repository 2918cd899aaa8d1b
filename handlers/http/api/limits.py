"""How often one caller may ask, in this process: what flows in at a rate, up to a burst.

Each replica counts for itself: what is to be kept from is one program in a loop, and an exact
number over all of them would cost every request a question.
"""

import math
from collections import OrderedDict
from collections.abc import Mapping
from typing import Final

from handlers.http.api.complaints import Unacceptable

# So many seconds' worth may be asked at once.
BURST: Final = 30.0
MOST_CALLERS: Final = 10_000


class RateLimits:
    """The callers of the last moments, by what they are told apart by. rate: requests a second; 0
    for any number."""

    def __init__(self, rate: float) -> None:
        self._rate = rate
        self._burst = max(1.0, rate * BURST)
        # When what a caller has asked will have flowed off, in seconds of `now`.
        self._free_at: OrderedDict[str, float] = OrderedDict()

    def take(self, caller: str, now: float) -> Mapping[str, str]:
        """The headers that say how much is left. now: seconds of a clock that only goes forward.

        Raises Unacceptable: 429, with the seconds to wait.
        """
        if not self._rate:
            return {}
        burst, rate = self._burst, self._rate
        begins = max(self._free_at.get(caller, now), now)
        asked = (begins - now) * rate
        policy = {"RateLimit-Policy": f'"caller";q={int(burst)};w={math.ceil(burst / rate)}'}
        if asked + 1 > burst:
            wait = math.ceil((asked + 1 - burst) / rate)
            left = {"RateLimit": f'"caller";r=0;t={wait}', "Retry-After": str(wait)}
            raise Unacceptable(429, "too_many_requests", {"seconds": wait}, policy | left)
        self._free_at[caller] = begins + 1 / rate
        self._free_at.move_to_end(caller)
        if len(self._free_at) > MOST_CALLERS:
            self._free_at.popitem(last=False)
        remaining = int(burst - asked - 1)
        return policy | {"RateLimit": f'"caller";r={remaining};t={math.ceil((asked + 1) / rate)}'}
