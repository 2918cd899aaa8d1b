"""Everybody's chat with the bot: people, messages, who blocked it, who never wrote."""

from typing import Any

from bot.playground import errors
from bot.playground.errors import ApiError
from bot.playground.events import Events
from bot.playground.parameters import Parameters
from bot.playground.sample_people import BOT_ID, CAST, Json, SamplePerson
from bot.playground.simulated_clock import SimulatedClock
from bot.playground.store import Store

FIRST_NEW_PERSON = 7101


class Chat:
    """One private chat. Messages are Bot API ``Message`` objects by id, oldest first; a reply
    keyboard is in ``reply_markup``, too, which only the page sees."""

    __slots__ = ("blocked", "card", "last_id", "messages", "person", "pinned", "started")

    def __init__(self, person: SamplePerson, record: Json | None = None) -> None:
        record = record or {}
        self.person = person
        self.card = person.chat()
        self.messages: dict[int, Json] = {}
        self.last_id: int = record.get("last_id", 0)
        self.started: bool = record.get("started", False)
        self.blocked: bool = record.get("blocked", False)
        self.pinned: list[int] = record.get("pinned", [])

    def record(self) -> Json:
        return {
            "last_id": self.last_id,
            "started": self.started,
            "blocked": self.blocked,
            "pinned": self.pinned,
        }


class Chats:
    def __init__(self, store: Store, clock: SimulatedClock, events: Events) -> None:
        self._store = store
        self._clock = clock
        self._events = events
        self._chats: dict[int, Chat] = {}
        self._load()

    def start_over(self) -> None:
        """The cast as at the first start, and no messages. Numbers continue: the bot may know the
        old ones."""
        last_ids = {chat.person.id: chat.last_id for chat in self._chats.values()}
        for chat in self._chats.values():
            for message_id in chat.messages:
                self._store.forget("message", f"{chat.person.id}/{message_id}")
            self._store.forget("person", str(chat.person.id))
            self._store.forget("chat", str(chat.person.id))
        self._first_new = self.next_person_id()
        self._store.put("setting", "next_person", self._first_new)
        self._chats.clear()
        for person in CAST:
            self._open(person, {"last_id": last_ids.get(person.id, 0)})

    def _open(self, person: SamplePerson, record: Json | None) -> None:
        """Somebody of the cast, for the first time."""
        chat = self._chats[person.id] = Chat(person, record)
        self._store.put("person", str(person.id), person.profile())
        self.keep(chat)
        # Coaches and admins have written to the bot before its first customer comes; nobody else
        # could be sent a message.
        if person.role != "customer":
            self.start(chat)

    def _load(self) -> None:
        people = [SamplePerson(**profile) for _, profile in self._store.all("person")]
        records = dict(self._store.all("chat"))
        self._first_new = int(self._store.get("setting", "next_person", FIRST_NEW_PERSON))
        for person in people:
            self._chats[person.id] = Chat(person, records.get(str(person.id)))
        if not people:
            for person in CAST:
                self._open(person, records.get(str(person.id)))
        for key, message in self._store.all("message"):
            chat = self._chats[int(key.partition("/")[0])]
            chat.messages[message["message_id"]] = message
            chat.last_id = max(chat.last_id, message["message_id"])

    # People.

    def people(self) -> list[SamplePerson]:
        return [chat.person for chat in self._chats.values()]

    def get(self, person_id: int) -> Chat | None:
        return self._chats.get(person_id)

    def find_user(self, user_id: int) -> Json | None:
        chat = self._chats.get(user_id)
        return None if chat is None else chat.person.user()

    def next_person_id(self) -> int:
        return max(self._first_new, *(person_id + 1 for person_id in self._chats))

    def put_person(self, person: SamplePerson) -> None:
        """Adds somebody, or changes their name from now on."""
        chat = self._chats.get(person.id)
        if chat is None:
            self._chats[person.id] = Chat(person)
        else:
            chat.person, chat.card = person, person.chat()
        self._store.put("person", str(person.id), person.profile())
        self._events.publish("person", person.id, person=person.profile())

    # The chat a call is about.

    def find(self, params: Parameters, name: str = "chat_id") -> Chat:
        """The chat of ``chat_id``, to read or to edit in."""
        chat = self._chats.get(params.integer(name))
        if chat is None:
            empty = not params.text(name).strip()
            raise ApiError(errors.CHAT_ID_EMPTY if empty else errors.CHAT_NOT_FOUND)
        if not chat.started:
            raise ApiError(errors.NOT_STARTED)
        return chat

    def writable(self, params: Parameters) -> Chat:
        """The chat of ``chat_id``, to send something new to."""
        chat = self.find(params)
        if chat.blocked:
            raise ApiError(errors.BLOCKED)
        return chat

    # Messages.

    def add(self, chat: Chat, sender: Json, content: Json) -> Json:
        """A new message, with the next id and the simulated date."""
        chat.last_id += 1
        message: Json = {
            "message_id": chat.last_id,
            "from": sender,
            "chat": chat.card,
            "date": int(self._clock.now()),
            **content,
        }
        chat.messages[chat.last_id] = message
        self._keep(chat, message)
        self._events.publish("message", chat.person.id, message=message)
        return message

    def edit(self, chat: Chat, message: Json, without: tuple[str, ...], content: Json) -> Json:
        """Replaces a message: the fields ``without`` go, those of ``content`` come."""
        edited = {name: value for name, value in message.items() if name not in without}
        markup = edited.pop("reply_markup", None)
        edited["edit_date"] = int(self._clock.now())
        edited.update(content)
        if markup is not None and "reply_markup" not in without:
            edited.setdefault("reply_markup", markup)
        chat.messages[message["message_id"]] = edited
        self._keep(chat, edited)
        self._events.publish("edit", chat.person.id, message=edited)
        return edited

    def delete(self, chat: Chat, message_id: int) -> None:
        del chat.messages[message_id]
        if message_id in chat.pinned:
            chat.pinned.remove(message_id)
        self._store.forget("message", f"{chat.person.id}/{message_id}")
        self._mark()
        # Or the next start would give a deleted message's id again.
        self.keep(chat)
        self._events.publish("delete", chat.person.id, message_id=message_id)

    def start(self, chat: Chat) -> None:
        """From now on the bot may write to this person."""
        if not chat.started:
            chat.started = True
            self.keep(chat)

    def keep(self, chat: Chat) -> None:
        self._store.put("chat", str(chat.person.id), chat.record())

    def _mark(self) -> None:
        if self._clock.mark():
            self._store.put("setting", "latest", self._clock.latest)

    def _keep(self, chat: Chat, message: Json) -> None:
        self._mark()
        self._store.put("message", f"{chat.person.id}/{message['message_id']}", message)


def for_bot(message: Json) -> Json:
    """A message as the Bot API shows it: only with its inline keyboard."""
    markup = message.get("reply_markup")
    if markup is None or "inline_keyboard" in markup:
        return message
    return {name: value for name, value in message.items() if name != "reply_markup"}


def from_bot(message: Json) -> bool:
    return bool(message["from"]["id"] == BOT_ID)


def for_reply(message: Json) -> Json:
    """A message as it appears in another's ``reply_to_message``: one level deep."""
    view: dict[str, Any] = for_bot(message)
    return {name: value for name, value in view.items() if name != "reply_to_message"}
