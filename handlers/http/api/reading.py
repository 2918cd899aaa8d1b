"""A request's body, query and path as values, or everything that is wrong with them at once.

msgspec stops at the first error. That is fast for valid requests; only an invalid one is checked
once more, field by field.
"""

import types
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from itertools import islice
from typing import Annotated, Any, Final, TypeVar, Union, get_args, get_origin

import msgspec
from aiohttp import web
from msgspec import Struct

from handlers.http import bodies
from handlers.http.api import instants
from handlers.http.api.request_faults import FieldFault, Unacceptable, of_fields
from handlers.http.api.shapes import Instant

T = TypeVar("T", bound=Struct)

MOST_BYTES: Final = 1024 * 1024
# For strangers: they need little, and reading it delays everybody else.
MOST_OF_STRANGERS: Final = 64 * 1024
MOST_COMPLAINTS: Final = 50
# In a longer list, invalid items are not reported one by one.
MOST_ITEMS: Final = 1_000
LONGEST_WHERE: Final = 500
JSON: Final = "application/json"


async def body(request: web.Request, kind: type[T], most: int = MOST_BYTES) -> tuple[T, bytes]:
    """The body as a value, and its bytes. most: in bytes. Raises Unacceptable: 400 if it is not
    JSON, 413, 415, 422."""
    raw = await raw_body(request, most)
    if request.content_type != JSON:
        raise Unacceptable(415, "json_only")
    return parse_body(raw, kind), raw


async def file(request: web.Request, kinds: Collection[str], most: int) -> bytes:
    """The body as a file. kinds: accepted media types. Raises Unacceptable: 400, 413, 415."""
    if request.content_type not in kinds:
        raise Unacceptable(415, "kind_of_file", {"kinds": list(kinds)})
    return await raw_body(request, most)


async def raw_body(request: web.Request, most: int = MOST_BYTES) -> bytes:
    """Its bytes. Raises Unacceptable."""
    try:
        raw = await bodies.read(request, most)
    except (web.RequestPayloadError, OSError):
        raise Unacceptable(400, "unreadable_body") from None
    if raw is None:
        raise Unacceptable(413, "body_too_large", {"most": most})
    return raw


def parse_body(raw: bytes, kind: type[T]) -> T:
    """The value of a body in JSON. Raises Unacceptable: 400 or 422."""
    value: T | None = None
    try:
        value = _decoder(kind).decode(raw)
        if value is not None and b"\\u0000" not in raw:
            return value
    except msgspec.ValidationError:
        pass  # Checked in detail below.
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Unacceptable(400, "unreadable_body") from None
    try:
        plain = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Unacceptable(400, "unreadable_body") from None
    faults = _first(_nothing_there(plain)) if b"\\u0000" in raw else []
    faults = faults or _first(_faults(plain, kind, "", strict=True))
    if faults:
        raise of_fields(422, faults)
    if value is None:
        raise of_fields(422, [FieldFault(field="", code="invalid", message="Cannot be read")])
    return value


def query(request: web.Request, kind: type[T]) -> T:
    """The query of a request. A field that may be given more than once is a list. Raises
    Unacceptable: 400."""
    fields: dict[str, Any] = {}
    lists, texts = _lists(kind), _texts(kind)
    wrong = []
    for name in set(request.query) - {"zone"}:  # which every route accepts
        values = request.query.getall(name)
        if name in lists:
            # Both spellings are accepted: a=1&a=2, and a=1,2.
            fields[name] = [part for value in values for part in value.split(",")]
        else:
            fields[name] = values[0]
            if len(values) > 1:
                wrong.append(FieldFault(field=name, code="invalid", message="Given twice"))
        if name not in texts and values[0].lower() == "null":
            # msgspec reads the word as null, which is written by leaving the field out.
            wrong.append(FieldFault(field=name, code="invalid", message="Leave it out instead"))
    return _convert(fields, kind, wrong)


def path(variables: Mapping[str, str], kinds: Mapping[str, Any]) -> dict[str, Any]:
    """The variable parts of a path. Raises Unacceptable, 404, as an invalid one cannot exist."""
    try:
        return {
            name: msgspec.convert(variables[name], kind, strict=False, dec_hook=_read)
            for name, kind in kinds.items()
        }
    except msgspec.ValidationError:
        raise Unacceptable(404, "not_found") from None


def _convert(fields: dict[str, Any], kind: type[T], faults: list[FieldFault]) -> T:
    faults += _first(_nothing_there(fields))
    if not faults:
        try:
            return msgspec.convert(fields, kind, strict=False, dec_hook=_read)
        except msgspec.ValidationError as wrong:
            faults += _first(_faults(fields, kind, "", strict=False))
            faults = faults or [FieldFault(field="", code="invalid", message=str(wrong))]
    raise of_fields(400, faults[:MOST_COMPLAINTS])


def _read(kind: type, value: Any) -> Any:
    """msgspec's hook for types that it does not know."""
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
    """The fields of a query that may hold any text."""
    return frozenset(
        field.encode_name
        for field in msgspec.structs.fields(kind)
        if any(part is str for part in _parts(field.type))
    )


def _parts(kind: Any) -> tuple[Any, ...]:
    """The types that a field may have: without constraints, and each member of a union."""
    if get_origin(kind) is Annotated:
        return _parts(get_args(kind)[0])
    if get_origin(kind) in (Union, types.UnionType):
        return tuple(part for one in get_args(kind) for part in _parts(one))
    return (kind,)


def _first(faults: Iterator[FieldFault]) -> list[FieldFault]:
    """As many as are reported. The search ends there: otherwise a stranger could keep us busy with
    it."""
    return list(islice(faults, MOST_COMPLAINTS))


def _nothing_there(value: Any) -> Iterator[FieldFault]:
    """Texts with U+0000, which no database stores. Not recursive: they may be nested very deep."""
    message = "U+0000 cannot stand in a text"
    levels = [iter([("", value)])]
    while levels:
        for where, inner in levels[-1]:
            if isinstance(inner, str) and "\0" in inner:
                yield FieldFault(field=where, code="invalid", message=message)
            elif isinstance(inner, dict):
                if any("\0" in name for name in inner):
                    yield FieldFault(field=_under(where, "?"), code="invalid", message=message)
                levels.append(_members(inner, where))
                break
            elif isinstance(inner, list):
                levels.append(_items(inner, where))
                break
        else:
            levels.pop()


def _members(value: dict[str, Any], where: str) -> Iterator[tuple[str, Any]]:
    return ((_under(where, name), inner) for name, inner in value.items())


def _items(value: list[Any], where: str) -> Iterator[tuple[str, Any]]:
    return ((_truncate(f"{where}[{nr}]"), inner) for nr, inner in enumerate(value))


def _faults(value: Any, kind: Any, where: str, *, strict: bool) -> Iterator[FieldFault]:
    """Everything that is wrong with a value of this type: for an object or a list, part by part."""
    try:
        msgspec.convert(value, kind, strict=strict, dec_hook=_read)
        return
    except msgspec.ValidationError as wrong:
        message = str(wrong).partition(" - at `")[0]
    for part in _parts(kind):
        if isinstance(value, dict) and isinstance(part, type) and issubclass(part, Struct):
            yield from _of_object(value, part, where, strict=strict)
            return
        if isinstance(value, list) and get_origin(part) in (list, tuple):
            inner, any_found = get_args(part)[0], False
            for name, item in islice(_items(value, where), MOST_ITEMS):
                for one in _faults(item, inner, name, strict=strict):
                    any_found = True
                    yield one
            if any_found:
                return
    yield FieldFault(field=where, code="invalid", message=message)


def _of_object(
    value: dict[str, Any], kind: type[Struct], where: str, *, strict: bool
) -> Iterator[FieldFault]:
    names = set()
    for field in msgspec.structs.fields(kind):
        name = field.encode_name
        names.add(name)
        if name in value:
            yield from _faults(value[name], field.type, _under(where, name), strict=strict)
        elif field.required:
            yield FieldFault(field=_under(where, name), code="missing", message="Is missing")
    if kind.__struct_config__.forbid_unknown_fields:
        for name in value:
            if name not in names:
                message = "Is no field of this"
                yield FieldFault(field=_under(where, name), code="unknown", message=message)


def _under(where: str, name: str) -> str:
    # This repeats the input, so it is bounded.
    return _truncate(f"{where}.{name[:100]}") if where else name[:100]


def _truncate(where: str) -> str:
    return where[:LONGEST_WHERE]
