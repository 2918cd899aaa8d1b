"""A request's body, query and path as values, or all that is wrong with them at once.

msgspec stops at the first error, which is right for what is well: only where something is wrong is
the request looked through once more, field by field.
"""

import types
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, Final, TypeVar, Union, get_args, get_origin

import msgspec
from aiohttp import web
from msgspec import Struct

from handlers.http import bodies
from handlers.http.api import instants
from handlers.http.api.complaints import Complaint, Unacceptable, of_fields
from handlers.http.api.shapes import Instant

T = TypeVar("T", bound=Struct)

MOST_BYTES: Final = 1024 * 1024
MOST_COMPLAINTS: Final = 50
JSON: Final = "application/json"


async def body(request: web.Request, kind: type[T]) -> tuple[T, bytes]:
    """The body as a value, and as it came. Raises Unacceptable: 400 for no JSON, 413, 415, 422."""
    raw = await raw_body(request)
    if request.content_type != JSON:
        raise Unacceptable(415, "json_only")
    return parsed(raw, kind), raw


async def raw_body(request: web.Request) -> bytes:
    """Its bytes. Raises Unacceptable."""
    try:
        raw = await bodies.read(request, MOST_BYTES)
    except (web.RequestPayloadError, OSError):
        raise Unacceptable(400, "unreadable_body") from None
    if raw is None:
        raise Unacceptable(413, "body_too_large", {"most": MOST_BYTES})
    return raw


def parsed(raw: bytes, kind: type[T]) -> T:
    """The value of a body in JSON. Raises Unacceptable: 400 or 422."""
    value: T | None = None
    try:
        value = _decoder(kind).decode(raw)
        if value is not None and b"\\u0000" not in raw:
            return value
    except msgspec.ValidationError:
        pass  # looked through below
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Unacceptable(400, "unreadable_body") from None
    try:
        plain = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Unacceptable(400, "unreadable_body") from None
    found = [*_nothing_there(plain, "")] or _complaints(plain, kind, "", strict=True)
    if found:
        raise of_fields(422, found[:MOST_COMPLAINTS])
    if value is None:
        raise of_fields(422, [Complaint(field="", code="invalid", message="Cannot be read")])
    return value


def query(request: web.Request, kind: type[T]) -> T:
    """What stands behind the `?`. A field that may be given more than once is a list. Raises
    Unacceptable: 400."""
    given: dict[str, Any] = {}
    lists, texts = _lists(kind), _texts(kind)
    wrong = []
    for name in set(request.query) - {"zone"}:  # which every route takes
        values = request.query.getall(name)
        if name in lists:
            # Both spellings are understood: a=1&a=2, and a=1,2.
            given[name] = [part for value in values for part in value.split(",")]
        else:
            given[name] = values[0]
            if len(values) > 1:
                wrong.append(Complaint(field=name, code="invalid", message="Given twice"))
        if name not in texts and values[0].lower() == "null":
            # msgspec reads the word as nothing, which is said by leaving the field out.
            wrong.append(Complaint(field=name, code="invalid", message="Leave it out instead"))
    return _converted(given, kind, wrong)


def path(variables: Mapping[str, str], kinds: Mapping[str, Any]) -> dict[str, Any]:
    """The variable parts of a path. Raises Unacceptable: 404, as there is no such thing."""
    try:
        return {
            name: msgspec.convert(variables[name], kind, strict=False, dec_hook=_read)
            for name, kind in kinds.items()
        }
    except msgspec.ValidationError:
        raise Unacceptable(404, "not_found") from None


def _converted(given: dict[str, Any], kind: type[T], found: list[Complaint]) -> T:
    found += _nothing_there(given, "")
    if not found:
        try:
            return msgspec.convert(given, kind, strict=False, dec_hook=_read)
        except msgspec.ValidationError as wrong:
            found += _complaints(given, kind, "", strict=False)
            found = found or [Complaint(field="", code="invalid", message=str(wrong))]
    raise of_fields(400, found[:MOST_COMPLAINTS])


def _read(kind: type, value: Any) -> Any:
    """msgspec's hook for what it does not know by itself."""
    if kind is Instant:
        return instants.instant(value)
    raise NotImplementedError(kind)


@cache
def _decoder(kind: type[Any]) -> Any:
    return msgspec.json.Decoder(kind, dec_hook=_read)


@cache
def _lists(kind: type[Struct]) -> frozenset[str]:
    """The fields of a query that may be given more than once."""
    return frozenset(
        field.encode_name
        for field in msgspec.structs.fields(kind)
        if any(get_origin(part) in (list, tuple) for part in _parts(field.type))
    )


@cache
def _texts(kind: type[Struct]) -> frozenset[str]:
    """The fields of a query that may hold any word."""
    return frozenset(
        field.encode_name
        for field in msgspec.structs.fields(kind)
        if any(part is str for part in _parts(field.type))
    )


def _parts(kind: Any) -> tuple[Any, ...]:
    """What a field may be: without what bounds it, and each kind of a union."""
    if get_origin(kind) is Annotated:
        return _parts(get_args(kind)[0])
    if get_origin(kind) in (Union, types.UnionType):
        return tuple(part for one in get_args(kind) for part in _parts(one))
    return (kind,)


def _nothing_there(value: Any, where: str) -> list[Complaint]:
    """Texts with U+0000, which no database keeps."""
    if isinstance(value, str):
        message = "U+0000 cannot stand in a text"
        return [Complaint(field=where, code="invalid", message=message)] if "\0" in value else []
    if isinstance(value, dict):
        found = [one for name in value for one in _nothing_there(name, _under(where, "?"))]
        parts = [(_under(where, name), inner) for name, inner in value.items()]
    elif isinstance(value, list):
        found, parts = [], [(f"{where}[{nr}]", inner) for nr, inner in enumerate(value)]
    else:
        return []
    return found + [one for name, inner in parts for one in _nothing_there(inner, name)]


def _complaints(value: Any, kind: Any, where: str, *, strict: bool) -> list[Complaint]:
    """All that keeps a value from being of this kind: of an object and a list, part by part."""
    try:
        msgspec.convert(value, kind, strict=strict, dec_hook=_read)
        return []
    except msgspec.ValidationError as wrong:
        message = str(wrong).partition(" - at `")[0]
    for part in _parts(kind):
        if isinstance(value, dict) and isinstance(part, type) and issubclass(part, Struct):
            return _of_object(value, part, where, strict=strict)
        if isinstance(value, list) and get_origin(part) in (list, tuple):
            inner = get_args(part)[0]
            found = [
                one
                for nr, item in enumerate(value)
                for one in _complaints(item, inner, f"{where}[{nr}]", strict=strict)
            ]
            if found:
                return found
    return [Complaint(field=where, code="invalid", message=message)]


def _of_object(
    value: dict[str, Any], kind: type[Struct], where: str, *, strict: bool
) -> list[Complaint]:
    found = []
    known = set()
    for field in msgspec.structs.fields(kind):
        name = field.encode_name
        known.add(name)
        if name in value:
            found += _complaints(value[name], field.type, _under(where, name), strict=strict)
        elif field.required:
            missing = Complaint(field=_under(where, name), code="missing", message="Is missing")
            found.append(missing)
    if kind.__struct_config__.forbid_unknown_fields:
        found += [
            Complaint(field=_under(where, name), code="unknown", message="Is no field of this")
            for name in value
            if name not in known
        ]
    return found


def _under(where: str, name: str) -> str:
    # What is said back is what was sent: bounded, whatever it is.
    return f"{where}.{name[:100]}" if where else name[:100]
