"""What is stored about a person is known, table by table: no column is added that erasing
forgets."""

import pytest
from sqlalchemy import ARRAY, CHAR, Double, Float, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from storage.people.erasure_rules import EVERYTHING, REGISTRY
from storage.tables.schema import TABLES

BY_TABLE = {kept.table: kept for kept in REGISTRY}
# That lead to a person or a chat without a reference to `people`.
LEADING = {"actor_id", "person_id", "telegram_id", "chat_id", "sender_id", "customer_id", "owner"}
WORDS = (Text, JSONB, CHAR, Double, Float)


def telling(table: Table) -> set[str]:
    """The columns with words or a place, or that lead to a person."""
    return {
        column.name
        for column in table.c
        if isinstance(column.type, WORDS)
        or (isinstance(column.type, ARRAY) and isinstance(column.type.item_type, Text))
        or column.name in LEADING
        or any(key.target_fullname.startswith("people.") for key in column.foreign_keys)
    }


def column_names(columns: str) -> set[str]:
    return set(columns.split())


def test_each_table_stands_there_once() -> None:
    assert sorted(kept.table for kept in REGISTRY) == sorted(table.name for table in TABLES)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_each_column_that_tells_something_goes_or_stays_for_a_reason(table: Table) -> None:
    kept = BY_TABLE[table.name]

    if kept.gone == EVERYTHING:
        assert (kept.stays, kept.erase.split()[0]) == ("", "DELETE")
        return
    assert column_names(kept.gone) | column_names(kept.stays) == telling(table)
    assert not column_names(kept.gone) & column_names(kept.stays)
    assert bool(kept.stays) == bool(kept.why)
    assert all(column in kept.erase for column in column_names(kept.gone))
