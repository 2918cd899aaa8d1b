"""The world that one Bot API server serves."""

from collections import deque
from collections.abc import Callable
from pathlib import Path
from secrets import token_hex
from typing import Any

from bot.playground import errors
from bot.playground.chats import Chat, Chats, for_bot
from bot.playground.events import Events
from bot.playground.faults import SimulatedFaults
from bot.playground.files import Files
from bot.playground.limits import TELEGRAM_RATES, Rates, SimulatedLimits
from bot.playground.profile import BotProfile
from bot.playground.queries import Queries
from bot.playground.sample_people import BOT_ID, TOKEN, Json, SamplePerson
from bot.playground.simulated_clock import SimulatedClock
from bot.playground.store import Store
from bot.playground.updates import MESSAGE_LIFETIME, PRESS_LIFETIME, Updates
from bot.playground.webhooks import SimulatedWebhook

REMEMBERED_CALLS = 5_000


class Playground:
    """People, chats, files, pending updates and the clock, and what people can do with them.

    Everything that changes is written to ``store`` before a call is answered: handlers of a
    call end with ``store.flush()``.
    """

    def __init__(
        self,
        store_path: Path | None = None,
        token: str = TOKEN,
        *,
        clock_offset: float | None = None,
        rates: Rates | None = TELEGRAM_RATES,
    ) -> None:
        """Raises :class:`~bot.playground.store.StoreInUse` when another process has the file."""
        self.token = token
        self.store = Store(store_path)
        stored_offset = self.store.get("setting", "clock", 0.0)
        latest = self.store.get("setting", "latest", 0.0)
        self.clock = SimulatedClock(stored_offset if clock_offset is None else clock_offset, latest)
        # A new one after each start over: what the page remembers belongs to one of them.
        self.id = self.store.get("setting", "world") or self._new_id()
        self.events = Events()
        self.chats = Chats(self.store, self.clock, self.events)
        self.files = Files(self.store)
        self.profile = BotProfile(self.store)
        self.queries = Queries(self.store, self.clock, self.events)
        self.updates = Updates(self.store, self.clock)
        self.limits = SimulatedLimits(rates)
        self.webhook = SimulatedWebhook(self.store, self.clock, self.updates, self.limits)
        self.faults = SimulatedFaults()
        self.calls: deque[Json] = deque(maxlen=REMEMBERED_CALLS)
        # Called with each call of the bot, as in `calls`, and with its answer: the result, or the
        # refusal. For a record of everything.
        self.on_call: list[Callable[[Json, Any], None]] = []
        self.store.flush()

    def now(self) -> float:
        """Simulated epoch seconds."""
        return self.clock.now()

    @property
    def has_bot(self) -> bool:
        """Whether a bot listens: by a webhook, or by a recent poll."""
        return bool(self.webhook.url) or self.updates.polled_lately()

    def close(self) -> None:
        self.store.close()

    async def start_over(self) -> None:
        """Back to the cast, empty chats and real time, as at the first start.

        For a bot that keeps its own memory: its commands, webhook and names stay, and numbers it
        may have stored are not used again.
        """
        await self.webhook.drop()
        self.queries.drop()
        self.chats.start_over()
        self.files.drop()
        self.faults.switch_off()
        self.calls.clear()
        self.clock.offset = self.clock.latest = 0.0
        self.store.put("setting", "latest", 0.0)
        self.id = self._new_id()
        self.clock_moved()
        self.store.flush()
        # Readers reconnect at once, and read everything again.
        self.events.close()

    def _new_id(self) -> str:
        identity = token_hex(8)
        self.store.put("setting", "world", identity)
        return identity

    # What a person does.

    def say(self, chat: Chat, content: Json) -> Json:
        """A message from the person whose chat it is; the bot gets it as an update."""
        self.chats.start(chat)
        message = self.chats.add(chat, chat.person.user(), content)
        self.updates.add("message", message, f"chat/{chat.person.id}", MESSAGE_LIFETIME)
        return message

    def press(self, chat: Chat, message: Json, data: str) -> str:
        """A pressed inline button; returns the id of the query."""
        press = self.queries.open(chat.person.id)
        query = {
            "id": press.id,
            "from": chat.person.user(),
            "message": for_bot(message),
            "chat_instance": str(-(chat.person.id * 1_000_003 + BOT_ID)),
            "data": data,
        }
        self.updates.add("callback_query", query, f"user/{chat.person.id}", PRESS_LIFETIME)
        return press.id

    def set_blocked(self, chat: Chat, blocked: bool) -> None:
        if chat.blocked == blocked:
            return
        chat.blocked = blocked
        self.chats.keep(chat)
        self.events.publish("blocked", chat.person.id, blocked=blocked)
        before, after = ("member", "kicked") if blocked else ("kicked", "member")
        change = {
            "chat": chat.card,
            "from": chat.person.user(),
            "date": int(self.clock.now()),
            "old_chat_member": self._membership(before),
            "new_chat_member": self._membership(after),
        }
        if chat.started:
            queue = f"member/{chat.person.id}"
            self.updates.add("my_chat_member", change, queue, MESSAGE_LIFETIME)

    def _membership(self, status: str) -> Json:
        member: Json = {"user": self.profile.user(), "status": status}
        return {**member, "until_date": 0} if status == "kicked" else member

    def put_person(self, person: SamplePerson) -> None:
        self.chats.put_person(person)
        chat = self.chats.get(person.id)
        assert chat is not None
        self._tell_commands(chat)

    # What the bot does.

    def allow_messages(self, chat: Chat, count: int = 1) -> None:
        """Counts new messages against the rates; raises Telegram's 429."""
        wait = self.limits.retry_after(chat.person.id, count, self.clock.steady())
        if wait is not None:
            raise errors.too_many(wait)

    def tell_commands(self) -> None:
        """After a change of commands: everybody's menu as it is now."""
        for person in self.chats.people():
            chat = self.chats.get(person.id)
            assert chat is not None
            self._tell_commands(chat)

    def _tell_commands(self, chat: Chat) -> None:
        commands = self.profile.commands_for(chat)
        self.events.publish("commands", chat.person.id, commands=commands)

    # The clock.

    def clock_moved(self) -> None:
        """Stores the offset, tells the page, and ends the bot's poll so that the bot learns of
        it."""
        self.store.put("setting", "clock", self.clock.offset)
        self.events.publish("clock", None, now=self.clock.now(), offset=self.clock.offset)
        self.updates.wake()
