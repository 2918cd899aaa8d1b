"""Metrics of HTTP requests, by the template of their route.

Never by path: anybody can ask for any path, and each would be a time series for good.
"""

from collections.abc import Callable
from functools import cache
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
UNMATCHED: Final = "unmatched"  # for paths without a route
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class RequestMetrics:
    """Requests by route and method: how many are in flight, how they ended, how long they took."""

    def __init__(self, registry: CollectorRegistry) -> None:
        labels = ("route", "method")
        requests = Counter(
            "coachbook_http_requests",
            "Requests over HTTP, by route, method and the class of their status.",
            (*labels, "status"),
            registry=registry,
        )
        seconds = Histogram(
            "coachbook_http_request_seconds",
            "From the head of a request to the end of its handler, by route and method.",
            labels,
            buckets=SECONDS,
            registry=registry,
        )
        in_flight = Gauge(
            "coachbook_http_requests_in_flight",
            "Requests that are being handled, by route and method.",
            labels,
            registry=registry,
        )
        # Kept, as this happens with each request: the library checks and locks before it finds the
        # same object.
        self._requests: Callable[[str, str, str], Counter] = cache(requests.labels)
        self._seconds: Callable[[str, str], Histogram] = cache(seconds.labels)
        self._in_flight: Callable[[str, str], Gauge] = cache(in_flight.labels)

    def begin(self, route: str, method: str) -> None:
        """A request is being handled."""
        self._in_flight(route, _method_label(method)).inc()

    def move(self, before: str, route: str, method: str) -> None:
        """Its route is now known more exactly."""
        method = _method_label(method)
        self._in_flight(before, method).dec()
        self._in_flight(route, method).inc()

    def end(self, route: str, method: str, status: int, seconds: float | None) -> None:
        """The request has ended with this status. seconds: None for a WebSocket, which may last for
        hours."""
        method = _method_label(method)
        self._in_flight(route, method).dec()
        self._requests(route, method, f"{status // 100}xx").inc()
        if seconds is not None:
            self._seconds(route, method).observe(seconds)


def _method_label(method: str) -> str:
    return method if method in _METHODS else "other"
