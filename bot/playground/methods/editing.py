"""Changing and removing what was sent. Nothing here counts against the rates."""

from bot.playground import errors, keyboards
from bot.playground.chats import Chat, for_bot, from_bot
from bot.playground.errors import ApiError, Text
from bot.playground.formatting import read_caption, read_text
from bot.playground.methods import Methods
from bot.playground.methods.media import input_media
from bot.playground.methods.sending import link_preview
from bot.playground.parameters import NotJson, Parameters
from bot.playground.playground import Playground
from bot.playground.sample_people import Json

# A message older than this stays with the person: seconds.
DELETABLE = 48 * 3600
MOST_DELETED = 100
_TEXT = ("text", "entities", "link_preview_options", "reply_markup")
_CAPTION = ("caption", "caption_entities", "reply_markup")
_MEDIA = ("photo", "document", "caption", "caption_entities", "reply_markup")


def edit_message_text(world: Playground, params: Parameters) -> Json:
    text, entities = read_text(params, world.chats.find_user)
    content: Json = {"text": text}
    if entities:
        content["entities"] = entities
    content.update(link_preview(params))
    chat, message = _editable(world, params)
    if "text" not in message:
        raise ApiError(errors.EDIT_NO_TEXT)
    return _replace(world, params, chat, message, _TEXT, content)


def edit_message_caption(world: Playground, params: Parameters) -> Json:
    content = read_caption(params, world.chats.find_user)
    chat, message = _editable(world, params)
    if not {"photo", "document", "voice"} & message.keys():
        raise ApiError(errors.EDIT_NO_CAPTION)
    return _replace(world, params, chat, message, _CAPTION, content)


def edit_message_media(world: Playground, params: Parameters) -> Json:
    try:
        media = params.json("media")
    except NotJson:
        raise ApiError(errors.MEDIA_JSON) from None
    content = input_media(world, params, media)
    chat, message = _editable(world, params)
    # A text may become a picture, so text is accepted, too; places and contacts stay what they are.
    if not {"text", "photo", "document"} & message.keys():
        raise ApiError(errors.EDIT_NO_MEDIA)
    return _replace(world, params, chat, message, (*_TEXT, *_MEDIA), content)


def edit_message_reply_markup(world: Playground, params: Parameters) -> Json:
    chat, message = _editable(world, params)
    return _replace(world, params, chat, message, ("reply_markup",), {})


def _editable(world: Playground, params: Parameters) -> tuple[Chat, Json]:
    if not params.integer("message_id"):
        raise ApiError(errors.MESSAGE_NOT_SPECIFIED)
    chat, message = _find(world, params, errors.EDIT_NOT_FOUND)
    markup = message.get("reply_markup")
    # A message that brought a reply keyboard cannot be edited: the keyboard is already out.
    if not from_bot(message) or (markup is not None and not keyboards.has_inline(markup)):
        raise ApiError(errors.EDIT_FORBIDDEN)
    return chat, message


def _replace(
    world: Playground,
    params: Parameters,
    chat: Chat,
    message: Json,
    fields: tuple[str, ...],
    content: Json,
) -> Json:
    markup = keyboards.read_inline(params)
    if markup is not None:
        content["reply_markup"] = markup
    if all(message.get(field) == content.get(field) for field in fields):
        raise ApiError(errors.NOT_MODIFIED)
    return for_bot(world.chats.edit(chat, message, fields, content))


def _find(world: Playground, params: Parameters, missing: Text) -> tuple[Chat, Json]:
    chat = world.chats.find(params)
    message = chat.messages.get(params.integer("message_id"))
    if message is None:
        raise ApiError(missing)
    return chat, message


def delete_message(world: Playground, params: Parameters) -> bool:
    chat, message = _find(world, params, errors.DELETE_NOT_FOUND)
    if message["date"] < world.now() - DELETABLE:
        raise ApiError(errors.DELETE_TOO_OLD)
    world.chats.delete(chat, message["message_id"])
    return True


def delete_messages(world: Playground, params: Parameters) -> bool:
    """Those that exist and are recent enough go; the others are no error."""
    chat = world.chats.find(params)
    oldest = world.now() - DELETABLE
    for message_id in message_ids(params):
        message = chat.messages.get(message_id)
        if message is not None and message["date"] >= oldest:
            world.chats.delete(chat, message_id)
    return True


def message_ids(params: Parameters) -> list[int]:
    try:
        ids = params.json("message_ids")
    except NotJson:
        raise ApiError(errors.DELETE_LIST) from None
    if not ids:
        raise ApiError(errors.DELETE_NONE)
    if not isinstance(ids, list) or not all(type(value) is int for value in ids):
        raise ApiError(errors.DELETE_LIST)
    if len(ids) > MOST_DELETED:
        raise ApiError(errors.DELETE_TOO_MANY)
    return ids


def pin_chat_message(world: Playground, params: Parameters) -> bool:
    chat, message = _find(world, params, errors.PIN_NOT_FOUND)
    _set_pinned(world, chat, [*_without(chat, message["message_id"]), message["message_id"]])
    return True


def unpin_chat_message(world: Playground, params: Parameters) -> bool:
    """The given one, or the one that was pinned last."""
    chat = world.chats.find(params)
    message_id = params.integer("message_id") or (chat.pinned[-1] if chat.pinned else 0)
    _set_pinned(world, chat, _without(chat, message_id))
    return True


def unpin_all_chat_messages(world: Playground, params: Parameters) -> bool:
    _set_pinned(world, world.chats.find(params), [])
    return True


def _without(chat: Chat, message_id: int) -> list[int]:
    return [pinned for pinned in chat.pinned if pinned != message_id]


def _set_pinned(world: Playground, chat: Chat, pinned: list[int]) -> None:
    chat.pinned = pinned
    world.chats.keep(chat)
    world.events.publish("pinned", chat.person.id, message_ids=pinned)


def set_message_reaction(world: Playground, params: Parameters) -> bool:
    chat, message = _find(world, params, errors.REACT_NOT_FOUND)
    try:
        reactions = params.json("reaction") or []
    except NotJson:
        raise ApiError(errors.REACTION) from None
    if not isinstance(reactions, list) or len(reactions) > 1:
        raise ApiError(errors.REACTION)
    emoji = [value.get("emoji") for value in reactions if isinstance(value, dict)]
    if not all(isinstance(value, str) and value for value in emoji):
        raise ApiError(errors.REACTION)
    world.events.publish("reaction", chat.person.id, message_id=message["message_id"], emoji=emoji)
    return True


METHODS: Methods = {
    "editmessagetext": edit_message_text,
    "editmessagecaption": edit_message_caption,
    "editmessagemedia": edit_message_media,
    "editmessagereplymarkup": edit_message_reply_markup,
    "deletemessage": delete_message,
    "deletemessages": delete_messages,
    "pinchatmessage": pin_chat_message,
    "unpinchatmessage": unpin_chat_message,
    "unpinallchatmessages": unpin_all_chat_messages,
    "setmessagereaction": set_message_reaction,
}
