"""Long bodies that come slowly: one caller's take little memory, and others still get theirs
through."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from yarl import URL

from handlers.http.api.limits import EACH_AT_ONCE
from tests.handlers.http.api.programs import Api, Program
from tests.house import House

LENGTH = 4 * 1024 * 1024
PHOTO = b"\xff\xd8\xff" + bytes(100_000)
JPEG = {"Content-Type": "image/jpeg"}


@asynccontextmanager
async def slow(api: Api, program: Program, path: str) -> AsyncIterator[asyncio.StreamReader]:
    """A picture of which only the beginning comes; the answer to it."""
    url = URL(api.url)
    reader, writer = await asyncio.open_connection(url.host, url.port)
    head = [f"PUT /api/v1{path} HTTP/1.1", "Host: localhost", f"Content-Length: {LENGTH}"]
    head += [f"{name}: {value}" for name, value in {**program.headers, **JPEG}.items()]
    writer.write("\r\n".join([*head, "", "\xff"]).encode("latin-1"))
    yield reader
    writer.transport.abort()


async def test_one_caller_holds_few_of_them_and_others_have_theirs(
    api: Api, house: House, team: Program
) -> None:
    path = f"/coaches/{house.coach.id}/photo"
    coach = await api.of(house.coach_person)
    async with AsyncExitStack() as sending:
        answers = [
            asyncio.create_task((await sending.enter_async_context(slow(api, team, path))).read(12))
            for _ in range(EACH_AT_ONCE + 1)
        ]
        [one], others = await asyncio.wait(answers, return_when=asyncio.FIRST_COMPLETED)
        assert one.result() == b"HTTP/1.1 429"
        refused = await team.ask("PUT", path, data=PHOTO, headers=JPEG)
        assert (refused.code, refused.headers["Retry-After"]) == ("TOO_MANY_REQUESTS", "1")
        # It is read, and refused for another reason.
        assert (await coach.ask("PUT", path, data=PHOTO, headers=JPEG)).code == "SET_UP_OVER"
        assert (await team.put("/me", {"news": True})).status == 200
    await asyncio.gather(*others, return_exceptions=True)
    async with asyncio.timeout(30):
        while refused.status != 200:
            refused = await team.ask("PUT", path, data=PHOTO, headers=JPEG)
