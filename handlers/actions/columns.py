"""Which columns of a record change, and their old and new values as the audit log stores them."""

from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from datetime import date
from typing import Any


def changed_columns(before: object, after: object, columns: type) -> dict[str, Any]:
    """The settable fields whose values differ."""
    return {
        name: getattr(after, name)
        for name in columns.__annotations__
        if getattr(after, name) != getattr(before, name)
    }


def was(before: object, columns: Mapping[str, Any]) -> dict[str, Any]:
    """What these columns were, as JSON values."""
    return plain_values({name: getattr(before, name) for name in columns})


def plain_values(columns: Mapping[str, Any]) -> dict[str, Any]:
    """Values as JSON."""
    return {name: _plain(value) for name, value in columns.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if is_dataclass(value) and not isinstance(value, type):
        return plain_values(asdict(value))
    return value
