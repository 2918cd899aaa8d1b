"""Sends files stored here: the bytes once, and from then on the id Telegram gave them.

Callers name them like any other (`domain.transfer.kept_files.name_of`).
"""

from collections.abc import Awaitable, Mapping
from functools import partial
from typing import Any, Final, Protocol

import structlog
from telegram.error import BadRequest

from bot.telegram.call_protocol import TelegramCall
from domain.transfer.kept_files import number_of
from storage.transactions import Database
from storage.transfer import kept_files
from storage.transfer.kept_files import KeptFile

log = structlog.get_logger(__name__)

# The field of the file in each call.
FIELDS: Final = {"sendPhoto": "photo", "sendVoice": "voice", "editMessageMedia": "media"}
_ATTACHED: Final = "photo"
# What Telegram says about a file it refuses, and about one it no longer has.
_NO_FILE: Final = ("photo_", "image_process_failed", "voice_", "wrong file identifier")
_GONE: Final = "wrong file identifier: it is no file that can be sent"


class NotTaken(BadRequest):
    """The file is no longer stored here, or Telegram does not take it, now or later."""


class Bring(Protocol):
    """`Calls.bring`."""

    def __call__(
        self, method: str, fields: Mapping[str, Any], field: str, name: str, content: bytes
    ) -> Awaitable[Any]: ...


def stored_file_id(method: str, payload: Mapping[str, Any]) -> int | None:
    """The stored file a call sends; None if it sends none."""
    field = FIELDS.get(method)
    if field is None:
        return None
    reference = payload.get(field)
    reference = reference.get("media") if isinstance(reference, Mapping) else reference
    return number_of(reference) if isinstance(reference, str) else None


async def send(
    database: Database,
    method: str,
    payload: Mapping[str, Any],
    file_id: int,
    *,
    call: TelegramCall,
    bring: Bring,
) -> Any:
    """Make a call that sends a stored file.

    Raises as calls do; NotTaken, worded like Telegram's error for an unknown id, if it is no longer
    here or Telegram does not take it.
    """
    async with database.read() as reader:
        file = await kept_files.by_id(reader, file_id)
    if file is None:
        raise NotTaken(_GONE)
    if file.telegram_file_id is not None:
        try:
            return await call(method, _with_file(method, payload, file.telegram_file_id))
        except BadRequest as error:
            if _NO_FILE[-1] not in error.message.lower():
                raise
    return await _upload(database, method, payload, file, bring)


async def _upload(
    database: Database, method: str, payload: Mapping[str, Any], file: KeptFile, bring: Bring
) -> Any:
    content = await kept_files.content(database, file)
    field = _ATTACHED if method == "editMessageMedia" else FIELDS[method]
    fields = _with_file(method, payload, f"attach://{field}")
    if method != "editMessageMedia":
        fields.pop(field)
    try:
        message = await bring(method, fields, field, file.name, content)
    except BadRequest as error:
        if any(text in error.message.lower() for text in _NO_FILE):
            log.warning("kept_media.refused", file=file.id, said=error.message)
            raise NotTaken(_GONE) from None
        raise
    if (telegram_file_id := _id_in(message)) is not None:
        await database.write(
            partial(
                kept_files.set_telegram_file_id,
                file_id=file.id,
                telegram_file_id=telegram_file_id,
            )
        )
    return message


def _with_file(method: str, payload: Mapping[str, Any], name: str) -> dict[str, Any]:
    field = FIELDS[method]
    inner = payload[field]
    return {**payload, field: {**inner, "media": name} if isinstance(inner, Mapping) else name}


def _id_in(message: Any) -> str | None:
    """Telegram's id for what it was just sent."""
    if not isinstance(message, Mapping):
        return None
    sizes = message.get("photo")
    media = sizes[-1] if isinstance(sizes, list) and sizes else message.get("voice")
    telegram_file_id = media.get("file_id") if isinstance(media, Mapping) else None
    return telegram_file_id if isinstance(telegram_file_id, str) else None
