"""Wherever a stranger's address leads, we only ever connect to the open internet."""

import pytest
from aiohttp import ClientConnectorError, web
from aiohttp.test_utils import TestServer

from bot.public_addresses import NotPublic, open_session


async def _here(request: web.Request) -> web.Response:
    return web.Response(text="inside")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]"])
async def test_a_server_of_this_machine_hears_nothing(host: str) -> None:
    app = web.Application()
    app.router.add_get("/", _here)
    async with TestServer(app, host="127.0.0.1") as server, open_session() as session:
        with pytest.raises(ClientConnectorError) as refused:
            await session.get(f"http://{host}:{server.port}/")
        assert isinstance(refused.value.os_error, NotPublic) or "Multiple" in str(refused.value)

    async with TestServer(app, host="127.0.0.1") as server:
        addresses: list[str] = []

        def allowed(address: str) -> bool:
            addresses.append(address)
            return True

        async with open_session(allowed=allowed) as session:
            answer = await session.get(f"http://127.0.0.1:{server.port}/")
            assert await answer.text() == "inside"
        assert addresses == ["127.0.0.1"]
