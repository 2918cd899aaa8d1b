"""Turns what Telegram sent into updates for python-telegram-bot's handlers.

Only what a handler reads becomes an object. So a kind of content that Telegram invents tomorrow
cannot make an update unreadable, and parsing costs a third: a press in full takes 251 µs, with the
message cut down to its id and chat 85, and with its few objects 28; 8 for somebody known.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final

import structlog
from telegram import (
    Bot,
    CallbackQuery,
    Chat,
    ChatMember,
    ChatMemberUpdated,
    Contact,
    Document,
    InaccessibleMessage,
    Location,
    Message,
    MessageEntity,
    MessageOriginUser,
    PhotoSize,
    Update,
    User,
    Voice,
)

from bot.intake.update_fields import kind_of

log = structlog.get_logger(__name__)

Raw = Mapping[str, Any]

# What the Bot API promises: 52 significant bits for people, 64 for chats.
LARGEST_PERSON: Final = 2**52
LARGEST: Final = 2**63
LONGEST_NAME: Final = 64
LONGEST_NUMBER: Final = 32
LONGEST_FILE_NAME: Final = 255
LONGEST_TAG: Final = 35  # of a language, RFC 5646
# Telegram's notes about a private chat, which come as the person's messages: they said nothing, and
# expect no answer.
NOTES: Final = frozenset(
    {
        "pinned_message", "message_auto_delete_timer_changed", "chat_background_set",
        "write_access_allowed", "connected_website", "gift", "unique_gift",
    }
)  # fmt: skip
PEOPLE_AT_ONCE: Final = 512
WHENEVER: Final = datetime.fromtimestamp(0, UTC)  # for a date that nobody reads


class UnreadableUpdate(Exception):
    """Something does not follow the Bot API."""


def read(update: Raw, bot: Bot) -> Update:
    """The update; without content, which no handler takes, if its kind is unknown to us.

    Telegram follows its own API. Anybody else who does not is not waiting for an answer, and a dead
    letter of it would be no more readable.
    """
    number, kind = update.get("update_id", 0), kind_of(update)
    reader = _READERS.get(kind)
    if reader is None:
        return Update(number)
    try:
        body = _mapping(update[kind])
        if not NOTES.isdisjoint(body):
            return Update(number)
        readable = reader(number, body)
    except UnreadableUpdate as error:
        log.warning("update.unreadable", kind=kind, reason=str(error))
        return Update(number)
    readable.set_bot(bot)
    if readable.message is not None:
        readable.message.set_bot(bot)  # its commands may name the bot they are for
    return readable


def _press(number: int, query: Raw) -> Update:
    """A press of a button; one under an inline message has no message."""
    message = query.get("message")
    under = None
    if message is not None:
        message = _mapping(message)
        under = _Under(_chat(message), _whole(message, "message_id"))
    return _PressUpdate(
        number,
        callback_query=_Press(
            id=_id(query),
            from_user=_user(query.get("from")),
            chat_instance="",
            message=under,
            data=_perhaps(query, "data"),
        ),
    )


class _PlainSetattr:
    """Sets attributes like any object.

    Most updates are presses. The library's objects guard each attribute against changes, even while
    they are made: half of what making them takes.
    """

    __slots__ = ()
    __setattr__ = object.__setattr__


class _PressUpdate(_PlainSetattr, Update):
    __slots__ = ()


class _Press(_PlainSetattr, CallbackQuery):
    __slots__ = ()


class _Under(_PlainSetattr, InaccessibleMessage):
    __slots__ = ()


def _message(number: int, message: Raw) -> Update:
    sender = message.get("from")
    return Update(
        number,
        message=Message(
            _whole(message, "message_id"),
            WHENEVER,
            _chat(message),
            from_user=None if sender is None else _user(sender),
            text=_perhaps(message, "text"),
            entities=_entities(message.get("entities")),
            contact=_contact(message),
            forward_origin=_origin(message.get("forward_origin")),
            media_group_id=_perhaps(message, "media_group_id", LONGEST_NAME),
            caption=_perhaps(message, "caption"),
            photo=_photo(message.get("photo")),
            voice=_voice(message.get("voice")),
            document=_document(message.get("document")),
            location=_location(message.get("location")),
        ),
    )


def _membership(number: int, change: Raw) -> Update:
    sender = _user(change.get("from"))
    before, after = (
        ChatMember(sender, _text(_mapping(change.get(side)), "status"))
        for side in ("old_chat_member", "new_chat_member")
    )
    membership = ChatMemberUpdated(_chat(change), sender, WHENEVER, before, after)
    return Update(number, my_chat_member=membership)


_READERS: Final[Mapping[str, Callable[[int, Raw], Update]]] = {
    "message": _message,
    "callback_query": _press,
    "my_chat_member": _membership,
}


def _id(query: Raw) -> str:
    """The id to answer the press with, and its key in the database."""
    identifier = _text(query, "id")
    if len(identifier) > LONGEST_NAME:
        raise UnreadableUpdate("id is too long")
    return identifier


def _user(value: Any) -> User:
    user = _mapping(value)
    return _made_user(
        _whole(user, "id", 1, LARGEST_PERSON),
        _text(user, "first_name")[:LONGEST_NAME],
        bool(user.get("is_bot")),
        _perhaps(user, "last_name", LONGEST_NAME),
        _perhaps(user, "username", LONGEST_NAME),
        _perhaps(user, "language_code", LONGEST_TAG),
    )


def _chat(message: Raw) -> Chat:
    chat = _mapping(message.get("chat"))
    return _made_chat(_whole(chat, "id"), _text(chat, "type"))


# Whoever presses one button soon presses another. The library's objects never change.
_made_user: Final = lru_cache(maxsize=PEOPLE_AT_ONCE)(User)
_made_chat: Final = lru_cache(maxsize=PEOPLE_AT_ONCE)(Chat)


def _entities(value: Any) -> list[MessageEntity]:
    """The command that the text begins with, if it does."""
    # It need not be the first entity: the whole text may be bold.
    for one in value if isinstance(value, list) else ():
        entity = _mapping(one)
        if entity.get("type") == MessageEntity.BOT_COMMAND and _whole(entity, "offset") == 0:
            return [MessageEntity(MessageEntity.BOT_COMMAND, 0, _whole(entity, "length"))]
    return []


def _contact(message: Raw) -> Contact | None:
    """A contact who is on Telegram: no other can be told anything.

    Without its number if it was forwarded: that says whose the number was when it was shared.
    """
    value = message.get("contact")
    if not isinstance(value, dict) or value.get("user_id") is None:
        return None
    fresh = "forward_origin" not in message
    return Contact(
        _perhaps(value, "phone_number", LONGEST_NUMBER) or "" if fresh else "",
        _text(value, "first_name")[:LONGEST_NAME],
        _perhaps(value, "last_name", LONGEST_NAME),
        _whole(value, "user_id", 1, LARGEST_PERSON),
    )


def _photo(value: Any) -> list[PhotoSize]:
    """The largest size of a picture, which Telegram names last."""
    if not isinstance(value, list) or not value or not isinstance(value[-1], dict):
        return []
    return [PhotoSize(_text(value[-1], "file_id"), "", 0, 0)]


def _voice(value: Any) -> Voice | None:
    return Voice(_text(value, "file_id"), "", 0) if isinstance(value, dict) else None


def _document(value: Any) -> Document | None:
    if not isinstance(value, dict):
        return None
    size = value.get("file_size")
    name = _perhaps(value, "file_name", LONGEST_FILE_NAME)
    file_size = size if type(size) is int and 0 <= size < LARGEST else None
    return Document(_text(value, "file_id"), "", name, file_size=file_size)


def _location(value: Any) -> Location | None:
    if not isinstance(value, dict):
        return None
    return Location(_degrees(value, "longitude"), _degrees(value, "latitude"))


def _degrees(place: Raw, name: str) -> float:
    value = place.get(name)
    if type(value) not in (int, float) or not abs(value) <= 180:  # type: ignore[arg-type]  # JSON
        raise UnreadableUpdate(f"{name} is no place")
    return float(value)  # type: ignore[arg-type]  # as above


def _origin(value: Any) -> MessageOriginUser | None:
    """The author of a forwarded message, if that is a person who does not hide."""
    if not isinstance(value, dict) or value.get("type") != "user":
        return None
    return MessageOriginUser(WHENEVER, _user(value.get("sender_user")))


def _mapping(value: Any) -> Raw:
    if not isinstance(value, dict):
        raise UnreadableUpdate(f"an object was expected, not {type(value).__name__}")
    return value


def _whole(owner: Raw, name: str, least: int = -LARGEST, limit: int = LARGEST) -> int:
    value = owner.get(name)
    if type(value) is not int or not least <= value < limit:
        raise UnreadableUpdate(f"{name} is no number of its kind")
    return value


def _text(owner: Raw, name: str) -> str:
    value = owner.get(name)
    if not isinstance(value, str):
        raise UnreadableUpdate(f"{name} is no text")
    # Postgres holds every character but this one.
    return value.replace("\0", "")


def _perhaps(owner: Raw, name: str, longest: int | None = None) -> str | None:
    return None if owner.get(name) is None else _text(owner, name)[:longest]
