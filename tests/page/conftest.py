"""A playground, a scripted bot, and a browser that looks at them."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

import aiohttp
import pytest_asyncio
from playwright.async_api import Browser, async_playwright, expect

from bot.playground.backstage import Backstage
from bot.playground.playground import Playground
from bot.playground.sample_people import TOKEN
from bot.playground.serve import PlaygroundServer, start
from tests.page.browser import ARGUMENTS, chromium
from tests.page.scripted_bot import ScriptedBot
from tests.page.window import Playpage

# Milliseconds: a loaded machine is slow, not broken.
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)

Opener = Callable[..., Awaitable[Playpage]]


@dataclass
class Setting:
    """One playground that listens. ``due``: what "to the next reminder" goes to."""

    playground: Playground
    served: PlaygroundServer
    session: aiohttp.ClientSession
    bot: ScriptedBot
    due: list[datetime] = field(default_factory=list)

    async def meet(self, *people: int) -> None:
        """Let people say hello, so that the bot may write to them."""
        for person in people:
            address = f"{self.served.url}/playground/people/{person}/send"
            async with self.session.post(address, json={"text": "/start"}) as response:
                assert response.status == 200
            await self.bot.receive()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def setting() -> AsyncIterator[Setting]:
    due: list[datetime] = []

    async def next_due() -> datetime | None:
        return due[0] if due else None

    playground = Playground(rates=None)
    served = await start(playground, backstage=Backstage(next_due=next_due))
    async with aiohttp.ClientSession() as session:
        bot = ScriptedBot(session, served.url, TOKEN)
        page_setting = Setting(playground, served, session, bot, due)
        yield page_setting
    # A test may have restarted the server.
    await page_setting.served.stop()
    playground.close()


@pytest_asyncio.fixture(loop_scope="session")
async def bot(setting: Setting) -> ScriptedBot:
    return setting.bot


@pytest_asyncio.fixture(loop_scope="session")
async def visit(browser: Browser, setting: Setting) -> AsyncIterator[Opener]:
    """Opens the page: ``await visit(width, height, dark=…)``. Anything the browser complains about,
    or requests from another server, fails the test."""
    pages: list[Playpage] = []

    async def open_page(width: int = 1400, height: int = 900, *, dark: bool = False) -> Playpage:
        context = await browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            timezone_id="Europe/Berlin",
            locale="en-GB",
            has_touch=width < 700,
        )
        context.set_default_timeout(PATIENCE)
        page = Playpage(await context.new_page(), setting.served.url)
        pages.append(page)
        await page.open()
        return page

    yield open_page
    for page in pages:
        await page.page.context.close()
    strangers = [
        address
        for page in pages
        for address in page.addresses
        if not address.startswith((setting.served.url, "blob:"))
    ]
    assert strangers == []
    assert [text for page in pages for text in page.complaints] == []
