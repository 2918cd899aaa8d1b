"""Statements that never change: written with SQLAlchemy Core, run by asyncpg.

Core finds a wrong column when the module is imported. Running a statement through it costs three
times what asyncpg takes, for compiling, cursor and result objects, every time.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ClauseElement
from sqlalchemy.dialects.postgresql.asyncpg import dialect
from sqlalchemy.sql.compiler import SQLCompiler

from storage.transactions import Cells, Reader

_DIALECT = dialect()  # type: ignore[no-untyped-call]  # as SQLAlchemy has it


class PreparedStatement:
    """A statement whose only variables are its named parameters.

    Values go to asyncpg as they are, and rows come back as its records: no JSON parameters, and
    ranges as `asyncpg.Range`.
    """

    def __init__(self, statement: ClauseElement) -> None:
        compiled = statement.compile(dialect=_DIALECT)
        assert isinstance(compiled, SQLCompiler)
        self._sql = str(compiled)
        self._names = tuple(compiled.positiontup or ())
        self._constants = {k: bind.value for k, bind in compiled.binds.items() if not bind.required}

    async def rows(self, reader: Reader, **values: Any) -> Sequence[Cells]:
        """All rows."""
        parameters = self._constants | values
        return await reader.fetch(self._sql, *(parameters[name] for name in self._names))

    async def row(self, reader: Reader, **values: Any) -> Cells | None:
        """The first row, or None."""
        rows = await self.rows(reader, **values)
        return rows[0] if rows else None

    async def value(self, reader: Reader, **values: Any) -> Any:
        """The first value of the first row; None if there is no row."""
        row = await self.row(reader, **values)
        return None if row is None else row[0]
