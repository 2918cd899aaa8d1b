"""A well-formed body and query for any route, made from what the route says it takes."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec
from msgspec import Struct, inspect

from handlers.http.api.shapes import Instant

AT: Final = "2026-03-10T10:00:00+01:00"
# Example texts for patterns, by a part of the pattern.
TEXTS: Final = {
    "[A-Z]{3}": "EUR",
    r"\d{4}-(0[1-9]|1[0-2])$": "2026-03",
    "[a-z]{2,3}(-": "en",
    r"\d{4}-\d{2}-\d{2}T": "2026-03-10T10:00",
    r"\d{4}-\d{2}-\d{2}": "2026-03-10",
    r"\d{2}-\d{2}": "03-10",
    "24:00": "10:00",
    "[0-9a-f]{32}": "0" * 32,
}
# Fields whose text is of a kind no pattern describes.
BY_NAME: Final = {
    "zone": "Europe/Berlin",
    "email": "somebody@example.org",
    "language": "en",
    "region": "DE-BE",
    "end": "17:00",
    "password": "a long enough password",
    "url": "https://hook.example.org/in",
    "phone": "+4915112345678",
}


def sample(kind: type[Struct], ids: Mapping[str, int], *, full: bool) -> dict[str, Any]:
    """A value of a kind, as JSON. ids: by the name of their field. full: also optional parts."""
    return {
        field.encode_name: _value(
            msgspec.inspect.type_info(field.type), field.encode_name, ids, full=full
        )
        for field in msgspec.structs.fields(kind)
        if full or field.required
    }


def _value(info: inspect.Type, name: str, ids: Mapping[str, int], *, full: bool) -> Any:  # noqa: C901 - one line a kind
    match info:
        case inspect.Metadata(type=inner):
            return _value(inner, name, ids, full=full)
        case inspect.StructType(cls=cls):
            return sample(cls, ids, full=full)
        case inspect.CustomType(cls=cls) if cls is Instant:
            return AT
        case inspect.IntType(ge=least, gt=over):
            return ids.get(name) or (over + 1 if over is not None else least or 1)
        case inspect.FloatType(ge=least):
            return least or 1.0
        case inspect.BoolType():
            return True
        case inspect.EnumType(cls=cls):
            return next(iter(cls)).value
        case inspect.LiteralType(values=values):
            return values[0]
        case inspect.StrType():
            return _text(info, name)
        case inspect.UnionType(types=types):
            rest = next(one for one in types if not isinstance(one, inspect.NoneType))
            return _value(rest, name, ids, full=full)
        case inspect.ListType(item_type=item) | inspect.VarTupleType(item_type=item):
            few = getattr(info, "min_length", None) or 1
            return [_value(item, name.removesuffix("s"), ids, full=full)] * few
        case inspect.TupleType(item_types=items):
            return [_value(item, name, ids, full=full) for item in items]
        case inspect.DictType():
            return {}
    raise AssertionError(f"nothing is known of {info} for {name}")


def _text(info: inspect.StrType, name: str) -> str:
    if name in BY_NAME and not info.pattern:
        return BY_NAME[name]
    if info.pattern:
        return next((text for part, text in TEXTS.items() if part in info.pattern), "x")
    return "x" * max(1, info.min_length or 0)
