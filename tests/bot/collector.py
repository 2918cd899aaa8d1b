"""Receivers of traces and faults: a collector that takes OTLP/HTTP, and a Sentry."""

from typing import Any

import orjson
from aiohttp import web
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span


class Collector:
    """Keeps the spans it is sent."""

    def __init__(self) -> None:
        self.spans: list[Span] = []
        self.service: dict[str, str] = {}

    async def take(self, request: web.Request) -> web.Response:
        assert request.path == "/v1/traces"
        body = await request.read()
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            self.service = {one.key: one.value.string_value for one in resource.resource.attributes}
            self.spans += [one for scope in resource.scope_spans for one in scope.spans]
        return web.Response(content_type="application/x-protobuf")

    def span(self, name: str) -> Span:
        return next(one for one in self.spans if one.name == name)

    def under(self, parent: Span) -> list[str]:
        return [one.name for one in self.spans if one.parent_span_id == parent.span_id]


def attributes_of(span: Span) -> dict[str, Any]:
    return {one.key: one.value.string_value or one.value.int_value for one in span.attributes}


class Sentry:
    """Keeps the envelopes it is sent, whole and as events."""

    def __init__(self) -> None:
        self.envelopes: list[bytes] = []

    async def take(self, request: web.Request) -> web.Response:
        assert request.path == "/api/42/envelope/"
        body = await request.read()
        self.envelopes.append(body)
        return web.json_response({})

    @property
    def events(self) -> list[dict[str, Any]]:
        # Its header, then for each item a header and its content, a line each.
        return [orjson.loads(body.split(b"\n")[2]) for body in self.envelopes]
