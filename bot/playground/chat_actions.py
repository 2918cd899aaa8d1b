"""What a person can do in their chat: each function takes the JSON the page sends and returns the
message it made, or another result."""

import math
import re
from collections.abc import Callable

from bot.playground.chats import Chat, for_reply, from_bot
from bot.playground.control_error import ControlError
from bot.playground.detection import detect
from bot.playground.files import StoredFile
from bot.playground.formatting import LONGEST_CAPTION, LONGEST_TEXT
from bot.playground.parameters import UploadedFile
from bot.playground.playground import Playground
from bot.playground.sample_people import Json

ChatAction = Callable[[Playground, Chat, Json], Json]

_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{0,64}")


def text(body: Json, field: str, otherwise: str | None = None) -> str:
    value = body.get(field, otherwise)
    if not isinstance(value, str):
        raise ControlError(f'"{field}" has to be a text.')
    return value


def number(body: Json, field: str) -> float:
    value = body.get(field)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ControlError(f'"{field}" has to be a number.')
    return value


def integer(body: Json, field: str) -> int:
    value = body.get(field)
    if type(value) is not int:
        raise ControlError(f'"{field}" has to be a whole number.')
    return value


def _write(world: Playground, chat: Chat, content: Json) -> Json:
    if chat.blocked:
        raise ControlError(f"{chat.person.name} blocked the bot: unblock it first.", 409)
    return world.say(chat, content)


def _text_content(words: str) -> Json:
    words = words.strip()
    if not words:
        raise ControlError("There is nothing to send: the text is empty.")
    if len(words) > LONGEST_TEXT:
        raise ControlError(f"A message has {LONGEST_TEXT} characters at most.")
    entities = detect(words)
    return {"text": words, "entities": entities} if entities else {"text": words}


def send(world: Playground, chat: Chat, body: Json) -> Json:
    content = _text_content(text(body, "text"))
    if body.get("reply_to") is not None:
        replied = chat.messages.get(integer(body, "reply_to"))
        if replied is None:
            raise ControlError("The message to reply to is not there.", 404)
        content["reply_to_message"] = for_reply(replied)
    return _write(world, chat, content)


def start(world: Playground, chat: Chat, body: Json) -> Json:
    """Opens the bot by a deep link, ``t.me/<bot>?start=<payload>``."""
    payload = text(body, "payload", "")
    if not _PAYLOAD.fullmatch(payload):
        raise ControlError("A start parameter has up to 64 of A-Z, a-z, 0-9, _ and -.")
    # Pressing Start in a blocked chat unblocks it.
    world.set_blocked(chat, False)
    return _write(world, chat, _text_content(f"/start {payload}"))


def contact(world: Playground, chat: Chat, body: Json) -> Json:
    """Shares somebody of the playground, or a number typed by hand."""
    if "person_id" in body:
        shared = person(world, integer(body, "person_id")).person
        card: Json = {"phone_number": shared.phone_number, "first_name": shared.first_name}
        if shared.last_name:
            card["last_name"] = shared.last_name
        card["user_id"] = shared.id
    else:
        card = {
            "phone_number": text(body, "phone_number"),
            "first_name": text(body, "first_name"),
        }
        if body.get("last_name"):
            card["last_name"] = text(body, "last_name")
        if body.get("user_id") is not None:
            card["user_id"] = integer(body, "user_id")
    return _write(world, chat, {"contact": card})


def location(world: Playground, chat: Chat, body: Json) -> Json:
    latitude, longitude = number(body, "latitude"), number(body, "longitude")
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise ControlError("That place is not on this planet.")
    return _write(world, chat, {"location": {"latitude": latitude, "longitude": longitude}})


def forward(world: Playground, chat: Chat, body: Json) -> Json:
    """A message that somebody else wrote to this person, forwarded to the bot."""
    author = person(world, integer(body, "from_person_id")).person
    origin = {
        "type": "user",
        "sender_user": author.user(),
        "date": int(world.now()),
    }
    return _write(
        world, chat, {"forward_origin": origin, **_text_content(text(body, "text", "Hello!"))}
    )


def tap(world: Playground, chat: Chat, body: Json) -> Json:
    """Presses an inline button by its place, or by its ``data``, whether it is there or not: an app
    sends what it showed when tapped."""
    message_id = integer(body, "message_id")
    message = chat.messages.get(message_id)
    if message is None or not from_bot(message):
        raise ControlError("That message is not there any more.", 404)
    if chat.blocked:
        raise ControlError(f"{chat.person.name} blocked the bot: unblock it first.", 409)
    if "data" in body:
        return {"query_id": world.press(chat, message, text(body, "data"))}
    rows = (message.get("reply_markup") or {}).get("inline_keyboard", [])
    row, column = integer(body, "row"), integer(body, "column")
    if not (0 <= row < len(rows) and 0 <= column < len(rows[row])):
        raise ControlError("There is no button at that place.", 404)
    data = rows[row][column].get("callback_data")
    if data is None:
        raise ControlError("That button tells the bot nothing: the app opens or copies it itself.")
    return {"query_id": world.press(chat, message, data)}


def block(world: Playground, chat: Chat, body: Json) -> Json:
    if not isinstance(body.get("blocked"), bool):
        raise ControlError('"blocked" has to be true or false.')
    world.set_blocked(chat, body["blocked"])
    return {"blocked": chat.blocked}


def upload(
    world: Playground, chat: Chat, kind: str, file: UploadedFile, caption: str, seconds: int = 0
) -> Json:
    """A photo, a voice message or a document from the person. seconds: the length of a
    recording."""
    if not file.content:
        raise ControlError("The file is empty.")
    if len(caption) > LONGEST_CAPTION:
        raise ControlError(f"A caption has {LONGEST_CAPTION} characters at most.")
    stored_file = world.files.add(
        kind, file.name, file.content, file.content_type, duration=seconds
    )
    if kind == "photo" and not stored_file.width:
        raise ControlError("That is no picture: send it as a document.")
    content = _file_content(stored_file)
    if caption.strip():
        content["caption"] = caption.strip()
        entities = detect(content["caption"])
        if entities:
            content["caption_entities"] = entities
    return _write(world, chat, content)


def _file_content(file: StoredFile) -> Json:
    if file.kind == "photo":
        return {"photo": file.as_photo()}
    return {"voice": file.as_voice()} if file.kind == "voice" else {"document": file.as_document()}


def person(world: Playground, person_id: int) -> Chat:
    chat = world.chats.get(person_id)
    if chat is None:
        raise ControlError("There is nobody with that id.", 404)
    return chat


ACTIONS: dict[str, ChatAction] = {
    "send": send,
    "start": start,
    "contact": contact,
    "location": location,
    "forward": forward,
    "tap": tap,
    "block": block,
}
