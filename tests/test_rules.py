"""House rules that no linter knows: what is in the repository, and how it is named."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.settings.settings import KNOWN
from tests.source_files import ROOMS, ROOT, committed_files, modules, texts

LOCKS = ("requirements.lock", "requirements-dev.lock")

# Hosts of package registries, in pieces, so that this file keeps the rule too.
REGISTRIES = tuple(
    "".join(parts)
    for parts in (
        ("py", "pi", ".org"),
        ("python", "hosted", ".org"),
        ("py", "pi.", "python.org"),
        ("npm", "js.", "com"),
        ("npm", "js.", "org"),
        ("js", "delivr.", "net"),
        ("un", "pkg.", "com"),
        ("proxy.", "go", "lang.org"),
        ("cra", "tes.", "io"),
    )
)
INDEX_OPTIONS = tuple("--" + name for name in ("index-url", "extra-index-url", "find-links"))

# Fields that hold what somebody typed; on a button, also what may be something else elsewhere.
TYPED = {
    *("customer_name", "coach_name", "service_title", "first_name", "last_name"),
    *("place", "note", "title"),
}
NAMED = {"name", "called"}
# They say that something was done, and not what the value is, nor what a function does or returns.
PARTICIPLES = {"found", "told", "made", "asked", "said"}
PARTICIPLES_OF_DEFINITIONS = PARTICIPLES | {
    *("shown", "given", "taken", "kept", "seen", "meant", "wanted", "named", "written", "drawn"),
    *("brought", "done", "sent", "chosen", "checked", "changed", "moved", "joined", "settled"),
}
# Names of the public API, and what asyncio calls when a task is done.
DEFINED_ALL_THE_SAME = {"Chosen", "Sent", "_done"}


def test_no_file_names_where_packages_come_from() -> None:
    named = [
        (name, host)
        for name, text in texts()
        for host in (*REGISTRIES, *INDEX_OPTIONS)
        if host in text
    ]
    assert named == []


def test_no_file_names_the_machine_it_was_written_on() -> None:
    places = {str(ROOT), sys.prefix}
    assert [name for name, text in texts() if any(place in text for place in places)] == []


def test_nothing_is_committed_that_is_made_or_secret() -> None:
    pattern = re.compile(
        r"\.(pyc|mo|log|sqlite3|db|pem|key)$|(^|/)(\.env|\.DS_Store|__pycache__)(/|$)"
    )
    assert [
        str(path) for path in committed_files() if pattern.search(str(path.relative_to(ROOT)))
    ] == []


def test_every_text_ends_in_one_line_break_and_has_no_conflict_in_it() -> None:
    conflict = re.compile(r"^(<{7}|>{7}|={7})( |$)", re.MULTILINE)
    untidy = [
        name
        for name, text in texts()
        if text
        and (not text.endswith("\n") or "\r\n" in text or conflict.search(text))
        and not name.endswith((".svg", ".json"))
    ]
    assert untidy == []


def test_every_program_says_what_runs_it() -> None:
    programs = [path for path in committed_files() if path.stat().st_mode & 0o111]
    assert [path for path in programs if not path.read_bytes().startswith(b"#!")] == []
    assert ROOT / ".ci" / "run" in programs


def test_a_module_is_one_idea_of_at_most_300_lines() -> None:
    long = [(name, n) for name, text in modules(*ROOMS) if (n := text.count("\n")) > 300]
    assert long == []


def test_a_module_is_named_after_what_is_in_it() -> None:
    vague = {"util", "utils", "helper", "helpers", "manager", "common", "base", "misc"}
    assert [name for name, _ in modules(*ROOMS) if Path(name).stem in vague] == []


def test_every_module_says_what_it_is() -> None:
    mute = [
        name
        for name, text in modules(*ROOMS, "tests", "benchmarks")
        if text and ast.get_docstring(ast.parse(text)) is None
    ]
    assert mute == []


def test_no_typed_name_gets_around_what_makes_it_fit_to_be_shown() -> None:
    """Sentences and buttons get what `Words` made of it, never the name itself."""
    bare = [
        (name, ast.unparse(node))
        for name, text in modules("handlers")
        for node in ast.walk(ast.parse(text))
        if _uses_typed_name(node)
    ]
    assert bare == []


def test_on_whose_clock_a_time_is_told_is_decided_in_one_place() -> None:
    reckoned = [
        f"{name}: {line.strip()}"
        for name, text in modules("handlers", "storage", "domain")
        if name != "domain/services/display_zones.py"
        for line in text.splitlines()
        if re.search(r"\bDisplayZone\(|words\.clock\(.*astimezone|cast\(.?DisplayZone", line)
    ]
    assert reckoned == []


def test_nothing_is_left_to_do_or_faked() -> None:
    words = re.compile(r"\b(TODO|FIXME|XXX)\b|unittest" + r"\.mock|MagicMock")
    own = str(Path(__file__).relative_to(ROOT))
    sources = (*modules(*ROOMS, "tests", "benchmarks"),)
    assert [name for name, text in sources if name != own and words.search(text)] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_exact_versions_and_hashes_and_no_place(lock: str) -> None:
    text = (ROOT / lock).read_text()
    requirements = [block for block in re.split(r"\n(?=\S)", text) if not block.startswith("#")]
    pinned = re.compile(
        r"^[a-z0-9._-]+(\[[a-z,]+\])?==\S+( ; [^\\]+)? \\\n( +--hash=sha256:[0-9a-f]{64})"
    )
    assert len(requirements) > 30
    assert [block for block in requirements if not pinned.match(block)] == []
    assert "://" not in text


def test_the_locks_agree_and_hold_what_the_project_asks_for() -> None:
    runtime, everything = (_pins(lock) for lock in LOCKS)
    assert runtime.items() <= everything.items()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    dependencies = project["project"]["dependencies"]
    assert {_name(requirement) for requirement in dependencies} <= runtime.keys()
    tools = project["dependency-groups"]["dev"]
    assert {_name(requirement) for requirement in tools} <= everything.keys()


def test_the_example_explains_every_setting() -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()
    offered = {line.lstrip("#").partition("=")[0] for line in lines if "=" in line}
    assert {name for name in offered if name.startswith("COACHBOOK_")} == KNOWN


@pytest.mark.parametrize("file", ["Dockerfile", "compose.yaml"])
def test_containers_set_only_what_is_a_setting(file: str) -> None:
    named = set(re.findall(r"COACHBOOK_[A-Z_]+", (ROOT / file).read_text()))
    assert named
    assert named <= KNOWN


def _uses_typed_name(node: ast.AST) -> bool:
    """Whether this puts a name, as typed, into an f-string or onto a button."""
    if isinstance(node, ast.FormattedValue):
        return isinstance(node.value, ast.Attribute) and node.value.attr in TYPED
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Key":
        label = node.args[0] if node.args else None
        return isinstance(label, ast.Attribute) and label.attr in TYPED | NAMED
    return False


def _pins(lock: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9._-]+)==(\S+)", (ROOT / lock).read_text(), re.MULTILINE))


def _name(requirement: str) -> str:
    return re.split(r"[^a-z0-9._-]", requirement.lower(), maxsplit=1)[0]


def bound(module: ast.Module) -> Iterator[tuple[str, int]]:
    """The names a module gives to values, each with its line; not for booleans, which may be
    clauses."""
    truths = {
        node.target
        for node in ast.walk(module)
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.annotation) == "bool"
    }
    for node in ast.walk(module):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node not in truths:
            yield node.id, node.lineno
        elif isinstance(node, ast.arg) and ast.unparse(node.annotation or node) != "bool":
            yield node.arg, node.lineno
        elif isinstance(node, ast.MatchAs | ast.MatchStar) and node.name:
            yield node.name, node.lineno


def test_a_value_is_called_by_what_it_is_and_not_by_what_was_done_to_it() -> None:
    participles = [
        f"{name}:{line} {value}"
        for name, text in modules(*ROOMS)
        for value, line in bound(ast.parse(text))
        if value in PARTICIPLES
    ]
    assert participles == []


def test_a_function_or_class_is_called_by_what_it_does_returns_or_is() -> None:
    participles = {
        (name, node.name)
        for name, text in modules(*ROOMS)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and node.name.strip("_").lower() in PARTICIPLES_OF_DEFINITIONS
    }
    assert {name for _, name in participles} == DEFINED_ALL_THE_SAME
