"""What the playground remembers across restarts: one SQLite file, written before answering."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson


class StoreInUse(Exception):
    """Another playground already keeps its chats in this file."""


class Store:
    """Documents by kind and key, and the contents of files.

    Writes gather until :meth:`flush`, which puts them into one transaction: a call is remembered as
    a whole or not at all. Without a path nothing is stored, at no cost.
    """

    def __init__(self, path: Path | None) -> None:
        self._pending: dict[tuple[str, str], bytes | None] = {}
        self._contents: dict[str, bytes] = {}
        self._gone: list[str] = []
        self._connection = None if path is None else _open(path)

    def all(self, kind: str) -> Iterator[tuple[str, Any]]:
        """Every document of a kind; numeric keys (and ``chat/number`` keys) in order."""
        if self._connection is None:
            return
        rows = self._connection.execute(
            "SELECT key, body FROM documents WHERE kind = ? ORDER BY length(key), key", (kind,)
        )
        for key, body in rows.fetchall():
            yield key, orjson.loads(body)

    def get(self, kind: str, key: str, otherwise: Any = None) -> Any:
        if self._connection is None:
            return otherwise
        row = self._connection.execute(
            "SELECT body FROM documents WHERE kind = ? AND key = ?", (kind, key)
        ).fetchone()
        return otherwise if row is None else orjson.loads(row[0])

    def put(self, kind: str, key: str, value: Any) -> None:
        if self._connection is not None:
            self._pending[kind, key] = orjson.dumps(value)

    def forget(self, kind: str, key: str) -> None:
        if self._connection is not None:
            self._pending[kind, key] = None

    def write_file(self, name: str, content: bytes) -> None:
        if self._connection is None:
            self._contents[name] = content
        else:
            self._connection.execute("INSERT OR REPLACE INTO files VALUES (?, ?)", (name, content))

    def read_file(self, name: str) -> bytes | None:
        if self._connection is None:
            return self._contents.get(name)
        row = self._connection.execute("SELECT body FROM files WHERE name = ?", (name,)).fetchone()
        return None if row is None else bytes(row[0])

    def delete_file(self, name: str) -> None:
        """At the next flush, with the documents that named it."""
        if self._connection is None:
            self._contents.pop(name, None)
        else:
            self._gone.append(name)

    def flush(self) -> None:
        if self._connection is None or not self._pending:
            return
        pending, self._pending = self._pending, {}
        rows = [(kind, key, body) for (kind, key), body in pending.items() if body is not None]
        deletions = [place for place, body in pending.items() if body is None]
        files, self._gone = [(name,) for name in self._gone], []
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            self._connection.executemany("INSERT OR REPLACE INTO documents VALUES (?,?,?)", rows)
            self._connection.executemany(
                "DELETE FROM documents WHERE kind = ? AND key = ?", deletions
            )
            self._connection.executemany("DELETE FROM files WHERE name = ?", files)
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def close(self) -> None:
        if self._connection is not None:
            self.flush()
            self._connection.close()
            self._connection = None


def _open(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, isolation_level=None, timeout=0.5)
    try:
        # Chats live in memory, too, so a second writer would be overwritten: one process owns the
        # file. The lock goes with the process, even after kill -9.
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("PRAGMA journal_mode = WAL")
        # Survives a killed process; only a power cut could lose the last moments.
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS documents "
            "(kind TEXT, key TEXT, body BLOB, PRIMARY KEY (kind, key)) WITHOUT ROWID"
        )
        connection.execute("CREATE TABLE IF NOT EXISTS files (name TEXT PRIMARY KEY, body BLOB)")
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("COMMIT")
    except sqlite3.OperationalError as error:
        connection.close()
        if "locked" in str(error):
            raise StoreInUse(f"another playground already uses {path}") from error
        raise
    return connection
