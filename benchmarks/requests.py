"""Requests sent as fast as they are answered, over connections that stay open, with prepared
bytes."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import quantiles
from time import perf_counter


@dataclass(frozen=True)
class Load:
    """The results of a server. latencies: seconds, of each request. statuses: how often each
    came."""

    per_second: float
    latencies: Sequence[float]
    statuses: dict[int, int]

    def percentile(self, which: int) -> float:
        """1 to 99, in milliseconds."""
        return quantiles(self.latencies, n=100)[which - 1] * 1000


def get(path: str, token: str) -> bytes:
    """A GET request."""
    head = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\r\n"
    return head.encode()


def post(path: str, token: str, body: bytes) -> bytes:
    """A POST request with JSON."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def send(port: int, requests: Iterator[bytes], *, number: int, in_flight: int) -> Load:
    """Send this many, over as many connections as are in flight."""
    remaining = iter([next(requests) for _ in range(number)])
    latencies: list[float] = []
    statuses: dict[int, int] = {}

    async def one_after_another() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for request in remaining:  # shared: each takes the next
            started_at = perf_counter()
            writer.write(request)
            status = await _answer(reader)
            latencies.append(perf_counter() - started_at)
            statuses[status] = statuses.get(status, 0) + 1
        writer.close()
        await writer.wait_closed()

    started_at = perf_counter()
    await asyncio.gather(*(one_after_another() for _ in range(in_flight)))
    return Load(number / (perf_counter() - started_at), latencies, statuses)


async def _answer(reader: asyncio.StreamReader) -> int:
    head = await reader.readuntil(b"\r\n\r\n")
    lowered = head.lower()
    at = lowered.index(b"content-length:") + 15
    await reader.readexactly(int(lowered[at : lowered.index(b"\r", at)]))
    return int(head[9:12])
