"""The page that shows the API and tries it out, with nothing from any other server."""

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, expect

from handlers.http.api.api import Api
from handlers.http.api.call import ApiContext
from handlers.queries.starts.shop import Shop
from storage.transactions import Database
from tests.house import NOW

pytestmark = pytest.mark.asyncio(loop_scope="session")
# Nothing listens there, and nothing that is asked here needs it.
NOWHERE = "postgresql://nobody@127.0.0.1:1/nothing"


async def test_the_page_of_the_api_asks_it_and_nobody_else(browser: Browser) -> None:
    database = Database(NOWHERE)
    house = ApiContext(
        database=database,
        shop=Shop(database),
        clock=lambda: NOW,
        language="en",
        zone="UTC",
        currency="EUR",
        link=lambda: "https://t.me/test_bot",
        taking=lambda: True,
    )
    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", Api(house).answer)
    complaints: list[str] = []
    urls: list[str] = []
    async with TestServer(app) as server:
        address = str(server.make_url("/"))
        page = await browser.new_page(viewport={"width": 390, "height": 844})
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda fault: complaints.append(str(fault)))
        page.on("request", lambda request: urls.append(request.url))
        await page.goto(f"{address}docs")
        await page.get_by_role("link", name="Appointments", exact=True).click()
        await page.locator("#operations-Appointments-appointments_read").click()
        await expect(page.get_by_text("The ETag is its version.")).to_be_visible()
        assert complaints == []
        await page.get_by_placeholder("appointment_id").fill("7")
        await page.get_by_role("button", name="Execute").click()
        await expect(page.get_by_text("NOT_SIGNED_IN").first).to_be_visible()
        assert [url for url in urls if not url.startswith((address, "data:", "blob:"))] == []
        await page.close()
    await database.close()
