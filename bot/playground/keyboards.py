"""``reply_markup``: what Telegram accepts, in the form in which Telegram sends it back."""

from typing import Any

import orjson

from bot.playground import errors, links
from bot.playground.errors import ApiError
from bot.playground.parameters import NotJson, Parameters
from bot.playground.sample_people import Json

LONGEST_DATA = 64
LONGEST_COPY = 256
MOST_BUTTONS = 100
LARGEST = 10_000  # bytes of all buttons as JSON; undocumented, but servers refuse more
MOST_IN_A_ROW = 12  # tdlib takes the first twelve of a row and drops the others silently
STYLES = ("danger", "success", "primary")


def read(params: Parameters) -> Json | None:
    """Any of the four keyboards, or ``None``; raises Telegram's complaint."""
    try:
        value = params.json("reply_markup")
    except NotJson:
        raise ApiError(errors.MARKUP_JSON) from None
    return None if value is None else parse(value)


def read_inline(params: Parameters) -> Json | None:
    """For edits, which know inline keyboards only; an empty one takes the buttons away."""
    markup = read(params)
    if markup is not None and "inline_keyboard" not in markup:
        raise ApiError(errors.MARKUP_NOT_INLINE)
    return markup


def parse(value: Any) -> Json | None:
    if not isinstance(value, dict):
        raise ApiError(errors.MARKUP_OBJECT)
    if rows := value.get("keyboard"):
        return _reply(value, rows)
    if rows := value.get("inline_keyboard"):
        keyboard = [row for row in (_inline_row(row) for row in _rows(rows)) if row]
        if sum(map(len, keyboard)) > MOST_BUTTONS or len(orjson.dumps(keyboard)) > LARGEST:
            raise ApiError(errors.MARKUP_TOO_LONG)
        return {"inline_keyboard": keyboard} if keyboard else None
    if value.get("remove_keyboard"):
        return {"remove_keyboard": True}
    if value.get("force_reply"):
        return {"force_reply": True, **_placeholder(value)}
    return None


def has_inline(markup: Json | None) -> bool:
    return markup is not None and "inline_keyboard" in markup


def _rows(rows: Any) -> list[Any]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise ApiError(errors.MARKUP_INLINE_ROWS)
    return rows


def _inline_row(row: list[Any]) -> list[Json]:
    return [_inline_button(button) for button in row[:MOST_IN_A_ROW]]


def _inline_button(button: Any) -> Json:
    if _is_plain(button):
        return dict(button)
    if not isinstance(button, dict):
        raise ApiError(errors.INLINE_BUTTON, reason="InlineKeyboardButton must be an Object")
    read_back: Json = {"text": _label(button, errors.INLINE_BUTTON)}
    style = button.get("style")
    if style:
        if style not in STYLES:
            raise ApiError(errors.INLINE_BUTTON, reason="invalid button style specified")
        read_back["style"] = style
    data = button.get("callback_data")
    if data and not button.get("url"):
        if not isinstance(data, str):
            raise ApiError(
                errors.INLINE_BUTTON, reason='Field "callback_data" must be of type String'
            )
        if len(data) > LONGEST_DATA or len(data.encode()) > LONGEST_DATA:
            raise ApiError(errors.BUTTON_DATA)
        read_back["callback_data"] = data
    else:
        _add_action(button, read_back)
    return read_back


def _label(button: Json, complaint: errors.Text) -> str:
    text = button.get("text")
    if text is None:
        raise ApiError(complaint, reason='Can\'t find field "text"')
    if not isinstance(text, str):
        raise ApiError(complaint, reason='Field "text" must be of type String')
    # A space passes: calendars use one for blank cells.
    if not text:
        raise ApiError(errors.MARKUP_INVALID)
    return text


def _is_plain(button: Any) -> bool:
    """Whether this is the kind that large keyboards consist of: text and short data."""
    if type(button) is not dict or len(button) != 2:
        return False
    text, data = button.get("text"), button.get("callback_data")
    return (
        type(text) is str
        and type(data) is str
        and text != ""
        and 0 < len(data) <= LONGEST_DATA
        and data.isascii()
    )


def _add_action(button: Json, read_back: Json) -> None:
    if url := button.get("url"):
        try:
            read_back["url"] = links.check(str(url))
        except links.BadLink as error:
            raise ApiError(errors.BUTTON_URL, url=url, reason=error) from None
        return
    for name in ("switch_inline_query", "switch_inline_query_current_chat"):
        if name in button:
            read_back[name] = str(button[name])
            return
    if "copy_text" in button:
        copied = button["copy_text"].get("text") if isinstance(button["copy_text"], dict) else None
        if not isinstance(copied, str) or not 0 < len(copied) <= LONGEST_COPY:
            raise ApiError(errors.BUTTON_COPY_TEXT)
        read_back["copy_text"] = {"text": copied}
        return
    if "web_app" in button:
        read_back["web_app"] = _web_app(button["web_app"])
        return
    raise ApiError(errors.INLINE_BUTTON, reason="Text buttons are unallowed in the inline keyboard")


def _web_app(value: Any) -> Json:
    url = value.get("url") if isinstance(value, dict) else None
    if not isinstance(url, str):
        raise ApiError(errors.INLINE_BUTTON, reason='Field "web_app" must be of type Object')
    if not url.lower().startswith("https://"):
        raise ApiError(errors.BUTTON_WEB_APP, url=url)
    return {"url": url}


def _reply(value: Json, rows: Any) -> Json:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise ApiError(errors.MARKUP_ROWS)
    markup: Json = {"keyboard": [[_reply_button(button) for button in row] for row in rows if row]}
    for name in ("resize_keyboard", "one_time_keyboard", "is_persistent"):
        if value.get(name):
            markup[name] = True
    return {**markup, **_placeholder(value)}


def _reply_button(button: Any) -> Json:
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict):
        raise ApiError(
            errors.KEYBOARD_BUTTON, reason="KeyboardButton must be a String or an Object"
        )
    read_back: Json = {"text": _label(button, errors.KEYBOARD_BUTTON)}
    if button.get("style") in STYLES:
        read_back["style"] = button["style"]
    for name in ("request_contact", "request_location"):
        if button.get(name):
            read_back[name] = True
            return read_back
    if "web_app" in button:
        read_back["web_app"] = _web_app(button["web_app"])
    return read_back


def _placeholder(value: Json) -> Json:
    placeholder = value.get("input_field_placeholder")
    return {"input_field_placeholder": str(placeholder)[:64]} if placeholder else {}
