"""The same message in another chat: copied without its origin, or forwarded with it."""

from bot.playground import errors, keyboards
from bot.playground.chats import Chat, for_bot
from bot.playground.errors import ApiError, Text
from bot.playground.formatting import read_caption
from bot.playground.methods import Methods
from bot.playground.methods.editing import message_ids
from bot.playground.methods.sending import reply_to
from bot.playground.parameters import Parameters
from bot.playground.playground import Playground
from bot.playground.sample_people import Json

# What a message says, apart from who said it, where and when.
_CONTENT = (
    "text", "entities", "link_preview_options", "photo", "document", "voice", "caption",
    "caption_entities", "location", "venue", "contact",
)  # fmt: skip


def copy_message(world: Playground, params: Parameters) -> Json:
    """A ``MessageId``; a new caption and new buttons may be given."""
    markup = keyboards.read(params)
    _, message = _source(world, params, params.integer("message_id"), errors.COPY_NOT_FOUND)
    content = _content(message)
    if not content:
        raise ApiError(errors.COPY_FORBIDDEN)
    if "caption" in params.fields and {"photo", "document", "voice"} & content.keys():
        content.pop("caption", None)
        content.pop("caption_entities", None)
        content.update(read_caption(params, world.chats.find_user))
    chat = world.chats.writable(params)
    content = {**reply_to(chat, params), **content}
    if markup is not None:
        content["reply_markup"] = markup
    world.allow_messages(chat)
    copy = world.chats.add(chat, world.profile.user(), content)
    return {"message_id": copy["message_id"]}


def copy_messages(world: Playground, params: Parameters) -> list[Json]:
    """Several, in order; those that cannot be copied are left out."""
    _, contents, chat = _several(world, params)
    return [
        {"message_id": world.chats.add(chat, world.profile.user(), content)["message_id"]}
        for content in contents
    ]


def forward_message(world: Playground, params: Parameters) -> Json:
    _, message = _source(world, params, params.integer("message_id"), errors.FORWARD_NOT_FOUND)
    chat = world.chats.writable(params)
    world.allow_messages(chat)
    return for_bot(_forward(world, chat, message))


def forward_messages(world: Playground, params: Parameters) -> list[Json]:
    messages, _, chat = _several(world, params)
    return [{"message_id": _forward(world, chat, message)["message_id"]} for message in messages]


def _forward(world: Playground, chat: Chat, message: Json) -> Json:
    origin = message.get("forward_origin") or {
        "type": "user",
        "sender_user": message["from"],
        "date": message["date"],
    }
    content = {"forward_origin": origin, **_content(message)}
    return world.chats.add(chat, world.profile.user(), content)


def _source(
    world: Playground, params: Parameters, message_id: int, missing: Text
) -> tuple[Chat, Json]:
    chat = world.chats.find(params, "from_chat_id")
    message = chat.messages.get(message_id)
    if message is None:
        raise ApiError(missing)
    return chat, message


def _several(world: Playground, params: Parameters) -> tuple[list[Json], list[Json], Chat]:
    source = world.chats.find(params, "from_chat_id")
    originals = [source.messages[one] for one in message_ids(params) if one in source.messages]
    messages = [message for message in originals if _content(message)]
    if not messages:
        raise ApiError(errors.COPY_NOT_FOUND)
    chat = world.chats.writable(params)
    world.allow_messages(chat, len(messages))
    return messages, [_content(message) for message in messages], chat


def _content(message: Json) -> Json:
    return {field: message[field] for field in _CONTENT if field in message}


METHODS: Methods = {
    "copymessage": copy_message,
    "copymessages": copy_messages,
    "forwardmessage": forward_message,
    "forwardmessages": forward_messages,
}
