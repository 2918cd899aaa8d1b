"""New messages from the bot: text, places, contacts, "is typing"."""

from bot.playground import errors, keyboards
from bot.playground.chats import Chat, for_bot, for_reply
from bot.playground.errors import ApiError
from bot.playground.formatting import read_text
from bot.playground.methods import Methods
from bot.playground.parameters import NotJson, Parameters
from bot.playground.playground import Playground
from bot.playground.sample_people import Json

ACTIONS = {
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
    "record_audio", "upload_audio", "upload_document", "choose_sticker", "find_location",
    "record_video_note", "upload_video_note", "cancel",
}  # fmt: skip


def deliver(world: Playground, params: Parameters, content: Json) -> Json:
    """Sends one message with this content to ``chat_id``; does all that is common to every kind."""
    markup = keyboards.read(params)
    chat = world.chats.writable(params)
    content = {**reply_to(chat, params), **content}
    if params.flag("protect_content"):
        content["has_protected_content"] = True
    if markup is not None:
        content["reply_markup"] = markup
    world.allow_messages(chat)
    return for_bot(world.chats.add(chat, world.profile.user(), content))


def reply_to(chat: Chat, params: Parameters) -> Json:
    """``reply_to_message`` for ``reply_parameters`` or the older ``reply_to_message_id``."""
    try:
        reply_parameters = params.json("reply_parameters")
    except NotJson:
        raise ApiError(errors.REPLY_PARAMETERS) from None
    if reply_parameters is None:
        reply_parameters = {
            "message_id": params.integer("reply_to_message_id"),
            "allow_sending_without_reply": params.flag("allow_sending_without_reply"),
        }
    if not isinstance(reply_parameters, dict):
        raise ApiError(errors.REPLY_PARAMETERS)
    reply = Parameters(reply_parameters)
    message_id = reply.integer("message_id")
    if not message_id:
        return {}
    message = chat.messages.get(message_id)
    if message is not None:
        return {"reply_to_message": for_reply(message)}
    if reply.flag("allow_sending_without_reply"):
        return {}
    raise ApiError(errors.REPLY_NOT_FOUND)


def send_message(world: Playground, params: Parameters) -> Json:
    text, entities = read_text(params, world.chats.find_user)
    content: Json = {"text": text}
    if entities:
        content["entities"] = entities
    content.update(link_preview(params))
    return deliver(world, params, content)


def link_preview(params: Parameters) -> Json:
    try:
        options = params.json("link_preview_options")
    except NotJson:
        raise ApiError(errors.LINK_PREVIEW) from None
    if options is None:
        disabled = params.flag("disable_web_page_preview")
        return {"link_preview_options": {"is_disabled": True}} if disabled else {}
    if not isinstance(options, dict):
        raise ApiError(errors.LINK_PREVIEW)
    preview = {name: value for name, value in options.items() if value}
    return {"link_preview_options": preview} if preview else {}


def location(params: Parameters) -> Json:
    if not params.text("latitude").strip():
        raise ApiError(errors.LATITUDE_EMPTY)
    if not params.text("longitude").strip():
        raise ApiError(errors.LONGITUDE_EMPTY)
    latitude, longitude = params.decimal("latitude"), params.decimal("longitude")
    if latitude is None or longitude is None:
        raise ApiError(errors.LOCATION)
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        raise ApiError(errors.LOCATION)
    return {"latitude": latitude, "longitude": longitude}


def send_location(world: Playground, params: Parameters) -> Json:
    return deliver(world, params, {"location": location(params)})


def send_venue(world: Playground, params: Parameters) -> Json:
    place = location(params)
    for field in ("title", "address"):
        if not params.text(field).strip():
            raise ApiError(errors.FIELD_EMPTY, field=field)
    venue = {"location": place, "title": params.text("title"), "address": params.text("address")}
    # A venue is a location with a name: clients that know no venues show the place.
    return deliver(world, params, {"venue": venue, "location": place})


def send_contact(world: Playground, params: Parameters) -> Json:
    if not params.text("phone_number").strip():
        raise ApiError(errors.PHONE_EMPTY)
    if not params.text("first_name").strip():
        raise ApiError(errors.FIRST_NAME_EMPTY)
    contact = {
        field: params.text(field)
        for field in ("phone_number", "first_name", "last_name", "vcard")
        if params.text(field)
    }
    return deliver(world, params, {"contact": contact})


def send_chat_action(world: Playground, params: Parameters) -> bool:
    action = params.text("action").lower()
    if action not in ACTIONS:
        raise ApiError(errors.ACTION)
    chat = world.chats.writable(params)
    world.events.publish("action", chat.person.id, action=action)
    return True


METHODS: Methods = {
    "sendmessage": send_message,
    "sendlocation": send_location,
    "sendvenue": send_venue,
    "sendcontact": send_contact,
    "sendchataction": send_chat_action,
}
