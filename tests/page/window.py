"""The page as a person uses it: chats by name, buttons by label."""

from typing import Any

from playwright.async_api import Locator, Page, expect


class ChatWindow:
    """One chat on the page."""

    def __init__(self, page: Page, name: str) -> None:
        self.page = page
        self.name = name
        self.root = page.get_by_role("region", name=name, exact=True)
        self.field = self.root.get_by_role("textbox", name="Message as")
        self.log = self.root.get_by_role("log")
        self.toast = self.root.get_by_role("status")

    def button(self, label: str) -> Locator:
        """A button by its whole label; the newest if there are several."""
        return self.root.get_by_role("button", name=label, exact=True).last

    def message(self, text: str) -> Locator:
        """The newest message that contains a text."""
        return self.log.get_by_role("listitem").filter(has_text=text).last

    async def send(self, text: str) -> None:
        await self.field.fill(text)
        await self.field.press("Enter")

    async def tap(self, label: str) -> None:
        await self.button(label).click()

    async def shows(self, text: str) -> None:
        await expect(self.message(text)).to_be_visible()

    async def menu(self, label: str) -> None:
        """Choose an entry of the chat's own menu."""
        await self.root.get_by_role("button", name=f"Menu of {self.name}").click()
        await self.page.get_by_role("menuitem", name=label).click()


class Playpage:
    """A page in the browser, and what went wrong on it."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.complaints: list[str] = []
        self.addresses: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self.addresses.append(request.url))

    def _console(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    async def open(self) -> None:
        await self.page.goto(self.url)
        await expect(self.page.get_by_role("navigation", name="People")).to_contain_text("Mia")

    def chat(self, name: str) -> ChatWindow:
        return ChatWindow(self.page, name)

    def person(self, name: str) -> Locator:
        """Someone's entry in the list of people."""
        people = self.page.get_by_role("navigation", name="People")
        return people.get_by_role("button", name=name)

    async def overflow(self) -> int:
        """By how many pixels the page is wider than the window."""
        width: int = await self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        return width
