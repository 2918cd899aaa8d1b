"""The database with traces: a span for each transaction and each statement.

Spans have statements as they are prepared, without their values. Only what is done within a span is
traced.
"""

from collections.abc import Awaitable, Callable
from time import time_ns
from typing import Any, Final, TypeVar

from opentelemetry.trace import SpanKind, StatusCode, Tracer, get_current_span
from sqlalchemy import event

from storage.transactions import Database, Writer

T = TypeVar("T")

LONGEST: Final = 2_000  # letters of a statement


class TracedDatabase(Database):
    """`Database`, traced."""

    def __init__(self, url: str, tracer: Tracer) -> None:
        super().__init__(url)
        self._tracer = tracer
        engine = self._engine.sync_engine
        event.listen(engine, "connect", self._on_connect)
        event.listen(engine, "before_cursor_execute", self._begins)
        event.listen(engine, "after_cursor_execute", self._trace_statement)

    async def write(self, work: Callable[[Writer], Awaitable[T]]) -> T:
        """Like `Database.write`. The span is named after its lines in the audit log."""
        if not get_current_span().is_recording():
            return await super().write(work)
        with self._tracer.start_as_current_span(
            "transaction", record_exception=False, set_status_on_exception=False
        ) as span:

            async def traced_work(writer: Writer) -> T:
                result = await work(writer)
                if actions := list(dict.fromkeys(a["action"] for a in writer.effects.audit)):
                    span.update_name(f"transaction {actions[0]}")
                    span.set_attribute("coachbook.actions", actions)
                return result

            try:
                return await super().write(traced_work)
            except Exception as fault:
                # A refusal is a normal result, not an error.
                span.set_attribute("error.type", type(fault).__name__)
                raise

    def _on_connect(self, connection: Any, _record: object) -> None:
        # What bypasses SQLAlchemy, and what it sends as plain text: BEGIN and COMMIT.
        connection.driver_connection.add_query_logger(self._trace_query)

    def _trace_query(self, query: Any) -> None:
        # asyncpg calls this in the context of the statement.
        self._tell(query.query, int(query.elapsed * 1e9), query.exception)

    def _begins(self, *parts: Any) -> None:
        parts[4].coachbook_begun = time_ns()

    def _trace_statement(self, *parts: Any) -> None:
        self._tell(parts[2], time_ns() - parts[4].coachbook_begun, None)

    def _tell(self, statement: str, nanoseconds: int, fault: BaseException | None) -> None:
        if not get_current_span().is_recording():
            return
        end_time = time_ns()
        text = " ".join(statement.split())
        span = self._tracer.start_span(
            text.partition(" ")[0].rstrip(";").upper(),
            kind=SpanKind.CLIENT,
            start_time=end_time - nanoseconds,
            attributes={"db.system.name": "postgresql", "db.query.text": text[:LONGEST]},
        )
        if fault is not None:
            span.set_attribute("error.type", type(fault).__name__)
            span.set_status(StatusCode.ERROR)
        span.end(end_time)
