"""A bot without a program: the test says what it does, over the real Bot API."""

from typing import Any

import aiohttp

Json = dict[str, Any]
Row = list[Json | str]


def keyboard(*rows: Row) -> Json:
    """An inline keyboard; a plain text is a button whose data is its label."""
    return {"inline_keyboard": [[_button(each) for each in row] for row in rows]}


def _button(button: Json | str) -> Json:
    return {"text": button, "callback_data": button} if isinstance(button, str) else button


class ScriptedBot:
    def __init__(self, session: aiohttp.ClientSession, url: str, token: str) -> None:
        self._session = session
        self._url = url
        self._token = token
        self._offset = 0
        self._pending: list[Json] = []

    async def call(self, method: str, **payload: Any) -> Any:
        """The ``result`` of a Bot API method; an AssertionError with Telegram's words."""
        address = f"{self._url}/bot{self._token}/{method}"
        async with self._session.post(address, json=payload) as response:
            answer = await response.json()
        assert answer["ok"], answer
        return answer["result"]

    async def send_photo(self, chat_id: int, content: bytes, caption: str) -> Json:
        form = aiohttp.FormData({"chat_id": str(chat_id), "caption": caption})
        form.add_field("photo", content, filename="week.png", content_type="image/png")
        return await self._upload("sendPhoto", form)

    async def send_document(self, chat_id: int, content: bytes, name: str) -> Json:
        form = aiohttp.FormData({"chat_id": str(chat_id)})
        form.add_field("document", content, filename=name, content_type="text/calendar")
        return await self._upload("sendDocument", form)

    async def _upload(self, method: str, form: aiohttp.FormData) -> Json:
        address = f"{self._url}/bot{self._token}/{method}"
        async with self._session.post(address, data=form) as response:
            answer: Json = await response.json()
        assert answer["ok"], answer
        result: Json = answer["result"]
        return result

    async def say(self, chat_id: int, text: str, *rows: Row, **more: Any) -> Json:
        """Send a message in HTML, with inline buttons."""
        if rows:
            more["reply_markup"] = keyboard(*rows)
        sent: Json = await self.call(
            "sendMessage", chat_id=chat_id, text=text, parse_mode="HTML", **more
        )
        return sent

    async def edit(self, message: Json, text: str, *rows: Row) -> None:
        more = {"reply_markup": keyboard(*rows)} if rows else {}
        await self.call(
            "editMessageText",
            chat_id=message["chat"]["id"],
            message_id=message["message_id"],
            text=text,
            parse_mode="HTML",
            **more,
        )

    async def receive(self, kind: str = "message") -> Json:
        """The next update of a kind; others that come before it are skipped."""
        while True:
            while self._pending:
                update = self._pending.pop(0)
                if kind in update:
                    content: Json = update[kind]
                    return content
            self._pending = await self.news()
            assert self._pending, f"no {kind} came"

    async def news(self) -> list[Json]:
        """Every update since the last look, in order; waits for one."""
        updates: list[Json] = await self.call("getUpdates", offset=self._offset, timeout=10)
        if updates:
            self._offset = updates[-1]["update_id"] + 1
        return updates
