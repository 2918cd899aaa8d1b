"""What Telegram says when it refuses, in Telegram's words, in one table.

The wording is that of tdlib/telegram-bot-api: bots match these sentences.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """An HTTP status and a ``description``, with facts in braces."""

    code: int
    description: str


class ApiError(Exception):
    """A refused call: ``raise ApiError(errors.CHAT_NOT_FOUND)``; facts go in by keyword."""

    def __init__(self, text: Text, *, retry_after: int | None = None, **facts: object) -> None:
        self.code = text.code
        self.description = text.description.format(**facts) if facts else text.description
        self.retry_after = retry_after
        super().__init__(self.description)

    def body(self) -> dict[str, object]:
        answer: dict[str, object] = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        if self.retry_after is not None:
            answer["parameters"] = {"retry_after": self.retry_after}
        return answer


def _bad(description: str) -> Text:
    return Text(400, f"Bad Request: {description}")


def too_many(retry_after: int) -> ApiError:
    """The seconds to wait are in the sentence and, for programs, in ``parameters``."""
    text = Text(429, f"Too Many Requests: retry after {retry_after}")
    return ApiError(text, retry_after=retry_after)


# The address of a call.
UNAUTHORIZED = Text(401, "Unauthorized")
NOT_FOUND = Text(404, "Not Found")
METHOD_NOT_FOUND = Text(404, "Not Found: method not found")
METHOD_NOT_BUILT = _bad("method {method} is not available in the playground")
BAD_JSON = _bad("can't parse request body as JSON object")
BODY_TOO_LARGE = Text(413, "Request Entity Too Large")
INTERNAL = Text(500, "Internal Server Error")

# Chats and people.
CHAT_ID_EMPTY = _bad("chat_id is empty")
CHAT_NOT_FOUND = _bad("chat not found")
USER_NOT_FOUND = _bad("user not found")
INVALID_USER_ID = _bad("invalid user_id specified")
BLOCKED = Text(403, "Forbidden: bot was blocked by the user")
NOT_STARTED = Text(403, "Forbidden: bot can't initiate conversation with a user")
NOT_IN_PRIVATE_CHATS = _bad("there are no administrators in the private chat")

# Texts.
TEXT_EMPTY = _bad("message text is empty")
TEXT_BLANK = _bad("text must be non-empty")
TEXT_FAR_TOO_LONG = _bad("text is too long")
TEXT_TOO_LONG = _bad("message is too long")
CAPTION_TOO_LONG = _bad("message caption is too long")
PARSE_MODE = _bad("unsupported parse_mode")
ENTITIES = _bad("can't parse entities: {reason}")
ENTITY = _bad("can't parse MessageEntity: {reason}")
LINK_PREVIEW = _bad("object expected as link preview options")

# Messages.
MESSAGE_NOT_SPECIFIED = _bad("message identifier is not specified")
EDIT_NOT_FOUND = _bad("message to edit not found")
EDIT_FORBIDDEN = _bad("message can't be edited")
EDIT_NO_TEXT = _bad("there is no text in the message to edit")
EDIT_NO_CAPTION = _bad("there is no caption in the message to edit")
EDIT_NO_MEDIA = _bad("there is no media in the message to edit")
NOT_MODIFIED = _bad(
    "message is not modified: specified new message content and reply markup are exactly the "
    "same as a current content and reply markup of the message"
)
DELETE_NOT_FOUND = _bad("message to delete not found")
DELETE_TOO_OLD = _bad("message can't be deleted for everyone")
DELETE_LIST = _bad("can't parse message identifiers JSON array")
DELETE_NONE = _bad("message identifiers are not specified")
DELETE_TOO_MANY = _bad("too many message identifiers specified")
REPLY_NOT_FOUND = _bad("message to be replied not found")
REPLY_PARAMETERS = _bad("can't parse reply parameters JSON object")
FORWARD_NOT_FOUND = _bad("message to forward not found")
COPY_NOT_FOUND = _bad("message to copy not found")
COPY_FORBIDDEN = _bad("message can't be copied")
PIN_NOT_FOUND = _bad("message to pin not found")
REACT_NOT_FOUND = _bad("message to react not found")
REACTION = _bad("REACTION_INVALID")
ACTION = _bad("wrong parameter action in request")

# Keyboards.
MARKUP_JSON = _bad("can't parse reply keyboard markup JSON object")
MARKUP_OBJECT = _bad("object expected as reply markup")
MARKUP_ROWS = _bad('field "keyboard" must be an Array of Arrays')
MARKUP_INLINE_ROWS = _bad(
    'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'
)
MARKUP_TOO_LONG = _bad("reply markup is too long")
MARKUP_INVALID = _bad("REPLY_MARKUP_INVALID")
MARKUP_NOT_INLINE = _bad("inline keyboard expected")
KEYBOARD_BUTTON = _bad("can't parse keyboard button: {reason}")
INLINE_BUTTON = _bad("can't parse inline keyboard button: {reason}")
BUTTON_DATA = _bad("BUTTON_DATA_INVALID")
BUTTON_COPY_TEXT = _bad("BUTTON_COPY_TEXT_INVALID")
BUTTON_URL = _bad("inline keyboard button URL '{url}' is invalid: {reason}")
BUTTON_WEB_APP = _bad(
    "inline keyboard button Web App URL '{url}' is invalid: Only HTTPS links are allowed"
)

# Press of a button.
QUERY_TOO_OLD = _bad("query is too old and response timeout expired or query ID is invalid")
ANSWER_TOO_LONG = _bad("MESSAGE_TOO_LONG")
ANSWER_URL = _bad("URL_INVALID")

# Files, places, contacts.
NO_FILE = _bad("there is no {kind} in the request")
FILE_ID = _bad("wrong file identifier/HTTP URL specified")
FILE_ID_MISSING = _bad("file_id not specified")
FILE_ID_UNKNOWN = _bad("invalid file_id")
FILE_TOO_BIG = _bad("file is too big")
FILE_EMPTY = _bad("file must be non-empty")
URL_CONTENT = _bad("failed to get HTTP URL content")
PHOTO_BROKEN = _bad("IMAGE_PROCESS_FAILED")
PHOTO_DIMENSIONS = _bad("PHOTO_INVALID_DIMENSIONS")
FILE_KIND = _bad("type of file mismatch")
MEDIA_JSON = _bad("can't parse media JSON object")
MEDIA_LIST = _bad("expected an Array of InputMedia")
MEDIA_ITEM = _bad("can't parse InputMedia: {reason}")
ALBUM_EMPTY = _bad("there must be at least one item in the album")
ALBUM_TOO_LONG = _bad("too many messages to send as an album")
LATITUDE_EMPTY = _bad("latitude is empty")
LONGITUDE_EMPTY = _bad("longitude is empty")
LOCATION = _bad("wrong location specified")
FIELD_EMPTY = _bad("{field} is empty")
PHONE_EMPTY = _bad("phone_number is empty")
FIRST_NAME_EMPTY = _bad("first_name is empty")

# The bot's own face.
COMMANDS_JSON = _bad("can't parse commands JSON object")
COMMANDS_LIST = _bad("expected an Array of BotCommand")
COMMANDS_TOO_MANY = _bad("BOT_COMMANDS_TOO_MUCH")
COMMAND_ITEM = _bad("can't parse BotCommand: {reason}")
COMMAND_NAME = _bad("BOT_COMMAND_INVALID")
COMMAND_DESCRIPTION = _bad("BOT_COMMAND_DESCRIPTION_INVALID")
COMMAND_SCOPE = _bad("can't parse BotCommandScope: {reason}")
LANGUAGE_CODE = _bad("invalid language code specified")
NAME_TOO_LONG = _bad("bot name is too long")
DESCRIPTION_TOO_LONG = _bad("bot description is too long")
MENU_BUTTON = _bad("can't parse menu button: {reason}")

# Getting updates.
POLL_WHILE_WEBHOOK = Text(
    409,
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete "
    "the webhook first",
)
POLL_TWICE = Text(
    409,
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is "
    "running",
)
POLL_ENDED_BY_WEBHOOK = Text(409, "Conflict: terminated by setWebhook request")
WEBHOOK_URL = _bad("invalid webhook URL specified")
WEBHOOK_HTTPS = _bad("bad webhook: An HTTPS URL must be provided for webhook")
WEBHOOK_PORT = _bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
SECRET_TOO_LONG = _bad("secret token is too long")
SECRET_CHARACTERS = _bad("secret token contains unallowed characters")
