"""The library web apps use, in a real browser, through nginx, while replicas come and go.

It is the unmodified npm release, `socket.io-client` 4.8.4.
"""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, async_playwright

from domain.roles import Role
from storage.transactions import Database
from tests.handlers.http.realtime.listening import Replica, make, note, replica
from tests.house import House
from tests.nginx import load_balancer
from tests.page.browser import ARGUMENTS, chromium

LIBRARY = Path(__file__).parent / "npm" / "socket.io-client-4.8.4.min.js"
# As docs/realtime.md has it.
APP = """
([token, after]) => {
    const told = window.told = [];
    let last = after;
    const socket = window.socket = io({
        transports: ["websocket"],
        reconnectionDelay: 20, reconnectionDelayMax: 100, randomizationFactor: 0,
        auth: (give) => give({ token, after: last }),
    });
    socket.on("connect_error", (error) => told.push(["refused", error.data ?? error.message]));
    socket.on("disconnect", (reason) => told.push(["disconnect", reason]));
    socket.onAny((name, data) => {
        told.push([name, data]);
        if (data.id) last = data.id;
    });
}
"""
WAIT = 30_000


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield await browser.new_page()
        await browser.close()


async def open_app(page: Page, url: str, token: str, after: str | None = None) -> None:
    # Any page of this host will do, also that there is none of this name.
    await page.goto(f"{url}/app")
    await page.add_script_tag(path=LIBRARY)
    await page.evaluate(APP, [token, after])


async def wait_for_events(page: Page, events: int) -> list[Any]:
    """Everything that has come, once this many events have."""
    count = "(n) => told.filter(([name]) => name.includes(':')).length >= n"
    await page.wait_for_function(count, arg=events, timeout=WAIT)
    messages: list[Any] = await page.evaluate("told")
    return messages


async def test_a_web_app_goes_on_at_another_replica_and_misses_nothing(
    served: Replica, database_url: str, house: House, page: Page, tmp_path: Path
) -> None:
    await make(house, house.customers[2], role=Role.ADMIN)
    token = await served.key(house.customers[2])
    elsewhere = Database(database_url, pool_size=4)
    async with (
        replica(elsewhere) as other,
        load_balancer(
            tmp_path, [one.url.removeprefix("http://") for one in (served, other)]
        ) as url,
    ):
        await open_app(page, url, token)
        await page.wait_for_function("told.length > 0", timeout=WAIT)
        await note(house, "change_service", "service", 1)
        await wait_for_events(page, 1)

        first = served if len(served.hub.listeners) else other
        await asyncio.gather(
            first.server.close(), *(note(house, "change_service", "service", n) for n in (2, 3))
        )
        await note(house, "change_service", "service", 4)
        messages = await wait_for_events(page, 4)

        events = [data for name, data in messages if ":" in name]
        assert sorted(event["subject_id"] for event in events) == [1, 2, 3, 4]
        assert len({event["id"] for event in events}) == 4
        assert [data for name, data in messages if name == "disconnect"] == ["transport close"]
        assert [name for name, _ in messages if name == "ready"] == ["ready", "ready"]

        second = other if first is served else served
        async with second.database.read() as reader:
            await reader.fetch("UPDATE api_keys SET revoked_at = now()")
        await note(house, "sign_out", "person", house.customers[2].id)
        # What is over is over: it does not knock again and again.
        ended = 'told.at(-1)[1] === "io server disconnect"'
        await page.wait_for_function(ended, timeout=WAIT)
        assert (await page.evaluate("told"))[-2] == ["cut", {"code": "invalid_token"}]

        await open_app(page, url, "cbk_nobodys")
        await page.wait_for_function("told.length > 0", timeout=WAIT)
        assert (await page.evaluate("told"))[0] == ["refused", {"code": "invalid_token"}]
    await elsewhere.close()
