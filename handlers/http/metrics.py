"""What the process counts, in Prometheus's text format."""

from collections.abc import Callable, Mapping
from functools import cache
from time import monotonic

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)

from domain.messages.notices import Lane
from handlers.http.request_metrics import RequestMetrics

# Telegram wants a tap answered within 3 s; the steps up to there matter most.
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 30.0)


class Metrics:
    """Counters and gauges of one process, each under `coachbook_`."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        PlatformCollector(registry=registry)
        self.requests = RequestMetrics(registry)
        self._updates = Counter(
            "coachbook_updates",
            "Updates handled, by kind and how it ended.",
            ("kind", "outcome"),
            registry=registry,
        )
        self._handling = Histogram(
            "coachbook_update_seconds",
            "From the start of a handler to its reply, by kind of update.",
            ("kind",),
            buckets=SECONDS,
            registry=registry,
        )
        self.in_flight = Gauge(
            "coachbook_updates_in_flight",
            "Updates taken and not yet done.",
            registry=registry,
        )
        self.dead_letters = Counter(
            "coachbook_dead_letters",
            "Updates given up because of a fault of ours.",
            registry=registry,
        )
        self._calls = Counter(
            "coachbook_telegram_calls",
            "Calls of the Bot API, by method and outcome.",
            ("method", "outcome"),
            registry=registry,
        )
        self._delivered = Counter(
            "coachbook_outbox_messages",
            "Messages that left the outbox, by kind, how it ended and which way they went.",
            ("kind", "outcome", "channel"),
            registry=registry,
        )
        self._webhooks = Counter(
            "coachbook_webhooks",
            "Tries to send a webhook, by what becomes of the message then.",
            ("outcome",),
            registry=registry,
        )
        self._backlog = Gauge(
            "coachbook_outbox_backlog",
            "Messages that are due and not sent, by lane.",
            ("lane",),
            registry=registry,
        )
        self._oldest = Gauge(
            "coachbook_outbox_oldest_due_seconds",
            "How long the oldest due message has waited, by lane.",
            ("lane",),
            registry=registry,
        )
        self._dead_letters_waiting = Gauge(
            "coachbook_dead_letters_waiting",
            "Dead letters that nobody has retried and still can be.",
            registry=registry,
        )
        self._unreachable = Gauge(
            "coachbook_people_unreachable",
            "People out of reach, by whether they left an e-mail address.",
            ("email",),
            registry=registry,
        )
        self.realtime_open = Gauge(
            "coachbook_realtime_connections",
            "Connections that listen to what changes.",
            registry=registry,
        )
        self.realtime_sent = Counter(
            "coachbook_realtime_events",
            "Packets given to those connections.",
            registry=registry,
        )
        self.realtime_cuts = Counter(
            "coachbook_realtime_cuts",
            "Connections that were ended from here, by why.",
            ("code",),
            registry=registry,
        )
        self.realtime_lag = Histogram(
            "coachbook_realtime_lag_seconds",
            "From when something was done to when it was told, of the oldest of each page.",
            buckets=SECONDS,
            registry=registry,
        )
        # Cached, as this happens with each update and each call: the library checks and locks
        # before it finds the same object.
        self._update_counter: Callable[[str, str], Counter] = cache(self._updates.labels)
        self._handling_of: Callable[[str], Histogram] = cache(self._handling.labels)
        self._call_counter: Callable[[str, str], Counter] = cache(self._calls.labels)
        self._handled_at = monotonic()
        Gauge(
            "coachbook_last_update_seconds",
            "Seconds since an update was last handled; before the first, since the start.",
            registry=registry,
        ).set_function(lambda: monotonic() - self._handled_at)
        self._database_retries = Gauge(
            "coachbook_database_retries",
            "Transactions that were tried again since the start.",
            registry=registry,
        )
        self._pool = Gauge(
            "coachbook_database_connections",
            "Connections to the database, by state.",
            ("state",),
            registry=registry,
        )

    def count_update(self, kind: str, outcome: str, seconds: float) -> None:
        """Count an update and the seconds that it took."""
        self._handled_at = monotonic()
        self._update_counter(kind, outcome).inc()
        self._handling_of(kind).observe(seconds)

    def count_call(self, method: str, outcome: str) -> None:
        """Count a call of the Bot API. `outcome`: ok, or the kind of error."""
        self._call_counter(method, outcome).inc()

    def count_delivery(self, kind: str, outcome: str, channel: str) -> None:
        """Count a message of the outbox. `outcome`: sent, dropped, failed or postponed. `channel`:
        telegram or mail."""
        self._delivered.labels(kind, outcome, channel).inc()

    def webhook(self, outcome: str) -> None:
        """Count a try. `outcome`: delivered, waiting for the next try, or failed for good."""
        self._webhooks.labels(outcome).inc()

    def outbox(self, due: Mapping[Lane, int], oldest_seconds: Mapping[Lane, float]) -> None:
        """Set how many messages are due, and how long the oldest has waited, by lane."""
        for lane in Lane:
            self._backlog.labels(lane.name.lower()).set(due.get(lane, 0))
            self._oldest.labels(lane.name.lower()).set(oldest_seconds.get(lane, 0.0))

    def attention(self, *, dead_letters: int, unreachable: int, mailable: int) -> None:
        """Set what somebody should look at: waiting dead letters, and people out of reach.

        mailable: how many of these people have an email address.
        """
        self._dead_letters_waiting.set(dead_letters)
        self._unreachable.labels("yes").set(mailable)
        self._unreachable.labels("no").set(unreachable - mailable)

    def database(self, *, retries: int, in_use: int, idle: int) -> None:
        """Set the state of the connection pool."""
        self._database_retries.set(retries)
        self._pool.labels("in_use").set(in_use)
        self._pool.labels("idle").set(idle)

    def text(self) -> bytes:
        """Everything, as Prometheus reads it (text format 0.0.4)."""
        return generate_latest(self.registry)
