"""Reports our own faults to Sentry: updates that could not be handled, 500s, parts that have ended.

A report says where in the code it was, its type, the release and the request id. The text of a
fault may hold anything somebody has typed, so it stays in the log, where the id finds it. No
bodies, no variables, no names, no addresses of people or machines.
"""

import asyncio
import logging
import sys
from collections import deque
from collections.abc import Mapping
from time import monotonic
from typing import Any, Final

from sentry_sdk import Client
from sentry_sdk.utils import event_from_exception

GOOD_BYE: Final = 2.0  # seconds for the last ones, when the process ends
QUEUE: Final = 30  # reports that may wait to be sent
MOST: Final = 30  # reports in this many seconds: the first ones say it all
WITHIN: Final = 60.0
WITHHELD: Final = "(see the log, by request_id)"
# What a log event may pass on: names of ours, and numbers.
_TAGS: Final = ("request_id", "trace_id", "method", "route", "tick", "part", "kind", "outbox")


class FaultReports:
    """Sends reports in the background. Never raises, and never waits."""

    def __init__(self, dsn: str, release: str) -> None:
        logging.getLogger("sentry_sdk").setLevel(logging.CRITICAL)
        logging.getLogger("urllib3").setLevel(logging.ERROR)
        self._client = Client(
            dsn=dsn,
            release=f"coachbook@{release}",
            server_name="coachbook",
            default_integrations=False,
            auto_enabling_integrations=False,
            auto_session_tracking=False,
            send_client_reports=False,
            include_local_variables=False,
            max_request_body_size="never",
            max_breadcrumbs=0,
            propagate_traces=False,
            spotlight=False,
            transport_queue_size=QUEUE,
            shutdown_timeout=GOOD_BYE,
        )
        self._lately: deque[float] = deque(maxlen=MOST)

    def report_event(self, level: str, event: Mapping[str, Any]) -> None:
        """Report an event of the log, if it is a fault."""
        fault = event.get("exc_info")
        if isinstance(fault, tuple):
            fault = fault[1]
        elif fault is True:  # the one being handled
            fault = sys.exc_info()[1]
        if not isinstance(fault, BaseException) and level != "critical":
            return
        if self._too_many():
            return
        report: dict[str, Any] = {"level": "fatal" if level == "critical" else "error"}
        hint = None
        if isinstance(fault, BaseException):
            of_fault, hint = event_from_exception(fault, client_options=self._client.options)
            report |= of_fault
            for value in report.get("exception", {}).get("values", ()):
                value["value"] = WITHHELD
        report["logger"] = str(event.get("logger", ""))
        # Libraries log sentences; we log names of events.
        ours = report["logger"].startswith(("bot.", "handlers.", "storage."))
        report["message"] = str(event.get("event")) if ours else report["logger"]
        report["tags"] = {tag: str(event[tag]) for tag in _TAGS if tag in event}
        self._client.capture_event(report, hint=hint)  # type: ignore[arg-type]  # JSON, as theirs

    async def close(self) -> None:
        """Send what is left, if that takes only a moment."""
        await asyncio.to_thread(self._client.close, timeout=GOOD_BYE)

    def _too_many(self) -> bool:
        now = monotonic()
        if len(self._lately) == MOST and now - self._lately[0] < WITHIN:
            return True
        self._lately.append(now)
        return False
