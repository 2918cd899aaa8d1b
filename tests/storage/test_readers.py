"""A `Reader` only reads: what changes rows takes an `Autocommit` or a `Writer`."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import storage

_WRITES = re.compile(
    r"(?<!FOR )(?<!KEY )(?<!DO )\bUPDATE \w|\bINSERT INTO\b|\bDELETE FROM\b"
    r"|\b(insert|update|delete)\("
)
# SELECTs that call a function of ours which changes rows.
_CALLS = re.compile(r"SELECT \S*\b(show_card|show_answered_card)\(")
MODULES = sorted(Path(storage.__file__).parent.rglob("*.py"))


def changing(source: str) -> Iterator[str]:
    """The functions that take a Reader and run a statement that changes rows."""
    tree = ast.parse(source)
    statements = {
        target.id: ast.get_source_segment(source, node) or ""
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }
    writes = {name for name, sql in statements.items() if _WRITES.search(sql) or _CALLS.search(sql)}
    for node in tree.body:
        if isinstance(node, ast.AsyncFunctionDef) and node.args.args:
            first = node.args.args[0].annotation
            body = ast.get_source_segment(source, node) or ""
            names = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
            reads = isinstance(first, ast.Name) and first.id == "Reader"
            if reads and (names & writes or _WRITES.search(body)):
                yield node.name


def test_no_function_that_takes_a_reader_changes_rows() -> None:
    assert [(p.name, name) for p in MODULES for name in changing(p.read_text())] == []


def test_a_statement_that_changes_rows_is_found_however_it_is_written() -> None:
    function = "async def work(reader: Reader) -> None:\n    await reader.fetch({})\n"
    for sql in (
        "UPDATE people SET x = 1",
        "DELETE FROM people",
        "WITH a AS (INSERT INTO b) TABLE a",
    ):
        assert list(changing(f"_SQL = '{sql}'\n" + function.format("_SQL"))) == ["work"]
        assert list(changing(function.format(repr(sql)))) == ["work"]
    for sql in ("SELECT 1 FOR UPDATE", "SELECT 1 FOR NO KEY UPDATE OF a", "SELECT updated_at"):
        assert not list(changing(f"_SQL = '{sql}'\n" + function.format("_SQL")))
