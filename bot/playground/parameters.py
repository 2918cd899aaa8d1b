"""The parameters of a call, however they came: query, form, JSON or multipart.

A form can only carry strings, so nested objects arrive in it as JSON text; a JSON body may carry
either. Both read the same here.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import orjson
from aiohttp import BodyPartReader, web
from multidict import CIMultiDictProxy

from bot.playground import errors
from bot.playground.errors import ApiError
from bot.playground.sample_people import Json

# Telegram takes files of 50 MB; the rest is for the other parts of the form.
LARGEST_BODY = 52 * 1024 * 1024


class NotJson(ValueError):
    """A parameter that should be JSON is not."""


@dataclass(frozen=True, slots=True)
class UploadedFile:
    name: str
    content_type: str
    content: bytes


class Parameters:
    __slots__ = ("fields", "files")

    def __init__(self, fields: Json, files: dict[str, UploadedFile] | None = None) -> None:
        self.fields = fields
        self.files = files or {}

    def text(self, name: str) -> str:
        value = self.fields.get(name)
        if isinstance(value, str):
            return value
        if value is None:
            return ""
        if isinstance(value, bool):
            return "true" if value else "false"
        return str(value) if isinstance(value, int | float) else orjson.dumps(value).decode()

    def integer(
        self,
        name: str,
        default: int = 0,
        low: int | None = None,
        high: int | None = None,
    ) -> int:
        """A number within bounds; as with Telegram, anything else counts as the default."""
        value = self.fields.get(name)
        if type(value) is not int:
            try:
                value = int(self.text(name))
            except ValueError:
                value = default
        if low is not None:
            value = max(low, value)
        return value if high is None else min(high, value)

    def decimal(self, name: str) -> float | None:
        try:
            return float(self.text(name))
        except ValueError:
            return None

    def flag(self, name: str) -> bool:
        value = self.fields.get(name)
        return value is True or self.text(name).strip().lower() in ("true", "yes", "1")

    def json(self, name: str) -> Any:
        """The object behind a parameter, ``None`` if it is missing; raises :class:`NotJson`."""
        value = self.fields.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return orjson.loads(value)
        except orjson.JSONDecodeError as error:
            raise NotJson(str(error)) from error

    def for_log(self) -> Json:
        """For the request log: fields as they came, files by name and size."""
        if not self.files:
            return self.fields
        files = {
            name: {"file_name": upload.name, "size": len(upload.content)}
            for name, upload in self.files.items()
        }
        return {**self.fields, **files}


async def read(request: web.Request) -> Parameters:
    """Reads a call; raises :class:`~bot.playground.errors.ApiError` when it can't be read."""
    fields: Json = dict(request.query) if request.rel_url.raw_query_string else {}
    if request.method == "GET" or not request.body_exists:
        return Parameters(fields)
    kind = request.content_type
    if kind == "multipart/form-data":
        return await _read_multipart(request, fields)
    body = await _read_body(request)
    if kind == "application/json":
        return Parameters({**_object(body), **fields} if fields else _object(body))
    if kind == "application/x-www-form-urlencoded":
        form = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
        return Parameters({**form, **fields})
    return Parameters(fields)


def read_answer(headers: "CIMultiDictProxy[str]", body: bytes) -> Parameters:
    """The call in a webhook's answer; empty if there is none."""
    kind = headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind == "application/x-www-form-urlencoded":
        return Parameters(dict(parse_qsl(body.decode("utf-8", "replace"))))
    try:
        return Parameters(_object(body))
    except errors.ApiError:
        return Parameters({})


def _object(body: bytes) -> Json:
    if not body:
        return {}
    try:
        fields = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise ApiError(errors.BAD_JSON) from None
    if not isinstance(fields, dict):
        raise ApiError(errors.BAD_JSON)
    return fields


async def _read_body(request: web.Request) -> bytes:
    if (request.content_length or 0) > LARGEST_BODY:
        raise ApiError(errors.BODY_TOO_LARGE)
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise ApiError(errors.BODY_TOO_LARGE)
    return bytes(body)


async def _read_multipart(request: web.Request, fields: Json) -> Parameters:
    if (request.content_length or 0) > LARGEST_BODY:
        raise ApiError(errors.BODY_TOO_LARGE)
    form: Json = {}
    files: dict[str, UploadedFile] = {}
    size = 0
    async for part in await request.multipart():
        # A part that is itself multipart has no meaning in the Bot API.
        if not isinstance(part, BodyPartReader) or part.name is None:
            continue
        content = bytearray()
        while chunk := await part.read_chunk(65_536):
            content += chunk
            size += len(chunk)
            if size > LARGEST_BODY:
                raise ApiError(errors.BODY_TOO_LARGE)
        if part.filename is None:
            form[part.name] = content.decode("utf-8", "replace")
        else:
            kind = part.headers.get("Content-Type", "application/octet-stream")
            files[part.name] = UploadedFile(
                part.filename, kind.partition(";")[0].strip(), bytes(content)
            )
    return Parameters({**form, **fields}, files)
