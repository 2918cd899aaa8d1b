"""How often one caller may ask this process, as a rate with bursts, and how many long bodies may be
read at once.

Each replica counts for itself: the aim is to stop one program in a loop, and an exact number over
all replicas would cost every request a query.
"""

import math
from collections import Counter, OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from aiohttp import web

from handlers.http.api.request_faults import Unacceptable

# How many seconds' worth of requests may come at once.
BURST: Final = 30.0
MOST_CALLERS: Final = 10_000
# Bytes up to which a body is short, and how many long ones are read at once: for one caller, for
# all.
SHORT: Final = 64 * 1024
EACH_AT_ONCE: Final = 3
ALL_AT_ONCE: Final = 16


class RateLimits:
    """Recent callers. rate: requests per second; 0 for any number."""

    def __init__(self, rate: float) -> None:
        self._rate = rate
        self._burst = max(1.0, rate * BURST)
        # When a caller's requests will have drained, in seconds of `now`.
        self._free_at: OrderedDict[str, float] = OrderedDict()

    def take(self, caller: str, now: float) -> Mapping[str, str]:
        """Count a request; the headers that say how many are left. now: seconds of a monotonic
        clock. Raises Unacceptable: 429, with the seconds to wait."""
        if not self._rate:
            return {}
        burst, rate = self._burst, self._rate
        begins = max(self._free_at.get(caller, now), now)
        requests = (begins - now) * rate
        policy = {"RateLimit-Policy": f'"caller";q={int(burst)};w={math.ceil(burst / rate)}'}
        if requests + 1 > burst:
            wait = math.ceil((requests + 1 - burst) / rate)
            headers = {"RateLimit": f'"caller";r=0;t={wait}', "Retry-After": str(wait)}
            raise Unacceptable(429, "too_many_requests", {"seconds": wait}, policy | headers)
        self._free_at[caller] = begins + 1 / rate
        self._free_at.move_to_end(caller)
        if len(self._free_at) > MOST_CALLERS:
            self._free_at.popitem(last=False)
        remaining = int(burst - requests - 1)
        return policy | {
            "RateLimit": f'"caller";r={remaining};t={math.ceil((requests + 1) / rate)}'
        }


class LongBodies:
    """Bodies of megabytes that are being received.

    Each is in memory until it is complete and processed, and its sender can drag that out for a
    minute.
    """

    def __init__(self) -> None:
        self._of: Counter[str] = Counter()

    @contextmanager
    def one(self, caller: str) -> Iterator[None]:
        """Receive another one. Raises Unacceptable, 429, if the maximum is reached."""
        if self._of[caller] >= EACH_AT_ONCE or self._of.total() >= ALL_AT_ONCE:
            raise Unacceptable(429, "too_many_requests", {"seconds": 1}, {"Retry-After": "1"})
        self._of[caller] += 1
        try:
            yield
        finally:
            self._of[caller] -= 1
            if not self._of[caller]:
                del self._of[caller]


def is_long(request: web.Request) -> bool:
    """Whether the body may be long: one that is compressed, or gives no length, may."""
    if not request.can_read_body:
        return False
    length = request.content_length
    return length is None or length > SHORT or "Content-Encoding" in request.headers
