"""Traces by OpenTelemetry: what was done for a request, an update or a message, and how long it
took.

Spans go to a thread of the library, which sends them in batches. Its queue is bounded: if the
collector is away or slow, spans are dropped, and nothing here waits. No span has what people type,
or values of statements. Ticks begin no trace: they look every few seconds, and mostly find nothing.
The library itself reads from the environment: OTEL_EXPORTER_OTLP_HEADERS, OTEL_TRACES_SAMPLER,
OTEL_RESOURCE_ATTRIBUTES and their neighbours.
"""

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import structlog
from aiohttp import ClientSession
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.trace import Span, SpanKind, StatusCode, Tracer
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from bot.delivery.sender import Sender
from bot.intake.update_fields import action_of, kind_of
from bot.observing.observable_parts import Parts, Process
from bot.observing.traced_database import TracedDatabase
from bot.telegram.transport import OutgoingFile, Telegram
from bot.timing.clock import Clock
from handlers.http.observing import Trace
from storage import request_ids
from storage.messages.outgoing import ClaimedMessage

if TYPE_CHECKING:
    from bot.delivery.smtp import SmtpClient

log = structlog.get_logger(__name__)

QUEUE: Final = 4096  # most spans waiting for the collector, about 8 MB
EVERY: Final = 1_000  # milliseconds between two batches
PATIENCE: Final = 5.0  # seconds for one batch
GOOD_BYE: Final = 2.0  # seconds for the last ones, when the process ends
_UNTOLD: Final = frozenset({"getUpdates"})  # waits for half a minute, for nobody
_CONTEXT: Final = TraceContextTextMapPropagator()


class Tracing(Parts):
    """Makes parts that trace what they do, and sends that to a collector: `{url}/v1/traces`."""

    def __init__(self, url: str, release: str) -> None:
        # They log each refused batch, with a traceback; we log when that begins and ends.
        logging.getLogger("opentelemetry").setLevel(logging.CRITICAL)
        logging.getLogger("urllib3").setLevel(logging.ERROR)
        resource = Resource.create({"service.name": "coachbook", "service.version": release})
        self._provider = TracerProvider(resource=resource, shutdown_on_exit=False)
        self._exporter = _LoggingExporter(OTLPSpanExporter(f"{url}/v1/traces", timeout=PATIENCE))
        self._provider.add_span_processor(
            BatchSpanProcessor(self._exporter, max_queue_size=QUEUE, schedule_delay_millis=EVERY)
        )
        self.tracer = self._provider.get_tracer("coachbook", release)
        self.sender = partial(_TracedSender, self.tracer)
        self.trace: Trace = partial(_request, self.tracer)

    def database(self, url: str) -> TracedDatabase:
        """Each transaction and statement is a span, within what is traced."""
        return TracedDatabase(url, self.tracer)

    def telegram(self, session: ClientSession, url: str, token: str, clock: Clock) -> Telegram:
        """Each call is a span."""
        return _TracedTelegram(self.tracer, session, url, token, clock)

    def smtp(self, client: "SmtpClient") -> "SmtpClient":
        """Each message is a span."""
        return _traced_smtp(self.tracer, client)

    def process(self, process: Process) -> Process:
        """Each try of an update is a span."""

        async def traced_process(update: Mapping[str, Any]) -> None:
            name = f"update {kind_of(update)}"
            with span(self.tracer, name, SpanKind.CONSUMER) as current:
                current.set_attribute("coachbook.update_id", str(update.get("update_id")))
                current.set_attribute("coachbook.action", str(action_of(update)))
                await process(update)

        return traced_process

    @contextmanager
    def calls_out(self, name: str) -> Iterator[Mapping[str, str]]:
        """A span, which the call's `traceparent` names (W3C Trace Context)."""
        carrier: dict[str, str] = {}
        with span(self.tracer, name, SpanKind.CLIENT):
            _CONTEXT.inject(carrier)
            yield carrier

    async def close(self) -> None:
        """Send what is left, if that takes only a moment."""
        loop, done = asyncio.get_running_loop(), asyncio.Event()

        def shut_down() -> None:
            self._provider.shutdown()
            try:
                loop.call_soon_threadsafe(done.set)
            except RuntimeError:
                return  # nobody has waited that long

        # A thread of its own: those of the loop's pool are waited for until they end.
        threading.Thread(target=shut_down, name="traces", daemon=True).start()
        try:
            async with asyncio.timeout(GOOD_BYE):
                await done.wait()
        except TimeoutError:
            log.warning("tracing.left_behind")
            self._exporter.shutdown()  # or it would try again, in a thread of its own


@contextmanager
def span(
    tracer: Tracer, name: str, kind: SpanKind = SpanKind.INTERNAL, **options: Any
) -> Iterator[Span]:
    """A span, within the current one. Of an error it only has the type: texts may name somebody."""
    with tracer.start_as_current_span(
        name, kind=kind, record_exception=False, set_status_on_exception=False, **options
    ) as current:
        if (request_id := request_ids.current()) is not None:
            current.set_attribute("coachbook.request_id", request_id)
        try:
            trace_id = f"{current.get_span_context().trace_id:032x}"
            with structlog.contextvars.bound_contextvars(trace_id=trace_id):
                yield current
        except Exception as fault:
            current.set_attribute("error.type", type(fault).__name__)
            current.set_status(StatusCode.ERROR)
            raise


class _Request:
    def __init__(self, span: Span, method: str) -> None:
        self._span = span
        self._method = method

    def end(self, route: str, status: int) -> None:
        self._span.update_name(f"{self._method} {route}")
        self._span.set_attribute("http.route", route)
        self._span.set_attribute("http.response.status_code", status)
        if status >= 500:
            self._span.set_status(StatusCode.ERROR)


@contextmanager
def _request(
    tracer: Tracer, method: str, headers: Mapping[str, str], request_id: str
) -> Iterator[_Request]:
    context = _CONTEXT.extract({name.lower(): value for name, value in headers.items()})
    with span(tracer, method, SpanKind.SERVER, context=context) as current:
        current.set_attribute("http.request.method", method)
        yield _Request(current, method)


class _TracedTelegram(Telegram):
    def __init__(self, tracer: Tracer, *parts: Any) -> None:
        super().__init__(*parts)
        self._tracer = tracer

    async def call(self, method: str, payload: Mapping[str, Any], *, timeout: float = 20) -> Any:
        if method in _UNTOLD:
            return await super().call(method, payload, timeout=timeout)
        with span(self._tracer, f"Telegram {method}", SpanKind.CLIENT):
            return await super().call(method, payload, timeout=timeout)

    async def upload(
        self,
        method: str,
        payload: Mapping[str, Any],
        files: Mapping[str, OutgoingFile],
        *,
        timeout: float = 60,
    ) -> Any:
        with span(self._tracer, f"Telegram {method}", SpanKind.CLIENT):
            return await super().upload(method, payload, files, timeout=timeout)

    async def download(self, path: str, most: int, *, timeout: float = 60) -> bytes | None:
        with span(self._tracer, "Telegram file", SpanKind.CLIENT):
            return await super().download(path, most, timeout=timeout)


class _TracedSender(Sender):
    def __init__(self, tracer: Tracer, *parts: Any, **kwargs: Any) -> None:
        super().__init__(*parts, **kwargs)
        self._tracer = tracer

    async def deliver(self, row: ClaimedMessage) -> None:
        request_ids.adopt(row.request_id)
        with span(self._tracer, f"deliver {row.kind}", SpanKind.CONSUMER) as current:
            current.set_attribute("coachbook.outbox_id", row.id)
            current.set_attribute("coachbook.attempts", row.attempts)
            await super().deliver(row)


def _traced_smtp(tracer: Tracer, client: "SmtpClient") -> "SmtpClient":
    send: Callable[[bytes, str], Awaitable[None]] = client.send

    async def traced_send(message: bytes, to: str) -> None:
        with span(tracer, "SMTP send", SpanKind.CLIENT):
            await send(message, to)

    client.send = traced_send  # type: ignore[method-assign]  # its class is loaded where mail is sent
    return client


class _LoggingExporter(SpanExporter):
    """Logs when the collector stops accepting spans, and when it does again."""

    def __init__(self, exporter: SpanExporter) -> None:
        self._exporter = exporter
        self._away = False

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        result = self._exporter.export(spans)
        away = result is not SpanExportResult.SUCCESS
        if away and not self._away:
            log.warning("tracing.collector_away")
        elif self._away and not away:
            log.info("tracing.collector_back")
        self._away = away
        return result

    def shutdown(self) -> None:
        self._exporter.shutdown()
