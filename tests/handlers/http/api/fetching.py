"""Files as programs fetch and send them."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from yarl import URL

from tests.handlers.http.api.programs import Api, Program


@dataclass(frozen=True)
class FetchedFile:
    """A file that came back."""

    status: int
    headers: Mapping[str, str]
    content: bytes


async def fetch(program: Program, path: str, **request: Any) -> FetchedFile:
    headers = {**program.headers, **request.pop("headers", {})}
    url = f"/api/v1{path}"
    async with program.session.get(url, headers=headers, **request) as response:
        return FetchedFile(response.status, response.headers, await response.read())


async def upload(program: Program, method: str, path: str, content: bytes, kind: str) -> Any:
    return await program.ask(method, path, data=content, headers={"Content-Type": kind})


async def send_head(
    api: Api, program: Program, method: str, path: str, length: int, kind: str
) -> tuple[int, str]:
    """The answer to just the head of a request: its status, and the code of the error."""
    url = URL(api.url)
    reader, writer = await asyncio.open_connection(url.host, url.port)
    head = {**program.headers, "Host": "x", "Content-Type": kind, "Content-Length": str(length)}
    lines = [f"{method} /api/v1{path} HTTP/1.1", *(f"{name}: {head[name]}" for name in head)]
    writer.write("\r\n".join((*lines, "", "")).encode())
    async with asyncio.timeout(60):
        answer = await reader.read()
    writer.close()
    body = json.loads(answer.partition(b"\r\n\r\n")[2])
    return int(answer.split()[1]), body["error"]["code"]
