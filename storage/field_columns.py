"""What a statement selects, from the fields of what its rows become."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any


def field_names(entity: type[Any]) -> tuple[str, ...]:
    """The fields of a dataclass or named tuple, in their order."""
    names: tuple[str, ...] | None = getattr(entity, "_fields", None)
    return names or tuple(field.name for field in fields(entity))


def columns_of(entity: type[Any], table: str = "", /, **values: str) -> str:
    """The columns of the fields of a dataclass or named tuple, in their order.

    table: its name or alias in the statement, empty where there is no other. values: by the names
    of fields, what is selected for those that are not a column of the same name.
    """
    prefix = f"{table}." if table else ""
    return ", ".join(values.get(name, prefix + name) for name in field_names(entity))


def values_of(row: Any) -> tuple[Any, ...]:
    """The values of a dataclass's or named tuple's fields, in the order of `columns_of`."""
    return tuple(getattr(row, name) for name in field_names(type(row)))


def cells_by_name(entity: type[Any], row: Sequence[Any]) -> dict[str, Any]:
    """A row of these columns by the names of the fields, where some become something else first."""
    return dict(zip(field_names(entity), row, strict=True))
