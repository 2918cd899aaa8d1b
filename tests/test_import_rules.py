"""Who imports whom, if import-linter cannot say it."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.source_files import ROOMS, ROOT, modules

# What of the standard library reaches out of the process, or asks for the time.
OUTSIDE = {
    *("asyncio", "ctypes", "http", "io", "logging", "multiprocessing", "os", "pathlib", "random"),
    *("select", "shutil", "signal", "socket", "sqlite3", "ssl", "subprocess", "sys", "tempfile"),
    *("threading", "time"),
}
# What the doors may have of the store though it asks the database, and why.
ALLOWED_TO_DOORS = {
    "storage.transactions.Database": "it is handed to actions and queries",
    "storage.tap_facts.Arrivals": "who acts is asked before there is an actor",
}


def test_the_rooms_are_used_in_one_direction() -> None:
    process = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert process.returncode == 0, process.stdout


def test_a_door_asks_the_store_for_nothing_itself() -> None:
    """Actions and queries ask for rights; what a door imports of the store can only be a value."""
    askers, opened = set(), []
    for name, text in modules("handlers"):
        if not name.startswith(("handlers/chat/", "handlers/http/")):
            continue
        tree = ast.parse(text)
        askers |= {one for one in _of_the_store(tree) if _waits(one)}
        opened += [
            f"{name}:{node.lineno}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute)
            and node.attr in ("read", "write", "autocommit")
            and ast.unparse(node.value).endswith("database")
        ]
    assert askers == ALLOWED_TO_DOORS.keys()
    assert opened == []


def test_a_route_decides_nobodys_rights() -> None:
    """Actions and queries do, for every door; what an upload takes is declared, not asked."""
    deciding = re.compile(r"\bactor\b\s*\.(may|require|answering|tend|roles)\b|\bperson\.at\(")
    routes = [one for one in modules("handlers") if one[0].startswith("handlers/http/api/routes/")]
    assert len(routes) > 60
    assert [name for name, text in routes if deciding.search(text)] == []


def test_a_thing_is_imported_from_where_it_is() -> None:
    """Only the playground, which could serve any bot, has an interface of its own."""
    faces = [name for name, text in modules(*ROOMS) if re.search(r"^__all__\b", text, re.MULTILINE)]
    assert faces == ["bot/playground/__init__.py"]


def test_the_domain_needs_nothing_but_the_standard_library_and_of_it_no_io() -> None:
    strangers = [
        (name, imported)
        for name, text in modules("domain")
        for imported in _imports(ast.parse(text))
        if imported != "domain" and imported not in sys.stdlib_module_names - OUTSIDE
    ]
    assert strangers == []


def test_the_domain_waits_for_nothing() -> None:
    waiting = (ast.AsyncFunctionDef, ast.Await, ast.AsyncFor, ast.AsyncWith)
    assert [
        name
        for name, text in modules("domain")
        if any(isinstance(node, waiting) for node in ast.walk(ast.parse(text)))
    ] == []


def _imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").partition(".")[0]


def _of_the_store(tree: ast.Module) -> Iterator[str]:
    """What a module imports from the store, each by its full name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names if _is_of_the_store(one.name))
        elif isinstance(node, ast.ImportFrom) and _is_of_the_store(node.module or ""):
            yield from (f"{node.module}.{one.name}" for one in node.names)


def _is_of_the_store(module: str) -> bool:
    return module.partition(".")[0] == "storage"


def _waits(name: str) -> bool:
    """Whether what has this name, a module or something in one, awaits anything, as everything that
    asks the database does."""
    whole = ROOT.joinpath(*name.split(".")).with_suffix(".py")
    if whole.is_file():
        nodes: list[ast.AST] = [ast.parse(whole.read_text())]
    else:
        module, _, wanted = name.rpartition(".")
        tree = ast.parse(ROOT.joinpath(*module.split(".")).with_suffix(".py").read_text())
        nodes = [node for node in tree.body if getattr(node, "name", None) == wanted]
    return any(isinstance(one, ast.AsyncFunctionDef) for node in nodes for one in ast.walk(node))
