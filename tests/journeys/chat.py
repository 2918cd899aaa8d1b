"""Talking to the bot as people do, over the playground's HTTP.

    async with Stage(url) as stage:
        mia = await stage.chat(7001)
        await mia.send("/book")
        await mia.expect("Which service", buttons=["Yoga"])
        await mia.tap("Yoga")

or, the same, as a conversation:

    await play('''
        Mia says /book
        Mia sees Which service [Yoga]
        Mia taps Yoga
    ''', mia)

A chat reads forward: ``expect`` looks at what the bot wrote or changed since the last thing
expected, and since the person's own last act. A tap waits for the result of the act before, as
people read before they tap; ``tap_data`` does not. If nothing fits, the failure has the whole
transcript.
"""

from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Any, Self

import aiohttp

from tests.journeys.reading import Json, checked_json, keys_of, labels_of, text_of
from tests.journeys.view import View

PATIENCE = 30.0


class Chat:
    """One person's chat with the bot, kept current by the event stream."""

    def __init__(
        self, person: int, base_url: str, session: aiohttp.ClientSession | None = None
    ) -> None:
        self.person = person
        self._base_url = base_url.rstrip("/")
        self._session = session or aiohttp.ClientSession()
        self._owns_session = session is None
        self._view = View(person, self._base_url, self._session)
        self._read = 0
        self._last_query = ""
        self._looked_at = 0
        self._before: Callable[[], object] | None = None  # what came of the last act, if anything

    async def __aenter__(self) -> Self:
        return await self.open()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def open(self) -> Self:
        await self._view.open()
        return self

    async def close(self) -> None:
        await self._view.close()
        if self._owns_session:
            await self._session.close()

    @property
    def name(self) -> str:
        return self._view.name

    @property
    def messages(self) -> dict[int, Json]:
        """All messages as they are now, by id, oldest first."""
        return self._view.messages

    @property
    def actions(self) -> list[str]:
        """``typing`` and the like, as they came."""
        return self._view.actions

    # What the person does.

    async def send(self, text: str, *, reply_to: int | None = None) -> Json:
        body: Json = {"text": text}
        if reply_to is not None:
            body["reply_to"] = reply_to
        return await self._act("send", body)

    async def start(self, payload: str = "") -> Json:
        """Opens the bot by a deep link."""
        return await self._act("start", {"payload": payload})

    async def tap(self, label: str) -> None:
        """Taps the button with this label in the last message that has one; a part of the label is
        enough if no button has exactly that. Waits for the button to come."""
        if self._before is not None:
            await self._view.until(self._before, "what comes of the last act", PATIENCE)

        def find() -> tuple[int, Json] | None:
            return self._button(label)

        message_id, key = await self._view.until(find, f"a button [{label}]", PATIENCE)
        if message_id == 0:
            await self._key(key)
        else:
            # An app sends what it shows, even if the bot has changed it meanwhile.
            assert "callback_data" in key, f"[{label}] tells the bot nothing"
            await self.tap_data(key["callback_data"], message_id)

    async def tap_data(self, data: str, message_id: int) -> None:
        """A press, whether a button offers it or not: forged, or from a screen that has changed."""
        await self._tap({"message_id": message_id, "data": data})

    async def share_contact(self, person: int | None = None, **card: Any) -> Json:
        """Somebody's contact, by default the person's own; or a card typed by hand."""
        return await self._act("contact", card or {"person_id": person or self.person})

    async def share_location(self, latitude: float, longitude: float) -> Json:
        return await self._act("location", {"latitude": latitude, "longitude": longitude})

    async def forward(self, from_person: int, text: str = "Hello!") -> Json:
        """Passes on to the bot what somebody else wrote."""
        return await self._act("forward", {"from_person_id": from_person, "text": text})

    async def upload(
        self,
        name: str,
        content: bytes,
        *,
        kind: str = "document",
        caption: str = "",
        duration: int = 0,
    ) -> Json:
        self._read = len(self._view.lines)
        form = aiohttp.FormData()
        form.add_field("file", content, filename=name)
        form.add_field("kind", kind)
        form.add_field("caption", caption)
        form.add_field("duration", str(duration))
        url = f"{self._base_url}/playground/people/{self.person}/upload"
        async with self._session.post(url, data=form) as response:
            message: Json = checked_json(response, await response.read())
        return message

    async def block(self, blocked: bool = True) -> None:
        await self._act("block", {"blocked": blocked})

    # What the person gets to see.

    async def expect(
        self,
        fragment: str,
        *,
        buttons: Sequence[str] | None = None,
        timeout: float = PATIENCE,
    ) -> Json:
        """The bot's next message or change with ``fragment`` in its text and all these labels
        on its buttons; anything before it is skipped. A label that ends with "…" is the beginning
        of one. Fails with the transcript."""
        wanted = f"“{fragment}”" + "".join(f" [{label}]" for label in buttons or ())

        def find() -> tuple[int, Json] | None:
            for place, line in enumerate(self._view.lines[self._read :], self._read + 1):
                shown = labels_of(line.message)
                if (
                    line.who == "Bot"
                    and fragment in text_of(line.message)
                    and all(_stands(label, shown) for label in buttons or ())
                ):
                    return place, line.message
            return None

        self._read, message = await self._view.until(find, wanted, timeout)
        self._looked_at = message["message_id"]
        return message

    async def expect_silence(self, seconds: float = 0.5) -> None:
        """No message from the bot for this long; updating an older card does not count."""
        before = len(self._view.lines)

        def said() -> bool | None:
            lines = self._view.lines[before:]
            return any(line.who == "Bot" and not line.edited for line in lines) or None

        try:
            await self._view.until(said, "silence", seconds)
        except AssertionError:
            return
        raise AssertionError(f"{self.name} expected silence.\n\n{self.transcript()}")

    async def toast(self, *, timeout: float = PATIENCE) -> str:
        """The answer to the last tap: the text that pops up, empty if the bot said nothing."""
        answer = await self._answer(timeout)
        return str(answer["text"])

    async def alert(self, *, timeout: float = PATIENCE) -> str:
        """Like :meth:`toast`, for an answer that must be closed."""
        answer = await self._answer(timeout)
        assert answer["show_alert"], f"a toast came in place of an alert: {answer['text']}"
        return str(answer["text"])

    def last(self) -> Json:
        """The message last expected, as it is now; another may have come since."""
        assert self._looked_at in self.messages, f"it is gone.\n\n{self.transcript()}"
        return self.messages[self._looked_at]

    def transcript(self) -> str:
        return self._view.transcript()

    # Internals.

    async def _act(self, deed: str, body: Json) -> Json:
        self._read = begun = len(self._view.lines)
        url = f"{self._base_url}/playground/people/{self.person}/{deed}"
        async with self._session.post(url, json=body) as response:
            result: Json = checked_json(response, await response.read())
        self._before = lambda: self._has_written(begun, changes=False)
        return result

    async def _tap(self, body: Json) -> None:
        begun = len(self._view.lines)
        self._last_query = query = (await self._act("tap", body))["query_id"]

        def come() -> object:
            answer = self._view.answers.get(query)
            return (answer and (answer["text"] or self._has_written(begun, changes=True))) or None

        self._before = come

    def _has_written(self, begun: int, *, changes: bool) -> object:
        """Whether the bot has written since that line; with ``changes``, or changed something."""
        lines = self._view.lines[begun:]
        return any(line.who == "Bot" and (changes or not line.edited) for line in lines) or None

    async def _key(self, key: Json) -> None:
        """A key of the reply keyboard: it sends its label, or what it asks for."""
        if key.get("request_contact"):
            await self.share_contact()
        elif key.get("request_location"):
            await self.share_location(52.52, 13.405)
        else:
            await self.send(key["text"])

    async def _answer(self, timeout: float) -> Json:
        assert self._last_query, f"{self.name} tapped nothing yet"
        return await self._view.until(
            lambda: self._view.answers.get(self._last_query), "an answer to the tap", timeout
        )

    def _button(self, label: str) -> tuple[int, Json] | None:
        """The message, 0 for the reply keyboard, and the button as in the Bot API."""
        buttons = [
            (message["message_id"], key)
            for message in reversed(self.messages.values())
            for row in keys_of(message)
            for key in row
        ]
        buttons += [(0, key) for row in self._keyboard() for key in row]
        exact = (button for button in buttons if button[1]["text"] == label)
        return next(exact, None) or next((b for b in buttons if label in b[1]["text"]), None)

    def _keyboard(self) -> list[list[Json]]:
        """The reply keyboard that is out, if any."""
        for message in reversed(self.messages.values()):
            markup = message.get("reply_markup", {})
            if "remove_keyboard" in markup:
                return []
            if "keyboard" in markup:
                keyboard: list[list[Json]] = markup["keyboard"]
                return keyboard
        return []


def _stands(label: str, shown: Sequence[str]) -> bool:
    begins = label.removesuffix("…")
    return label in shown or (begins != label and any(one.startswith(begins) for one in shown))
