"""Photos, voice messages, documents and albums, and the way back: ``getFile``."""

from typing import Any

from bot.playground import errors, pictures
from bot.playground.chats import for_bot
from bot.playground.errors import ApiError
from bot.playground.files import LARGEST_DOWNLOAD, LARGEST_PHOTO, LARGEST_UPLOAD, StoredFile
from bot.playground.formatting import caption, read_caption
from bot.playground.methods import Methods
from bot.playground.methods.sending import deliver, reply_to
from bot.playground.parameters import NotJson, Parameters, UploadedFile
from bot.playground.playground import Playground
from bot.playground.sample_people import Json

MOST_IN_ALBUM = 10


def send_photo(world: Playground, params: Parameters) -> Json:
    text = read_caption(params, world.chats.find_user)
    file = _given_file(world, params, "photo", "photo", params.text("photo"))
    return deliver(world, params, {**content(file), **text})


def send_document(world: Playground, params: Parameters) -> Json:
    text = read_caption(params, world.chats.find_user)
    file = _given_file(world, params, "document", "document", params.text("document"))
    return deliver(world, params, {**content(file), **text})


def send_voice(world: Playground, params: Parameters) -> Json:
    text = read_caption(params, world.chats.find_user)
    file = _given_file(world, params, "voice", "voice", params.text("voice"))
    return deliver(world, params, {**content(file), **text})


def send_media_group(world: Playground, params: Parameters) -> list[Json]:
    try:
        media = params.json("media")
    except NotJson:
        raise ApiError(errors.MEDIA_JSON) from None
    if not isinstance(media, list):
        raise ApiError(errors.MEDIA_LIST)
    if not media:
        raise ApiError(errors.ALBUM_EMPTY)
    if len(media) > MOST_IN_ALBUM:
        raise ApiError(errors.ALBUM_TOO_LONG)
    items = [input_media(world, params, value) for value in media]
    chat = world.chats.writable(params)
    reply = reply_to(chat, params)
    world.allow_messages(chat, len(items))
    album = str(chat.last_id + 1)
    return [
        for_bot(
            world.chats.add(chat, world.profile.user(), {**reply, **item, "media_group_id": album})
        )
        for item in items
    ]


def input_media(world: Playground, params: Parameters, value: Any) -> Json:
    """The content that an ``InputMedia`` describes."""
    if not isinstance(value, dict):
        raise ApiError(errors.MEDIA_ITEM, reason="expected an Object")
    item = Parameters(value)
    kind = item.text("type")
    if kind not in ("photo", "document"):
        raise ApiError(errors.MEDIA_ITEM, reason="unsupported type specified")
    if not item.text("media"):
        raise ApiError(errors.MEDIA_ITEM, reason="media not found")
    file = _given_file(world, params, kind, "", item.text("media"))
    text = caption(
        item.text("caption"),
        item.text("parse_mode"),
        value.get("caption_entities"),
        world.chats.find_user,
    )
    return {**content(file), **text}


def content(file: StoredFile) -> Json:
    if file.kind == "photo":
        return {"photo": file.as_photo()}
    if file.kind == "voice":
        return {"voice": file.as_voice()}
    return {"document": file.as_document()}


def get_file(world: Playground, params: Parameters) -> Json:
    file_id = params.text("file_id")
    if not file_id:
        raise ApiError(errors.FILE_ID_MISSING)
    file = world.files.get(file_id)
    if file is None:
        raise ApiError(errors.FILE_ID_UNKNOWN)
    if file.size > LARGEST_DOWNLOAD:
        raise ApiError(errors.FILE_TOO_BIG)
    return file.as_file()


def _given_file(
    world: Playground, params: Parameters, kind: str, field: str, reference: str
) -> StoredFile:
    """A file that came with the call, or one Telegram already has."""
    if reference.startswith("attach://"):
        field, reference = reference.removeprefix("attach://"), ""
    if reference:
        return _known_file(world, kind, reference)
    upload = params.files.get(field)
    if upload is None:
        raise ApiError(errors.NO_FILE, kind=kind)
    return keep(world, params, kind, upload)


def _known_file(world: Playground, kind: str, reference: str) -> StoredFile:
    if reference.startswith(("http://", "https://")):
        # The playground is an island: it never goes out to fetch something.
        raise ApiError(errors.URL_CONTENT)
    file = world.files.get(reference)
    if file is None:
        raise ApiError(errors.FILE_ID)
    if file.kind != kind:
        raise ApiError(errors.FILE_KIND)
    return file


def keep(world: Playground, params: Parameters, kind: str, upload: UploadedFile) -> StoredFile:
    """Checks an upload as Telegram would and keeps it."""
    if not upload.content:
        raise ApiError(errors.FILE_EMPTY)
    if len(upload.content) > (LARGEST_PHOTO if kind == "photo" else LARGEST_UPLOAD):
        raise ApiError(errors.FILE_TOO_BIG)
    if kind == "photo":
        size = pictures.size(upload.content)
        if size is None:
            raise ApiError(errors.PHOTO_BROKEN)
        if not pictures.fits(*size):
            raise ApiError(errors.PHOTO_DIMENSIONS)
    # Only a voice message says how long it is.
    seconds = params.integer("duration") if kind == "voice" else 0
    return world.files.add(kind, upload.name, upload.content, upload.content_type, duration=seconds)


METHODS: Methods = {
    "sendphoto": send_photo,
    "senddocument": send_document,
    "sendvoice": send_voice,
    "sendmediagroup": send_media_group,
    "getfile": get_file,
}
