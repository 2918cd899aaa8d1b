"""Loads modules without what only readers and type checkers need.

These are docstrings, annotations of functions, overloads, what is under `TYPE_CHECKING`, and the
columns of a traceback: together a tenth of the memory of the process at rest. The stripped code
is made once from the source, and stored next to Python's bytecode in `__pycache__`, under a name of
its own. Asserts stay, and so do the annotations of classes, which `dataclass` and the like read.
"""

import ast
import marshal
import os
import sys
from collections.abc import Iterator
from importlib.machinery import (
    EXTENSION_SUFFIXES,
    SOURCE_SUFFIXES,
    ExtensionFileLoader,
    FileFinder,
    SourceFileLoader,
)
from importlib.util import MAGIC_NUMBER, cache_from_source
from itertools import groupby
from pathlib import Path
from types import CodeType
from typing import Final

BARE: Final = frozenset(
    {
        "aiohttp",
        "apscheduler",
        "asyncpg",
        "attr",
        "babel",
        "bot",
        "domain",
        "handlers",
        "prometheus_client",
        "sqlalchemy",
        "storage",
        "structlog",
        "telegram",
        "yarl",
    }
)
READ: Final = (
    "handlers.http.api",  # the API's description is made from its docstrings
    "sqlalchemy.orm",  # it extends the docstrings of its events, if anything imports it
)
# The first bytes of entries in a table of locations.
_NOWHERE: Final = 0x80 | 15 << 3
_LINE_ONLY: Final = 0x80 | 13 << 3
# Change it when something else is left out: it is part of the stored code's name.
_KIND: Final = f"bare3x{sys.flags.optimize}"


def install() -> None:
    """Load the modules of `BARE` like this from now on."""
    finder = FileFinder.path_hook(
        (ExtensionFileLoader, EXTENSION_SUFFIXES), (StrippingLoader, SOURCE_SUFFIXES)
    )
    sys.path_hooks.insert(0, finder)
    sys.path_importer_cache.clear()


class StrippingLoader(SourceFileLoader):
    """Loads a module of `BARE` stripped, and any other as it is.

    A module is also loaded as it is if its code is neither stored nor can be.
    """

    def get_code(self, fullname: str) -> CodeType | None:
        if fullname.partition(".")[0] not in BARE or fullname.startswith(READ):
            return super().get_code(fullname)
        source = self.get_filename(fullname)
        cache_path = cache_from_source(source, optimization=_KIND)
        head = self._head(source)
        if code := self._cached_code(cache_path, head, source):
            return code
        if sys.dont_write_bytecode or not os.access(Path(source).parent, os.W_OK):
            return super().get_code(fullname)
        tree = ast.parse(self.get_data(source))
        if tree.body:
            tree.body = _strip(_with_docstring(tree.body, None))
        code = compile(ast.fix_missing_locations(tree), source, "exec", dont_inherit=True)
        code = _without_columns(code)
        self.set_data(cache_path, head + marshal.dumps(code))
        return code

    def _head(self, source: str) -> bytes:
        """The header of bytecode, as in PEP 552: which Python, and which source."""
        stats = self.path_stats(source)
        numbers = (0, int(stats["mtime"]), int(stats["size"]))
        return MAGIC_NUMBER + b"".join((n & 0xFFFFFFFF).to_bytes(4, "little") for n in numbers)

    def _cached_code(self, cache_path: str, head: bytes, source: str) -> CodeType | None:
        try:
            data = self.get_data(cache_path)
            if not data.startswith(head):
                return None
            code: CodeType = marshal.loads(memoryview(data)[len(head) :])
        except (OSError, EOFError, ValueError, TypeError):
            return None
        return code if code.co_filename == source else None


def _strip(body: list[ast.stmt]) -> list[ast.stmt]:
    # An empty list is a missing `else`.
    body = list(_run(body)) or [ast.Pass() for _ in body[:1]]
    for statement in body:
        match statement:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                statement.returns = None
                for argument in _arguments(statement.args):
                    argument.annotation = None
                statement.body = _strip(_with_docstring(statement.body, None))
            case ast.ClassDef():
                # Without a docstring, `dataclass` would work out the signature to put there.
                name = statement.name if statement.decorator_list else None
                statement.body = _strip(_with_docstring(statement.body, name))
            case ast.If() | ast.Try():
                statement.body, statement.orelse = _strip(statement.body), _strip(statement.orelse)
    return body


def _run(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Statements that run: overloads are followed by the function that is called."""
    for statement in body:
        match statement:
            case ast.If(ast.Name("TYPE_CHECKING") | ast.Attribute(attr="TYPE_CHECKING")):
                yield from _run(statement.orelse)
            case ast.FunctionDef() | ast.AsyncFunctionDef() if _is_overload(statement):
                pass
            case _:
                yield statement


def _is_overload(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    match function.decorator_list:
        case [ast.Name("overload") | ast.Attribute(attr="overload"), *_]:
            return True
    return False


def _with_docstring(body: list[ast.stmt], docstring: str | None) -> list[ast.stmt]:
    """A body with another docstring, or none."""
    first, rest = body[0], body
    match first:
        case ast.Expr(ast.Constant(str())):
            rest = body[1:]
    if docstring is not None:
        constant = ast.copy_location(ast.Constant(docstring), first)
        return [ast.copy_location(ast.Expr(constant), first), *rest]
    return rest or [ast.copy_location(ast.Pass(), first)]


def _arguments(arguments: ast.arguments) -> Iterator[ast.arg]:
    yield from (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
    yield from (one for one in (arguments.vararg, arguments.kwarg) if one is not None)


def _without_columns(code: CodeType) -> CodeType:
    """The same code, whose instructions know their lines and not their columns.

    An entry in its table of locations stands for up to eight code units, and says by how many lines
    they are from those before (`Objects/locations.md` in CPython 3.11).
    """
    constants = (_without_columns(c) if isinstance(c, CodeType) else c for c in code.co_consts)
    table, before = bytearray(), code.co_firstlineno
    for line, units in groupby(line for line, *_ in code.co_positions()):
        left = len(list(units))
        while left:
            length = min(left, 8)
            if line is None:
                table.append(_NOWHERE | length - 1)
            else:
                table += bytes((_LINE_ONLY | length - 1, *_signed_varint(line - before)))
                before = line
            left -= length
    return code.replace(co_consts=tuple(constants), co_linetable=bytes(table))


def _signed_varint(number: int) -> Iterator[int]:
    """Six bits a byte, the lowest first, and of those the lowest for the sign."""
    rest = abs(number) << 1 | (number < 0)
    while rest > 0x3F:
        yield 0x40 | rest & 0x3F
        rest >>= 6
    yield rest
