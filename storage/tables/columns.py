"""The kinds of columns in our tables. Lengths and notices are minutes."""

from typing import Any

from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, Identity, Integer, Text
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB


def identity(**options: Any) -> Column[int]:
    """A number assigned by Postgres."""
    return Column("id", BigInteger, Identity(), **options)


def instant(name: str, **options: Any) -> Column[Any]:
    """An instant in UTC."""
    return Column(name, DateTime(timezone=True), **options)


def wall(name: str) -> Column[Any]:
    """Wall time in the zone of its row."""
    return Column(name, DateTime, nullable=False)


def text(name: str, *, nullable: bool = False, **options: Any) -> Column[str]:
    """Text."""
    return Column(name, Text, nullable=nullable, **options)


def minutes(name: str) -> Column[int]:
    """A number of minutes."""
    return Column(name, Integer, nullable=False)


def number(name: str) -> Column[int]:
    """How many of something, 0 by default."""
    return Column(name, Integer, nullable=False, server_default=sql("0"))


def facts(name: str = "facts") -> Column[Any]:
    """JSON."""
    return Column(name, JSONB, nullable=False)


def to(name: str, target: str, *, nullable: bool = False, **options: Any) -> Column[int]:
    """A reference to another table's column, `table.column`."""
    reference = ForeignKey(target, ondelete=options.pop("ondelete", None))
    return Column(name, BigInteger, reference, nullable=nullable, **options)
