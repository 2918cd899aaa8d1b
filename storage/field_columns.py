"""What a statement selects, from the fields of what its rows become."""

from dataclasses import fields
from typing import Any


def columns_of(entity: type[Any], table: str = "", /, **values: str) -> str:
    """The columns of a dataclass's fields, in their order.

    table: its name or alias in the statement, empty where there is no other. values: by the names
    of fields, what is selected for those that are not a column of the same name.
    """
    prefix = f"{table}." if table else ""
    return ", ".join(values.get(one.name, prefix + one.name) for one in fields(entity))
