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

A chat reads forward: ``expect`` looks at what the bot wrote or changed since the last thing that
was expected, and since the person's own last act. A tap waits for what came of the act before, as
people read before they tap; ``tap_data`` does not. When nothing fits, the whole transcript is in
the failure.
"""

import asyncio
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Any, Self

import aiohttp

from tests.journeys.reading import Json, Refused, checked, labels_of, rows_of, text_of
from tests.journeys.view import View

PATIENCE = 30.0
TAPS, A_LOOK = 3, 0.3  # where a screen changes below the finger; seconds to look again
NO_BUTTON = 404


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
        """All messages as they stand now, by id, oldest first."""
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
        """Taps the button with this label in the last message that has one; a part of the label
        is enough when no button is called exactly so. Waits for the button to come."""
        if self._before is not None:
            await self._view.until(self._before, "what comes of the last act", PATIENCE)

        def find() -> tuple[int, int, int] | None:
            return self._button(label)

        for more in reversed(range(TAPS)):
            message_id, row, column = await self._view.until(find, f"a button [{label}]", PATIENCE)
            if message_id == 0:
                await self._key(row, column)
                return
            try:
                await self._tap({"message_id": message_id, "row": row, "column": column})
                return
            except Refused as refused:
                # The screen has changed below the finger: whoever taps looks again.
                if refused.status != NO_BUTTON or not more:
                    raise
                await asyncio.sleep(A_LOOK)

    async def tap_data(self, data: str, message_id: int) -> None:
        """A press that no button offers: forged, or of a screen that has changed since."""
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
            message: Json = checked(response, await response.read())
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
        on its buttons; what comes before it is passed over. A label that ends with "…" is the
        beginning of one. Fails with the transcript."""
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
        return message

    async def expect_silence(self, seconds: float = 0.5) -> None:
        """No message from the bot for so long; that it brings an older card up to date is none."""
        before = len(self._view.lines)
        await asyncio.sleep(seconds)
        said = [line for line in self._view.lines[before:] if line.who == "Bot" and not line.edited]
        if said:
            raise AssertionError(f"{self.name} expected silence.\n\n{self.transcript()}")

    async def toast(self, *, timeout: float = PATIENCE) -> str:
        """The answer to the last tap: the text that pops up, empty when the bot said nothing."""
        answer = await self._answer(timeout)
        return str(answer["text"])

    async def alert(self, *, timeout: float = PATIENCE) -> str:
        """Like :meth:`toast`, for an answer that wants to be closed."""
        answer = await self._answer(timeout)
        assert answer["show_alert"], f"a toast came in place of an alert: {answer['text']}"
        return str(answer["text"])

    def last(self) -> Json:
        """The bot's newest message as it stands now."""
        own = [message for message in self.messages.values() if message["from"]["is_bot"]]
        assert own, f"the bot wrote nothing.\n\n{self.transcript()}"
        return own[-1]

    def transcript(self) -> str:
        return self._view.transcript()

    # Under the table.

    async def _act(self, deed: str, body: Json) -> Json:
        self._read = begun = len(self._view.lines)
        url = f"{self._base_url}/playground/people/{self.person}/{deed}"
        async with self._session.post(url, json=body) as response:
            result: Json = checked(response, await response.read())
        self._before = lambda: self._said(begun, changes=False)
        return result

    async def _tap(self, body: Json) -> None:
        begun = len(self._view.lines)
        self._last_query = query = (await self._act("tap", body))["query_id"]

        def come() -> object:
            answer = self._view.answers.get(query)
            return (answer and (answer["text"] or self._said(begun, changes=True))) or None

        self._before = come

    def _said(self, begun: int, *, changes: bool) -> object:
        """Whether the bot has written since that line; with ``changes``, or changed something."""
        lines = self._view.lines[begun:]
        return any(line.who == "Bot" and (changes or not line.edited) for line in lines) or None

    async def _key(self, row: int, column: int) -> None:
        """A key of the reply keyboard: it sends its label, or what it asks for."""
        key = self._keyboard()[row][column]
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

    def _button(self, label: str) -> tuple[int, int, int] | None:
        """Message, row and column; message 0 is the reply keyboard."""
        places = [
            (message["message_id"], row, column, text)
            for message in reversed(self.messages.values())
            for row, texts in enumerate(rows_of(message))
            for column, text in enumerate(texts)
        ]
        places += [
            (0, row, column, key["text"])
            for row, keys in enumerate(self._keyboard())
            for column, key in enumerate(keys)
        ]
        for exact in (True, False):
            for message_id, row, column, text in places:
                if text == label if exact else label in text:
                    return message_id, row, column
        return None

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
