"""The runner's own record, as Telegram would have it: what was sent, taken, called and answered.

    witness.updates       every update, with when it was sent, each attempt, and when it was taken
    witness.calls         every call of the bots in order, with its outcome
    witness.messages      the calls that made a message in a chat, by chat and message id
    witness.on_taken      told of an update when the bots have taken it (2xx)

Nothing is ever removed, and none of it comes from the bot's own logs or metrics.
"""

import gc
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import orjson

from bot.playground import Playground
from bot.playground.updates import Pending

Json = dict[str, Any]

# After every this many calls, everything there is gets exempted from garbage collection.
SETTLED = 5_000


@dataclass(slots=True)
class SentUpdate:
    """One update. Times are the witness's own seconds. person: Telegram id of who acted.

    data: the pressed button's, None for a text. message_id: the message it was under, or is.
    attempts: whether each was taken. screen: the message as it was when the update was taken.
    """

    id: int
    at: float
    person: int
    query_id: str | None
    data: str | None
    message_id: int
    attempts: list[bool] = field(default_factory=list)
    taken_at: float | None = None
    screen: Json = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the Bot API. status: of HTTP, 0 for none. result: the answer to it.

    method: in lower case. payload: its parameters as they came.
    """

    at: float
    method: str
    payload: Mapping[str, Any]
    status: int
    result: Any

    @property
    def chat(self) -> int:
        """The chat it is about, 0 if none."""
        return int(self.payload.get("chat_id") or 0)

    @property
    def retry_after(self) -> float | None:
        """For how many seconds the bot was told to be quiet, if it was."""
        parameters = self.result.get("parameters", {}) if isinstance(self.result, dict) else {}
        seconds = parameters.get("retry_after")
        return None if seconds is None else float(seconds)


class Witness:
    """Listens to a Telegram from its first update on."""

    def __init__(self, world: Playground) -> None:
        self._world = world
        self.updates: dict[int, SentUpdate] = {}
        self.calls: list[Call] = []
        self.messages: dict[tuple[int, int], Call] = {}
        self.answers: dict[str, str] = {}
        self.on_taken: list[Callable[[SentUpdate], None]] = []
        self.on_message: list[Callable[[Call], None]] = []
        world.updates.on_added.append(self._on_added)
        world.webhook.on_attempt.append(self._on_attempt)
        world.on_call.append(self._on_call)

    def now(self) -> float:
        """Seconds of the witness: they only ever go forward."""
        return time.monotonic()

    def moment(self) -> datetime:
        """The instant that Telegram, and so the bots, believe it is."""
        return datetime.fromtimestamp(self._world.now(), UTC)

    def screen(self, person: int, message_id: int) -> Json:
        """A message as it now is in a person's chat, empty if there is none."""
        chat = self._world.chats.get(person)
        return {} if chat is None else chat.messages.get(message_id, {})

    def toast(self, sent: SentUpdate) -> str:
        """What a press was last answered with; empty if that had no words."""
        return self.answers.get(sent.query_id or "", "")

    def sent_to(self, *people: int) -> list[Call]:
        """The messages in these chats, oldest first."""
        return [call for (chat, _), call in self.messages.items() if chat in people]

    def _on_added(self, pending: Pending) -> None:
        update = orjson.loads(pending.body)
        press = update.get("callback_query", {})
        message = press.get("message") or update.get("message") or {}
        sender = press.get("from") or message.get("from") or {}
        self.updates[pending.id] = SentUpdate(
            pending.id,
            self.now(),
            int(sender.get("id", 0)),
            press.get("id"),
            press.get("data"),
            int(message.get("message_id", 0)),
        )

    def _on_attempt(self, update_id: int, taken: bool) -> None:
        sent = self.updates[update_id]
        sent.attempts.append(taken)
        if taken and sent.taken_at is None:
            sent.taken_at = self.now()
            sent.screen = self.screen(sent.person, sent.message_id)
            for listener in self.on_taken:
                listener(sent)

    def _on_call(self, logged: Json, result: Any) -> None:
        payload = logged["payload"]
        call = Call(self.now(), logged["method"], payload, logged["status"], result)
        self.calls.append(call)
        if len(self.calls) % SETTLED == 0:
            # Nothing kept here is ever garbage, and collecting over more and more of it would in
            # the end hold this Telegram up for seconds.
            gc.freeze()
        if call.method == "answercallbackquery":
            self.answers[str(payload.get("callback_query_id"))] = str(payload.get("text") or "")
        elif call.status == 200 and call.method.startswith("send") and isinstance(result, dict):
            self.messages[call.chat, result["message_id"]] = call
            for listener in self.on_message:
                listener(call)
